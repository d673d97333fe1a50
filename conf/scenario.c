/* A scenario file: what happened, for `simulate`. The settings are named as in the control protocol. */
#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "conf.h"
#include "error.h"
#include "intl.h"
#include "rosters.h"
#include "rotation.h"
#include "scenario_schema.h"
#include "source.h"

/* A swap changes two turns, a refusal one. */
static void check_decision(struct reader *reader, const config_setting_t *group, const struct scenario_fact *fact)
{
    bool swap = fact->decision != NULL && strcmp(fact->decision, decision_kind_name(DECISION_SWAP)) == 0;
    bool decline = fact->decision != NULL && strcmp(fact->decision, decision_kind_name(DECISION_DECLINE)) == 0;
    bool accept = fact->decision != NULL && strcmp(fact->decision, decision_kind_name(DECISION_ACCEPT)) == 0;
    const struct {
        const char *name;
        bool wanted, given;
    } wants[] = {
        {"period", swap || decline, fact->period != NULL && !accept},
        {"other", swap, fact->other != NULL},
        {"other_period", swap, fact->other_period != NULL},
        {"agreed", false, fact->agreed != NULL && !swap},
    };
    for (size_t i = 0; i < sizeof wants / sizeof wants[0]; i++) {
        if (wants[i].wanted && !wants[i].given && reader_member(group, wants[i].name) == NULL)
            reader_add(reader, FINDING_ERROR, group, wants[i].name, _("it is missing; required for \"%s\""), fact->decision);
        if (!wants[i].wanted && wants[i].given)
            reader_add(reader, FINDING_ERROR, group, wants[i].name, _("it means nothing for \"%s\""),
                       fact->decision != NULL ? fact->decision : "");
    }
}

/* Who has agreed when the swap is recorded, as a decision keeps it; NULL without the setting: both, as ever. */
static const char *read_agreed(struct reader *reader, const config_setting_t *group, const struct raw_fact *item)
{
    const char *words = item->agreed != NULL ? "" : NULL;
    for (size_t i = 0; i < item->n_agreed; i++) {
        const char *id = item->agreed[i];
        const bool is_of_swap = (item->fact.member != NULL && strcmp(id, item->fact.member) == 0) ||
                                (item->fact.other != NULL && strcmp(id, item->fact.other) == 0);
        if (!is_of_swap && *id != '\0')
            reader_add(reader, FINDING_ERROR, group, "agreed", _("found \"%s\"; allowed: the two who swap"), id);
        words = arena_printf(reader->arena, "%s%s%s", words, *words != '\0' ? "," : "", id);
    }
    return words;
}

/* By the shipped check that looks at its table: the organization is not known yet. NULL where something is wrong, which is said. */
static const struct roster *read_roster(struct reader *reader, const config_setting_t *group, const struct raw_fact *item)
{
    struct nearest nearest = {.word = item->roster.table};
    struct roster *roster = arena_alloc(reader->arena, sizeof *roster);
    struct check_file file;
    int error = check_file_of_table(reader->options, item->roster.table, reader->arena, &file, &nearest, reader->report);
    if (error == ERROR_NOT_FOUND)
        reader_add(reader, FINDING_ERROR, group, "table", _("found \"%s\"; allowed: a table that a shipped check looks at%s"),
                   item->roster.table, reader_hint(reader, &nearest));
    if (error != 0)
        return NULL;
    *roster = (struct roster){.on = item->fact.on};
    roster_complete(reader, group, &item->roster, &file, roster);
    return roster;
}

static size_t count_facts(const struct raw_scenario *raw)
{
    size_t n = 0;
    for (size_t kind = 0; kind <= FACT_CASE; kind++) {
        for (size_t i = 0; i < raw->by_kind[kind].n; i++)
            n += raw->by_kind[kind].items[i].n_organizations * (kind == FACT_CASE ? 2 : 1);
    }
    return n;
}

static struct scenario_fact closing_of(const struct scenario_fact *opening, date_t closed_on)
{
    struct scenario_fact closing = *opening;
    closing.kind = FACT_CLOSING;
    closing.on = closing.known_on = closed_on;
    return closing;
}

/* A case ends with an outcome and a reason on one day. */
static void check_case(struct reader *reader, const config_setting_t *group, const struct raw_fact *item)
{
    const bool closed = item->closed_on != DATE_NONE;
    if (closed && (item->fact.reason == NULL || item->fact.by == NULL))
        reader_add(reader, FINDING_ERROR, group, item->fact.reason == NULL ? "why" : "by", _("it is missing; required with \"closed\""));
    if (!closed && item->fact.outcome != NULL)
        reader_add(reader, FINDING_ERROR, group, "outcome", _("it means nothing without \"closed\""));
}

/* What a table of settings does not say. */
static void complete(struct reader *reader, const config_setting_t *group, size_t kind, struct raw_fact *item)
{
    if (!config_setting_is_group(group))
        return; /* said */
    item->fact.agreed = read_agreed(reader, group, item);
    if (kind == FACT_DECISION)
        check_decision(reader, group, &item->fact);
    if (kind == FACT_CASE)
        check_case(reader, group, item);
    if (kind == FACT_ROSTER)
        item->fact.roster = read_roster(reader, group, item);
}

/* One fact for each organization that shares it. */
static void spread(struct reader *reader, const config_setting_t *root, const struct raw_scenario *raw, struct scenario *ret)
{
    for (size_t kind = 0; kind <= FACT_CASE; kind++) {
        for (size_t i = 0; i < raw->by_kind[kind].n; i++) {
            struct raw_fact *item = &raw->by_kind[kind].items[i];
            const config_setting_t *group = reader_element(root, scenario_lists[kind], i);
            item->fact.setting = reader_path(reader, group);
            complete(reader, group, kind, item);
            for (size_t j = 0; j < item->n_organizations; j++) {
                struct scenario_fact *fact = &ret->facts[ret->n++];
                *fact = item->fact;
                fact->kind = (unsigned)kind;
                fact->organization = item->organizations[j];
                if (fact->known_on == DATE_NONE)
                    fact->known_on = fact->on;
                fact->line = (int)config_setting_source_line(group);
                if (item->closed_on != DATE_NONE)
                    ret->facts[ret->n++] = closing_of(fact, item->closed_on);
            }
        }
    }
}

static int by_day(const void *a, const void *b)
{
    const struct scenario_fact *left = a;
    const struct scenario_fact *right = b;
    if (left->known_on != right->known_on)
        return left->known_on < right->known_on ? -1 : 1;
    if ((left->kind == FACT_CLOSING) != (right->kind == FACT_CLOSING)) /* after all that was done about it that day */
        return left->kind == FACT_CLOSING ? 1 : -1;
    if ((left->kind == FACT_CASE) != (right->kind == FACT_CASE))
        return left->kind == FACT_CASE ? -1 : 1;
    return left->line != right->line ? (left->line > right->line) - (left->line < right->line)
                                     : strcmp(left->organization, right->organization);
}

int conf_read_scenario(const char *path, const struct conf_options *options, struct arena *arena, struct scenario *ret,
                       struct report *report)
{
    size_t errors = report->n_errors;
    config_t config;
    int error = source_parse(path, NULL, report, &config);
    if (error != 0)
        return error;
    struct reader reader = {.options = options, .report = report, .arena = arena, .file = path};
    struct raw_scenario raw = {0};
    struct scenario scenario = {0};
    reader_group(&reader, config_root_setting(&config), &scenario_schema, &raw);
    scenario.facts = arena_array(arena, count_facts(&raw), sizeof *scenario.facts);
    spread(&reader, config_root_setting(&config), &raw, &scenario);
    if (scenario.n > 0)
        qsort(scenario.facts, scenario.n, sizeof *scenario.facts, by_day);
    config_destroy(&config);
    report_sort(report);
    if (report->n_errors > errors)
        return ERROR_CONFIG;
    scenario.file = arena_strdup(arena, path);
    *ret = scenario;
    return 0;
}
