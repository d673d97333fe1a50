/* lunzhictl chair and turns: who leads, and in what order. */
#include <string.h>

#include "api.h"
#include "commands.h"
#include "fields.h"
#include "intl.h"
#include "options.h"
#include "table.h"
#include "turns.h"

/* The chair's name, or the loud word for none. */
static void add_chair(struct table *table, const char *chair, bool known_vacant, enum style style)
{
    if (chair != NULL)
        table_add(table, style, chair);
    else
        table_add(table, known_vacant ? STYLE_LOUD : STYLE_DIM, known_vacant ? _("VACANT") : _("no turn has begun"));
}

bool turn_is_caretakers(const json_t *turn)
{
    return strcmp(field_text(turn, "because", ""), "caretaker") == 0;
}

void turn_add_awaited(struct table *table, const json_t *turn)
{
    const char *awaits = field_name(turn, "awaits");

    if (awaits != NULL)
        table_addf(table, STYLE_WARN, _("%s has not accepted the turn yet"), awaits);
    else
        table_add(table, STYLE_WARN, json_is_null(json_object_get(turn, "awaits")) ? _("nobody is available for the turn") : NULL);
}

static void add_chair_row(struct table *table, const json_t *entry)
{
    const json_t *turn = json_object_get(entry, "turn");
    const char *chair = field_name(entry, "chair");
    bool vacant = chair == NULL && json_is_object(turn), caretaker = chair != NULL && turn_is_caretakers(turn);

    table_add(table, STYLE_LOUD, vacant || caretaker ? "!" : NULL);
    table_add(table, STYLE_PLAIN, field_text(json_object_get(entry, "organization"), "id", "?"));
    table_add(table, STYLE_PLAIN, field_text(json_object_get(entry, "organization"), "name", NULL));
    if (caretaker)
        table_addf(table, STYLE_WARN, _("%s (caretaker)"), chair);
    else
        add_chair(table, chair, vacant, STYLE_BOLD);
    table_add(table, STYLE_PLAIN, field_text(turn, "begins", NULL));
    table_add(table, STYLE_PLAIN, field_text(turn, "ends", NULL));
    table_add(table, STYLE_PLAIN, field_text(turn, "period", NULL));
    turn_add_awaited(table, turn);
}

static void show_as_of(struct ctl *ctl, const json_t *reply)
{
    const char *as_of = field_text(reply, "as_of", NULL);

    if (as_of != NULL)
        screen_line(&ctl->screen, STYLE_WARN, _("as it was on record when %s ended"), as_of);
}

/* What was planned for a day that lay ahead is not what was on record of it. */
static void show_planned(struct ctl *ctl, const json_t *reply)
{
    const char *as_of = field_text(reply, "as_of", NULL);

    if (as_of != NULL && strcmp(field_text(reply, "at", ""), as_of) > 0)
        screen_line(&ctl->screen, STYLE_WARN, _("as it was planned when %s ended, by the configuration in force now"), as_of);
    else
        show_as_of(ctl, reply);
}

static int show_chairs(struct ctl *ctl, const json_t *reply)
{
    const char *const titles[] = {"", _("id"), _("organization"), _("chair"), _("since"), _("until"), _("term"), ""};
    const json_t *chairs = json_object_get(reply, "chairs"), *entry;
    struct table *table = table_new("mlfflllf");
    size_t i;

    table_head(table, titles);
    json_array_foreach(chairs, i, entry) add_chair_row(table, entry);
    screen_line(&ctl->screen, STYLE_BOLD, _("Executive chairs on %s"), field_text(reply, "at", "?"));
    show_planned(ctl, reply);
    if (json_array_size(chairs) == 0)
        screen_line(&ctl->screen, STYLE_WARN, "%s", _("No organization has a rotation."));
    else
        table_print(table, &ctl->screen, 0);
    table_free(table);
    return EXIT_DONE;
}

/* What is on record today is what the daemon says anyway. */
static const char *day_before_today(const char *day)
{
    return day != NULL && strcmp(day, "today") != 0 ? day : NULL;
}

int cmd_chair(struct ctl *ctl, int argc, char **argv)
{
    const char *at = NULL, *as_of = NULL;
    const struct option_spec specs[] = {
        {"at", "DATE", OPTION_DAY, false, &at, N_("on that day instead of today")},
        {"as-of", "DATE", OPTION_DAY, false, &as_of, N_("as it was on record, or planned, when that day ended")},
        {.name = NULL},
    };
    struct cmdline cmdline = {.specs = specs, .operands_max = 1};
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc != GO_ON)
        return rc;
    const char *organization = cmdline.n_operands > 0 ? cmdline.operands[0] : NULL;
    if (at != NULL && strcmp(at, "today") == 0)
        at = NULL;
    return api_show(ctl, api_target("/v1/chair", "org", organization, "at", at, "as_of", day_before_today(as_of), NULL), NULL, show_chairs);
}

/* The turn that runs is the last one begun. */
static size_t count_begun(const json_t *turns)
{
    const json_t *turn;
    size_t i, n = 0;

    json_array_foreach(turns, i, turn) if (!json_is_true(json_object_get(turn, "planned"))) n = i + 1;
    return n;
}

static void add_turn_row(struct table *table, const json_t *turn, bool running)
{
    bool planned = json_is_true(json_object_get(turn, "planned"));
    bool acting = json_is_false(json_object_get(turn, "counts")) && field_name(turn, "chair") != NULL;
    enum style style = running ? STYLE_BOLD : planned ? STYLE_DIM : STYLE_PLAIN;

    table_add(table, STYLE_GOOD, running ? ">" : NULL);
    table_add(table, style, field_text(turn, "period", NULL));
    table_add(table, style, field_text(turn, "begins", NULL));
    table_add(table, style, field_text(turn, "ends", NULL));
    add_chair(table, field_name(turn, "chair"), true, style);
    table_add(table, STYLE_DIM, planned ? _("planned") : running ? _("now") : _("past"));
    table_addf(table, STYLE_DIM, "%s%s", field_text(turn, "why", field_text(turn, "reason", "")), acting ? _(" (uses up no turn)") : "");
}

/* Has a turn of that term begun, a caretaker's aside? */
static bool has_begun(const json_t *turns, const char *period)
{
    const json_t *turn;
    size_t i;

    json_array_foreach(turns, i, turn)
    {
        const char *because = field_text(turn, "because", "");

        if (strcmp(field_text(turn, "period", ""), period) == 0 && strcmp(because, "caretaker") != 0 && strcmp(because, "awaited") != 0)
            return !json_is_true(json_object_get(turn, "planned"));
    }
    return true;
}

static bool has_agreed(const json_t *swap, const char *who)
{
    const char *id = field_text(json_object_get(swap, who), "id", "");
    const json_t *person;
    size_t i;

    json_array_foreach(json_object_get(swap, "agreed"), i, person) if (strcmp(field_text(person, "id", ""), id) == 0) return true;
    return false;
}

static void show_waiting(struct ctl *ctl, const char *organization, const json_t *swap, const char *who)
{
    if (!has_agreed(swap, who))
        screen_line(&ctl->screen, STYLE_WARN, _("  it waits for %s: lunzhictl accept %s %s --swap %lld"), field_name(swap, who),
                    organization, field_text(json_object_get(swap, who), "id", "?"), (long long)field_number(swap, "id", 0));
}

/* Those that wait, and those still to be carried out. */
static void show_swaps(struct ctl *ctl, const json_t *reply)
{
    const char *organization = field_text(json_object_get(reply, "organization"), "id", "?");
    const json_t *turns = json_object_get(reply, "turns"), *swap;
    size_t i;

    json_array_foreach(json_object_get(reply, "swaps"), i, swap)
    {
        const char *state = field_text(swap, "state", ""), *period = field_text(swap, "period", "");
        const char *other_period = field_text(swap, "other_period", "");

        if (strcmp(state, "ended") == 0 || (has_begun(turns, period) && has_begun(turns, other_period)))
            continue;
        screen_line(&ctl->screen, STYLE_PLAIN, _("Swap %lld: %s's turn of %s and %s's of %s, approved by %s"),
                    (long long)field_number(swap, "id", 0), field_name(swap, "member"), period, field_name(swap, "other"), other_period,
                    field_text(swap, "by", "-"));
        if (strcmp(state, "pending") == 0) {
            show_waiting(ctl, organization, swap, "member");
            show_waiting(ctl, organization, swap, "other");
        }
    }
}

int turns_show(struct ctl *ctl, const json_t *reply)
{
    const char *const titles[] = {"", _("term"), _("begins"), _("ends"), _("chair"), "", _("why")};
    const json_t *turns = json_object_get(reply, "turns"), *turn;
    size_t i, begun = count_begun(turns);
    struct table *table = table_new("mlllllf");

    table_head(table, titles);
    json_array_foreach(turns, i, turn) add_turn_row(table, turn, i + 1 == begun);
    screen_line(&ctl->screen, STYLE_BOLD, _("Turns of %s (%s)"), field_name(reply, "organization"),
                field_text(json_object_get(reply, "organization"), "id", "?"));
    show_as_of(ctl, reply);
    if (json_array_size(turns) == 0)
        screen_line(&ctl->screen, STYLE_WARN, "%s", _("None has begun and none is planned."));
    else
        table_print(table, &ctl->screen, 0);
    table_free(table);
    show_swaps(ctl, reply);
    return EXIT_DONE;
}

/* What is owed to the member, or by them. */
static void add_owed(struct table *table, int64_t owed)
{
    if (owed != 0)
        table_addf(table, STYLE_WARN, owed > 0 ? _("%lld is owed") : _("owes %lld"), (long long)(owed > 0 ? owed : -owed));
    else
        table_add(table, STYLE_PLAIN, NULL);
}

static int show_ledger(struct ctl *ctl, const json_t *reply)
{
    static const char *const numbers[] = {"served", "partly", "running", "taken", "given", "caretaker", "acting", "planned"};
    const char *const titles[] = {_("member"),        _("served"),    _("partly"), _("now"),     _("by a swap"),
                                  _("given by swap"), _("caretaker"), _("acting"), _("planned"), _("owed")};
    const json_t *ledger = json_object_get(reply, "ledger"), *line;
    struct table *table = table_new("frrrrrrrrl");
    size_t i;

    table_head(table, titles);
    json_array_foreach(ledger, i, line)
    {
        table_add(table, STYLE_PLAIN, field_name(line, "member"));
        for (size_t k = 0; k < sizeof numbers / sizeof numbers[0]; k++) {
            int64_t number = field_number(line, numbers[k], 0);

            if (number != 0)
                table_addf(table, STYLE_PLAIN, "%lld", (long long)number);
            else
                table_add(table, STYLE_PLAIN, NULL);
        }
        add_owed(table, field_number(line, "owed", 0));
    }
    if (json_array_size(ledger) == 0)
        screen_line(&ctl->screen, STYLE_WARN, "%s", _("None has begun and none is planned."));
    else
        table_print(table, &ctl->screen, 0);
    table_free(table);
    return EXIT_DONE;
}

int cmd_turns(struct ctl *ctl, int argc, char **argv)
{
    const char *as_of = NULL;
    bool ledger = false;
    const struct option_spec specs[] = {
        {"as-of", "DATE", OPTION_DAY, false, &as_of, N_("as they were on record when that day ended, without those planned")},
        {"ledger", NULL, OPTION_FLAG, false, &ledger, N_("for each member: served, partly served, swapped, caretaker, owed")},
        {.name = NULL},
    };
    struct cmdline cmdline = {.specs = specs, .operands_min = 1, .operands_max = 1};
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc != GO_ON)
        return rc;
    return api_show(ctl, api_target("/v1/turns", "org", cmdline.operands[0], "as_of", day_before_today(as_of), NULL), NULL,
                    ledger ? show_ledger : turns_show);
}
