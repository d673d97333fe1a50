/* ORG/OBLIGATION/PERIOD on the command line. */
#ifndef LUNZHI_OCCURRENCE_ID_H
#define LUNZHI_OCCURRENCE_ID_H

#include "ctl.h"

/* GO_ON, or EXIT_USAGE with the reason said. */
int occurrence_id_check(struct ctl *ctl, const char *id);

#endif
