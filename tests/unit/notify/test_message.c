/* Messages in words: subjects, bodies, JSON, and what hostile or missing values do to them. */
#include "message.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "fixture.h"

struct words {
    struct templates *templates;
    struct arena arena;
};

static int setup(void **state)
{
    struct words *words = xcalloc(1, sizeof(*words));

    words->templates = shipped_templates();
    *state = words;
    return 0;
}

static int teardown(void **state)
{
    struct words *words = *state;

    templates_free(words->templates);
    arena_done(&words->arena);
    free(words);
    return 0;
}

static struct message render(struct words *words, const struct outbox_row *row)
{
    struct message message = {0};

    assert_int_equal(message_render(words->templates, row, &shanghai, true, &words->arena, &message), 0);
    return message;
}

__attribute__((noinline)) static void has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("“%s” is not in:\n%s", part, text);
}

__attribute__((noinline)) static void has_not(const char *text, const char *part)
{
    if (strstr(text, part) != NULL)
        fail_msg("“%s” is in:\n%s", part, text);
}

static void subjects(void **state)
{
    static const struct {
        enum notification_kind kind;
        const char *on, *language, *expected;
    } cases[] = {
        {NOTIFICATION_REMINDER, "2020-01-03", "zh_CN", "[校学生会] 党委听取汇报：还有 7 天（2020-01-10 截止）"},
        {NOTIFICATION_REMINDER, "2020-01-09", "zh_CN", "[校学生会] 党委听取汇报：明天截止（2020-01-10）"},
        {NOTIFICATION_REMINDER, "2020-01-10", "zh_CN", "[校学生会] 党委听取汇报：今天截止（2020-01-10）"},
        {NOTIFICATION_OVERDUE, "2020-01-13", "zh_CN", "[校学生会] 党委听取汇报：已逾期 3 天（2020-01-10 截止）"},
        {NOTIFICATION_ESCALATION, "2020-01-15", "zh_CN", "[校学生会] 请关注：党委听取汇报已逾期 5 天（2020-01-10 截止）"},
        {NOTIFICATION_MISSED, "2020-01-20", "zh_CN", "[校学生会] 党委听取汇报：2019-2020-1 未完成（2020-01-10 截止）"},
        {NOTIFICATION_TURN, "2020-01-03", "zh_CN", "[校学生会] 执行主席空缺（自 2020-01-03 起）"},
        {NOTIFICATION_TEST, "2020-01-03", "zh_CN", "[校学生会] 轮值提醒：测试消息"},
        {NOTIFICATION_ALERT, "2020-01-03", "zh_CN", "[lunzhid] 提醒服务需要处理（校学生会）"},
        {NOTIFICATION_REMINDER, "2020-01-03", "en", "[校学生会] Report to the Party committee: 7 days left (due 2020-01-10)"},
        {NOTIFICATION_REMINDER, "2020-01-09", "en", "[校学生会] Report to the Party committee: due tomorrow (2020-01-10)"},
        {NOTIFICATION_REMINDER, "2020-01-10", "en", "[校学生会] Report to the Party committee: due today (2020-01-10)"},
        {NOTIFICATION_OVERDUE, "2020-01-11", "en", "[校学生会] Report to the Party committee: 1 day overdue (was due 2020-01-10)"},
        {NOTIFICATION_OVERDUE, "2020-01-13", "en", "[校学生会] Report to the Party committee: 3 days overdue (was due 2020-01-10)"},
        {NOTIFICATION_MISSED, "2020-01-20", "en", "[校学生会] Report to the Party committee: missed for 2019-2020-1 (was due 2020-01-10)"},
        {NOTIFICATION_TURN, "2020-01-03", "en", "[校学生会] No executive chair (from 2020-01-03)"},
        {NOTIFICATION_REMINDER, "2020-01-03", "fr", "[校学生会] Report to the Party committee: 7 days left (due 2020-01-10)"},
        {NOTIFICATION_REMINDER, "2020-01-03", NULL, "[校学生会] Report to the Party committee: 7 days left (due 2020-01-10)"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct outbox_row row = reminder_row();

        row.notification.kind = cases[i].kind;
        row.notification.on = day(cases[i].on);
        row.notification.language = cases[i].language;
        assert_string_equal(render(*state, &row).subject, cases[i].expected);
    }
}

static void body_says_what_to_do(void **state)
{
    struct outbox_row row = reminder_row();
    struct message message = render(*state, &row);

    has(message.text, "甲，您好：");
    has(message.text, "\n    lunzhictl record party-hearing --org su --on YYYY-MM-DD\n");
    has(message.text, "同时通知了：乙、丙");
    has(message.text, "现任执行主席：甲");
    has_not(message.text, "补发");
    has_not(message.text, "{{");
    has_not(message.text, "\n\n\n");
    assert_null(message.html);
    assert_ptr_equal(message.id, row.message_id);
    assert_int_equal(message.created_at, row.created_at);
}

static void body_follows_the_facts(void **state)
{
    struct outbox_row row = reminder_row();
    struct message message;

    row.notification.late = true;
    row.notification.chair = NULL;
    row.notification.also_told = "";
    row.notification.instead_of = "丁";
    row.notification.recipient_name = NULL;
    row.notification.period = "once";
    row.notification.language = "en";
    message = render(*state, &row);
    has(message.text, "should have gone out earlier");
    has(message.text, "no executive chair");
    has(message.text, "in place of 丁");
    has_not(message.text, "Also told");
    has_not(message.text, "Dear");
    has_not(message.text, "once");
}

/* Every kind in every language, with everything there and with as little as can be. */
static void all_render(void **state)
{
    static const char *const languages[] = {"zh_CN", "en"};

    for (int kind = 0; kind < NOTIFICATION_COUNT; kind++) {
        for (size_t i = 0; i < 2 * N_OF(languages); i++) {
            struct outbox_row row = reminder_row();
            struct message message = {0};

            if (i >= N_OF(languages))
                row.notification = (struct notification){.on = DATE_NONE, .due_on = DATE_NONE, .recipient = "x"};
            row.notification.kind = (enum notification_kind)kind;
            row.notification.language = languages[i % N_OF(languages)];
            if (kind == NOTIFICATION_MET) {
                assert_int_equal(
                    message_render(((struct words *)*state)->templates, &row, &shanghai, true, &((struct words *)*state)->arena, &message),
                    ERROR_INVALID);
                continue;
            }
            message = render(*state, &row);
            assert_true(strlen(message.subject) > 0 && strlen(message.text) > 0);
            has_not(message.text, "{{");
            assert_null(strchr(message.subject, '\n'));
        }
    }
}

static void json_is_exact(void **state)
{
    struct outbox_row row = reminder_row();
    struct message message = render(*state, &row);
    json_t *object = json_loads(message.json, 0, NULL);

    assert_non_null(object);
    assert_string_equal(json_string_value(json_object_get(object, "text")), message.text);
    assert_string_equal(json_string_value(json_object_get(object, "subject")), message.subject);
    json_object_set_new(object, "text", json_string(""));
    char *rest = json_dumps(object, JSON_COMPACT);

    assert_string_equal(rest,
                        "{\"id\":\"0123456789abcdef0123456789abcdef\",\"kind\":\"reminder\",\"organization\":{\"id\":\"su\",\"name\":"
                        "\"校学生会\"},\"obligation\":\"party-hearing\",\"title\":\"党委听取汇报\",\"period\":\"2019-2020-1\","
                        "\"occurrence\":\"su/party-hearing/2019-2020-1\",\"due\":\"2020-01-10\",\"on\":\"2020-01-03\",\"days_left\":7,"
                        "\"late\":false,\"recipient\":{\"id\":\"jia\",\"name\":\"甲\"},\"instead_of\":null,\"channel\":\"mail\","
                        "\"also_told\":[\"乙\",\"丙\"],\"chair\":\"甲\",\"subject\":\"[校学生会] "
                        "党委听取汇报：还有 7 天（2020-01-10 截止）\",\"text\":\"\",\"created_at\":\"2020-01-03T09:00:00+08:00\"}");
    free(rest);
    json_decref(object);
}

static void json_of_little(void **state)
{
    struct outbox_row row = {.notification = {.kind = NOTIFICATION_ALERT,
                                              .on = DATE_NONE,
                                              .due_on = DATE_NONE,
                                              .recipient = "office",
                                              .detail = "the disk is full",
                                              .language = "en"}};
    struct message message = render(*state, &row);

    has(message.json, "\"organization\":null,\"obligation\":null,\"title\":null,\"period\":null,\"occurrence\":null,\"due\":null,"
                      "\"on\":null,\"days_left\":null");
    has(message.json, "\"also_told\":[]");
    has(message.text, "the disk is full");
    assert_null(message.thread_id);
}

static void hostile_values(void **state)
{
    struct outbox_row row = reminder_row();
    char *huge = xcalloc(1, 100001);
    struct message message;

    memset(huge, 'x', 100000);
    memcpy(huge + 8190, "会", 3); /* the bound cuts in the middle of it */
    row.notification.organization_name = "a\r\nBcc: x\x01\x7f{{title}}";
    row.notification.recipient_name = "\xff\xe4\xbc";
    row.notification.chair = huge;
    message = render(*state, &row);
    has(message.subject, "[a  Bcc: x  {{title}}] ");
    assert_null(strpbrk(message.subject, "\r\n\x01\x7f"));
    assert_null(strpbrk(message.text, "\r\x01\x7f"));
    has(message.text, "\xef\xbf\xbd");
    assert_true(strlen(message.text) < 20000);
    has_not(message.text, "会xx");
    assert_non_null(message.json);
    free(huge);
}

static void threads(void **state)
{
    struct outbox_row row = reminder_row(), other = reminder_row();
    struct message first = render(*state, &row), second;

    other.notification.kind = NOTIFICATION_OVERDUE;
    other.notification.on = day("2020-01-13");
    second = render(*state, &other);
    assert_int_equal(strlen(first.thread_id), 32);
    assert_string_equal(first.thread_id, second.thread_id);
    other.notification.period = "2019-2020-2";
    assert_string_not_equal(first.thread_id, render(*state, &other).thread_id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subjects),
        cmocka_unit_test(body_says_what_to_do),
        cmocka_unit_test(body_follows_the_facts),
        cmocka_unit_test(all_render),
        cmocka_unit_test(json_is_exact),
        cmocka_unit_test(json_of_little),
        cmocka_unit_test(hostile_values),
        cmocka_unit_test(threads),
    };

    return cmocka_run_group_tests_name("message", tests, setup, teardown);
}
