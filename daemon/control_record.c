/* POST /v1/records: what was done, with its fields and files, for one organization or for several that shared it. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "body.h"
#include "check_shapes.h"
#include "control.h"
#include "daemon.h"
#include "digest.h"
#include "error.h"
#include "files.h"
#include "intl.h"
#include "record_values.h"
#include "vault.h"

#define ORGANIZATIONS_MAX 64 /* of one event */
#define OBLIGATIONS_MAX   64 /* of one request, such as the things of a hand-over */
#define FILES_MAX         64 /* of one record */

static json_t *shape_notes(const struct record_outcome *outcome)
{
    static const char *const kinds[] = {
        [NOTE_LATE] = "late",
        [NOTE_BEFORE] = "before",
        [NOTE_EARLIER] = "earlier",
        [NOTE_LATER] = "later",
        [NOTE_BEFORE_EVENT] = "before-event",
        [NOTE_NOT_EVENT] = "not-event",
        [NOTE_BEFORE_CASE] = "before-case",
        [NOTE_OUTSIDE] = "outside-period",
    };
    static_assert(sizeof kinds / sizeof kinds[0] == NOTE_COUNT, "a word for each kind of note");
    json_t *list = json_array();
    for (size_t i = 0; i < outcome->n_notes; i++) {
        const struct record_note *note = &outcome->notes[i];
        json_t *part = json_object();
        json_object_set_new_nocheck(part, "kind", json_text(kinds[note->kind]));
        if (note->kind == NOTE_LATE)
            json_object_set_new_nocheck(part, "days", json_integer(note->days));
        if (note->obligation != NULL)
            json_object_set_new_nocheck(part, "obligation", json_text(note->obligation));
        if (note->kind > NOTE_BEFORE)
            json_object_set_new_nocheck(part, "on", json_date(note->on));
        json_array_append_new(list, part);
    }
    return list;
}

static bool names_record(const json_t *contradiction, int64_t id)
{
    const json_t *source;
    size_t i;
    json_array_foreach(json_object_get(contradiction, "sources"), i, source)
    {
        if (strcmp(json_string_value(json_object_get(source, "kind")), "record") == 0 &&
            json_integer_value(json_object_get(source, "id")) == id)
            return true;
    }
    return false;
}

/* Which of its fields another source of the year tells otherwise. The record stands whether or not that can be found out. */
static json_t *record_contradictions(struct request *request, const struct record *record, const struct organization *organization)
{
    json_t *all, *own = json_array(), *contradiction;
    size_t i;
    if (record->n_values == 0 || contradictions(request, organization, census_of(organization, record->on).year, &all) != 0)
        return own;
    json_array_foreach(all, i, contradiction)
    {
        if (names_record(contradiction, record->id))
            json_array_append(own, contradiction);
    }
    json_decref(all);
    return own;
}

static void add_checks(struct request *request, const struct record *record, const struct record_outcome *outcome, json_t *part)
{
    const struct organization *organization;
    if (engine_organization(request->daemon->engine, record->organization, &organization) != 0)
        return;
    json_t *source = shape_record_source(record);
    json_object_set_new_nocheck(part, "checks", shape_checks(request, organization, outcome->judgements, outcome->n_judgements, source));
    json_object_set_new_nocheck(part, "contradictions", record_contradictions(request, record, organization));
    json_decref(source);
}

static json_t *shape_correction(struct request *request, const struct record_correction *correction)
{
    if (correction->record == 0)
        return json_null();
    const char *name = occurrence_name(&request->arena, correction->organization, correction->obligation, correction->period);
    json_t *part = json_object();
    json_object_set_new_nocheck(part, "id", json_integer(correction->record));
    json_object_set_new_nocheck(part, "occurrence", json_text(name));
    json_object_set_new_nocheck(part, "state", json_text(name != NULL ? occurrence_state_name(correction->state) : NULL));
    json_object_set_new_nocheck(part, "records", json_integer(correction->records));
    json_object_set_new_nocheck(part, "at_least", json_integer(correction->at_least));
    return part;
}

static json_t *shape_outcome(struct request *request, const struct record *record, const struct record_outcome *outcome)
{
    const char *name = occurrence_name(&request->arena, record->organization, record->obligation, outcome->period);
    json_t *part = json_object();
    json_object_set_new_nocheck(part, "id", json_integer(outcome->record));
    json_object_set_new_nocheck(part, "occurrence", json_text(name));
    json_object_set_new_nocheck(part, "state", json_text(name != NULL ? occurrence_state_name(outcome->state) : NULL));
    json_object_set_new_nocheck(part, "records", json_integer(outcome->records));
    json_object_set_new_nocheck(part, "at_least", json_integer(outcome->at_least));
    json_object_set_new_nocheck(part, "notes", shape_notes(outcome));
    add_checks(request, record, outcome, part);
    json_object_set_new_nocheck(part, "corrected", shape_correction(request, &outcome->correction));
    return part;
}

static bool has_double(const struct field_strings *words)
{
    for (size_t i = 0; i < words->n; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(words->items[i], words->items[j]) == 0)
                return true;
    return false;
}

/* "from 1 to 60", "at least 1", "at most 60", or "". */
static const char *limits_text(struct request *request, const struct field_rule *rule)
{
    if (rule->has_min && rule->has_max)
        return arena_printf(&request->arena, _(" from %d to %d"), (int)rule->min, (int)rule->max);
    if (rule->has_min)
        return arena_printf(&request->arena, _(" of at least %d"), (int)rule->min);
    return rule->has_max ? arena_printf(&request->arena, _(" of at most %d"), (int)rule->max) : "";
}

static const char *expected_text(struct request *request, const struct field_rule *rule)
{
    switch (rule->type) {
    case FIELD_TYPE_NUMBER:
        return arena_printf(&request->arena, _("a number%s"), limits_text(request, rule));
    case FIELD_TYPE_DATE:
        return _("a day, YYYY-MM-DD");
    case FIELD_TYPE_MEMBER:
        return _("the id of a member");
    case FIELD_TYPE_LINK:
        return _("an address with http:// or https://");
    default:
        return rule->has_min || rule->has_max
                   ? arena_printf(&request->arena, _("a text, its characters a number%s"), limits_text(request, rule))
                   : _("a text");
    }
}

static const char *fault_text(struct request *request, const struct field_fault *fault)
{
    const struct field_rule *rule = fault->rule;
    bool titled = rule->title.zh != NULL || rule->title.en != NULL;
    const char *name = titled ? arena_printf(&request->arena, "%s (%s)", rule->id, text_in(&rule->title, request->language)) : rule->id;
    if (fault->found == NULL)
        return arena_printf(&request->arena, _("the field %s is missing: %s"), name, expected_text(request, rule));
    return arena_printf(&request->arena, _("the field %s must be %s, not \"%s\""), name, expected_text(request, rule), fault->found);
}

/* Everything that is wrong at once. */
static void refuse_fields(struct request *request, const struct record *record, const struct record_outcome *outcome)
{
    const char *text = "";
    for (size_t i = 0; i < outcome->n_faults; i++)
        text = arena_printf(&request->arena, "%s%s%s", text, i > 0 ? "; " : "", fault_text(request, &outcome->faults[i]));
    request_refuse(request, MHD_HTTP_CONFLICT, "%s/%s: %s", record->organization, record->obligation, text);
}

/* One of `files`: as POST /v1/files has answered, or its sha256 and name alone. */
static bool read_file(struct request *request, const json_t *value, struct record_file *ret)
{
    const char *sha256 = json_string_value(json_object_get(value, "sha256"));
    const json_t *size = json_object_get(value, "size");
    char *type = arena_alloc(&request->arena, FILE_TYPE_SIZE);
    int fd;
    if (sha256 == NULL || !digest_is_text(sha256)) {
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("%s must be %s"), "files", _("a list of objects with sha256 and name"));
        return false;
    }
    ret->name = json_string_value(json_object_get(value, "name"));
    ret->sha256 = sha256;
    ret->type = type;
    if (!file_name_check(request, ret->name, type))
        return false;
    if (vault_read(request->daemon->vault, sha256, &fd, &ret->size_bytes) != 0) {
        request_refuse(request, MHD_HTTP_CONFLICT, _("%s: the file is not there; send it first"), ret->name);
        return false;
    }
    close(fd);
    if (size == NULL || json_integer_value(size) == ret->size_bytes)
        return true;
    request_refuse(request, MHD_HTTP_CONFLICT, _("%s: the file has %lld bytes"), ret->name, (long long)ret->size_bytes);
    return false;
}

static bool read_files(struct request *request, const json_t *list, struct record *record)
{
    struct record_file *files = arena_array(&request->arena, json_array_size(list) + 1, sizeof *files);
    const json_t *value;
    size_t i;
    if (json_array_size(list) > FILES_MAX) {
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("a record has at most %d files"), FILES_MAX);
        return false;
    }
    json_array_foreach(list, i, value) if (!read_file(request, value, &files[i])) return false;
    record->files = files;
    record->n_files = json_array_size(list);
    return true;
}

/* The first that was not taken. */
static size_t at_fault(const struct record_outcome *outcomes, size_t n)
{
    size_t i = 0;
    while (i + 1 < n && outcomes[i].record != 0)
        i++;
    return i;
}

static void refuse_record(struct request *request, const struct record *record, const struct record_outcome *outcome, int error,
                          const char *why_not)
{
    const char *name = arena_printf(&request->arena, "%s/%s", record->organization, record->obligation);
    if (error == ERROR_REFUSED && outcome->n_faults > 0)
        refuse_fields(request, record, outcome);
    else if (error == ERROR_REFUSED && outcome->n_excesses > 0)
        refuse_excesses(request, name, outcome->excesses, outcome->n_excesses);
    else
        request_fail(request, error, name, why_not);
}

/* One record for each organization and obligation, from the template; all or none. */
static void record_all(struct request *request, const struct field_strings *organizations, const struct field_strings *obligations,
                       const struct record *template)
{
    size_t n = organizations->n * obligations->n;
    struct record *records = arena_array(&request->arena, n, sizeof *records);
    struct record_outcome *outcomes = arena_array(&request->arena, n, sizeof *outcomes);
    const char *why_not = NULL;
    for (size_t i = 0; i < n; i++) {
        records[i] = *template;
        records[i].organization = organizations->items[i / obligations->n];
        records[i].obligation = obligations->items[i % obligations->n];
    }
    int error = engine_record(request->daemon->engine, records, n, request->peer->name, request->now, &request->arena, outcomes, &why_not);
    if (error != 0) {
        size_t i = at_fault(outcomes, n);
        refuse_record(request, &records[i], &outcomes[i], error, why_not);
        return;
    }
    daemon_committed(request->daemon);
    json_t *list = json_array(), *reply = json_object();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, shape_outcome(request, &records[i], &outcomes[i]));
    json_object_set_new_nocheck(reply, "records", list);
    request_reply(request, reply);
}

/* Either the one or several of the same day and period. */
static bool read_obligations(struct request *request, const char **one, struct field_strings *several)
{
    if ((*one != NULL) == (several->n > 0)) {
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("%s must be %s"), "obligation",
                       _("an id, or obligations a list of ids in its place"));
        return false;
    }
    if (*one != NULL)
        *several = (struct field_strings){.items = one, .n = 1};
    if (several->n <= OBLIGATIONS_MAX && !has_double(several))
        return true;
    request_refuse(request, MHD_HTTP_BAD_REQUEST, _("%s must be at most %d, each once"), "obligations", OBLIGATIONS_MAX);
    return false;
}

void control_record(struct request *request)
{
    struct field_strings organizations, obligations;
    struct record record = {0};
    const char *obligation;
    json_t *values, *files;
    const struct field fields[] = {
        {"organizations", FIELD_STRINGS, true, &organizations},
        {"obligation", FIELD_STRING, false, &obligation},
        {"obligations", FIELD_STRINGS, false, &obligations},
        {"on", FIELD_DATE, true, &record.on},
        {"period", FIELD_STRING, false, &record.named},
        {"document", FIELD_STRING, false, &record.document},
        {"fields", FIELD_OBJECT, false, &values},
        {"files", FIELD_LIST, false, &files},
        {"corrects", FIELD_NUMBER, false, &record.corrects},
        {"why", FIELD_STRING, false, &record.why},
    };
    if (body_read(request, fields, sizeof fields / sizeof fields[0]) != 0)
        return;
    if (organizations.n > ORGANIZATIONS_MAX || has_double(&organizations)) {
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("%s must be at most %d, each once"), "organizations", ORGANIZATIONS_MAX);
        return;
    }
    if (!read_obligations(request, &obligation, &obligations) || !read_files(request, files, &record))
        return;
    record.values = record_values(values, &request->arena, &record.n_values);
    char *text = json_object_size(values) > 0 ? json_dumps(values, JSON_COMPACT) : NULL;
    record.fields_json = text;
    record_all(request, &organizations, &obligations, &record);
    free(text);
}
