#include "notification.h"
