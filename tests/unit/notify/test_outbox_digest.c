/* Engine, store and dispatcher together: several messages as one, hours in which none goes out, and another way after too long. */
#include "outbox_bench.h"

#include <stdlib.h>
#include <string.h>

static const struct attempt lost = {.class = ATTEMPT_UNKNOWN, .code = 354, .reply = "connection lost"};

static struct member *jia(struct outbox_bench *bench)
{
    return (struct member *)&bench->organization->members[0];
}

/* Besides the survey a plan, due on the same day and told to the same people. */
static int setup(void **state)
{
    struct outbox_bench *bench;
    struct obligation *both;

    outbox_bench_setup(state);
    bench = *state;
    both = arena_array(&bench->world.arena, 2, sizeof(*both));
    both[0] = both[1] = bench->organization->obligations[0];
    both[1].id = "plan";
    both[1].title = (struct text){.zh = "工作计划", .en = "Plan"};
    bench->organization->obligations = both;
    bench->organization->n_obligations = 2;
    outbox_bench_reload(bench, "2019-12-01T12:01");
    return 0;
}

static const struct message *sent(size_t i)
{
    assert_true(i < fake_backend.n);
    assert_non_null(fake_backend.sendings[i].message);
    return fake_backend.sendings[i].message;
}

static struct outbox_row row(struct outbox_bench *bench, int64_t id)
{
    struct outbox_row row = {0};

    assert_int_equal(outbox_get(bench->world.store, id, &bench->world.arena, &row), 0);
    return row;
}

static void one_for_two(void **state)
{
    struct outbox_bench *bench = *state;

    outbox_bench_run_until(bench, "2019-12-13T09:00");
    assert_int_equal(fake_backend.n, 1);
    assert_string_equal(sent(0)->subject, "[校学生会] 2 项待办");
    assert_non_null(strstr(sent(0)->text, "1. 工作计划：还有 14 天（2019-12-27 截止）"));
    assert_non_null(strstr(sent(0)->text, "2. 调研报告：还有 14 天（2019-12-27 截止）"));
    assert_non_null(strstr(sent(0)->json, "\"kind\":\"digest\""));
    assert_int_equal(dispatcher_in_flight(bench->dispatcher), 1);
    outbox_bench_answer_all(bench, &outbox_delivered);
    for (int64_t id = 1; id <= 2; id++) {
        assert_int_equal(row(bench, id).state, DELIVERY_DELIVERED);
        assert_string_equal(row(bench, id).digest, fake_backend.sendings[0].id);
        outbox_bench_read_attempts(bench, id);
        assert_int_equal(bench->n_attempts, 1);
        assert_string_equal(bench->replies[0], "250 ok");
    }
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NEVER);
}

static void turned_off(void **state)
{
    static const struct setting off = {.name = "digest", .type = SETTING_BOOLEAN, .integer = 0};
    struct outbox_bench *bench = *state;

    bench->world.mail_settings = &off;
    bench->world.n_mail_settings = 1;
    outbox_bench_reload(bench, "2019-12-01T12:02");
    outbox_bench_run_until(bench, "2019-12-13T09:00");
    assert_int_equal(fake_backend.n, 2);
    assert_string_equal(sent(1)->id, row(bench, 2).message_id);
}

/* In passing, unknown, and after a process died with it under way: the same id, the same words. */
static void the_same_at_each_attempt(void **state)
{
    const struct outbox_claim claim = {.channel = "mail", .now = at("2019-12-13T11:00"), .max = 10, .together = OUTBOX_DIGEST_MAX};
    struct outbox_bench *bench = *state;
    struct outbox_delivery *deliveries;
    char id[40], *text;
    size_t n;
    bool more;

    outbox_bench_run_until(bench, "2019-12-13T09:00");
    snprintf(id, sizeof(id), "%s", sent(0)->id);
    text = xstrdup(sent(0)->text);
    outbox_bench_answer_all(bench, &outbox_busy);
    outbox_bench_run_until(bench, "2019-12-13T10:00");
    assert_int_equal(fake_backend.n, 2);
    assert_string_equal(sent(1)->id, id);
    assert_string_equal(sent(1)->text, text);
    outbox_bench_answer_all(bench, &lost);
    assert_int_equal(row(bench, 2).state, DELIVERY_UNKNOWN);
    assert_int_equal(outbox_claim(bench->world.store, &claim, &bench->world.arena, &deliveries, &n, &more), 0);
    outbox_bench_stop(bench);
    outbox_bench_start(bench);
    outbox_bench_run_until(bench, "2019-12-14T12:00"); /* the day after: the words are those of the first day */
    assert_int_equal(fake_backend.n, 3);
    assert_string_equal(sent(2)->id, id);
    assert_string_equal(sent(2)->text, text);
    outbox_bench_read_attempts(bench, 1);
    assert_int_equal(bench->n_attempts, 3);
    free(text);
}

/* One is met before the retry: what is left is another message. */
static void met_before_the_retry(void **state)
{
    struct outbox_bench *bench = *state;

    outbox_bench_run_until(bench, "2019-12-13T09:00");
    outbox_bench_answer_all(bench, &lost);
    assert_int_equal(world_record(&bench->world, "survey", "2019-12-13", "2019-12-13T09:30"), 0);
    outbox_bench_run_until(bench, "2019-12-13T10:00");
    assert_int_equal(fake_backend.n, 2);
    assert_string_not_equal(fake_backend.sendings[0].id, sent(1)->id);
    assert_string_equal(sent(1)->subject, "[校学生会] 工作计划：还有 14 天（2019-12-27 截止）");
    assert_string_equal(sent(1)->id, outbox_bench_row_of(bench, 1).message_id);
    outbox_bench_answer_all(bench, &outbox_delivered);
}

/* Each message falls back, and what takes their place is one again. */
static void refused_together(void **state)
{
    struct outbox_bench *bench = *state;

    outbox_bench_run_until(bench, "2019-12-13T09:00");
    outbox_bench_answer_all(bench, &outbox_no_such_user);
    assert_int_equal(fake_backend.n, 2);
    assert_int_equal(row(bench, 1).state, DELIVERY_REFUSED);
    assert_int_equal(row(bench, 2).state, DELIVERY_REFUSED);
    assert_string_equal(sent(1)->row->notification.recipient, "ding");
    assert_string_equal(sent(1)->subject, "[校学生会] 2 项待办");
    assert_non_null(strstr(sent(1)->text, "本应通知甲"));
    assert_int_equal(row(bench, 3).notification.stands_for, 1);
    assert_int_equal(row(bench, 4).notification.stands_for, 2);
}

/* Nothing is due, and nothing wakes, before the hour; what is met meanwhile is not told. */
static void a_members_hours(void **state)
{
    struct outbox_bench *bench = *state;

    assert_int_equal(window_parse_quiet("22:00-10:00", &jia(bench)->window), 0);
    outbox_bench_reload(bench, "2019-12-01T12:02");
    outbox_bench_run_until(bench, "2019-12-13T09:00");
    assert_int_equal(fake_backend.n, 0);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), at("2019-12-13T10:00"));
    outbox_bench_run_until(bench, "2019-12-13T10:00");
    assert_int_equal(fake_backend.n, 1);
    assert_string_equal(sent(0)->subject, "[校学生会] 2 项待办");
    outbox_bench_answer_all(bench, &outbox_delivered);
    outbox_bench_run_until(bench, "2019-12-20T09:30");
    assert_int_equal(world_record(&bench->world, "plan", "2019-12-20", "2019-12-20T09:30"), 0);
    outbox_bench_run_until(bench, "2019-12-20T10:00");
    assert_int_equal(fake_backend.n, 2);
    assert_string_equal(sent(1)->subject, "[校学生会] 调研报告：还有 7 天（2019-12-27 截止）");
}

static void a_channels_hours(void **state)
{
    static const struct setting settings[] = {{.name = "quiet", .type = SETTING_STRING, .string = "08:00-18:30"},
                                              {.name = "workdays_only", .type = SETTING_BOOLEAN, .integer = 1}};
    struct outbox_bench *bench = *state;

    bench->world.mail_settings = settings;
    bench->world.n_mail_settings = 2;
    outbox_bench_reload(bench, "2019-12-01T12:02");
    outbox_bench_run_until(bench, "2019-12-13T09:00");
    assert_int_equal(fake_backend.n, 0);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), at("2019-12-13T18:30"));
    outbox_bench_run_until(bench, "2019-12-13T18:30"); /* a Friday */
    assert_int_equal(fake_backend.n, 1);
    outbox_bench_answer_all(bench, &outbox_busy);
    outbox_bench_run_until(bench, "2019-12-14T20:00"); /* retries have their hours, too */
    assert_int_equal(fake_backend.n, 1);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), at("2019-12-16T18:30"));
    outbox_bench_run_until(bench, "2019-12-16T18:30");
    assert_int_equal(fake_backend.n, 2);
    assert_string_equal(fake_backend.sendings[0].id, sent(1)->id);
}

/* Made before the edit that shuts the window: put off when it is claimed. */
static void hours_that_came_later(void **state)
{
    static const struct setting quiet = {.name = "quiet", .type = SETTING_STRING, .string = "08:00-18:30"};
    struct outbox_bench *bench = *state;

    assert_int_equal(world_run(&bench->world, "2019-12-13T09:00"), 0);
    bench->world.mail_settings = &quiet;
    bench->world.n_mail_settings = 1;
    outbox_bench_reload(bench, "2019-12-13T09:05");
    assert_int_equal(fake_backend.n, 0);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), at("2019-12-13T18:30"));
    outbox_bench_run_until(bench, "2019-12-13T18:30");
    assert_int_equal(fake_backend.n, 1);
    assert_string_equal(sent(0)->subject, "[校学生会] 2 项待办");
}

static int64_t put(struct outbox_bench *bench, enum notification_kind kind, const char *local)
{
    struct notification notification = {.key = notification_kind_name(kind),
                                        .kind = kind,
                                        .on = on("2019-12-14"),
                                        .due_on = DATE_NONE,
                                        .recipient = "mail",
                                        .channel = "mail",
                                        .address = "",
                                        .language = "zh_CN",
                                        .also_told = "",
                                        .detail = "words"};

    assert_int_equal(bench->world.real.begin(bench->world.real.ctx), 0);
    assert_int_equal(bench->world.real.put_notification(bench->world.real.ctx, &notification, at(local)), 0);
    assert_int_equal(bench->world.real.commit(bench->world.real.ctx), 0);
    return notification.id;
}

/* A test is answered at once; an alert waits for the end of the night, but not for the working day. */
static void tests_and_alerts(void **state)
{
    static const struct setting settings[] = {{.name = "quiet", .type = SETTING_STRING, .string = "22:00-07:30"},
                                              {.name = "workdays_only", .type = SETTING_BOOLEAN, .integer = 1}};
    struct outbox_bench *bench = *state;
    int64_t test, alert;

    bench->world.mail_settings = settings;
    bench->world.n_mail_settings = 2;
    outbox_bench_reload(bench, "2019-12-01T12:02");
    alert = put(bench, NOTIFICATION_ALERT, "2019-12-06T23:00"); /* a Friday night */
    test = put(bench, NOTIFICATION_TEST, "2019-12-06T23:00");
    outbox_bench_run_until(bench, "2019-12-06T23:00");
    assert_int_equal(fake_backend.n, 1);
    assert_int_equal(sent(0)->row->notification.id, test);
    outbox_bench_answer_all(bench, &outbox_delivered);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), at("2019-12-07T07:30"));
    outbox_bench_run_until(bench, "2019-12-07T07:30");
    assert_int_equal(sent(1)->row->notification.id, alert);
}

static void give_two_channels(struct outbox_bench *bench)
{
    static const char *const both[] = {"mail", "robot"};

    jia(bench)->channels = both;
    jia(bench)->n_channels = 2;
    outbox_bench_reload(bench, "2019-12-01T12:02");
}

/* In vain for a day: the next channel is told as well, once, and when that arrives the first need not go on. */
static void another_way_after_a_day(void **state)
{
    struct outbox_bench *bench = *state;

    give_two_channels(bench);
    outbox_bench_run_until(bench, "2019-12-13T09:00");
    outbox_bench_answer_all(bench, &outbox_busy);
    outbox_bench_run_until(bench, "2019-12-14T08:59");
    assert_int_equal(fake_backend.n, 2);
    outbox_bench_answer_all(bench, &outbox_busy);
    assert_int_equal(fake_backend.n, 2); /* not a day yet */
    outbox_bench_run_until(bench, "2019-12-14T10:00");
    outbox_bench_answer_all(bench, &outbox_busy);
    assert_int_equal(fake_backend.n, 4);
    assert_string_equal(fake_backend.sendings[3].channel, "robot");
    assert_string_equal(sent(3)->subject, "[校学生会] 2 项待办");
    assert_int_equal(row(bench, 1).state, DELIVERY_QUEUED);
    bench->still.now_ms = at("2019-12-14T12:00") * 1000;
    dispatcher_kick(bench->dispatcher);
    uv_run(&bench->loop, UV_RUN_DEFAULT);
    assert_int_equal(fake_backend.n, 5);
    assert_string_equal(fake_backend.sendings[4].channel, "mail");
    fake_answer(4, &outbox_busy);
    uv_run(&bench->loop, UV_RUN_DEFAULT);
    assert_int_equal(fake_backend.n, 5); /* once */
    fake_answer(3, &outbox_delivered);
    uv_run(&bench->loop, UV_RUN_DEFAULT);
    assert_int_equal(row(bench, 1).state, DELIVERY_CANCELLED);
    assert_string_equal(row(bench, 2).last_reply, "delivered by robot");
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NEVER);
}

/* The other way round: the first arrives, and the second is not sent any more. */
static void the_first_arrives_after_all(void **state)
{
    struct outbox_bench *bench = *state;

    give_two_channels(bench);
    outbox_bench_run_until(bench, "2019-12-13T09:00");
    outbox_bench_answer_all(bench, &outbox_busy);
    outbox_bench_run_until(bench, "2019-12-14T10:00");
    outbox_bench_answer_all(bench, &outbox_busy);
    outbox_bench_answer_all(bench, &outbox_busy);
    assert_int_equal(row(bench, 3).state, DELIVERY_QUEUED);
    bench->still.now_ms = at("2019-12-14T12:00") * 1000;
    dispatcher_kick(bench->dispatcher);
    uv_run(&bench->loop, UV_RUN_DEFAULT);
    for (size_t i = 0; i < fake_backend.n; i++) {
        if (fake_backend.sendings[i].message != NULL)
            fake_answer(i, strcmp(fake_backend.sendings[i].channel, "mail") == 0 ? &outbox_delivered : &outbox_busy);
    }
    uv_run(&bench->loop, UV_RUN_DEFAULT);
    assert_int_equal(row(bench, 1).state, DELIVERY_DELIVERED);
    assert_int_equal(row(bench, 3).state, DELIVERY_CANCELLED);
    assert_int_equal(row(bench, 4).state, DELIVERY_CANCELLED);
}

/* Told to a stand-in after a day, given up after four: nobody is told a third time. */
static void given_up_after_it_fell_back(void **state)
{
    struct outbox_bench *bench = *state;
    size_t n;

    outbox_bench_run_until(bench, "2019-12-13T09:00");
    outbox_bench_answer_all(bench, &outbox_busy);
    outbox_bench_run_until(bench, "2019-12-14T10:00");
    outbox_bench_answer_all(bench, &outbox_busy);
    n = fake_backend.n;
    assert_string_equal(sent(n - 1)->row->notification.recipient, "ding");
    outbox_bench_answer_all(bench, &outbox_delivered);
    assert_int_equal(row(bench, 1).state, DELIVERY_QUEUED); /* 甲 is still to be told */
    outbox_bench_run_until(bench, "2019-12-17T10:00");
    assert_int_equal(fake_backend.n, n + 1);
    outbox_bench_answer_all(bench, &outbox_busy);
    assert_int_equal(row(bench, 1).state, DELIVERY_REFUSED);
    assert_int_equal(fake_backend.n, n + 1);
}

static int64_t put_vacancy(struct outbox_bench *bench, int i)
{
    struct notification notification = {.key = arena_printf(&bench->world.arena, "vacancy %d", i),
                                        .kind = NOTIFICATION_TURN,
                                        .organization = "su",
                                        .organization_name = "校学生会",
                                        .on = on("2019-12-03") + i,
                                        .due_on = DATE_NONE,
                                        .recipient = "jia",
                                        .recipient_name = "甲",
                                        .channel = "mail",
                                        .address = arena_printf(&bench->world.arena, "r%d@example.edu.cn", i),
                                        .language = "zh_CN",
                                        .also_told = ""};

    assert_int_equal(bench->world.real.begin(bench->world.real.ctx), 0);
    assert_int_equal(bench->world.real.put_notification(bench->world.real.ctx, &notification, at("2019-12-03T09:00")), 0);
    assert_int_equal(bench->world.real.commit(bench->world.real.ctx), 0);
    return notification.id;
}

static void answer_on(struct outbox_bench *bench, const char *channel, const struct attempt *attempt)
{
    for (size_t i = 0; i < fake_backend.n; i++) {
        if (fake_backend.sendings[i].message != NULL && strcmp(fake_backend.sendings[i].channel, channel) == 0)
            fake_answer(i, attempt);
    }
    uv_run(&bench->loop, UV_RUN_DEFAULT);
}

/* A server that does not answer: most of what waits for it is never tried, and yet each message is told by another way in time, and once.
 */
static void silent_for_hours(void **state)
{
    static const struct attempt silent = {.class = ATTEMPT_TRANSIENT, .reply = "connection refused"};
    static const struct setting six_hours = {.name = "fall_back_after", .type = SETTING_STRING, .string = "6h"};
    struct outbox_bench *bench = *state;
    size_t n_untried = 0, n_messages;
    int64_t ids[300];

    bench->world.mail_settings = &six_hours;
    bench->world.n_mail_settings = 1;
    give_two_channels(bench);
    for (int i = 0; i < 300; i++)
        ids[i] = put_vacancy(bench, i);
    outbox_bench_run_until(bench, "2019-12-03T09:00");
    while (bench->still.now_ms < at("2019-12-03T15:10") * 1000) {
        answer_on(bench, "mail", &silent);
        bench->still.now_ms = dispatcher_next_at(bench->dispatcher) * 1000;
        dispatcher_kick(bench->dispatcher);
        uv_run(&bench->loop, UV_RUN_DEFAULT);
        if (bench->still.now_ms < at("2019-12-03T15:00") * 1000)
            assert_int_equal(fake_backend.n_under_way, 1); /* the probe; nothing by the other way yet */
    }
    for (int i = 0; i < 300; i++) {
        bool has = false;

        n_untried += row(bench, ids[i]).attempts == 0;
        assert_int_equal(outbox_stood_in_for(bench->world.store, ids[i], &has), 0);
        assert_true(has);
    }
    assert_true(n_untried > 150);
    for (int i = 0; i < 10; i++)
        answer_on(bench, "robot", &outbox_delivered);
    n_messages = fake_backend.n;
    answer_on(bench, "mail", &silent);
    bench->still.now_ms = dispatcher_next_at(bench->dispatcher) * 1000; /* the end of the rest */
    dispatcher_kick(bench->dispatcher);
    uv_run(&bench->loop, UV_RUN_DEFAULT);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NEVER); /* all of them were told */
    assert_int_equal(fake_backend.n, n_messages);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, outbox_bench_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_for_two),
        TEST(turned_off),
        TEST(the_same_at_each_attempt),
        TEST(met_before_the_retry),
        TEST(refused_together),
        TEST(a_members_hours),
        TEST(a_channels_hours),
        TEST(hours_that_came_later),
        TEST(tests_and_alerts),
        TEST(another_way_after_a_day),
        TEST(the_first_arrives_after_all),
        TEST(given_up_after_it_fell_back),
        TEST(silent_for_hours),
    };

    return cmocka_run_group_tests_name("outbox_digest", tests, NULL, NULL);
}
