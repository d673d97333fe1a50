/* What --help and --version print. */
#ifndef LUNZHI_HELP_H
#define LUNZHI_HELP_H

#include "options.h"

/* How a command is used, with the options of its table (may be NULL); of `command` NULL, lunzhictl as a whole. */
void help_print(struct ctl *ctl, const struct command *command, const struct option_spec *specs);
void help_version(struct ctl *ctl);

#endif
