#include "ladder.h"
