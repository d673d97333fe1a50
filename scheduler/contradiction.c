#include "contradiction.h"

#include <string.h>

#include "assessment.h"

/* Rows that tell the count, with what they tell. */
struct listed {
    const struct roster *roster;
    const char *period;
    int64_t value;
};

struct said {
    struct statement statement;
    const char *period;
    const struct listed *held; /* the rows it is held against; NULL: none tell the count */
    bool taken;                /* looked at with an earlier one */
};

/* While one count is looked at. */
struct comparison {
    const struct organization *organization;
    const struct obligation *obligation; /* whose check has the count */
    const struct check_count *count;
    date_t begins, ends; /* the year's days */
    const struct roster *rosters;
    size_t n_rosters;
    const struct record *records;
    size_t n_records;
    struct arena *arena;
    struct listed *lists; /* by day */
    size_t n_lists;
    struct said *said;
    size_t n_said;
};

static bool same_text(const char *left, const char *right)
{
    return left && right ? strcmp(left, right) == 0 : left == right;
}

static bool is_of_year(const struct comparison *comparison, date_t on)
{
    return comparison->begins <= on && on <= comparison->ends;
}

/* NULL where the whole year is compared. */
static const char *period_of(const struct comparison *comparison, date_t on)
{
    struct period period;

    if (!comparison->obligation->check_from ||
        !calendar_period_holding(comparison->organization->calendar, comparison->obligation->per, on, &period))
        return NULL;
    return arena_strdup(comparison->arena, period.id);
}

/* By one taken for the same day after it, which stands before it. */
static bool is_replaced(const struct comparison *comparison, size_t i)
{
    const struct roster *roster = &comparison->rosters[i];

    for (size_t j = 0; j < i; j++) {
        const struct roster *later = &comparison->rosters[j];

        if (later->on == roster->on && (later->n_rows == 0) == (roster->n_rows == 0) && strcmp(later->table, roster->table) == 0)
            return true;
    }
    return false;
}

static void find_lists(struct comparison *comparison)
{
    const char *table = comparison->obligation->check->table;

    for (size_t i = comparison->n_rosters; i-- > 0;) {
        const struct roster *roster = &comparison->rosters[i];
        struct roster rows = *roster;
        struct census census = census_of(comparison->organization, roster->on);
        struct tally tally;

        if (roster->n_rows == 0 || !table || strcmp(roster->table, table) != 0 || !is_of_year(comparison, roster->on) ||
            is_replaced(comparison, i))
            continue;
        rows.n_stated = 0;
        census.roster = &rows;
        tally = check_tally(comparison->count, &census);
        if (tally.known && tally.least == tally.most)
            comparison->lists[comparison->n_lists++] =
                (struct listed){.roster = roster, .period = period_of(comparison, roster->on), .value = tally.least};
    }
}

/* The last rows of the period up to that day, or its first. */
static const struct listed *held_on(const struct comparison *comparison, const char *period, date_t on)
{
    const struct listed *held = NULL;

    for (size_t i = 0; i < comparison->n_lists; i++) {
        const struct listed *listed = &comparison->lists[i];

        if (same_text(listed->period, period) && (!held || listed->roster->on <= on))
            held = listed;
    }
    return held;
}

static void say(struct comparison *comparison, int64_t value, const struct roster *roster, const struct record *record)
{
    const date_t on = roster ? roster->on : record->on;
    struct said *said = &comparison->said[comparison->n_said++];

    *said = (struct said){.statement = {.value = value, .roster = roster, .record = record}, .period = period_of(comparison, on)};
    said->held = held_on(comparison, said->period, on);
}

static const struct stated *stated_by(const struct roster *roster, const struct check_count *count)
{
    for (size_t i = 0; i < roster->n_stated; i++) {
        if (strcmp(roster->stated[i].count, count->id) == 0)
            return &roster->stated[i];
    }
    return NULL;
}

/* Whether a number was stated later for the same time. */
static bool is_superseded(const struct comparison *comparison, size_t i)
{
    const struct roster *roster = &comparison->rosters[i];
    const char *period = period_of(comparison, roster->on);

    for (size_t j = 0; j < i; j++) {
        const struct roster *later = &comparison->rosters[j];
        const char *later_period = period_of(comparison, later->on);

        if (is_of_year(comparison, later->on) && !is_replaced(comparison, j) && stated_by(later, comparison->count) &&
            same_text(period, later_period) && held_on(comparison, period, roster->on) == held_on(comparison, period, later->on))
            return true;
    }
    return false;
}

static void say_rosters(struct comparison *comparison)
{
    for (size_t i = 0; i < comparison->n_lists; i++)
        say(comparison, comparison->lists[i].value, comparison->lists[i].roster, NULL);
    for (size_t i = comparison->n_rosters; i-- > 0;) {
        const struct roster *roster = &comparison->rosters[i];
        const struct stated *stated = stated_by(roster, comparison->count);

        if (stated && is_of_year(comparison, roster->on) && !is_replaced(comparison, i) && !is_superseded(comparison, i))
            say(comparison, stated->value, roster, NULL);
    }
}

static void say_records(struct comparison *comparison)
{
    for (size_t i = 0; i < comparison->n_records; i++) {
        const struct record *record = &comparison->records[i];

        if (record->corrected_by != 0 || (record->actor && strcmp(record->actor, ENGINE_ACTOR) == 0) || !is_of_year(comparison, record->on))
            continue;
        for (size_t j = 0; j < record->n_values; j++) {
            int64_t value;

            if (strcmp(record->values[j].name, comparison->count->id) != 0 || !record->values[j].text ||
                check_number(record->values[j].text, &value))
                continue;
            say(comparison, value, NULL, record);
            break; /* a name comes once */
        }
    }
}

/* What is said of the same time as said[first], if it is not all alike. */
static bool differ(struct comparison *comparison, size_t first, struct contradiction *ret)
{
    const struct said *one = &comparison->said[first];
    struct statement *statements = arena_array(comparison->arena, comparison->n_said - first, sizeof *statements);
    bool alike = true;
    size_t n = 0;

    for (size_t i = first; i < comparison->n_said; i++) {
        struct said *other = &comparison->said[i];

        if (other->taken || other->held != one->held || !same_text(other->period, one->period))
            continue;
        other->taken = true;
        alike = alike && other->statement.value == one->statement.value;
        statements[n++] = other->statement;
    }
    *ret = (struct contradiction){.count = comparison->count, .period = one->period, .statements = statements, .n_statements = n};
    return !alike;
}

/* Whether an earlier check compares a count of that name. */
static bool is_compared_before(const struct organization *organization, size_t obligation, const char *count)
{
    for (size_t i = 0; i < obligation; i++) {
        const struct check *check = organization->obligations[i].check;
        const size_t index = check ? check_count_index(check, count) : 0;

        if (check && index < check->n_counts && check->counts[index].compared)
            return true;
    }
    return false;
}

static void add(struct arena *arena, const struct contradiction *contradiction, struct contradiction **items, size_t *n)
{
    if ((*n & (*n - 1)) == 0) { /* full: none, or a power of two of them */
        struct contradiction *more = arena_array(arena, *n > 0 ? *n * 2 : 1, sizeof *more);

        if (*n > 0)
            memcpy(more, *items, *n * sizeof *more);
        *items = more;
    }
    (*items)[(*n)++] = *contradiction;
}

static void compare(struct comparison *comparison, struct contradiction **ret, size_t *ret_n)
{
    comparison->n_lists = comparison->n_said = 0;
    find_lists(comparison);
    say_rosters(comparison);
    say_records(comparison);
    for (size_t i = 0; i < comparison->n_said; i++) {
        struct contradiction contradiction;

        if (!comparison->said[i].taken && differ(comparison, i, &contradiction))
            add(comparison->arena, &contradiction, ret, ret_n);
    }
}

void contradictions_find(const struct organization *organization, const char *year, const struct roster *rosters, size_t n_rosters,
                         const struct record *records, size_t n_records, struct arena *arena, struct contradiction **ret, size_t *ret_n)
{
    struct comparison comparison = {
        .organization = organization,
        .rosters = rosters,
        .n_rosters = n_rosters,
        .records = records,
        .n_records = n_records,
        .arena = arena,
        .lists = arena_array(arena, n_rosters, sizeof *comparison.lists),
        .said = arena_array(arena, 2 * n_rosters + n_records, sizeof *comparison.said),
    };

    *ret = NULL;
    *ret_n = 0;
    if (assessment_days(organization->calendar, year, &comparison.begins, &comparison.ends) != 0)
        return;
    for (size_t i = 0; i < organization->n_obligations; i++) {
        const struct check *check = organization->obligations[i].check;

        for (size_t j = 0; check && j < check->n_counts; j++) {
            if (!check->counts[j].compared || is_compared_before(organization, i, check->counts[j].id))
                continue;
            comparison.obligation = &organization->obligations[i];
            comparison.count = &check->counts[j];
            compare(&comparison, ret, ret_n);
        }
    }
}
