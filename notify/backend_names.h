/* The names of all backends without their code: for programs that choose channels but never send. */
#ifndef LUNZHI_BACKEND_NAMES_H
#define LUNZHI_BACKEND_NAMES_H

#include "channel.h"

extern const struct backend_name backend_names[]; /* ended by name NULL */

#endif
