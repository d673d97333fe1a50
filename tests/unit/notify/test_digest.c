/* Several messages as one: their order, their words, their JSON, and what a night or a holiday does to days counted. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "mail.h"

#define DAY 86400

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

static struct message render(struct words *words, const struct outbox_row *rows, size_t n)
{
    struct message message = {0};

    assert_int_equal(digest_render(words->templates, "d1", rows, n, &shanghai, true, &words->arena, &message), 0);
    return message;
}

static struct message render_alone(struct words *words, const struct outbox_row *row)
{
    struct message message = {0};

    assert_int_equal(message_render(words->templates, row, &shanghai, true, &words->arena, &message), 0);
    return message;
}

static void has(const char *text, const char *part)
{
    assert_non_null(text);
    if (strstr(text, part) == NULL)
        fail_msg("“%s” is not in:\n%s", part, text);
}

static void has_not(const char *text, const char *part)
{
    assert_non_null(text);
    if (strstr(text, part) != NULL)
        fail_msg("“%s” is in:\n%s", part, text);
}

/* The i-th of several rows made on 2020-01-03. */
static struct outbox_row a_row(int64_t id, enum notification_kind kind, const char *title, const char *due)
{
    struct outbox_row row = reminder_row();

    row.notification.id = id;
    row.notification.kind = kind;
    row.notification.title = (struct text){title, title};
    row.notification.obligation = title;
    row.notification.due_on = *due ? day(due) : DATE_NONE;
    row.due_at = row.created_at;
    return row;
}

static void in_order(const char *text, const char *const *parts)
{
    const char *at = text;

    for (; *parts != NULL; parts++) {
        at = strstr(at, *parts);
        if (at == NULL)
            fail_msg("“%s” is not where it belongs in:\n%s", *parts, text);
    }
}

static void late_ones_first(void **state)
{
    const struct outbox_row rows[] = {
        a_row(1, NOTIFICATION_REMINDER, "far", "2020-01-10"),
        a_row(2, NOTIFICATION_OVERDUE, "three", "2019-12-31"),
        a_row(3, NOTIFICATION_TURN, "chair", ""),
        a_row(4, NOTIFICATION_MISSED, "gone", "2020-01-01"),
        a_row(5, NOTIFICATION_REMINDER, "tomorrow", "2020-01-04"),
        a_row(6, NOTIFICATION_ESCALATION, "nine", "2019-12-25"),
        a_row(7, NOTIFICATION_REMINDER, "today", "2020-01-03"),
    };
    const char *const expected[] = {
        "1. gone：未完成（2020-01-01 截止）",       "2. nine：已逾期 9 天（2019-12-25 截止）", "多次提醒后",
        "3. three：已逾期 3 天（2019-12-31 截止）", "4. 执行主席空缺（自 2020-01-03 起）",     "5. today：今天截止",
        "6. tomorrow：明天截止（2020-01-04）",      "7. far：还有 7 天（2020-01-10 截止）",    NULL};
    struct message message = render(*state, rows, N_OF(rows));

    assert_string_equal(message.subject, "[校学生会] 7 项待办，其中 3 项已逾期");
    in_order(message.text, expected);
    has(message.text, "甲，您好：");
    has(message.text, "\n       lunzhictl record nine --org su --on YYYY-MM-DD\n");
    has(message.text, "同时通知了：乙、丙");
    has_not(message.text, "{{");
    has_not(message.text, "\n\n\n");
    assert_ptr_equal(message.row, &rows[3]);
    assert_string_equal(message.id, "d1");
    assert_true(message.urgent);
    assert_false(message.several);
}

static void in_english(void **state)
{
    struct outbox_row rows[] = {a_row(1, NOTIFICATION_OVERDUE, "one", "2020-01-02"), a_row(2, NOTIFICATION_REMINDER, "two", "2020-01-10")};
    struct message message;

    for (size_t i = 0; i < N_OF(rows); i++)
        rows[i].notification.language = "en";
    rows[1].notification.late = true;
    rows[1].notification.instead_of = "丁";
    rows[1].notification.chair = NULL;
    message = render(*state, rows, N_OF(rows));
    assert_string_equal(message.subject, "[校学生会] 2 things to do, 1 of them late");
    has(message.text, "1. one: 1 day overdue (was due 2020-01-02)\n   校学生会, 2019-2020-1; executive chair: 甲\n");
    has(message.text, "2. two: 7 days left (due 2020-01-10)\n   校学生会, 2019-2020-1; no executive chair at present\n");
    has(message.text, "should have gone out earlier");
    has(message.text, "in place of 丁");
    has_not(message.text, "{{");
}

static void of_several_organizations(void **state)
{
    struct outbox_row rows[] = {a_row(1, NOTIFICATION_REMINDER, "one", "2020-01-10"), a_row(2, NOTIFICATION_REMINDER, "two", "2020-01-09"),
                                a_row(3, NOTIFICATION_REMINDER, "three", "2020-01-11")};
    struct message message;

    rows[0].notification.organization = "gsu";
    rows[0].notification.organization_name = "研究生会";
    message = render(*state, rows, N_OF(rows));
    assert_true(message.several);
    assert_false(message.urgent);
    assert_string_equal(message.subject, "[校学生会 等] 3 项待办");
    has(message.json, "\"organization\":null,\"count\":3,\"late_count\":0");
    for (size_t i = 0; i < N_OF(rows); i++)
        rows[i].notification.language = "en";
    assert_string_equal(render(*state, rows, N_OF(rows)).subject, "[校学生会 and 1 more] 3 things to do");
}

/* The order in which the rows come is of no account: a retry says the same. */
static void the_same_again(void **state)
{
    struct outbox_row rows[] = {a_row(1, NOTIFICATION_REMINDER, "same", "2020-01-10"),
                                a_row(2, NOTIFICATION_REMINDER, "same", "2020-01-10"),
                                a_row(3, NOTIFICATION_OVERDUE, "late", "2020-01-01")};
    struct outbox_row again[] = {rows[2], rows[1], rows[0]};
    struct message first = render(*state, rows, N_OF(rows)), second = render(*state, again, N_OF(again));

    assert_string_equal(first.subject, second.subject);
    assert_string_equal(first.text, second.text);
    assert_string_equal(first.json, second.json);
}

static void json_holds_each(void **state)
{
    struct outbox_row rows[] = {a_row(1, NOTIFICATION_REMINDER, "one", "2020-01-10"), a_row(2, NOTIFICATION_OVERDUE, "two", "2020-01-01")};
    struct message message, alone;
    json_t *object, *messages;
    char *text;

    snprintf(rows[1].message_id, sizeof(rows[1].message_id), "%s", "aa");
    message = render(*state, rows, N_OF(rows));
    object = json_loads(message.json, 0, NULL);
    assert_non_null(object);
    messages = json_object_get(object, "messages");
    assert_int_equal(json_array_size(messages), 2);
    assert_string_equal(json_string_value(json_object_get(json_array_get(messages, 0), "id")), "aa");
    text = json_dumps(json_array_get(messages, 1), JSON_COMPACT);
    alone = render_alone(*state, &rows[0]);
    assert_string_equal(text, alone.json);
    free(text);
    json_object_del(object, "messages");
    json_object_set_new(object, "text", json_string(""));
    text = json_dumps(object, JSON_COMPACT);
    assert_string_equal(text, "{\"id\":\"d1\",\"kind\":\"digest\",\"organization\":{\"id\":\"su\",\"name\":\"校学生会\"},\"count\":2,"
                              "\"late_count\":1,\"recipient\":{\"id\":\"jia\",\"name\":\"甲\"},\"channel\":\"mail\",\"subject\":"
                              "\"[校学生会] 2 项待办，其中 1 项已逾期\",\"text\":\"\",\"created_at\":\"2020-01-03T09:00:00+08:00\"}");
    free(text);
    json_decref(object);
}

/* Its most urgent occurrence's thread comes first. */
static void threads(void **state)
{
    const struct outbox_row rows[] = {a_row(1, NOTIFICATION_REMINDER, "one", "2020-01-10"),
                                      a_row(2, NOTIFICATION_OVERDUE, "two", "2020-01-01"), a_row(3, NOTIFICATION_TURN, "chair", "")};
    struct outbox_row vacancy = rows[2];
    struct message message, alone;

    vacancy.notification.obligation = NULL;
    message = render(*state, rows, 2);
    alone = render_alone(*state, &rows[1]);
    assert_string_equal(message.thread_id, alone.thread_id);
    assert_string_equal(message.threads[0], alone.thread_id);
    assert_string_not_equal(message.threads[1], alone.thread_id);
    assert_null(message.threads[2]);
    message = render(*state, &vacancy, 1);
    assert_null(message.thread_id);
    assert_null(message.threads[0]);
}

/* Made on Friday, held until Monday: the words are Monday's, and so is the date of the mail; a vacancy begins when it begins. */
static void held_over_days_off(void **state)
{
    static const struct {
        enum notification_kind kind;
        const char *due, *subject;
    } cases[] = {
        {NOTIFICATION_REMINDER, "2020-01-10", "[校学生会] x：还有 4 天（2020-01-10 截止）"},
        {NOTIFICATION_REMINDER, "2020-01-06", "[校学生会] x：今天截止（2020-01-06）"},
        {NOTIFICATION_REMINDER, "2020-01-04", "[校学生会] x：已逾期 2 天（2020-01-04 截止）"},
        {NOTIFICATION_OVERDUE, "2020-01-02", "[校学生会] x：已逾期 4 天（2020-01-02 截止）"},
        {NOTIFICATION_TURN, "", "[校学生会] 执行主席空缺（自 2020-01-03 起）"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct outbox_row row = a_row(1, cases[i].kind, "x", cases[i].due);
        struct message message;

        row.due_at += 3 * DAY - 3600;
        message = render_alone(*state, &row);
        assert_string_equal(message.subject, cases[i].subject);
        assert_int_equal(message.created_at, row.due_at);
        has(message.json, cases[i].kind == NOTIFICATION_TURN ? "\"on\":\"2020-01-03\"" : "\"on\":\"2020-01-06\"");
        has(message.json, "\"created_at\":\"2020-01-03T09:00:00+08:00\"");
    }
}

/* One of Friday and one of Monday speak of one day. */
static void of_one_day(void **state)
{
    struct outbox_row rows[] = {a_row(1, NOTIFICATION_REMINDER, "old", "2020-01-05"), a_row(2, NOTIFICATION_REMINDER, "new", "2020-01-08")};
    struct message message;

    rows[1].notification.on = day("2020-01-06");
    rows[1].created_at = rows[1].due_at = rows[0].due_at + 3 * DAY;
    message = render(*state, rows, N_OF(rows));
    has(message.text, "1. old：已逾期 1 天");
    has(message.text, "2. new：还有 2 天");
    assert_int_equal(message.created_at, rows[1].due_at);
}

static void as_a_page(void **state)
{
    struct outbox_row rows[] = {a_row(1, NOTIFICATION_REMINDER, "a<b>&\"'", "2020-01-10"),
                                a_row(2, NOTIFICATION_OVERDUE, "two", "2020-01-01")};
    struct message message = render(*state, rows, N_OF(rows));
    char *html = message_html(&message);

    has(html, "<html lang=\"zh-CN\">");
    has(html, "<h1>[校学生会] 2 项待办，其中 1 项已逾期</h1>");
    has(html, "<h2>1. two：已逾期 2 天（2020-01-01 截止）</h2>\n<p>校学生会，2019-2020-1，执行主席：甲<br>\n同时通知了：乙、丙</p>\n");
    has(html, "<pre>lunzhictl record two --org su --on YYYY-MM-DD</pre>\n");
    has(html, "<h2>2. a&lt;b&gt;&amp;&quot;'：还有 7 天");
    has(html, "#b3261e");
    has_not(html, "{{");
    has_not(html, "http");
    has_not(html, "src=");
    free(html);
    message = render(*state, rows, 1);
    html = message_html(&message);
    has_not(html, "#b3261e");
    free(html);
}

static char *mail(const struct message *message, bool html)
{
    struct mail_sender sender = {.html = html};
    char *data;
    size_t size;

    assert_int_equal(mailbox_parse("office@example.edu.cn", &sender.from), 0);
    assert_int_equal(mail_render(&sender, message, &data, &size), 0);
    data = xrealloc(data, size + 1);
    data[size] = '\0';
    mailbox_done(&sender.from);
    return data;
}

static void as_a_mail(void **state)
{
    struct outbox_row rows[] = {a_row(1, NOTIFICATION_REMINDER, "one", "2020-01-10"), a_row(2, NOTIFICATION_OVERDUE, "two", "2020-01-01")};
    struct message message = render(*state, rows, N_OF(rows));
    char *data = mail(&message, true), thread[200];

    snprintf(thread, sizeof(thread), "In-Reply-To: <%s@example.edu.cn>\r\n <%s@example.edu.cn>\r\nReferences: <%s@example.edu.cn>\r\n",
             message.threads[0], message.threads[1], message.threads[0]);
    has(data, thread);
    has(data, "Message-ID: <d1@example.edu.cn>\r\n");
    has(data, "<su.lunzhi.example.edu.cn>");
    has(data, "multipart/alternative");
    has(data, "text/html");
    free(data);
    data = mail(&message, false);
    has_not(data, "html");
    free(data);
    rows[0].notification.organization = "gsu";
    message = render(*state, rows, N_OF(rows));
    data = mail(&message, false);
    has(data, "List-Id: <all.lunzhi.example.edu.cn>\r\n");
    free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(late_ones_first),    cmocka_unit_test(in_english),      cmocka_unit_test(of_several_organizations),
        cmocka_unit_test(the_same_again),     cmocka_unit_test(json_holds_each), cmocka_unit_test(threads),
        cmocka_unit_test(held_over_days_off), cmocka_unit_test(of_one_day),      cmocka_unit_test(as_a_page),
        cmocka_unit_test(as_a_mail),
    };

    return cmocka_run_group_tests_name("digest", tests, setup, teardown);
}
