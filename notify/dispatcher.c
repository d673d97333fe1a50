#include "dispatcher.h"
