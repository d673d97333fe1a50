#include "recipients.h"
