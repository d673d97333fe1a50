/* The yearly report as a document: what the daemon replied to GET /v1/report, on paper. */
#ifndef LUNZHI_CTL_REPORT_H
#define LUNZHI_CTL_REPORT_H

#include <jansson.h>

#include "memory.h"
#include "report_paper.h"

/* One report while it is written. Words that are made for it live in the arena. */
struct writing {
    struct paper paper;
    const json_t *report;
    struct arena arena;
};

/* What is missing, in words: "述职评议 2019-2020-1: 尚未完成". */
const char *gap_words(struct writing *writing, const json_t *gap);
/* Until when it can be mended: the day, or that any day will do, or that none does. */
const char *gap_until(struct writing *writing, const json_t *gap);
/* "[记录 12]" for each, " " between: of an array of objects as in stands_on. */
const char *ground_words(struct writing *writing, const json_t *grounds);

/* The self-assessment table; the turns and decisions (report_table.c). */
void report_table(struct writing *writing);
void report_turns(struct writing *writing);
/* The sections, cases, what was missed, waived, contradicts, and the attachments (report_parts.c). */
void report_sections(struct writing *writing);
void report_cases(struct writing *writing);
void report_missed(struct writing *writing);
void report_waivers(struct writing *writing);
void report_contradictions(struct writing *writing);
void report_attachments(struct writing *writing);

#endif
