/* Holiday lists: which days are off and which weekend days are worked (调休), a year at a time. The format is described in
 * holidays/cn.conf. */
#ifndef LUNZHI_CONF_HOLIDAYS_H
#define LUNZHI_CONF_HOLIDAYS_H

#include "calendar.h"
#include "catalogue.h"
#include "reader.h"

struct holiday_list {
    const struct special_day *days; /* by day, each once; those that agree with their weekday are kept */
    size_t n_days;
    const int32_t *years; /* covered, ascending */
    size_t n_years;
};

/* The lists read so far, by path: each file is read once in a load. */
struct holidays {
    struct catalogue lists;
    struct arena arena;
};

void holidays_init(struct holidays *holidays);
void holidays_done(struct holidays *holidays);

/* The list named by a calendar's setting: NAME is data_dir/holidays/NAME.conf; with a slash it is a path, relative to the file that names
 * it. NULL with the findings in the report, said where the setting stands. */
const struct holiday_list *holidays_get(struct holidays *holidays, struct reader *reader, const config_setting_t *setting);

#endif
