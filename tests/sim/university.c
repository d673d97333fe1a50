#include "university.h"

#include <stdio.h>
#include <string.h>

#include "occurrence.h"

static date_t ymd(int year, int month, int day)
{
    date_t date = DATE_NONE;

    return date_from_ymd(year, month, day, &date) == 0 ? date : DATE_NONE;
}

static void add_term(struct university *university, int year, int number, date_t begins, date_t ends, bool turn)
{
    const size_t i = university->calendar.n_terms++;

    char name[12];

    snprintf(name, sizeof name, "%04d-%04d", year % 10000, (year + 1) % 10000);
    memcpy(university->years[i], name, sizeof name);
    snprintf(university->term_ids[i], sizeof university->term_ids[i], "%s-%d", name, number % 10);
    university->terms[i] =
        (struct term){.id = university->term_ids[i], .year = university->years[i], .begins = begins, .ends = ends, .turn = turn};
}

static void add_day(struct university *university, date_t on, bool works)
{
    university->days[university->calendar.n_days++] = (struct special_day){.on = on, .works = works};
}

static void make_year(struct university *university, struct chance *chance, int year, bool summer_term)
{
    const date_t autumn = ymd(year, 9, 1) + chance_between(chance, 0, 12), spring = ymd(year + 1, 2, 14) + chance_between(chance, 0, 14);

    add_term(university, year, 1, autumn, ymd(year + 1, 1, 5) + chance_between(chance, 0, 14), true);
    add_term(university, year, 2, spring, ymd(year + 1, 6, 25) + chance_between(chance, 0, 12), true);
    if (summer_term)
        add_term(university, year, 3, ymd(year + 1, 7, 12), ymd(year + 1, 8, 2), false);
    add_day(university, date_monday(ymd(year, 9, 23)) + 6, true);
    for (int day = 1; day <= 7; day++)
        add_day(university, ymd(year, 10, day), false);
    add_day(university, ymd(year + 1, 1, 1), false);
    add_day(university, ymd(year + 1, 4, 5), false);
    for (int day = 1; day <= 5; day++)
        add_day(university, ymd(year + 1, 5, day), false);
}

static void make_calendar(struct university *university, struct chance *chance, int first_year, int n_years)
{
    const bool summer_term = chance_one_in(chance, 3);

    university->calendar = (struct calendar){.id = university->calendar_id, .terms = university->terms, .days = university->days};
    for (int i = 0; i < n_years; i++)
        make_year(university, chance, first_year + i, summer_term);
}

static void choose_due(struct duty *duty, struct chance *chance)
{
    duty->due = (struct due_rule){.kind = DUE_WEEK, .week = chance_between(chance, 2, 17)};
    if (chance_one_in(chance, 4))
        duty->due = (struct due_rule){.kind = DUE_END, .offset = {-chance_between(chance, 0, 20), SPAN_DAYS}};
    else if (chance_one_in(chance, 4))
        duty->due = (struct due_rule){.kind = DUE_EVENT, .offset = {-chance_between(chance, 0, 10), SPAN_WORKDAYS}};
}

static void choose_ladder(struct duty *duty, struct chance *chance)
{
    duty->remind = chance_below(chance, 4);
    duty->notify = chance_below(chance, 5);
    duty->escalate = chance_below(chance, 4);
    duty->repeat = chance_between(chance, 0, 5);
    duty->escalate_after = chance_between(chance, 1, 6);
    duty->at = chance_one_in(chance, 4) ? 14 * 3600 : 9 * 3600;
}

static void make_duty(struct duty *duty, struct chance *chance, int number)
{
    snprintf(duty->id, sizeof duty->id, "duty-%d", number);
    duty->present = number == 0 || !chance_one_in(chance, 3);
    duty->per = number == 3 ? PERIOD_YEAR : PERIOD_TERM;
    duty->at_least = chance_one_in(chance, 4) ? 2 : 1;
    duty->changed_at = NEVER;
    choose_due(duty, chance);
    choose_ladder(duty, chance);
    for (size_t i = 0; i < MAX_PERIODS; i++)
        duty->facts[i] = (struct fact){
            .event_on = DATE_NONE, .done_on = DATE_NONE, .known_at = NEVER, .waived_until = DATE_NONE, .leave_until = DATE_NONE};
}

static void choose_channels(struct person *person, struct chance *chance)
{
    person->has_email = !chance_one_in(chance, 4);
    person->has_mobile = chance_one_in(chance, 2);
    person->channels = chance_below(chance, 4);
}

/* The first three preside; 丁 is secretary of the league, 戊 secretary-general, always there and always reached. */
static void make_members(struct university *university, struct chance *chance)
{
    static const struct person people[N_MEMBERS] = {
        {.present = true, .id = "jia", .name = "甲", .post = "presidium"},
        {.present = true, .id = "yi", .name = "乙", .post = "presidium"},
        {.present = true, .id = "bing", .name = "丙", .post = "presidium"},
        {.present = true, .id = "ding", .name = "丁", .post = "league_secretary"},
        {.present = true, .id = "wu", .name = "戊", .post = "secretary_general"},
    };

    memcpy(university->members, people, sizeof people);
    for (size_t i = 0; i < N_MEMBERS; i++) {
        university->members[i].term = (struct interval){DATE_NONE, DATE_FOREVER};
        university->members[i].absent = (struct interval){DATE_FOREVER, DATE_FOREVER};
        choose_channels(&university->members[i], chance);
    }
    university->members[4].has_email = true;
    university->members[4].channels = 0;
}

static void elect(struct university *university, struct chance *chance, date_t on)
{
    const size_t n = university->n_mandates;
    const char **order = university->orders[n];
    size_t n_order = 0, first = chance_below(chance, N_MEMBERS);

    if (n == MAX_MANDATES || (n > 0 && university->mandates[n - 1].elected >= on))
        return;
    for (size_t i = 0; i < N_MEMBERS; i++) {
        const struct person *person = &university->members[(first + i) % N_MEMBERS];

        if (person->present && (i == 0 || !chance_one_in(chance, 4)))
            order[n_order++] = person->id;
    }
    if (n_order == 0)
        order[n_order++] = university->members[4].id;
    university->mandates[university->n_mandates++] = (struct mandate){.elected = on, .order = order, .n_order = n_order};
}

void university_make(struct university *university, struct chance *chance, int number, int first_year, int n_years)
{
    memset(university, 0, sizeof *university);
    snprintf(university->id, sizeof university->id, "u%d", number);
    snprintf(university->calendar_id, sizeof university->calendar_id, "cal%d", number);
    university->loaded_on = DATE_NONE;
    university->people_changed_at = NEVER;
    make_calendar(university, chance, first_year, n_years);
    make_members(university, chance);
    elect(university, chance, university->terms[0].begins + chance_between(chance, -100, 40));
    for (int i = 0; i < N_OBLIGATIONS; i++)
        make_duty(&university->duties[i], chance, i);
}

static const char *edit_member(struct university *university, struct chance *chance, date_t today)
{
    struct person *person = &university->members[chance_below(chance, 4)]; /* 戊 stays */
    const date_t since = today + chance_between(chance, -10, 40);

    university->people_changed_at = NEVER;
    switch (chance_below(chance, 5)) {
    case 0:
        person->present = !person->present;
        return "member comes or leaves";
    case 1:
        person->term.until = chance_one_in(chance, 2) ? DATE_FOREVER : since + 60;
        return "member's term";
    case 2:
        person->absent = (struct interval){since, since + chance_between(chance, 1, 120)};
        return "member's absence";
    default:
        choose_channels(person, chance);
        return "member's channels";
    }
}

static const char *edit_rotation(struct university *university, struct chance *chance, date_t today)
{
    struct mandate *last = &university->mandates[university->n_mandates - 1];
    const char **order = university->orders[university->n_mandates - 1];
    size_t i = chance_below(chance, (uint32_t)last->n_order), k = chance_below(chance, (uint32_t)last->n_order);
    const char *moved = order[i];

    university->people_changed_at = NEVER;
    if (chance_one_in(chance, 2)) {
        elect(university, chance, today + chance_between(chance, -5, 40));
        return "election";
    }
    order[i] = order[k];
    order[k] = moved;
    return "order of chairs";
}

static const char *edit_duty(struct university *university, struct chance *chance)
{
    struct duty *duty = &university->duties[chance_below(chance, N_OBLIGATIONS)];

    duty->changed_at = NEVER;
    switch (chance_below(chance, 3)) {
    case 0:
        duty->present = !duty->present;
        return "obligation comes or leaves";
    case 1:
        choose_due(duty, chance);
        return "due day";
    default:
        choose_ladder(duty, chance);
        return "ladder";
    }
}

const char *university_edit(struct university *university, struct chance *chance, date_t today)
{
    switch (chance_below(chance, 3)) {
    case 0:
        return edit_member(university, chance, today);
    case 1:
        return edit_rotation(university, chance, today);
    default:
        return edit_duty(university, chance);
    }
}

const struct person *university_person(const struct university *university, const char *id)
{
    for (size_t i = 0; i < N_MEMBERS; i++) {
        if (strcmp(university->members[i].id, id) == 0)
            return &university->members[i];
    }
    return NULL;
}
