/* The versions of the yearly self-assessment table: data_dir/assessments/YYYY-YYYY.conf, named by the first academic year each is for. */
#ifndef LUNZHI_CONF_ASSESSMENTS_H
#define LUNZHI_CONF_ASSESSMENTS_H

#include "assessment.h"
#include "conf.h"

struct assessments {
    const struct assessment *items; /* by year */
    size_t n;
};

/* All of them; none where there is no such folder. Values live in the arena. ERROR_CONFIG with the findings in the report. */
int assessments_load(const struct conf_options *options, struct arena *arena, struct assessments *ret, struct report *report)
    __attribute__((warn_unused_result));

#endif
