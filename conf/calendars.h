/* The calendars of a file: terms checked, holiday lists merged. */
#ifndef LUNZHI_CONF_CALENDARS_H
#define LUNZHI_CONF_CALENDARS_H

#include "calendar.h"
#include "holidays.h"
#include "reader.h"

/* Reads one group of `calendars` into the reader's arena; NULL if it has no usable id, and without terms if anything else is wrong with it.
 * Relations are checked: terms in order, a holiday list for each year. */
struct calendar *calendar_read(struct reader *reader, config_setting_t *group, struct holidays *holidays);

#endif
