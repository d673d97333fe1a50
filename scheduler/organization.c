#include "organization.h"
