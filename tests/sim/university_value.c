/* The university as values of scheduler/, and its channels. */
#include <string.h>

#include "university.h"

#define N_REMINDS 4

static const struct span reminds[4][N_REMINDS] = {
    {{-14, SPAN_DAYS}, {-7, SPAN_DAYS}, {-1, SPAN_DAYS}, {0, SPAN_DAYS}},
    {{-5, SPAN_WORKDAYS}, {-2, SPAN_WORKDAYS}, {0, SPAN_DAYS}, {0, SPAN_DAYS}},
    {{-30, SPAN_DAYS}, {-14, SPAN_DAYS}, {-3, SPAN_DAYS}, {-2, SPAN_DAYS}},
    {{0, SPAN_DAYS}, {0, SPAN_DAYS}, {0, SPAN_DAYS}, {0, SPAN_DAYS}},
};
/* NULL at the end. */
static const char *const notifies[5][4] = {
    {"executive_chair"}, {"presidium"}, {"jia", "yi"}, {"executive_chair", "hook"}, {"league_secretary", "jia"},
};
static const char *const escalates[4][4] = {
    {NULL},
    {"secretary_general"},
    {"league_secretary"},
    {"executive_chair", "secretary_general"},
};
static const char *const channel_lists[4][4] = {{"mail", "robot"}, {"robot", "mail"}, {"mail2", "mail"}, {"mail"}};
static const char *const rotation_notify[] = {"presidium", "secretary_general"};
static const char *const fallback[] = {"secretary_general"};

static const struct setting free_settings[] = {{.name = "connections", .type = SETTING_INTEGER, .integer = 3}};
static const struct setting strict_settings[] = {
    {.name = "quiet", .type = SETTING_STRING, .string = "22:00-07:30"},  {.name = "workdays_only", .type = SETTING_BOOLEAN, .integer = 1},
    {.name = "rate", .type = SETTING_STRING, .string = "3/10m"},         {.name = "give_up", .type = SETTING_STRING, .string = "2d"},
    {.name = "fall_back_after", .type = SETTING_STRING, .string = "6h"},
};
static const struct setting alone_settings[] = {{.name = "digest", .type = SETTING_BOOLEAN, .integer = 0}};

const struct channel *university_channels(bool strict)
{
    static const struct channel channels[2][5] = {
        {{.id = "mail", .backend = "email", .settings = free_settings, .n_settings = 1},
         {.id = "mail2", .backend = "email", .settings = alone_settings, .n_settings = 1},
         {.id = "robot", .backend = "dingtalk"},
         {.id = "hook", .backend = "webhook"},
         {0}},
        {{.id = "mail", .backend = "email", .settings = free_settings, .n_settings = 1},
         {.id = "mail2", .backend = "email", .settings = strict_settings, .n_settings = 5},
         {.id = "robot", .backend = "dingtalk", .settings = strict_settings, .n_settings = 5},
         {.id = "hook", .backend = "webhook", .settings = alone_settings, .n_settings = 1},
         {0}},
    };

    return channels[strict];
}

static size_t count(const char *const *names)
{
    size_t n = 0;

    while (n < 4 && names[n])
        n++;
    return n;
}

static void put_member(const struct person *person, struct member *member, struct arena *arena)
{
    const char **posts = arena_array(arena, 1, sizeof *posts);
    struct address *addresses = arena_array(arena, 2, sizeof *addresses);
    size_t n = 0;

    posts[0] = person->post;
    if (person->has_email)
        addresses[n++] = (struct address){.kind = "email", .value = arena_printf(arena, "%s@example.edu.cn", person->id)};
    if (person->has_mobile)
        addresses[n++] = (struct address){.kind = "mobile", .value = "13800000000"};
    *member = (struct member){
        .id = person->id,
        .name = person->name,
        .posts = posts,
        .n_posts = 1,
        .term = person->term,
        .absent = &person->absent,
        .n_absent = person->absent.since != DATE_FOREVER,
        .addresses = addresses,
        .n_addresses = n,
        .channels = channel_lists[person->channels],
        .n_channels = count(channel_lists[person->channels]),
    };
}

static void put_obligation(const struct duty *duty, struct obligation *obligation, struct arena *arena)
{
    struct escalation *step = arena_alloc(arena, sizeof *step);

    *step = (struct escalation){
        .after = {duty->escalate_after, SPAN_WORKDAYS}, .to = escalates[duty->escalate], .n_to = count(escalates[duty->escalate])};
    *obligation = (struct obligation){
        .id = duty->id,
        .title = {.zh = "调研报告", .en = "Survey report"},
        .per = duty->per,
        .at_least = duty->at_least,
        .due = duty->due,
        .remind = reminds[duty->remind],
        .n_remind = N_REMINDS,
        .repeat = {duty->repeat, SPAN_WORKDAYS},
        .at = duty->at,
        .notify = notifies[duty->notify],
        .n_notify = count(notifies[duty->notify]),
        .escalate = step,
        .n_escalate = step->n_to > 0,
    };
}

static void put_affair(struct obligation *obligation)
{
    static const char *const office[] = {"secretary_general"};

    *obligation = (struct obligation){
        .id = AFFAIR,
        .title = {.zh = "权益事项", .en = "Affair"},
        .per = PERIOD_CASE,
        .at_least = 1,
        .due = {.kind = DUE_EVENT, .offset = {AFFAIR_WORKDAYS, SPAN_WORKDAYS}},
        .remind = reminds[1],
        .n_remind = N_REMINDS,
        .repeat = {3, SPAN_WORKDAYS},
        .at = 9 * 3600,
        .notify = office,
        .n_notify = 1,
    };
}

const struct organization *university_organization(const struct university *university, struct arena *arena)
{
    struct organization *organization = arena_alloc(arena, sizeof *organization);
    struct member *members = arena_array(arena, N_MEMBERS, sizeof *members);
    struct obligation *obligations = arena_array(arena, N_OBLIGATIONS + 1, sizeof *obligations);
    size_t n_members = 0, n_obligations = 0;

    for (size_t i = 0; i < N_MEMBERS; i++) {
        if (university->members[i].present)
            put_member(&university->members[i], &members[n_members++], arena);
    }
    for (size_t i = 0; i < N_OBLIGATIONS; i++) {
        if (university->duties[i].present)
            put_obligation(&university->duties[i], &obligations[n_obligations++], arena);
    }
    put_affair(&obligations[n_obligations++]);
    *organization = (struct organization){
        .id = university->id,
        .name = "校学生会",
        .language = "zh_CN",
        .calendar = &university->calendar,
        .members = members,
        .n_members = n_members,
        .rotation = {.mandates = university->mandates, .n_mandates = university->n_mandates, .notify = rotation_notify, .n_notify = 2},
        .obligations = obligations,
        .n_obligations = n_obligations,
        .fallback = fallback,
        .n_fallback = 1,
    };
    return organization;
}

const char *person_next_channel(const struct person *person, const char *after)
{
    const char *const *channels = channel_lists[person->channels];
    bool passed = after == NULL;

    for (size_t i = 0; i < 4 && channels[i]; i++) {
        if (passed && (strcmp(channels[i], "robot") == 0 ? person->has_mobile : person->has_email))
            return channels[i];
        passed = passed || strcmp(channels[i], after) == 0;
    }
    return NULL;
}

bool person_is_reached(const struct person *person)
{
    return person_next_channel(person, NULL) != NULL;
}

bool university_works(const struct university *university, date_t on)
{
    for (size_t i = 0; i < university->calendar.n_days; i++) {
        if (university->days[i].on == on)
            return university->days[i].works;
    }
    return ((on % 7 + 7) % 7 + 3) % 7 < 5; /* 1970-01-01 was a Thursday */
}

date_t university_workday(const struct university *university, date_t on, int step)
{
    do
        on += step;
    while (!university_works(university, on));
    return on;
}

bool university_period(const struct university *university, const struct duty *duty, size_t index, struct period *ret)
{
    const struct term *terms = university->terms;
    const size_t n = university->calendar.n_terms;
    size_t i = 0, last;

    if (duty->per == PERIOD_TERM) {
        if (index < n)
            *ret = (struct period){.id = terms[index].id, .begins = terms[index].begins, .ends = terms[index].ends};
        return index < n;
    }
    for (; i < n; i = last + 1, index--) {
        for (last = i; last + 1 < n && strcmp(terms[last + 1].year, terms[i].year) == 0;)
            last++;
        if (index == 0) {
            *ret = (struct period){.id = terms[i].year, .begins = terms[i].begins, .ends = terms[last].ends};
            return true;
        }
    }
    return false;
}

static date_t move(const struct university *university, date_t on, struct span span)
{
    if (span.unit != SPAN_WORKDAYS)
        return on + span.count * (span.unit == SPAN_WEEKS ? 7 : 1);
    for (int32_t n = span.count; n != 0; n += n < 0 ? 1 : -1)
        on = university_workday(university, on, n < 0 ? -1 : 1);
    return on;
}

date_t duty_due_on(const struct university *university, const struct duty *duty, const struct period *period, const struct fact *fact)
{
    if (duty->due.kind == DUE_WEEK)
        return period->begins - ((period->begins % 7 + 7) % 7 + 3) % 7 + 7 * (duty->due.week - 1) + 4;
    if (duty->due.kind == DUE_END)
        return move(university, period->ends, duty->due.offset);
    return fact->event_on == DATE_NONE ? DATE_NONE : move(university, fact->event_on, duty->due.offset);
}

date_t duty_bounded(const struct period *period, date_t due_on)
{
    return due_on < period->ends ? due_on : period->ends;
}

static date_t reminder_day(const struct university *university, const struct duty *duty, date_t due_on, size_t i)
{
    const date_t on = move(university, due_on, reminds[duty->remind][i]);

    return university_works(university, on) ? on : university_workday(university, on, -1);
}

/* Up to the due day, which is not after the period. */
static bool is_reminder(const struct university *university, const struct duty *duty, const struct period *period, date_t due_on,
                        date_t known_on, date_t day, bool *ret_late)
{
    const date_t start = known_on > period->begins ? known_on : period->begins;
    bool own = false, passed_over = false;

    for (size_t i = 0; i < N_REMINDS && day >= start; i++) {
        const date_t on = reminder_day(university, duty, due_on, i);

        own = own || on == day;
        passed_over = passed_over || on < start;
    }
    *ret_late = !own;
    return own || (passed_over && day == university_workday(university, start - 1, 1));
}

static date_t escalation_day(const struct university *university, const struct duty *duty, date_t due_on)
{
    return move(university, due_on, (struct span){duty->escalate_after, SPAN_WORKDAYS});
}

static bool is_overdue_rung(const struct university *university, const struct duty *duty, date_t first, date_t due_on, date_t day)
{
    int n = 0;

    if (duty->escalate > 0 && day == escalation_day(university, duty, due_on))
        return true;
    for (date_t on = first; on < day; on = university_workday(university, on, 1))
        n++;
    return n == 0 || (duty->repeat > 0 && n % duty->repeat == 0);
}

bool duty_is_rung(const struct university *university, const struct duty *duty, const struct period *period, date_t due_on, date_t known_on,
                  date_t day, bool *ret_late)
{
    const date_t due = duty_bounded(period, due_on), first = university_workday(university, due, 1);

    if (day <= due)
        return is_reminder(university, duty, period, due, known_on, day, ret_late);
    *ret_late = false;
    if (!university_works(university, day))
        return false;
    if (day > period->ends)
        return day == university_workday(university, period->ends, 1);
    if (is_overdue_rung(university, duty, first, due, day))
        return true;
    *ret_late = true;
    return first < known_on && day == university_workday(university, known_on - 1, 1);
}

void duty_names(const struct university *university, const struct duty *duty, const struct period *period, date_t due_on, date_t day,
                const char **names)
{
    const date_t due = duty_bounded(period, due_on);
    size_t n = 0;

    for (size_t i = 0; i < count(notifies[duty->notify]); i++)
        names[n++] = notifies[duty->notify][i];
    if (day > period->ends || (day > due && day >= escalation_day(university, duty, due))) {
        for (size_t i = 0; i < count(escalates[duty->escalate]); i++)
            names[n++] = escalates[duty->escalate][i];
    }
    names[n] = NULL;
}
