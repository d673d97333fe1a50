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
    size_t n_headings; /* numbered so far */
};

/* A list of the report by its name. */
const json_t *report_list(const struct writing *writing, const char *name);
/* A heading of the first order, numbered: "一、改革情况自评表", "1. Self-assessment". */
void report_heading(struct writing *writing, const char *title);

/* What is missing, in words: "述职评议 2019-2020-1：尚未完成". */
const char *gap_words(struct writing *writing, const json_t *gap);
/* "工作人员：23 [花名册 1]，21 [记录 15]，来源不一致" (report_lists.c). */
const char *contradiction_words(struct writing *writing, const json_t *contradiction);
/* How what was done stands to its days, in words (report_note.c): "按期完成", "逾期完成", "豁免期内完成", "期间外完成". */
const char *timeliness_words(const char *timeliness);
/* What has to be said of a yes: "述职评议 2019-2020-1：逾期完成（应不迟于 … 完成，完成于 …）" (report_note.c). */
const char *note_words(struct writing *writing, const json_t *note);
/* Until when it can be mended: the day, or that any day will do, or that none does. */
const char *gap_until(struct writing *writing, const json_t *gap);
/* "[记录 12]" for each, " " between: of an array of objects as in stands_on. */
const char *ground_words(struct writing *writing, const json_t *grounds);
/* "[记录 12]" for each id of an array, " " between. */
const char *record_ids(struct writing *writing, const json_t *ids);
/* The records of an occurrence: those that count, then those corrected, which are said to be. */
const char *occurrence_records(struct writing *writing, const json_t *occurrence);
/* A record as an item of the list that is open on paper; struck out if another one corrects it (report_record.c). */
void put_record(struct writing *writing, const json_t *record);
/* A check of one period: its rules with their numbers, or that nothing tells (report_check.c). */
void put_check(struct writing *writing, const json_t *check);
/* "延长食堂供餐时间，2019-11-06 立案，…" (report_case.c). */
const char *case_words(struct writing *writing, const json_t *file);

/* The self-assessment table; the turns and decisions (report_table.c). */
void report_table(struct writing *writing);
void report_turns(struct writing *writing);
/* What was owed and done, by section (report_sections.c). */
void report_sections(struct writing *writing);
void report_cases(struct writing *writing); /* report_case.c */
/* What was missed, waived, contradicts, and the attachments (report_lists.c). */
void report_missed(struct writing *writing);
void report_waivers(struct writing *writing);
void report_contradictions(struct writing *writing);
void report_attachments(struct writing *writing);

#endif
