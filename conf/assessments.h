/* The versions of the yearly self-assessment table: data_dir/assessments/YYYY-YYYY.conf, named by the first academic year each is for. */
#ifndef LUNZHI_CONF_ASSESSMENTS_H
#define LUNZHI_CONF_ASSESSMENTS_H

#include "assessment.h"
#include "conf.h"

/* What an obligation or a check that a proof names is called. */
struct assessment_title {
    const char *name;
    struct text title;
};

struct assessments {
    const struct assessment *items; /* by year */
    size_t n;
    const struct assessment_title *titles; /* where a preset of that name has one */
    size_t n_titles;
};

/* All of them; none where there is no such folder. Values live in the arena. ERROR_CONFIG with the findings in the report. */
int assessments_load(const struct conf_options *options, struct arena *arena, struct assessments *ret, struct report *report)
    __attribute__((warn_unused_result));
/* The title of the preset, or of the stage PRESET.STAGE, that proofs name; NULL: there is none. */
const struct text *assessments_title(const struct assessments *assessments, const char *name);
/* Fills in the titles of all that the proofs name (assessment_titles.c). */
void assessments_read_titles(const struct conf_options *options, struct arena *arena, struct assessments *assessments);

#endif
