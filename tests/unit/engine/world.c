#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "backend_names.h"

static const struct zone_span spans[] = {{.begins_at = INT64_MIN, .offset_seconds = 8 * 3600}};
const struct zone test_zone = {.name = "Asia/Shanghai", .spans = spans, .n_spans = 1};

/* 2019-09-02 is day 18141, 2020-01-12 18273, 2020-02-17 18309, 2020-07-05 18448, 2020-01-01 18262. */
static const struct term terms[] = {
    {.id = "2019-2020-1", .year = "2019-2020", .begins = 18141, .ends = 18273, .turn = true},
    {.id = "2019-2020-2", .year = "2019-2020", .begins = 18309, .ends = 18448, .turn = true},
};
static const struct special_day days[] = {{.on = 18262, .works = false}};
const struct calendar test_calendar = {.id = "cal", .terms = terms, .n_terms = 2, .days = days, .n_days = 1};

date_t on(const char *day)
{
    date_t date;

    assert_int_equal(date_parse(day, &date), 0);
    return date;
}

int64_t at(const char *local)
{
    char day[11];
    int32_t seconds;

    snprintf(day, sizeof day, "%.10s", local);
    assert_int_equal(time_of_day_parse(local + 11, &seconds), 0);
    return zone_instant(&test_zone, on(day), seconds);
}

static void hear(void *ctx, const struct event *event)
{
    struct world *world = ctx;
    char when[ZONE_TEXT_SIZE];

    assert_true(world->n_said < 256);
    zone_format(&test_zone, event->at, when);
    when[16] = '\0';
    if (event->kind == NOTIFICATION_TURN)
        snprintf(world->said[world->n_said++], sizeof world->said[0], "%s turn %s", when, event->chair ? event->chair : "vacant");
    else if (event->kind == NOTIFICATION_MET)
        snprintf(world->said[world->n_said++], sizeof world->said[0], "%s met %s/%s", when, event->obligation, event->period);
    else if (!event->obligation)
        snprintf(world->said[world->n_said++], sizeof world->said[0], "%s %s %s %s", when, notification_kind_name(event->kind),
                 event->recipient, event->channel ? event->channel : "nobody");
    else
        snprintf(world->said[world->n_said++], sizeof world->said[0], "%s %s %s/%s %s %s%s", when, notification_kind_name(event->kind),
                 event->obligation, event->period, event->recipient, event->channel ? event->channel : "nobody",
                 event->late ? " late" : "");
}

static bool fails(struct world *world)
{
    return world->fail_in > 0 && --world->fail_in == 0;
}

/* The calls that write or decide; a failing one does nothing. */
static int faulty_begin(void *ctx)
{
    struct world *world = ctx;

    return fails(world) ? ERROR_IO : world->real.begin(world->real.ctx);
}

static int faulty_commit(void *ctx)
{
    struct world *world = ctx;

    return fails(world) ? ERROR_FULL : world->real.commit(world->real.ctx);
}

static int faulty_put_occurrence(void *ctx, struct occurrence *occurrence)
{
    struct world *world = ctx;

    return fails(world) ? ERROR_FULL : world->real.put_occurrence(world->real.ctx, occurrence);
}

static int faulty_put_notification(void *ctx, struct notification *notification, int64_t when)
{
    struct world *world = ctx;

    return fails(world) ? ERROR_FULL : world->real.put_notification(world->real.ctx, notification, when);
}

static int faulty_put_log(void *ctx, const struct log_entry *entry)
{
    struct world *world = ctx;

    return fails(world) ? ERROR_FULL : world->real.put_log(world->real.ctx, entry);
}

static int faulty_told(void *ctx, int64_t occurrence, struct arena *arena, struct told **ret, size_t *ret_n)
{
    struct world *world = ctx;

    return fails(world) ? ERROR_IO : world->real.told(world->real.ctx, occurrence, arena, ret, ret_n);
}

static int faulty_begin_turn(void *ctx, const struct turn *turn)
{
    struct world *world = ctx;

    return fails(world) ? ERROR_IO : world->real.begin_turn(world->real.ctx, turn);
}

static int faulty_open_case(void *ctx, const struct case_file *file, int64_t when, const char *actor)
{
    struct world *world = ctx;

    return fails(world) ? ERROR_IO : world->real.open_case(world->real.ctx, file, when, actor);
}

static int faulty_close_case(void *ctx, const struct case_file *file, int64_t when, const char *actor)
{
    struct world *world = ctx;

    return fails(world) ? ERROR_IO : world->real.close_case(world->real.ctx, file, when, actor);
}

/* The rest goes straight through. */
static void rollback(void *ctx)
{
    struct world *world = ctx;

    world->real.rollback(world->real.ctx);
}

#define PASS(name, parameters, arguments)                                                                                                  \
    static int pass_##name parameters                                                                                                      \
    {                                                                                                                                      \
        struct world *world = ctx;                                                                                                         \
                                                                                                                                           \
        return world->real.name arguments;                                                                                                 \
    }

PASS(next_at, (void *ctx, int64_t *ret), (world->real.ctx, ret))
PASS(get_organization, (void *ctx, const char *id, struct arena *arena, const struct organization **ret), (world->real.ctx, id, arena, ret))
PASS(generation, (void *ctx, int64_t *ret), (world->real.ctx, ret))
PASS(put_organization, (void *ctx, const struct organization *organization), (world->real.ctx, organization))
PASS(due_occurrences, (void *ctx, int64_t now, size_t max, struct arena *arena, struct occurrence **ret, size_t *ret_n),
     (world->real.ctx, now, max, arena, ret, ret_n))
PASS(get_occurrence, (void *ctx, const char *org, const char *ob, const char *period, struct arena *arena, struct occurrence *ret),
     (world->real.ctx, org, ob, period, arena, ret))
PASS(organization_occurrences, (void *ctx, const char *org, struct arena *arena, struct occurrence **ret, size_t *ret_n),
     (world->real.ctx, org, arena, ret, ret_n))
PASS(due_rotations, (void *ctx, int64_t now, size_t max, struct arena *arena, struct rotation_row **ret, size_t *ret_n),
     (world->real.ctx, now, max, arena, ret, ret_n))
PASS(get_rotation, (void *ctx, const char *org, struct arena *arena, struct rotation_row *ret), (world->real.ctx, org, arena, ret))
PASS(put_rotation, (void *ctx, const struct rotation_row *row), (world->real.ctx, row))
PASS(turns, (void *ctx, const char *org, struct arena *arena, struct turn **ret, size_t *ret_n), (world->real.ctx, org, arena, ret, ret_n))
PASS(turn_on, (void *ctx, const char *org, date_t day, struct arena *arena, struct turn *ret), (world->real.ctx, org, day, arena, ret))
PASS(decisions, (void *ctx, const char *org, struct arena *arena, struct decision **ret, size_t *ret_n),
     (world->real.ctx, org, arena, ret, ret_n))
PASS(put_decision, (void *ctx, struct decision *decision), (world->real.ctx, decision))
PASS(put_record, (void *ctx, struct record *record), (world->real.ctx, record))
PASS(get_record, (void *ctx, int64_t id, struct arena *arena, struct record *ret), (world->real.ctx, id, arena, ret))
PASS(counting_days, (void *ctx, const char *org, const char *ob, const char *period, struct arena *arena, date_t **ret, size_t *ret_n),
     (world->real.ctx, org, ob, period, arena, ret, ret_n))
PASS(get_case, (void *ctx, const char *org, const char *ob, const char *id, struct arena *arena, struct case_file *ret),
     (world->real.ctx, org, ob, id, arena, ret))
PASS(outcomes_of, (void *ctx, const char *org, const char *member, struct arena *arena, struct case_file **ret, size_t *ret_n),
     (world->real.ctx, org, member, arena, ret, ret_n))
PASS(count_cases, (void *ctx, const char *org, const char *ob, int64_t *ret), (world->real.ctx, org, ob, ret))
PASS(put_waiver, (void *ctx, int64_t occurrence, const struct waiver *waiver), (world->real.ctx, occurrence, waiver))
PASS(last_waiver, (void *ctx, int64_t occurrence, struct arena *arena, struct waiver *ret), (world->real.ctx, occurrence, arena, ret))
PASS(put_roster, (void *ctx, struct roster *roster), (world->real.ctx, roster))
PASS(newest_roster, (void *ctx, const char *org, const char *table, date_t since, date_t until, struct arena *arena, struct roster *ret),
     (world->real.ctx, org, table, since, until, arena, ret))
PASS(channel_window, (void *ctx, const char *channel, struct window *ret), (world->real.ctx, channel, ret))
PASS(cancel_vacancy, (void *ctx, const char *org, date_t since, date_t until, const char *why, int64_t when),
     (world->real.ctx, org, since, until, why, when))
PASS(cancel_notifications, (void *ctx, int64_t occurrence, const char *why, int64_t when), (world->real.ctx, occurrence, why, when))

static const char *pass_address_kind(void *ctx, const char *channel)
{
    struct world *world = ctx;

    return world->real.channel_address_kind(world->real.ctx, channel);
}

void world_init(struct world *world)
{
    const struct store_options options = {.backends = backend_names, .create = true, .seed = 7};
    const struct engine_observer observer = {.event = hear, .ctx = world};
    char *why = NULL;

    memset(world, 0, sizeof *world);
    assert_int_equal(store_open(NULL, &options, &world->store, &why), 0);
    store_ledger(world->store, &world->real);
    world->ledger = (struct ledger){
        .ctx = world,
        .begin = faulty_begin,
        .commit = faulty_commit,
        .rollback = rollback,
        .next_at = pass_next_at,
        .get_organization = pass_get_organization,
        .generation = pass_generation,
        .put_organization = pass_put_organization,
        .channel_address_kind = pass_address_kind,
        .channel_window = pass_channel_window,
        .due_occurrences = pass_due_occurrences,
        .get_occurrence = pass_get_occurrence,
        .organization_occurrences = pass_organization_occurrences,
        .put_occurrence = faulty_put_occurrence,
        .told = faulty_told,
        .due_rotations = pass_due_rotations,
        .get_rotation = pass_get_rotation,
        .put_rotation = pass_put_rotation,
        .turns = pass_turns,
        .begin_turn = faulty_begin_turn,
        .turn_on = pass_turn_on,
        .decisions = pass_decisions,
        .put_decision = pass_put_decision,
        .put_record = pass_put_record,
        .get_record = pass_get_record,
        .counting_days = pass_counting_days,
        .get_case = pass_get_case,
        .count_cases = pass_count_cases,
        .outcomes_of = pass_outcomes_of,
        .open_case = faulty_open_case,
        .close_case = faulty_close_case,
        .put_waiver = pass_put_waiver,
        .last_waiver = pass_last_waiver,
        .put_roster = pass_put_roster,
        .newest_roster = pass_newest_roster,
        .put_notification = faulty_put_notification,
        .cancel_notifications = pass_cancel_notifications,
        .cancel_vacancy = pass_cancel_vacancy,
        .put_log = faulty_put_log,
    };
    world->engine = engine_new(&world->ledger, &test_zone, &observer, 4);
}

void world_done(struct world *world)
{
    engine_free(world->engine);
    store_close(world->store);
    arena_done(&world->arena);
}

int world_put(struct world *world, const struct organization *organization, const char *local)
{
    const int64_t now = at(local);
    const struct channel channels[] = {
        {.id = "mail", .backend = "email", .settings = world->mail_settings, .n_settings = world->n_mail_settings},
        {.id = "robot", .backend = "webhook"}};
    int error = store_load_start(world->store, zone_date(&test_zone, now));

    if (!error)
        error = store_put_calendar(world->store, organization->calendar);
    for (size_t i = 0; i < 2 && !error; i++)
        error = store_put_channel(world->store, &channels[i]);
    if (!error)
        error = engine_put_organization(world->engine, organization, now);
    return error ? error : store_load_finish(world->store, zone_date(&test_zone, now), now);
}

int world_load(struct world *world, const struct organization *organization, const char *local)
{
    int error = engine_load_begin(world->engine, at(local));

    if (error)
        return error;
    error = world_put(world, organization, local);
    if (!error)
        return engine_load_commit(world->engine);
    engine_load_abort(world->engine);
    return error;
}

int world_sweep(struct world *world, const char *local)
{
    bool more = true;
    int error = 0;

    while (more && !error)
        error = engine_sweep(world->engine, at(local), &more);
    return error;
}

int world_run(struct world *world, const char *until)
{
    int64_t now;
    bool more;
    int error = 0;

    while (!error && world->real.next_at(world->real.ctx, &now) == 0 && now <= at(until)) {
        more = true;
        while (more && !error)
            error = engine_sweep(world->engine, now, &more);
    }
    return error;
}

int world_record(struct world *world, const char *obligation, const char *day, const char *local)
{
    struct record record = {.organization = "su", .obligation = obligation, .on = on(day), .document = "No. 1"};
    struct record_outcome outcome;
    const char *why = NULL;

    return engine_record(world->engine, &record, 1, "test", at(local), &world->arena, &outcome, &why);
}

size_t said(const struct world *world, const char *words)
{
    size_t n = 0;

    for (size_t i = 0; i < world->n_said; i++)
        n += strstr(world->said[i], words) != NULL;
    return n;
}

void assert_said(const struct world *world, const char *const *lines)
{
    size_t n = 0;

    for (; lines[n] && n < world->n_said; n++)
        assert_string_equal(world->said[n], lines[n]);
    if (n < world->n_said)
        fail_msg("said besides: %s", world->said[n]);
    if (lines[n])
        fail_msg("not said: %s", lines[n]);
}

static void member_init(struct world *world, struct member *member, const char *id, const char *name, const char *post)
{
    const char **posts = arena_array(&world->arena, 1, sizeof *posts), **channels = arena_array(&world->arena, 2, sizeof *channels);
    struct address *address = arena_alloc(&world->arena, sizeof *address);

    posts[0] = post;
    channels[0] = "mail";
    *address = (struct address){.kind = "email", .value = arena_printf(&world->arena, "%s@example.edu.cn", id)};
    *member = (struct member){
        .id = id,
        .name = name,
        .posts = posts,
        .n_posts = 1,
        .term = {.since = DATE_NONE, .until = DATE_FOREVER},
        .addresses = address,
        .n_addresses = 1,
        .channels = channels,
        .n_channels = 1,
    };
}

struct organization *union_new(struct world *world)
{
    static const char *const order[] = {"jia", "yi", "bing"};
    static const char *const told[] = {"presidium", "secretary_general"};
    static const char *const fallback[] = {"secretary_general"};
    static const struct mandate mandate = {.elected = 18141, .order = order, .n_order = 3};
    struct organization *organization = arena_alloc(&world->arena, sizeof *organization);
    struct member *members = arena_array(&world->arena, 5, sizeof *members);

    member_init(world, &members[0], "jia", "甲", "presidium");
    member_init(world, &members[1], "yi", "乙", "presidium");
    member_init(world, &members[2], "bing", "丙", "presidium");
    member_init(world, &members[3], "ding", "丁", "secretary_general");
    member_init(world, &members[4], "wu", "戊", "league_secretary");
    *organization = (struct organization){
        .id = "su",
        .name = "校学生会",
        .language = "zh_CN",
        .calendar = &test_calendar,
        .members = members,
        .n_members = 5,
        .rotation = {.mandates = &mandate, .n_mandates = 1, .notify = told, .n_notify = 2},
        .fallback = fallback,
        .n_fallback = 1,
    };
    return organization;
}

struct organization *union_three_terms(struct world *world)
{
    struct organization *organization = union_new(world);
    struct calendar *calendar = arena_alloc(&world->arena, sizeof *calendar);
    struct term *three = arena_array(&world->arena, 3, sizeof *three);

    memcpy(three, test_calendar.terms, 2 * sizeof *three);
    three[2] = (struct term){.id = "2020-2021-1", .year = "2020-2021", .begins = on("2020-09-07"), .ends = on("2021-01-17"), .turn = true};
    *calendar = test_calendar;
    calendar->terms = three;
    calendar->n_terms = 3;
    organization->calendar = calendar;
    return organization;
}

struct obligation *survey_new(struct world *world, struct organization *organization)
{
    static const struct span remind[] = {{-14, SPAN_DAYS}, {-7, SPAN_DAYS}, {-1, SPAN_DAYS}, {0, SPAN_DAYS}};
    static const char *const notify[] = {"jia"};
    static const char *const first[] = {"ding"};
    static const struct escalation step = {.after = {3, SPAN_WORKDAYS}, .to = first, .n_to = 1};
    struct obligation *obligation = arena_alloc(&world->arena, sizeof *obligation);

    *obligation = (struct obligation){
        .id = "survey",
        .title = {.zh = "调研报告", .en = "Survey report"},
        .per = PERIOD_TERM,
        .at_least = 1,
        .due = {.kind = DUE_WEEK, .week = 17},
        .remind = remind,
        .n_remind = 4,
        .repeat = {3, SPAN_WORKDAYS},
        .at = 9 * 3600,
        .notify = notify,
        .n_notify = 1,
        .escalate = &step,
        .n_escalate = 1,
    };
    organization->obligations = obligation;
    organization->n_obligations = 1;
    return obligation;
}
