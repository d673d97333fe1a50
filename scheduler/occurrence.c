#include "occurrence.h"
