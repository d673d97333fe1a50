/* Values as they are handed out: every setting of good/lunzhi.conf, its includes, the presets, the example. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "fixture.h"

/* The order things arrive in, and checks on the way. */
struct arrivals {
    char order[512];
    int fail_at; /* the how-manieth arrival is refused; 0: none */
    int n;
};

static int arrive(struct arrivals *arrivals, const char *what, const char *id)
{
    size_t length = strlen(arrivals->order);
    snprintf(arrivals->order + length, sizeof arrivals->order - length, "%s:%s ", what, id);
    return ++arrivals->n == arrivals->fail_at ? ERROR_FULL : 0;
}

static void check_words(const char *const *words, size_t n, const char *expected)
{
    char text[256] = "";
    for (size_t i = 0; i < n; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s ", words[i]);
    assert_string_equal(text, expected);
}

static bool works(const struct calendar *calendar, const char *on)
{
    return calendar_is_workday(calendar, day(on));
}

static int on_calendar(void *ctx, const struct calendar *calendar)
{
    if (strcmp(calendar->id, "wust") == 0) {
        assert_int_equal(calendar->n_terms, 3);
        assert_string_equal(calendar->terms[0].id, "2020-2021-1");
        assert_string_equal(calendar->terms[0].year, "2020-2021");
        assert_int_equal(calendar->terms[0].begins, day("2020-09-07"));
        assert_int_equal(calendar->terms[0].ends, day("2021-01-17"));
        assert_true(calendar->terms[1].turn);
        assert_false(calendar->terms[2].turn);
        assert_string_equal(calendar->terms[2].year, "2020-2021");
        /* The later list wins: worked on the last day of the national holiday, off on the anniversary. */
        assert_true(works(calendar, "2020-10-08"));
        assert_false(works(calendar, "2020-10-07"));
        assert_false(works(calendar, "2020-10-20"));
        assert_false(works(calendar, "2020-10-21"));
        assert_true(works(calendar, "2020-10-22"));
        assert_true(works(calendar, "2020-10-10"));
    }
    return arrive(ctx, "calendar", calendar->id);
}

static int on_channel(void *ctx, const struct channel *channel)
{
    if (strcmp(channel->id, "mail") == 0) {
        assert_string_equal(channel->backend, "email");
        assert_int_equal(channel->n_settings, 5);
        assert_string_equal(channel_string(channel, "server", ""), "smtp://127.0.0.1:25");
        assert_int_equal(channel_integer(channel, "connections", 0), 4);
        assert_int_equal(channel_setting(channel, "pipelining")->type, SETTING_BOOLEAN);
        assert_int_equal(channel_setting(channel, "pipelining")->integer, 1);
        const struct setting *headers = channel_setting(channel, "headers");
        check_words(headers->strings, headers->n_strings, "X-A: 1 X-B: 2 ");
        assert_null(channel_setting(channel, "id"));
    }
    return arrive(ctx, "channel", channel->id);
}

static void check_members(const struct organization *organization)
{
    const struct member *jia = &organization->members[0];
    const struct member *yi = &organization->members[1];
    assert_int_equal(organization->n_members, 2);
    assert_string_equal(jia->name, "甲");
    check_words(jia->posts, jia->n_posts, "presidium ");
    assert_int_equal(jia->term.since, day("2019-09-28"));
    assert_int_equal(jia->term.until, day("2020-10-17"));
    assert_int_equal(jia->n_absent, 1);
    assert_int_equal(jia->absent[0].until, day("2020-06-30"));
    assert_int_equal(jia->suspended[0].since, day("2020-09-01"));
    assert_int_equal(jia->suspended[0].until, DATE_FOREVER);
    assert_string_equal(member_address(jia, "email"), "jia@example.edu.cn");
    assert_string_equal(member_address(jia, "mobile"), "+8613800000000");
    check_words(jia->channels, jia->n_channels, "mail "); /* a group is a way out only where it is named */
    check_words(yi->posts, yi->n_posts, "presidium editor secretary_general league_secretary deputy_party_secretary ");
    assert_int_equal(yi->term.since, DATE_NONE);
    assert_int_equal(yi->term.until, DATE_FOREVER);
    check_words(yi->channels, yi->n_channels, "office group mail ");
}

static void check_rotation(const struct rotation *rotation)
{
    assert_int_equal(rotation->n_mandates, 2);
    assert_int_equal(rotation->mandates[1].elected, day("2020-10-18"));
    check_words(rotation->mandates[0].order, rotation->mandates[0].n_order, "jia yi ");
    check_words(rotation->mandates[1].order, rotation->mandates[1].n_order, "yi ");
    assert_true(rotation->acting_counts);
    check_words(rotation->notify, rotation->n_notify, "mail ");
}

static void check_preset(const struct obligation *hearing)
{
    assert_string_equal(hearing->id, "party-hearing");
    assert_string_equal(hearing->preset, "party-hearing");
    assert_string_equal(hearing->title.zh, "党委听取工作汇报");
    assert_int_equal(hearing->per, PERIOD_TERM);
    assert_int_equal(hearing->at_least, 1);
    assert_int_equal(hearing->due.kind, DUE_END);
    assert_int_equal(hearing->due.offset.count, -14);
    assert_int_equal(hearing->opens.kind, DUE_NONE);
    assert_int_equal(hearing->n_remind, 5);
    assert_int_equal(hearing->at, 9 * 3600);
    check_words(hearing->notify, hearing->n_notify, "executive_chair secretary_general ");
    assert_int_equal(hearing->n_escalate, 2);
    check_words(hearing->escalate[1].to, hearing->escalate[1].n_to, "deputy_party_secretary ");
}

static void check_overridden(const struct obligation *hearing)
{
    assert_string_equal(hearing->id, "hearing-2");
    assert_string_equal(hearing->preset, "party-hearing");
    assert_string_equal(hearing->title.zh, "又一次");
    assert_string_equal(hearing->title.en, "又一次");
    assert_int_equal(hearing->at_least, 2);
    assert_int_equal(hearing->due.kind, DUE_WEEK);
    assert_int_equal(hearing->due.week, 2);
    assert_int_equal(hearing->n_remind, 0);
    assert_int_equal(hearing->repeat.count, 3);
    assert_int_equal(hearing->repeat.unit, SPAN_WORKDAYS);
    assert_int_equal(hearing->at, 7 * 3600 + 30 * 60);
    check_words(hearing->notify, hearing->n_notify, "jia ");
    assert_int_equal(hearing->n_escalate, 0);
}

static void check_survey(const struct obligation *survey)
{
    assert_null(survey->preset);
    assert_null(survey->title.zh);
    assert_string_equal(survey->title.en, "survey");
    assert_int_equal(survey->per, PERIOD_YEAR);
    assert_int_equal(survey->at_least, 1000);
    assert_int_equal(survey->due.kind, DUE_BEGIN);
    assert_int_equal(survey->due.offset.unit, SPAN_WEEKS);
    assert_int_equal(survey->opens.kind, DUE_DUE);
    assert_int_equal(survey->opens.offset.count, -30);
    assert_int_equal(survey->n_remind, 4);
    assert_int_equal(survey->remind[2].count, -2);
    assert_int_equal(survey->remind[2].unit, SPAN_WORKDAYS);
    assert_int_equal(survey->repeat.count, 0);
    assert_int_equal(survey->n_escalate, 2);
    assert_int_equal(survey->escalate[0].after.count, 3);
    check_words(survey->escalate[1].to, survey->escalate[1].n_to, "yi office ");
}

static int on_organization(void *ctx, const struct organization *organization)
{
    if (strcmp(organization->id, "su") == 0) {
        assert_string_equal(organization->name, "校学生会");
        assert_string_equal(organization->kind, "undergraduate");
        assert_string_equal(organization->language, "zh_CN");
        assert_null(organization->parent);
        assert_string_equal(organization->calendar->id, "wust");
        check_words(organization->fallback, organization->n_fallback, "office yi ");
        check_members(organization);
        check_rotation(&organization->rotation);
        assert_int_equal(organization->n_obligations, 5);
        check_preset(&organization->obligations[0]);
        check_overridden(&organization->obligations[1]);
        check_survey(&organization->obligations[2]);
        assert_int_equal(organization->obligations[3].due.kind, DUE_EVENT);
        assert_int_equal(organization->obligations[3].opens.kind, DUE_EVENT);
        assert_int_equal(organization->obligations[4].due.date, day("2020-12-31"));
        assert_int_equal(organization->obligations[4].n_remind, 4);
    } else {
        assert_string_equal(organization->language, "en");
        check_words(organization->fallback, organization->n_fallback, "secretary_general ");
        assert_int_equal(organization->rotation.n_mandates, 0);
        assert_null(organization->kind);
    }
    if (strcmp(organization->id, "a") == 0) {
        assert_string_equal(organization->parent, "su");
        assert_string_equal(organization->calendar->id, "a");
        /* The main file's channels, then those of its own file. */
        check_words(organization->members[0].channels, organization->members[0].n_channels, "mail a-mail ");
    }
    return arrive(ctx, "organization", organization->id);
}

static int load_good(struct arrivals *arrivals, struct report *report)
{
    const struct conf_sink sink = {.calendar = on_calendar, .channel = on_channel, .organization = on_organization, .ctx = arrivals};
    enter("good");
    return conf_load("lunzhi.conf", &test_options, &sink, report);
}

static void every_setting(void **state)
{
    struct arrivals arrivals = {0};
    struct report report = {0};
    int error = load_good(&arrivals, &report);
    char *text = report_text(&report);
    assert_string_equal(text, "");
    assert_int_equal(error, 0);
    assert_string_equal(
        arrivals.order,
        "calendar:wust channel:mail channel:office channel:group organization:su calendar:a channel:a-mail organization:a organization:b ");
    free(text);
    report_done(&report);
}

static void a_refusal_stops_the_load(void **state)
{
    for (int i = 1; i <= 8; i++) {
        struct arrivals arrivals = {.fail_at = i};
        struct report report = {0};
        assert_int_equal(load_good(&arrivals, &report), ERROR_FULL);
        assert_int_equal(arrivals.n, i);
        report_done(&report);
    }
}

static void main_settings(void **state)
{
    struct arena arena = {0};
    struct report report = {0};
    struct conf_main settings;
    enter("good");
    assert_int_equal(conf_read_main("lunzhi.conf", &test_options, &arena, &settings, &report), 0);
    assert_string_equal(settings.zone.name, "Asia/Tokyo");
    assert_string_equal(settings.language, "en");
    check_words(settings.operators, settings.n_operators, "office 1000 ");
    check_words(settings.alerts, settings.n_alerts, "mail office ");
    assert_string_equal(settings.templates_dir, "words");
    assert_string_equal(settings.heartbeat.url, "https://watch.example.edu.cn/ping/1");
    assert_null(settings.heartbeat.url_file);
    assert_int_equal(settings.heartbeat.period_s, 60);
    assert_int_equal(settings.heartbeat.late_after_s, 7200);
    assert_int_equal(conf_read_main("../good/lunzhi.conf", &test_options, &arena, &settings, &report), 0);
    assert_string_equal(settings.templates_dir, "../good/words");
    assert_int_equal(report.n, 0);
    arena_done(&arena);
}

static void main_defaults(void **state)
{
    struct arena arena = {0};
    struct report report = {0};
    struct conf_main settings = {0};
    enter("broken");
    assert_int_equal(conf_read_main("main-values.conf", &test_options, &arena, &settings, &report), ERROR_CONFIG);
    assert_null(settings.language);
    assert_int_equal(report.n_errors, 5);
    report_done(&report);
    enter("warned");
    assert_int_equal(conf_read_main("no-channels.conf", &test_options, &arena, &settings, &report), 0);
    assert_string_equal(settings.zone.name, "Asia/Shanghai");
    assert_string_equal(settings.language, "zh_CN");
    assert_int_equal(settings.n_operators, 0);
    assert_null(settings.templates_dir);
    assert_null(settings.heartbeat.url);
    assert_null(settings.heartbeat.url_file);
    assert_int_equal(settings.heartbeat.period_s, 300);
    assert_int_equal(settings.heartbeat.late_after_s, 600);
    arena_done(&arena);
}

static void example_is_clean(void **state)
{
    struct count count;
    const struct conf_sink sink = counting_sink(&count);
    struct report report = {0};
    enter("good");
    int error = conf_load(DATA_FROM_TESTS "/examples/wust/lunzhi.conf", &test_options, &sink, &report);
    char *text = report_text(&report);
    assert_string_equal(text, "");
    assert_int_equal(error, 0);
    assert_int_equal(count.calendars, 2);
    assert_int_equal(count.channels, 2);
    assert_int_equal(count.organizations, 3);
    free(text);
    report_done(&report);
}

static void check_one(const struct channel *channel, setting_fault_cb fault, void *ctx)
{
    const struct setting *server = channel_setting(channel, "server");
    if (server != NULL)
        fault(ctx, server, "server", channel->id);
}

static void channels_are_checked_by_their_backend(void **state)
{
    struct count count;
    const struct conf_sink sink = counting_sink(&count);
    struct conf_options options = test_options;
    struct report report = {0};
    options.check_channel = check_one;
    enter("good");
    assert_int_equal(conf_load("lunzhi.conf", &options, &sink, &report), ERROR_CONFIG);
    char *text = report_text(&report);
    assert_string_equal(text, "conf.d/a.conf:1: error: channels[0].server: a-mail\nlunzhi.conf:14: error: channels[0].server: mail\n");
    assert_int_equal(count.calendars, 0);
    free(text);
    report_done(&report);
}

static int on_channel_only(void *ctx, const struct channel *channel)
{
    return arrive(ctx, "channel", channel->id);
}

/* While the main file is handed out, its include goes bad. */
static int spoil(void *ctx, const struct calendar *calendar)
{
    static const char bad[] = "organizations = ( { id = \"b\"; } );\n";
    scratch_file("part.conf", bad, strlen(bad));
    return arrive(ctx, "calendar", calendar->id);
}

static void a_file_that_changes_meanwhile(void **state)
{
    static const char whole[] = "include = [ \"part.conf\" ];\nchannels = ( { id = \"mail\"; backend = \"email\"; } );\n"
                                "calendars = ( { id = \"c\"; holidays = [ ]; terms = ( { id = \"2020-2021-1\"; begins = \"2020-09-07\"; "
                                "ends = \"2021-01-17\"; } ); } );\n";
    static const char part[] = "organizations = ( { id = \"b\"; name = \"b\"; calendar = \"c\"; } );\n";
    struct arrivals arrivals = {0};
    struct report report = {0};
    char path[256];
    enter("good");
    scratch_file("part.conf", part, strlen(part));
    snprintf(path, sizeof path, "%s", scratch_file("whole.conf", whole, strlen(whole)));
    assert_int_equal(conf_check(path, &test_options, &report), 0);
    const struct conf_sink sink = {.calendar = spoil, .channel = on_channel_only, .organization = on_organization, .ctx = &arrivals};
    assert_int_equal(conf_load(path, &test_options, &sink, &report), ERROR_CONFIG);
    assert_string_equal(arrivals.order, "calendar:c channel:mail ");
    assert_int_equal(report.n_errors, 2);
    report_done(&report);
    remove_scratch();
}

static void data_must_be_there(void **state)
{
    struct conf_options options = test_options;
    struct report report = {0};
    options.data_dir = "nowhere";
    enter("good");
    assert_int_equal(conf_check("lunzhi.conf", &options, &report), ERROR_CONFIG);
    char *text = report_text(&report);
    assert_string_equal(text, "nowhere/posts.conf: error: cannot be read: No such file or directory\n");
    free(text);
    report_done(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_setting),
        cmocka_unit_test(a_refusal_stops_the_load),
        cmocka_unit_test(main_settings),
        cmocka_unit_test(main_defaults),
        cmocka_unit_test(example_is_clean),
        cmocka_unit_test(channels_are_checked_by_their_backend),
        cmocka_unit_test(a_file_that_changes_meanwhile),
        cmocka_unit_test(data_must_be_there),
    };
    return cmocka_run_group_tests_name("load", tests, NULL, NULL);
}
