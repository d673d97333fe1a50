/* Names of files: beside a configuration file, and in the data directory. */
#ifndef LUNZHI_CONF_PATHS_H
#define LUNZHI_CONF_PATHS_H

#include <stdbool.h>

#include "memory.h"
#include "nearest.h"

/* `name` as seen from the directory of `file`; an absolute one stays. */
const char *paths_beside(struct arena *arena, const char *file, const char *name);
/* DATA/FOLDER/NAME.conf */
const char *paths_data(struct arena *arena, const char *data_dir, const char *folder, const char *name);
bool paths_exists(const char *path);
/* Offers the names of all DATA/FOLDER/NAME.conf there are. */
void paths_offer_data(struct arena *arena, const char *data_dir, const char *folder, struct nearest *nearest);

#endif
