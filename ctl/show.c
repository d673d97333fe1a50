/* lunzhictl show: everything about one occurrence. */
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "checks.h"
#include "commands.h"
#include "due.h"
#include "fields.h"
#include "intl.h"
#include "log.h"
#include "memory.h"
#include "occurrence_id.h"
#include "options.h"
#include "outbox.h"

static void add_fact(struct table *table, const char *name, const char *value)
{
    if (value == NULL || *value == '\0')
        return;
    table_add(table, STYLE_DIM, name);
    table_add(table, STYLE_PLAIN, value);
}

static bool is_open(const char *state)
{
    return strcmp(state, "open") == 0 || strcmp(state, "overdue") == 0;
}

/* Heap. What was met by an answer or a decision needs no record. */
static char *records_text(const json_t *occurrence)
{
    long long records = (long long)field_number(occurrence, "records", 0), at_least = (long long)field_number(occurrence, "at_least", 1);

    if (records == 0 && strcmp(field_text(occurrence, "state", ""), "met") == 0)
        return xstrdup(_("none: it was met without one"));
    return xasprintf(_("%lld of %lld"), records, at_least);
}

/* `inherited`: by whom, in the words of the configuration. */
static void print_facts(struct ctl *ctl, const json_t *occurrence, const char *inherited)
{
    struct table *table = table_new("ll");
    const char *ends_on = field_text(occurrence, "ends_on", NULL);
    char when[DUE_TEXT_SIZE], next[INSTANT_SIZE], *records, *runs;

    records = records_text(occurrence);
    runs = ends_on != NULL ? xasprintf(_("%s to %s"), field_text(occurrence, "opens_on", ""), ends_on)
                           : xstrdup(field_text(occurrence, "opens_on", ""));
    add_fact(table, _("organization"), field_name(occurrence, "organization"));
    add_fact(table, _("inherited"), inherited != NULL && *inherited == '\0' ? _("by every organization") : inherited);
    table_add(table, STYLE_DIM, _("state"));
    if (json_is_integer(json_object_get(occurrence, "days_left")) && is_open(field_text(occurrence, "state", "")))
        table_addf(table, due_style(occurrence), "%s, %s", protocol_word(field_text(occurrence, "state", "")), due_when(occurrence, when));
    else
        table_add(table, due_style(occurrence), due_when(occurrence, when));
    add_fact(table, _("due"), field_text(occurrence, "due_on", NULL));
    add_fact(table, _("event"), field_text(occurrence, "event_on", NULL));
    add_fact(table, _("runs"), runs);
    add_fact(table, _("records"), records);
    add_fact(table, _("next step"), instant_format(field_text(occurrence, "next_at", NULL), next));
    screen_line(&ctl->screen, STYLE_BOLD, "%s", field_text(occurrence, "title", field_text(occurrence, "obligation", "?")));
    screen_line(&ctl->screen, STYLE_DIM, "%s", field_text(occurrence, "id", "?"));
    table_print(table, &ctl->screen, 2);
    table_free(table);
    free(runs);
    free(records);
}

/* "甲 (mail), 乙 (no way out)". Heap. */
static char *recipients_text(const json_t *recipients)
{
    const json_t *recipient;
    char *text = xstrdup("");
    size_t i;

    json_array_foreach(recipients, i, recipient)
    {
        const char *name = field_text(recipient, "name", field_text(recipient, "id", "?"));
        char *longer = xasprintf("%s%s%s (%s)", text, i > 0 ? _(", ") : "", name, field_text(recipient, "channel", _("no way out")));

        free(text);
        text = longer;
    }
    return text;
}

static void print_rungs(struct ctl *ctl, const json_t *rungs)
{
    struct table *table = table_new("lllf");
    const json_t *rung;
    size_t i;

    json_array_foreach(rungs, i, rung)
    {
        char at[INSTANT_SIZE], *recipients = recipients_text(json_object_get(rung, "recipients"));

        table_add(table, STYLE_PLAIN, instant_format(field_text(rung, "at", NULL), at));
        table_add(table, STYLE_PLAIN, protocol_word(field_text(rung, "kind", NULL)));
        table_add(table, STYLE_WARN, json_is_true(json_object_get(rung, "late")) ? _("late") : NULL);
        table_add(table, *recipients != '\0' ? STYLE_PLAIN : STYLE_LOUD, *recipients != '\0' ? recipients : _("NOBODY"));
        free(recipients);
    }
    if (json_array_size(rungs) > 0)
        screen_heading(&ctl->screen, _("REMINDERS AHEAD"));
    table_print(table, &ctl->screen, 2);
    table_free(table);
}

/* "place=礼堂, seats=246": strings bare, other values as JSON. Heap. */
static char *fields_text(const json_t *fields)
{
    char *text = xstrdup("");
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)fields, key, value)
    {
        char *word = json_is_string(value) ? xstrdup(json_string_value(value)) : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
        char *longer = xasprintf("%s%s%s=%s", text, *text != '\0' ? ", " : "", key, word != NULL ? word : "");

        free(word);
        free(text);
        text = longer;
    }
    return text;
}

/* The fields a record must and may have: those that must stand out. */
static void print_demands(struct ctl *ctl, const json_t *demands)
{
    struct table *table = table_new("lfll");
    const json_t *demand;
    size_t i;

    json_array_foreach(demands, i, demand)
    {
        bool required = json_is_true(json_object_get(demand, "required"));

        table_add(table, required ? STYLE_BOLD : STYLE_PLAIN, field_text(demand, "id", "?"));
        table_add(table, STYLE_PLAIN, field_text(demand, "title", NULL));
        table_add(table, STYLE_DIM, protocol_word(field_text(demand, "type", NULL)));
        table_add(table, STYLE_PLAIN, required ? _("required") : NULL);
    }
    if (json_array_size(demands) > 0)
        screen_heading(&ctl->screen, _("FIELDS OF A RECORD"));
    table_print(table, &ctl->screen, 2);
    table_free(table);
}

/* What became of a record, or why it was made. Heap. */
static char *remark_text(const json_t *record)
{
    if (json_is_integer(json_object_get(record, "corrected_by")))
        return xasprintf(_("counts no more: %lld took its place"), (long long)field_number(record, "corrected_by", 0));
    if (json_is_integer(json_object_get(record, "corrects")))
        return xasprintf(_("in place of %lld: %s"), (long long)field_number(record, "corrects", 0), field_text(record, "why", ""));
    return xstrdup("");
}

static void add_record_row(struct table *table, const json_t *record)
{
    char at[INSTANT_SIZE], *fields = fields_text(json_object_get(record, "fields")), *remark = remark_text(record);
    enum style style = json_is_integer(json_object_get(record, "corrected_by")) ? STYLE_STRUCK : STYLE_PLAIN;

    table_addf(table, STYLE_DIM, "%lld", (long long)field_number(record, "id", 0));
    table_add(table, style, field_text(record, "on", NULL));
    table_add(table, style, field_text(record, "document", NULL));
    table_add(table, style, fields);
    table_add(table, STYLE_WARN, remark);
    table_add(table, STYLE_DIM, instant_format(field_text(record, "recorded_at", NULL), at));
    table_add(table, STYLE_DIM, field_text(record, "actor", NULL));
    free(remark);
    free(fields);
}

static void print_records(struct ctl *ctl, const json_t *records)
{
    struct table *table = table_new("rlfffll");
    const json_t *record;
    size_t i;

    json_array_foreach(records, i, record) add_record_row(table, record);
    if (json_array_size(records) > 0)
        screen_heading(&ctl->screen, _("RECORDS"));
    table_print(table, &ctl->screen, 2);
    table_free(table);
    json_array_foreach(records, i, record) checks_print(ctl, json_object_get(record, "checks"));
}

/* The files of all records, each with its record. */
static void print_files(struct ctl *ctl, const json_t *records)
{
    struct table *table = table_new("rfrl");
    const json_t *record, *file;
    size_t i, j, n = 0;

    json_array_foreach(records, i, record)
    {
        json_array_foreach(json_object_get(record, "files"), j, file)
        {
            table_addf(table, STYLE_DIM, "%lld", (long long)field_number(record, "id", 0));
            table_add(table, STYLE_PLAIN, field_text(file, "name", "?"));
            table_addf(table, STYLE_PLAIN, "%lld", (long long)field_number(file, "size", 0));
            table_add(table, STYLE_DIM, field_text(file, "sha256", NULL));
            n++;
        }
    }
    if (n > 0)
        screen_heading(&ctl->screen, _("FILES"));
    table_print(table, &ctl->screen, 2);
    table_free(table);
}

static void print_waivers(struct ctl *ctl, const json_t *waivers)
{
    struct table *table = table_new("lllffl");
    const json_t *waiver;
    size_t i;

    json_array_foreach(waivers, i, waiver)
    {
        const char *until = field_text(waiver, "until", NULL);
        char at[INSTANT_SIZE], *ends = until != NULL ? xasprintf(_("until %s"), until) : xstrdup(_("for good"));

        table_add(table, STYLE_PLAIN, ends);
        table_add(table, STYLE_PLAIN, field_text(waiver, "by", NULL));
        table_add(table, STYLE_PLAIN, field_text(waiver, "basis", NULL));
        table_add(table, STYLE_PLAIN, field_text(waiver, "reason", NULL));
        table_add(table, STYLE_DIM, instant_format(field_text(waiver, "recorded_at", NULL), at));
        table_add(table, STYLE_DIM, field_text(waiver, "actor", NULL));
        free(ends);
    }
    if (json_array_size(waivers) > 0)
        screen_heading(&ctl->screen, _("WAIVERS"));
    table_print(table, &ctl->screen, 2);
    table_free(table);
}

static int show_occurrence(struct ctl *ctl, const json_t *reply)
{
    const json_t *messages = json_object_get(reply, "messages"), *log = json_object_get(reply, "log");

    print_facts(ctl, json_object_get(reply, "occurrence"), field_text(reply, "inherited", NULL));
    print_rungs(ctl, json_object_get(reply, "rungs"));
    print_demands(ctl, json_object_get(reply, "fields"));
    print_records(ctl, json_object_get(reply, "records"));
    print_files(ctl, json_object_get(reply, "records"));
    print_waivers(ctl, json_object_get(reply, "waivers"));
    if (json_array_size(messages) > 0)
        screen_heading(&ctl->screen, _("MESSAGES"));
    outbox_print(ctl, messages, false);
    if (json_array_size(log) > 0)
        screen_heading(&ctl->screen, _("LOG"));
    log_print(ctl, log, false);
    return EXIT_DONE;
}

int cmd_show(struct ctl *ctl, int argc, char **argv)
{
    struct cmdline cmdline = {.operands_min = 1, .operands_max = 1};
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc == GO_ON)
        rc = occurrence_id_check(ctl, cmdline.operands[0]);
    if (rc != GO_ON)
        return rc;
    return api_show(ctl, api_target("/v1/occurrence", "id", cmdline.operands[0], NULL), NULL, show_occurrence);
}
