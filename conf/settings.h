/* What may stand at the top of a file: everything in the main file, things only in an included one. */
#ifndef LUNZHI_CONF_SETTINGS_H
#define LUNZHI_CONF_SETTINGS_H

#include "reader.h"

/* Top-level settings of the main file, but for the things. */
struct settings {
    struct conf_main main; /* the zone is filled by settings_read_main() */
    const char *const *include;
    size_t n_include;
};

/* Reads the main file's own settings; calendars, channels and organizations are only looked at for their form. */
void settings_read_main(struct reader *reader, config_setting_t *root, struct settings *ret);
/* Says which settings an included file may not have. */
void settings_check_included(struct reader *reader, config_setting_t *root);

#endif
