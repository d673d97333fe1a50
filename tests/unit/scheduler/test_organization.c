/* Members, texts, settings and words: small questions to values. */
#include "organization.h"

#include "channel.h"
#include "error.h"
#include "fixture.h"
#include "notification.h"
#include "rotation.h"

static void intervals_are_inclusive(void **state)
{
    static const struct {
        const char *since, *until, *on;
        bool holds;
    } cases[] = {
        {"2020-02-01", "2020-06-30", "2020-01-31", false},
        {"2020-02-01", "2020-06-30", "2020-02-01", true},
        {"2020-02-01", "2020-06-30", "2020-06-30", true},
        {"2020-02-01", "2020-06-30", "2020-07-01", false},
        {"", "2020-06-30", "1900-01-01", true},
        {"2020-02-01", "forever", "2199-12-31", true},
        {"2020-02-02", "2020-02-01", "2020-02-01", false},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct interval interval = {day(cases[i].since), day(cases[i].until)};

        assert_int_equal(interval_holds(interval, day(cases[i].on)), cases[i].holds);
    }
}

static void members_and_their_posts(void **state)
{
    static const char *const posts[] = {"presidium", "secretary_general"};
    struct interval absent[] = {{day("2020-01-01"), day("2020-01-05")}, {day("2020-02-01"), day("2020-02-05")}};
    struct interval suspended = {day("2020-03-01"), DATE_FOREVER};
    const struct address addresses[] = {{"email", "jia@example.edu.cn"}, {"mobile", "100"}};
    const struct member members[] = {
        {.id = "yi", .posts = posts, .n_posts = 1, .term = {DATE_NONE, DATE_FOREVER}},
        {.id = "jia",
         .posts = posts,
         .n_posts = 2,
         .term = {day("2019-09-28"), day("2020-10-17")},
         .absent = absent,
         .n_absent = N_OF(absent),
         .suspended = &suspended,
         .n_suspended = 1,
         .addresses = addresses,
         .n_addresses = N_OF(addresses)},
    };
    const struct obligation obligations[] = {{.id = "survey"}, {.id = "party-hearing"}};
    const struct organization organization = {
        .id = "su", .members = members, .n_members = 2, .obligations = obligations, .n_obligations = 2};
    const struct member *jia = organization_member(&organization, "jia");

    assert_ptr_equal(jia, &members[1]);
    assert_null(organization_member(&organization, "bing"));
    assert_ptr_equal(organization_obligation(&organization, "party-hearing"), &obligations[1]);
    assert_null(organization_obligation(&organization, "hearing"));
    assert_true(member_holds_post(jia, "secretary_general", day("2019-09-28")));
    assert_false(member_holds_post(jia, "secretary_general", day("2019-09-27")));
    assert_false(member_holds_post(jia, "secretary_general", day("2020-10-18")));
    assert_false(member_holds_post(jia, "secretary", day("2019-09-28")));
    assert_true(member_is_eligible(jia, day("2019-09-28")));
    assert_false(member_is_eligible(jia, day("2019-09-27")));
    assert_false(member_is_eligible(jia, day("2020-02-05")));
    assert_true(member_is_eligible(jia, day("2020-02-06")));
    assert_false(member_is_eligible(jia, day("2020-03-01")));
    assert_string_equal(member_address(jia, "mobile"), "100");
    assert_null(member_address(jia, "wecom"));
    assert_null(member_address(&members[0], "email"));
}

static void texts_in_two_languages(void **state)
{
    const struct text both = {.zh = "调研报告", .en = "survey"}, chinese = {.zh = "调研报告"}, english = {.en = "survey"};

    assert_string_equal(text_in(&both, "zh_CN"), "调研报告");
    assert_string_equal(text_in(&both, "en"), "survey");
    assert_string_equal(text_in(&both, "en_GB.UTF-8"), "survey");
    assert_string_equal(text_in(&both, NULL), "survey");
    assert_string_equal(text_in(&chinese, "en"), "调研报告");
    assert_string_equal(text_in(&english, "zh_CN"), "survey");
    assert_string_equal(text_in(&(struct text){.zh = NULL}, "en"), "");
}

static void settings_of_channels(void **state)
{
    static const char *const command[] = {"/bin/true"};
    const struct setting settings[] = {
        {.name = "url", .type = SETTING_STRING, .string = "https://example.edu.cn/"},
        {.name = "port", .type = SETTING_INTEGER, .integer = 25},
        {.name = "tls", .type = SETTING_BOOLEAN, .integer = 1},
        {.name = "command", .type = SETTING_STRINGS, .strings = command, .n_strings = 1},
    };
    const struct channel channel = {.id = "mail", .backend = "email", .settings = settings, .n_settings = N_OF(settings)};

    assert_ptr_equal(channel_setting(&channel, "tls"), &settings[2]);
    assert_null(channel_setting(&channel, "ur"));
    assert_string_equal(channel_string(&channel, "url", "x"), "https://example.edu.cn/");
    assert_string_equal(channel_string(&channel, "port", "x"), "x");
    assert_null(channel_string(&channel, "none", NULL));
    assert_int_equal(channel_integer(&channel, "port", 7), 25);
    assert_int_equal(channel_integer(&channel, "tls", 0), 1);
    assert_int_equal(channel_integer(&channel, "url", 7), 7);
    assert_int_equal(channel_integer(&channel, "none", 7), 7);
}

static void words_of_kinds(void **state)
{
    enum notification_kind notification;
    enum decision_kind decision;

    for (int i = 0; i < NOTIFICATION_COUNT; i++) {
        assert_int_equal(notification_kind_parse(notification_kind_name((enum notification_kind)i), &notification), 0);
        assert_int_equal(notification, i);
    }
    for (int i = 0; i < DECISION_COUNT; i++) {
        assert_int_equal(decision_kind_parse(decision_kind_name((enum decision_kind)i), &decision), 0);
        assert_int_equal(decision, i);
    }
    assert_string_equal(notification_kind_name(NOTIFICATION_ESCALATION), "escalation");
    assert_string_equal(decision_kind_name(DECISION_REMOVE), "remove");
    assert_int_equal(notification_kind_parse("", &notification), ERROR_NOT_FOUND);
    assert_int_equal(decision_kind_parse("dismiss", &decision), ERROR_NOT_FOUND);
}

static void words_of_errors(void **state)
{
    assert_string_equal(error_text(0), "done");
    assert_string_equal(error_text(ERROR_FULL), "no space left");
    assert_string_equal(error_text(ERROR_TIMEOUT), "timed out");
    assert_string_equal(error_text(-99), "unknown error");
    assert_string_equal(error_text(1), "unknown error");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_are_inclusive), cmocka_unit_test(members_and_their_posts), cmocka_unit_test(texts_in_two_languages),
        cmocka_unit_test(settings_of_channels),    cmocka_unit_test(words_of_kinds),          cmocka_unit_test(words_of_errors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
