#include "rotation.h"
