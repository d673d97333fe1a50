#include "obligations.h"

#include <string.h>

#include "checks.h"
#include "demands.h"
#include "intl.h"
#include "occurrence.h"
#include "presets.h"
#include "rules.h"
#include "scope.h"
#include "stages.h"
#include "values.h"

static const struct span default_remind[] = {{-14, SPAN_DAYS}, {-7, SPAN_DAYS}, {-1, SPAN_DAYS}, {0, SPAN_DAYS}};

const struct obligation obligation_defaults = {
    .per = PERIOD_TERM,
    .at_least = 1,
    .due = {.kind = DUE_NONE},
    .opens = {.kind = DUE_NONE},
    .remind = default_remind,
    .n_remind = sizeof default_remind / sizeof default_remind[0],
    .repeat = {3, SPAN_WORKDAYS},
    .at = 9 * 3600,
};

static const struct schema escalation_schema = {
    .fields =
        (const struct field[]){
            {.name = "after",
             .forms = FORM_STRING,
             .required = true,
             .read = rule_after,
             .allowed = AFTER_ALLOWED,
             .offset = offsetof(struct escalation, after)},
            {.name = "to",
             .forms = FORM_STRINGS,
             .required = true,
             .read = value_strings,
             .offset = offsetof(struct escalation, to),
             .count = offsetof(struct escalation, n_to)},
            {0},
        },
    .size = sizeof(struct escalation),
};

/* The settings common to obligations, presets and stages. */
#define RULE_FIELDS                                                                                                                        \
    {.name = "title", .forms = FORM_STRING | FORM_GROUP, .read = value_text, .offset = offsetof(struct obligation, title)},                \
        {.name = "at_least",                                                                                                               \
         .forms = FORM_INTEGER,                                                                                                            \
         .read = value_integer,                                                                                                            \
         .offset = offsetof(struct obligation, at_least),                                                                                  \
         .min = 1,                                                                                                                         \
         .max = 1000},                                                                                                                     \
        {.name = "due", .forms = FORM_STRING, .read = rule_due, .allowed = DUE_ALLOWED, .offset = offsetof(struct obligation, due)},       \
        {.name = "opens",                                                                                                                  \
         .forms = FORM_STRING,                                                                                                             \
         .read = rule_opens,                                                                                                               \
         .allowed = OPENS_ALLOWED,                                                                                                         \
         .offset = offsetof(struct obligation, opens)},                                                                                    \
        {.name = "remind",                                                                                                                 \
         .forms = FORM_STRINGS,                                                                                                            \
         .read = rule_remind,                                                                                                              \
         .allowed = REMIND_ALLOWED,                                                                                                        \
         .offset = offsetof(struct obligation, remind),                                                                                    \
         .count = offsetof(struct obligation, n_remind)},                                                                                  \
        {.name = "repeat",                                                                                                                 \
         .forms = FORM_STRING,                                                                                                             \
         .read = rule_repeat,                                                                                                              \
         .allowed = REPEAT_ALLOWED,                                                                                                        \
         .offset = offsetof(struct obligation, repeat)},                                                                                   \
        {.name = "at", .forms = FORM_STRING, .read = value_time, .allowed = TIME_ALLOWED, .offset = offsetof(struct obligation, at)},      \
        {.name = "notify",                                                                                                                 \
         .forms = FORM_STRINGS,                                                                                                            \
         .read = value_strings,                                                                                                            \
         .offset = offsetof(struct obligation, notify),                                                                                    \
         .count = offsetof(struct obligation, n_notify)},                                                                                  \
        {.name = "check", .forms = FORM_STRING, .read = check_named, .offset = offsetof(struct obligation, check)},                        \
        {.name = "check_from",                                                                                                             \
         .forms = FORM_STRING,                                                                                                             \
         .read = value_id,                                                                                                                 \
         .allowed = ID_ALLOWED,                                                                                                            \
         .offset = offsetof(struct obligation, check_from)},                                                                               \
        {.name = "fields", .forms = FORM_GROUPS, .read = read_demands},                                                                    \
    {                                                                                                                                      \
        .name = "escalate", .forms = FORM_GROUPS, .read = field_groups, .offset = offsetof(struct obligation, escalate),                   \
        .count = offsetof(struct obligation, n_escalate), .schema = &escalation_schema                                                     \
    }

/* Those of a stage are its procedure's. */
#define FRAME_FIELDS                                                                                                                       \
    {.name = "per", .forms = FORM_STRING, .read = rule_per, .allowed = PER_ALLOWED, .offset = offsetof(struct obligation, per)},           \
        {.name = "outcomes",                                                                                                               \
         .forms = FORM_GROUPS,                                                                                                             \
         .read = field_groups,                                                                                                             \
         .offset = offsetof(struct obligation, outcomes),                                                                                  \
         .count = offsetof(struct obligation, n_outcomes),                                                                                 \
         .schema = &outcome_schema},                                                                                                       \
    {                                                                                                                                      \
        .name = "stages", .forms = FORM_GROUPS                                                                                             \
    }

static const struct schema outcome_schema = {
    .fields =
        (const struct field[]){
            {.name = "id",
             .forms = FORM_STRING,
             .required = true,
             .read = value_id,
             .allowed = ID_ALLOWED,
             .offset = offsetof(struct outcome, id)},
            {.name = "title",
             .forms = FORM_STRING | FORM_GROUP,
             .required = true,
             .read = value_text,
             .offset = offsetof(struct outcome, title)},
            {.name = "removes", .forms = FORM_BOOLEAN, .read = value_boolean, .offset = offsetof(struct outcome, removes)},
            {0},
        },
    .size = sizeof(struct outcome),
};

const struct schema obligation_schema = {
    .fields = (const struct field[]){RULE_FIELDS, FRAME_FIELDS, {0}},
    .size = sizeof(struct obligation),
};

#define ID_FIELD                                                                                                                           \
    {                                                                                                                                      \
        .name = "id", .forms = FORM_STRING, .read = value_id, .allowed = ID_ALLOWED, .offset = offsetof(struct obligation, id)             \
    }

const struct schema stage_schema = {
    .fields = (const struct field[]){ID_FIELD, RULE_FIELDS, {.name = "omit", .forms = FORM_BOOLEAN}, {0}},
    .size = sizeof(struct obligation),
};

/* `preset`, `stages` and `omit` are looked at apart from the rest. */
static const struct schema own_schema = {
    .fields =
        (const struct field[]){
            ID_FIELD, {.name = "preset", .forms = FORM_STRING}, {.name = "omit", .forms = FORM_BOOLEAN}, RULE_FIELDS, FRAME_FIELDS, {0}},
    .size = sizeof(struct obligation),
};

/* False when nothing sensible can be checked: the preset is not there. */
static bool lay_preset(struct reader *reader, config_setting_t *group, struct obligation *ret, const struct preset **ret_preset)
{
    config_setting_t *name = reader_member(group, "preset");
    *ret = obligation_defaults;
    *ret_preset = NULL;
    if (name == NULL)
        return true;
    if (config_setting_type(name) != CONFIG_TYPE_STRING)
        return false; /* said when the settings are read */
    const struct preset *preset = presets_get(reader->scope->presets, reader, name);
    if (preset == NULL)
        return false;
    *ret = preset->obligation;
    ret->id = ret->preset;
    *ret_preset = preset;
    return true;
}

/* A setting that neither the group nor its preset gives. `required` is N_(). */
static void want(struct reader *reader, const config_setting_t *group, const char *member, bool given, const char *required)
{
    if (!given && reader_member(group, member) == NULL)
        reader_add(reader, FINDING_ERROR, group, member, _("it is missing; required: %s"), _(required));
}

static void check_required(struct reader *reader, const config_setting_t *group, const struct obligation *obligation, bool is_frame)
{
    want(reader, group, "id", obligation->id != NULL, N_("an id, or a preset"));
    want(reader, group, "title", obligation->title.zh != NULL || obligation->title.en != NULL,
         N_("a string, or { zh_CN = \"…\"; en = \"…\"; }"));
    want(reader, group, "due", obligation->due.kind != DUE_NONE || is_frame, DUE_ALLOWED);
    want(reader, group, "notify", obligation->notify != NULL, N_("an array of posts, members or channels"));
}

static void check_recipients(struct reader *reader, const config_setting_t *group, const struct obligation *obligation, struct names *names)
{
    const config_setting_t *notify = reader_member(group, "notify");
    if (obligation->notify != NULL && obligation->n_notify == 0)
        reader_add(reader, FINDING_ERROR, notify != NULL ? notify : group, NULL,
                   _("it tells nobody; required: at least one post, member or channel"));
    names_check_recipients(names, reader, group, "notify", obligation->notify, obligation->n_notify, false);
    for (size_t i = 0; i < obligation->n_escalate; i++) {
        const struct escalation *step = &obligation->escalate[i];
        const config_setting_t *place = reader_element(group, "escalate", i);
        names_check_recipients(names, reader, place, "to", step->to, step->n_to, false);
        if (step->n_to == 0 && reader_member(place, "to") != NULL)
            reader_add(reader, FINDING_ERROR, place, "to", _("it tells nobody; required: at least one post, member or channel"));
        if (i > 0 && step->after.count > 0 && span_days(step->after) < span_days(obligation->escalate[i - 1].after))
            reader_add(reader, FINDING_ERROR, place, "after", _("found a step before the one above it; allowed: steps in order"));
    }
}

/* The due day's setting as it is written, or the preset's. */
static const char *due_words(const struct reader *reader, const config_setting_t *group, const char *member)
{
    const config_setting_t *own = reader_member(group, member);
    return own != NULL ? reader_found(reader, own) : arena_printf(reader->arena, _("the preset's \"%s\""), member);
}

static void report_outside(struct reader *reader, const config_setting_t *group, const struct occurrence *occurrence)
{
    char due[DATE_TEXT_SIZE], begins[DATE_TEXT_SIZE], ends[DATE_TEXT_SIZE];
    reader_add(reader, FINDING_ERROR, group, "due", _("found %s, which is %s and outside %s; allowed: %s to %s"),
               due_words(reader, group, "due"), date_format(occurrence->due_on, due), occurrence->period,
               date_format(occurrence->begins, begins), date_format(occurrence->ends, ends));
}

static void report_opens_late(struct reader *reader, const config_setting_t *group, const struct occurrence *occurrence)
{
    char opens[DATE_TEXT_SIZE], due[DATE_TEXT_SIZE];
    reader_add(reader, FINDING_ERROR, group, "opens", _("found %s, which is %s in %s and after the due day; allowed: %s or earlier"),
               due_words(reader, group, "opens"), date_format(occurrence->opens_on, opens), occurrence->period,
               date_format(occurrence->due_on, due));
}

/* Each period the calendar knows; the first that does not hold its due day is told. */
static void check_periods(struct reader *reader, const config_setting_t *group, const struct obligation *obligation,
                          const struct calendar *calendar)
{
    struct period period;
    bool owed = false;
    for (size_t i = 0; calendar_period(calendar, obligation->per, i, &period); i++) {
        struct occurrence occurrence = {.period = period.id, .begins = period.begins, .ends = period.ends, .event_on = DATE_NONE};
        if (occurrence_resolve(&occurrence, obligation, calendar) != 0)
            continue;
        owed = true;
        if (occurrence.due_on == DATE_NONE)
            continue;
        if (occurrence.due_on < occurrence.begins || occurrence.due_on > occurrence.ends) {
            report_outside(reader, group, &occurrence);
            return;
        }
        if (occurrence.opens_on != DATE_NONE && occurrence.opens_on > occurrence.due_on) {
            report_opens_late(reader, group, &occurrence);
            return;
        }
    }
    if (!owed && calendar->n_terms > 0)
        reader_add(reader, FINDING_WARNING, group, "due", _("lies in no period of calendar \"%s\": nothing will be owed"), calendar->id);
}

static bool counts_from_end(enum due_kind kind)
{
    return kind == DUE_WEEK || kind == DUE_END;
}

static bool counts_from_period(enum due_kind kind)
{
    return counts_from_end(kind) || kind == DUE_BEGIN || kind == DUE_ANNUAL;
}

/* What due and opens count from must be there: an event or a stage before for both, a term for weeks and ends. False once said. */
static bool check_anchors(struct reader *reader, const config_setting_t *group, const struct obligation *obligation)
{
    const enum due_kind due = obligation->due.kind, opens = obligation->opens.kind;
    const bool once = obligation->per == PERIOD_ONCE, by_case = obligation->per == PERIOD_CASE;
    const char *member = "due", *fault = NULL;
    if (due == DUE_PREVIOUS && obligation->previous == NULL) {
        fault = _("counts from the stage before, but there is none; allowed: \"previous\" in the second stage of a procedure and later");
    } else if (once && due != DUE_DATE && due != DUE_EVENT && due != DUE_PREVIOUS) {
        fault = _("counts from a period, but per is \"once\"; allowed: a day, or \"event\" with an offset or none");
    } else if (by_case && (counts_from_end(due) || due == DUE_DATE || due == DUE_ANNUAL)) {
        fault =
            _("a case has no last day and no day in the calendar; allowed: \"begin\", \"event\" or \"previous\" with an offset or none");
    } else {
        member = "opens";
        if (opens == DUE_EVENT && due != DUE_EVENT)
            fault = _("counts from an event, but due does not; allowed: \"event\" in both");
        else if (opens == DUE_PREVIOUS && due != DUE_PREVIOUS)
            fault = _("counts from the stage before, but due does not; allowed: \"previous\" in both");
        else if (once && counts_from_period(opens))
            fault = _("counts from a period, but per is \"once\"; allowed: a day, an offset, or \"event\"");
        else if (by_case && (counts_from_end(opens) || opens == DUE_DATE || opens == DUE_ANNUAL))
            fault = _("a case has no last day and no day in the calendar; allowed: an offset, \"begin\", \"event\" or \"previous\"");
    }
    if (fault != NULL)
        reader_add(reader, FINDING_ERROR, group, member, "%s", fault);
    return fault == NULL;
}

static void check_outcomes(struct reader *reader, const config_setting_t *place, const struct obligation *obligation)
{
    struct unique ids;
    if (obligation->n_outcomes > 0 && obligation->per != PERIOD_CASE)
        reader_add(reader, FINDING_ERROR, place, "outcomes", _("only a case ends with an outcome; allowed: with per = \"case\""));
    unique_init(&ids);
    for (size_t i = 0; i < obligation->n_outcomes; i++)
        unique_check(reader, &ids, reader_element(place, "outcomes", i), "id", obligation->outcomes[i].id);
    unique_done(&ids);
}

void obligation_check(struct reader *reader, const config_setting_t *place, const struct obligation *obligation,
                      const struct obligation_list *list, size_t errors, bool is_frame)
{
    check_required(reader, place, obligation, is_frame);
    check_recipients(reader, place, obligation, list->names);
    check_outcomes(reader, place, obligation);
    if (reader->report->n_errors > errors || obligation->due.kind == DUE_NONE || !check_anchors(reader, place, obligation))
        return;
    if (list->calendar != NULL && obligation->per != PERIOD_CASE)
        check_periods(reader, place, obligation, list->calendar);
}

void obligation_read(struct reader *reader, config_setting_t *group, struct obligation_list *list)
{
    const struct preset *preset;
    struct obligation obligation;
    bool based = lay_preset(reader, group, &obligation, &preset);
    size_t errors = reader->report->n_errors;
    reader_overlay(reader, group, &own_schema, &obligation);
    if (based)
        obligation_check(reader, group, &obligation, list, errors, stages_there_are(group, preset));
    unique_check(reader, &list->ids, group, reader_member(group, "id") != NULL ? "id" : NULL, obligation.id);
    if (obligation.id == NULL)
        return; /* said */
    g_array_append_val(list->items, obligation);
    if (based)
        stages_read(reader, group, preset, &obligation, list);
}
