/* lunzhictl record, waive and event: facts told to the daemon. */
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "checks.h"
#include "commands.h"
#include "due.h"
#include "fields.h"
#include "intl.h"
#include "memory.h"
#include "occurrence.h"
#include "occurrence_id.h"
#include "options.h"
#include "records.h"

int occurrence_id_check(struct ctl *ctl, const char *id)
{
    char *copy = xstrdup(id);
    const char *organization, *obligation, *period;
    int rc = occurrence_name_split(copy, &organization, &obligation, &period);

    free(copy);
    return rc == 0 ? GO_ON
                   : ctl_usage_error(ctl, _("\"%s\" names no occurrence; its form is ORG/OBLIGATION/PERIOD, as agenda prints it"), id);
}

/* What is worth saying about a record that was taken all the same. */
static void show_note(struct ctl *ctl, const json_t *note)
{
    unsigned long days = (unsigned long)field_number(note, "days", 0);
    const char *kind = field_text(note, "kind", ""), *stage = field_text(note, "obligation", "?"), *on = field_text(note, "on", "?");

    if (strcmp(kind, "late") == 0)
        screen_line(&ctl->screen, STYLE_WARN, ngettext("  late by %lu day", "  late by %lu days", days), days);
    else if (strcmp(kind, "before") == 0)
        screen_line(&ctl->screen, STYLE_WARN, _("  before %s, which is still open"), stage);
    else if (strcmp(kind, "earlier") == 0)
        screen_line(&ctl->screen, STYLE_WARN, _("  out of order: earlier than %s, which comes first and was done on %s"), stage, on);
    else if (strcmp(kind, "later") == 0)
        screen_line(&ctl->screen, STYLE_WARN, _("  out of order: later than %s, which comes after it and was done on %s"), stage, on);
    else if (strcmp(kind, "before-event") == 0)
        screen_line(&ctl->screen, STYLE_WARN, _("  out of order: before its event, which is on %s"), on);
    else if (strcmp(kind, "not-event") == 0)
        screen_line(&ctl->screen, STYLE_WARN, _("  not on the day of its event, which is %s"), on);
    else if (strcmp(kind, "before-case") == 0)
        screen_line(&ctl->screen, STYLE_WARN, _("  out of order: before its case began, on %s"), on);
    else if (strcmp(kind, "outside-period") == 0)
        screen_line(&ctl->screen, STYLE_WARN, _("  outside its period, whose nearest day is %s: the yearly report says no to it"), on);
}

/* What the record that was wrong leaves behind. */
static void show_correction(struct ctl *ctl, const json_t *corrected)
{
    const char *occurrence = field_text(corrected, "occurrence", NULL), *state = field_text(corrected, "state", "");
    long long id = (long long)field_number(corrected, "id", 0);

    if (occurrence != NULL)
        screen_line(&ctl->screen, strcmp(state, "met") == 0 ? STYLE_PLAIN : STYLE_WARN,
                    _("  record %lld counts no more: %s is %s (%lld of %lld)"), id, occurrence, protocol_word(state),
                    (long long)field_number(corrected, "records", 0), (long long)field_number(corrected, "at_least", 1));
    else if (json_is_object(corrected))
        screen_line(&ctl->screen, STYLE_PLAIN, _("  record %lld counts no more"), id);
}

static void show_record(struct ctl *ctl, const json_t *record)
{
    const char *occurrence = field_text(record, "occurrence", NULL), *state = field_text(record, "state", "");
    long long id = (long long)field_number(record, "id", 0), records = (long long)field_number(record, "records", 0);
    long long at_least = (long long)field_number(record, "at_least", 1);
    const json_t *note;
    size_t i;

    if (occurrence == NULL)
        screen_line(&ctl->screen, STYLE_WARN, _("record %lld is kept, but counts for no period: none holds its day"), id);
    else
        screen_line(&ctl->screen, strcmp(state, "met") == 0 ? STYLE_GOOD : STYLE_PLAIN, _("%s: record %lld is kept; %s (%lld of %lld)"),
                    occurrence, id, protocol_word(state), records, at_least);
    json_array_foreach(json_object_get(record, "notes"), i, note) show_note(ctl, note);
    show_correction(ctl, json_object_get(record, "corrected"));
    checks_print(ctl, json_object_get(record, "checks"));
    contradictions_print(ctl, json_object_get(record, "contradictions"));
}

int records_show(struct ctl *ctl, const json_t *reply)
{
    const json_t *record;
    size_t i;

    json_array_foreach(json_object_get(reply, "records"), i, record) show_record(ctl, record);
    return EXIT_DONE;
}

static bool holds(const json_t *strings, const char *text)
{
    const json_t *string;
    size_t i;

    json_array_foreach(strings, i, string) if (strcmp(json_string_value(string), text) == 0) return true;
    return false;
}

/* "su,gsu" as an array. GO_ON, or EXIT_USAGE, the reason said, when a part is empty or given twice. */
static int split_organizations(struct ctl *ctl, const char *text, json_t *organizations)
{
    int rc = GO_ON;

    for (bool more = true; more && rc == GO_ON;) {
        size_t length = strcspn(text, ",");
        char *id = strndup(text, length);

        if (length == 0)
            rc = ctl_usage_error(ctl, _("--%s: the value is empty"), "org");
        else if (holds(organizations, id))
            rc = ctl_usage_error(ctl, _("--%s: \"%s\" is given twice"), "org", id);
        else
            json_array_append_new(organizations, json_string(id));
        free(id);
        more = text[length] == ',';
        text += length + 1;
    }
    return rc;
}

/* What `record` was told. */
struct new_record {
    const char *obligation, *organizations, *on, *period, *document, *why;
    int corrects; /* 0: none */
    json_t *ids, *fields, *paths;
};

/* Sends the files, one after the other, when all can be read; the daemon throws away those that no record comes to name. */
static int send_files(struct ctl *ctl, const json_t *paths, json_t *files)
{
    const json_t *path;
    size_t i;
    int rc = EXIT_DONE;

    json_array_foreach(paths, i, path)
    {
        rc = api_check_file(ctl, json_string_value(path));
        if (rc != EXIT_DONE)
            return rc;
    }
    json_array_foreach(paths, i, path)
    {
        json_t *file = NULL;

        rc = api_upload(ctl, json_string_value(path), &file);
        if (rc != EXIT_DONE)
            return rc;
        json_array_append_new(files, file);
    }
    return rc;
}

/* Adds what was given only. */
static int add_evidence(struct ctl *ctl, const struct new_record *record, json_t *body)
{
    json_t *files = json_array();
    int rc = send_files(ctl, record->paths, files);

    if (json_array_size(files) > 0)
        json_object_set(body, "files", files);
    json_decref(files);
    if (record->corrects > 0) {
        json_object_set_new(body, "corrects", json_integer(record->corrects));
        json_object_set_new(body, "why", json_string(record->why));
    }
    return rc;
}

static int send_record(struct ctl *ctl, const struct new_record *record)
{
    char *on = NULL;
    int rc = api_resolve_day(ctl, record->on, &on);

    if (rc != EXIT_DONE)
        return rc;
    json_t *body = json_pack("{s:O, s:s, s:s, s:s?, s:O}", "organizations", record->ids, "obligation", record->obligation, "on", on,
                             "document", record->document, "fields", record->fields);
    free(on);
    if (record->period != NULL)
        json_object_set_new(body, "period", json_string(record->period));
    rc = add_evidence(ctl, record, body);
    if (rc == EXIT_DONE)
        return api_show(ctl, api_target("/v1/records", NULL), body, records_show);
    json_decref(body);
    return rc;
}

static int check_correction(struct ctl *ctl, const struct new_record *record)
{
    if (record->corrects > 0 && record->why == NULL)
        return ctl_usage_error(ctl, _("--%s %s is missing"), "why", "S");
    if (record->corrects == 0 && record->why != NULL)
        return ctl_usage_error(ctl, _("--why is said of a correction: --corrects is missing"));
    return GO_ON;
}

int cmd_record(struct ctl *ctl, int argc, char **argv)
{
    struct new_record record = {.ids = json_array(), .fields = json_object(), .paths = json_array()};
    const struct option_spec specs[] = {
        {"org", "ORG[,ORG]", OPTION_TEXT, true, &record.organizations, N_("of these organizations: a record for each, or none at all")},
        {"on", "DATE", OPTION_DAY, true, &record.on, N_("the day it was done")},
        {"period", "ID", OPTION_TEXT, false, &record.period,
         N_("the term or year it counts for, where that is not the one its day lies in")},
        {"case", "ID", OPTION_TEXT, false, &record.period, N_("the case it belongs to")},
        {"doc", "S", OPTION_TEXT, false, &record.document, N_("the number of the document that proves it")},
        {"file", "F", OPTION_WORDS, false, &record.paths, N_("a file that proves it; may be given again")},
        {"set", "K=V", OPTION_PAIR, false, &record.fields, N_("a field of the record; may be given again")},
        {"corrects", "ID", OPTION_COUNT, false, &record.corrects, N_("the record whose place it takes, which is kept but counts no more")},
        {"why", "S", OPTION_TEXT, false, &record.why, N_("why that one was wrong")},
        {.name = NULL},
    };
    struct cmdline cmdline = {.specs = specs, .operands_min = 1, .operands_max = 1};
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc == GO_ON)
        rc = check_correction(ctl, &record);
    if (rc == GO_ON)
        rc = split_organizations(ctl, record.organizations, record.ids);
    if (rc == GO_ON) {
        record.obligation = cmdline.operands[0];
        rc = send_record(ctl, &record);
    }
    json_decref(record.paths);
    json_decref(record.fields);
    json_decref(record.ids);
    return rc;
}

static int show_waived(struct ctl *ctl, const json_t *reply)
{
    const json_t *occurrence = json_object_get(reply, "occurrence");

    screen_line(&ctl->screen, STYLE_PLAIN, _("%s: waived (%s)"), field_text(occurrence, "id", "?"), field_text(occurrence, "title", ""));
    return EXIT_DONE;
}

int cmd_waive(struct ctl *ctl, int argc, char **argv)
{
    const char *reason = NULL, *by = NULL, *basis = NULL, *until = NULL;
    char *last = NULL;
    const struct option_spec specs[] = {
        {"reason", "S", OPTION_TEXT, true, &reason, N_("why it need not be done")},
        {"by", "S", OPTION_TEXT, true, &by, N_("who decided it")},
        {"basis", "S", OPTION_TEXT, false, &basis, N_("the document it rests on")},
        {"until", "DATE", OPTION_DAY, false, &until, N_("its last day; then the occurrence is open again")},
        {.name = NULL},
    };
    struct cmdline cmdline = {.specs = specs, .operands_min = 1, .operands_max = 1};
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc == GO_ON)
        rc = occurrence_id_check(ctl, cmdline.operands[0]);
    if (rc == GO_ON && until != NULL) {
        rc = api_resolve_day(ctl, until, &last);
        rc = rc == EXIT_DONE ? GO_ON : rc;
    }
    if (rc != GO_ON)
        return rc;
    json_t *body = json_pack("{s:s, s:s, s:s}", "occurrence", cmdline.operands[0], "reason", reason, "by", by);
    if (basis != NULL)
        json_object_set_new(body, "basis", json_string(basis));
    if (last != NULL)
        json_object_set_new(body, "until", json_string(last));
    free(last);
    return api_show(ctl, api_target("/v1/waivers", NULL), body, show_waived);
}

/* Several stages: each with the due day it had and has. */
static void show_changes(struct ctl *ctl, const json_t *changes, const char *on)
{
    const char *const titles[] = {"", _("title"), _("was due"), _("is due")};
    struct table *table = table_new("lfll");
    const json_t *change;
    size_t i;

    table_head(table, titles);
    json_array_foreach(changes, i, change)
    {
        const char *before = field_text(change, "due_before", ""), *now = field_text(change, "due_on", "");
        enum style style = strcmp(before, now) == 0 ? STYLE_DIM : STYLE_PLAIN;

        table_add(table, style, field_text(change, "occurrence", "?"));
        table_add(table, style, field_text(change, "title", NULL));
        table_add(table, style, *before != '\0' ? before : "-");
        table_add(table, style, now);
    }
    screen_line(&ctl->screen, STYLE_PLAIN, _("Event on %s:"), on);
    table_print(table, &ctl->screen, 2);
    table_free(table);
}

static int show_event(struct ctl *ctl, const json_t *reply)
{
    const json_t *occurrence = json_object_get(reply, "occurrence"), *changes = json_object_get(reply, "changes");
    char when[DUE_TEXT_SIZE];

    if (json_array_size(changes) > 1) {
        show_changes(ctl, changes, field_text(occurrence, "event_on", "?"));
        return EXIT_DONE;
    }
    screen_line(&ctl->screen, STYLE_PLAIN, _("%s: event on %s; due %s, %s"), field_text(occurrence, "id", "?"),
                field_text(occurrence, "event_on", "?"), field_text(occurrence, "due_on", "?"), due_when(occurrence, when));
    return EXIT_DONE;
}

int cmd_event(struct ctl *ctl, int argc, char **argv)
{
    const char *organization = NULL, *day = NULL, *period = NULL;
    char *on;
    const struct option_spec specs[] = {
        {"org", "ORG", OPTION_TEXT, true, &organization, N_("of this organization")},
        {"on", "DATE", OPTION_DAY, true, &day, N_("the day of the event")},
        {"period", "ID", OPTION_TEXT, false, &period, N_("the term or year it is for, where that is not the one its day lies in; a case")},
        {.name = NULL},
    };
    struct cmdline cmdline = {.specs = specs, .operands_min = 2, .operands_max = 2};
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc == GO_ON && strcmp(cmdline.operands[0], "set") != 0)
        rc = ctl_usage_error(ctl, _("unknown action \"%s\"; there is %s"), cmdline.operands[0], "set");
    if (rc != GO_ON)
        return rc;
    rc = api_resolve_day(ctl, day, &on);
    if (rc != EXIT_DONE)
        return rc;
    json_t *body = json_pack("{s:s, s:s, s:s}", "organization", organization, "obligation", cmdline.operands[1], "on", on);
    free(on);
    if (period != NULL)
        json_object_set_new(body, "period", json_string(period));
    return api_show(ctl, api_target("/v1/events", NULL), body, show_event);
}
