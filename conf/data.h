/* Where the shipped data lies: presets, holidays, templates, translations. */
#ifndef LUNZHI_CONF_DATA_H
#define LUNZHI_CONF_DATA_H

/* The data directory: `given` if not NULL; for a program run from its build directory the source tree's conf/; else the installed one.
 * Heap; ERROR_NOT_FOUND naming it nowhere when the one found holds no presets. */
int data_dir_find(const char *given, char **ret_path) __attribute__((warn_unused_result));

#endif
