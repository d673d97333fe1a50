/* Many organizations at once, each below its parent, with counts summed upwards. */
#ifndef LUNZHI_CTL_REPORT_TREE_H
#define LUNZHI_CTL_REPORT_TREE_H

#include "ctl.h"

/* The reports of an organization and of all below it, of one year, summed. The exit code. */
int report_tree(struct ctl *ctl, const char *organization, const char *year);
/* What is late and was missed in every organization. The exit code. */
int status_tree(struct ctl *ctl);

#endif
