/* Presets: obligations the rules name, shipped as files with the settings of an obligation. data_dir/presets/NAME.conf */
#ifndef LUNZHI_CONF_PRESETS_H
#define LUNZHI_CONF_PRESETS_H

#include "catalogue.h"
#include "organization.h"
#include "reader.h"

/* Those read so far: each file is read once in a load. */
struct presets {
    struct catalogue read; /* name -> struct preset */
    struct arena arena;
};

void presets_init(struct presets *presets);
void presets_done(struct presets *presets);
/* One preset, read once; lives as long as `presets`. */
struct preset {
    struct obligation obligation; /* its settings over the defaults, `preset` being its name */
    const char *file;
    config_t config;
    config_setting_t *root; /* of its settings, for its stages; NULL while it is not read */
    bool good;
};

/* The preset a setting names. NULL with the findings in the report. */
const struct preset *presets_get(struct presets *presets, struct reader *reader, const config_setting_t *setting);

#endif
