/* Group robots without a network: signatures, bodies, whom they mention, texts that are too long, and what answers mean. */
#include "robot.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "fixture.h"
#include "memory.h"
#include "utf8.h"

#define SECRET "SECtest" /* the vectors of RULES.md section 5 */
#define AT_MS  INT64_C(1599360473000)

static const struct robot_mention nobody;

static void signatures(void **state)
{
    char *url = robot_dingtalk.sign("https://oapi.dingtalk.com/robot/send?access_token=T", SECRET, AT_MS);
    json_t *body = robot_feishu.body("text", &nobody, SECRET, AT_MS + 999);

    assert_string_equal(url, "https://oapi.dingtalk.com/robot/send?access_token=T&timestamp=1599360473000"
                             "&sign=9uMBwWNha8Pcr4QQCL9YQitwL0E0g2JIxycWz23gAkE%3D");
    assert_string_equal(json_string_value(json_object_get(body, "timestamp")), "1599360473");
    assert_string_equal(json_string_value(json_object_get(body, "sign")), "bMjxHlJJlXMW0yjKHZsmMvrFnAOfMlmWpRUsH3qMAek=");
    json_decref(body);
    free(url);
    url = robot_dingtalk.sign("https://oapi.dingtalk.com/robot/send?access_token=T", NULL, AT_MS);
    assert_string_equal(url, "https://oapi.dingtalk.com/robot/send?access_token=T");
    free(url);
}

static void bodies(void **state)
{
    static const struct robot_mention id = {.user_id = "jia.1", .name = "甲"}, mobile = {.mobile = "13800000000", .name = "甲"};
    static const struct {
        const struct robot_service *service;
        const struct robot_mention *mention;
        const char *body;
    } cases[] = {
        {&robot_wecom, &nobody, "{\"msgtype\":\"text\",\"text\":{\"content\":\"会\\n议\"}}"},
        {&robot_wecom, &id, "{\"msgtype\":\"text\",\"text\":{\"content\":\"会\\n议\",\"mentioned_list\":[\"jia.1\"]}}"},
        {&robot_wecom, &mobile, "{\"msgtype\":\"text\",\"text\":{\"content\":\"会\\n议\",\"mentioned_mobile_list\":[\"13800000000\"]}}"},
        {&robot_dingtalk, &nobody,
         "{\"msgtype\":\"text\",\"text\":{\"content\":\"会\\n议\"},\"at\":{\"atMobiles\":[],\"atUserIds\":[],\"isAtAll\":false}}"},
        {&robot_dingtalk, &id,
         "{\"msgtype\":\"text\",\"text\":{\"content\":\"会\\n议\"},\"at\":{\"atMobiles\":[],\"atUserIds\":[\"jia.1\"],\"isAtAll\":false}}"},
        {&robot_dingtalk, &mobile,
         "{\"msgtype\":\"text\",\"text\":{\"content\":\"会\\n议\"},\"at\":{\"atMobiles\":[\"13800000000\"],\"atUserIds\":[],\"isAtAll\":"
         "false}}"},
        {&robot_feishu, &id, "{\"msg_type\":\"text\",\"content\":{\"text\":\"会\\n议\"}}"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        json_t *object = cases[i].service->body("会\n议", cases[i].mention, NULL, AT_MS);
        char *body = json_dumps(object, JSON_COMPACT);

        assert_string_equal(body, cases[i].body);
        free(body);
        json_decref(object);
    }
}

static void leads(void **state)
{
    static const struct {
        const struct robot_service *service;
        struct robot_mention mention;
        const char *lead;
    } cases[] = {
        {&robot_dingtalk, {.user_id = "jia"}, "@jia "},
        {&robot_dingtalk, {.mobile = "13800000000"}, "@13800000000 "},
        {&robot_feishu, {.user_id = "ou_1", .name = "甲"}, "<at user_id=\"ou_1\">甲</at> "},
        {&robot_feishu, {.user_id = "ou_1"}, "<at user_id=\"ou_1\"></at> "},
        {&robot_feishu, {.user_id = "ou_1", .name = "</at><at user_id=\"all\">"}, "<at user_id=\"ou_1\">＜/at>＜at user_id=\"all\"></at> "},
        {&robot_feishu, {.mobile = "13800000000", .name = "甲"}, ""},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        char *lead = cases[i].service->lead(&cases[i].mention);

        assert_string_equal(lead, cases[i].lead);
        free(lead);
    }
    assert_null(robot_wecom.lead);
}

static void mentions(void **state)
{
    static const struct {
        const char *address, *user_id, *mobile;
    } cases[] = {
        {"", NULL, NULL},
        {NULL, NULL, NULL},
        {"jia", "jia", NULL},
        {"20201234567", "20201234567", NULL}, /* many ids are numbers */
        {"mobile:13800000000", NULL, "13800000000"},
        {"mobile:+8613800000000", NULL, "13800000000"},
        {"mobile:+85212345678", NULL, "+85212345678"},
        {"mobile:", NULL, NULL},
        {"mobile:+86", NULL, NULL},
        {"mobile:138-0000", NULL, NULL},
        {"mobile:12345678901234567890", NULL, NULL},
        {"jia\"><at user_id=\"all", NULL, NULL},
        {"甲", NULL, NULL},
        {"wecom:jia", NULL, NULL},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct notification notification = {.address = cases[i].address, .recipient_name = "甲"};
        char mobile[ROBOT_MOBILE_SIZE];
        struct robot_mention mention = robot_mention_of(&notification, mobile);

        assert_string_equal(mention.name, "甲");
        if (strcmp(mention.user_id ? mention.user_id : "-", cases[i].user_id ? cases[i].user_id : "-") != 0 ||
            strcmp(mention.mobile ? mention.mobile : "-", cases[i].mobile ? cases[i].mobile : "-") != 0)
            fail_msg("“%s”: %s, %s", cases[i].address, mention.user_id, mention.mobile);
    }
}

static char *text_of(const struct robot_form *form, const char *lead, const char *subject, const char *words, const char *language)
{
    struct outbox_row row = {.notification = {.language = language}};
    struct message message = {.row = &row, .subject = subject, .text = words};

    return robot_text(form, lead, &message);
}

static void texts(void **state)
{
    static const struct robot_form plain = {.max_bytes = 40}, marked = {.max_bytes = 100, .mark = "<at"},
                                   json = {.max_bytes = 60, .as_json = true};
    static const struct {
        const struct robot_form *form;
        const char *lead, *subject, *words, *text;
    } cases[] = {
        {&plain, "", "会议", "甲：\n\n开会。\n", "会议\n\n甲：\n\n开会。"},
        {&plain, "@1 ", "s", "w\n \n", "@1 s\n\nw"},
        {&plain, "", "0123456789012345678901234567890123456", "8", "0123456789012345678901234567890123456\n\n8"}, /* 40 */
        {&plain, "", "0123456789012345678901234567890123456", "89", "012…\n（内容过长，以下从略）"},              /* the hint alone is 37 */
        {&marked, "<at user_id=\"1\"></at> ", "s", "<at user_id=\"all\"></at><AT<a",
         "<at user_id=\"1\"></at> s\n\n＜at user_id=\"all\"></at>＜AT<a"},
        {&json, "", "会会会", "\"\"\"\n\t\\", "会会会\n\n\"\"\"\n\t\\"},
        {&json, "", "s", "\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01", "s\n\n\x01\x01…\n（内容过长，以下从略）"}, /* six bytes each */
        {&plain, "", "s\xff", "\xe4\xbc", "s\xef\xbf\xbd\n\n\xef\xbf\xbd\xef\xbf\xbd"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        char *text = text_of(cases[i].form, cases[i].lead, cases[i].subject, cases[i].words, "zh_CN");

        assert_string_equal(text, cases[i].text);
        free(text);
    }
}

/* As long as it may be and no longer, whole characters, for every limit. */
static void cuts(void **state)
{
    static const char hint[] = "…\n(too long for a group: the rest is left out)";
    char *words = xcalloc(1, 4000);

    for (size_t i = 0; i < 900; i++)
        strcat(words, i % 3 == 0 ? "会\n" : i % 3 == 1 ? "😀" : "x");
    for (size_t as_json = 0; as_json < 2; as_json++) {
        for (size_t max = 60; max < 2100; max++) {
            struct robot_form form = {.max_bytes = max, .as_json = as_json};
            char *text = text_of(&form, "@1 ", "会议", words, "en");
            json_t *string = json_string(text); /* NULL if it were not UTF-8 */
            char *quoted = json_dumps(string, JSON_ENCODE_ANY);
            size_t size = as_json ? strlen(quoted) - 2 : strlen(text);

            if (string == NULL || size > max || size + 8 < max)
                fail_msg("%zu of %zu", size, max);
            assert_true(strncmp(text, "@1 会议\n\n会\n", strlen("@1 会议\n\n会\n")) == 0 || max < 75);
            assert_string_equal(text + strlen(text) - strlen(hint), hint);
            free(quoted);
            json_decref(string);
            free(text);
        }
    }
    free(words);
}

static struct attempt judged(const struct robot_service *service, int status, const char *body, char **ret_words)
{
    struct http_response response = {
        .status = status, .sent = true, .body = body, .body_size = strlen(body), .retry_after = "", .words = ""};
    char reply[WORDS_SIZE];
    struct attempt attempt;

    poster_judge(&response, &attempt, reply);
    *ret_words = robot_judge(&service->codes, &response, &attempt);
    return attempt;
}

static void codes(void **state)
{
    static const struct {
        const struct robot_service *service;
        int code;
        enum attempt_class class;
        int wait_s;
    } cases[] = {
        {&robot_wecom, 0, ATTEMPT_DELIVERED, 0},
        {&robot_wecom, -1, ATTEMPT_TRANSIENT, 0},
        {&robot_wecom, 45009, ATTEMPT_TRANSIENT, 60},
        {&robot_wecom, 93000, ATTEMPT_CHANNEL, 0},
        {&robot_wecom, 40058, ATTEMPT_PERMANENT, 0},
        {&robot_wecom, 310000, ATTEMPT_PERMANENT, 0}, /* another service's: unknown here */
        {&robot_wecom, 1, ATTEMPT_PERMANENT, 0},
        {&robot_dingtalk, 0, ATTEMPT_DELIVERED, 0},
        {&robot_dingtalk, -1, ATTEMPT_TRANSIENT, 0},
        {&robot_dingtalk, 130101, ATTEMPT_TRANSIENT, 600},
        {&robot_dingtalk, 410100, ATTEMPT_TRANSIENT, 600},
        {&robot_dingtalk, 310000, ATTEMPT_CHANNEL, 0},
        {&robot_dingtalk, 300001, ATTEMPT_CHANNEL, 0},
        {&robot_dingtalk, 400101, ATTEMPT_CHANNEL, 0},
        {&robot_dingtalk, 400102, ATTEMPT_CHANNEL, 0},
        {&robot_dingtalk, 400105, ATTEMPT_PERMANENT, 0},
        {&robot_dingtalk, 400106, ATTEMPT_CHANNEL, 0},
        {&robot_dingtalk, 400013, ATTEMPT_CHANNEL, 0},
        {&robot_dingtalk, 430102, ATTEMPT_PERMANENT, 0},
        {&robot_feishu, 0, ATTEMPT_DELIVERED, 0},
        {&robot_feishu, 11232, ATTEMPT_TRANSIENT, 60},
        {&robot_feishu, 9499, ATTEMPT_PERMANENT, 0},
        {&robot_feishu, 19021, ATTEMPT_CHANNEL, 0},
        {&robot_feishu, 19022, ATTEMPT_CHANNEL, 0},
        {&robot_feishu, 19024, ATTEMPT_CHANNEL, 0},
        {&robot_feishu, -1, ATTEMPT_PERMANENT, 0},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        const struct robot_codes *names = &cases[i].service->codes;
        char *words, *body = xasprintf("{\"%s\":%d,\"%s\":\"said so\",\"more\":[1]}", names->code_name, cases[i].code, names->words_name);
        struct attempt attempt = judged(cases[i].service, 200, body, &words);

        if (attempt.class != cases[i].class || attempt.retry_after_ms != 1000 * cases[i].wait_s ||
            attempt.code != (cases[i].code ? cases[i].code : 200))
            fail_msg("%s %d: class %d, code %d, wait %lld ms", names->code_name, cases[i].code, attempt.class, attempt.code,
                     (long long)attempt.retry_after_ms);
        assert_string_equal(words, "said so");
        free(words);
        free(body);
    }
}

static void answers(void **state)
{
    static const struct {
        int status;
        const char *body;
        enum attempt_class class;
        int code;
        const char *words;
    } cases[] = {
        {200, "{\"errcode\":0}", ATTEMPT_DELIVERED, 200, "{\"errcode\":0}"},
        {200, " {\"errmsg\":\"ok\",\"errcode\":0}\n", ATTEMPT_DELIVERED, 200, "ok"},
        {201, "{\"errcode\":0,\"errmsg\":5}", ATTEMPT_DELIVERED, 201, "{\"errcode\":0,\"errmsg\":5}"},
        {200, "", ATTEMPT_UNKNOWN, 200, "not an answer of such a robot: "},
        {200, "ok", ATTEMPT_UNKNOWN, 200, "not an answer of such a robot: ok"},
        {200, "<html>log in first", ATTEMPT_UNKNOWN, 200, "not an answer of such a robot: <html>log in first"},
        {200, "{\"errcode\":0", ATTEMPT_UNKNOWN, 200, "not an answer of such a robot: {\"errcode\":0"},
        {200, "{\"errcode\":0}}", ATTEMPT_UNKNOWN, 200, "not an answer of such a robot: {\"errcode\":0}}"},
        {200, "{\"errcode\":\"0\"}", ATTEMPT_UNKNOWN, 200, "not an answer of such a robot: {\"errcode\":\"0\"}"},
        {200, "{\"errcode\":0.0}", ATTEMPT_UNKNOWN, 200, "not an answer of such a robot: {\"errcode\":0.0}"},
        {200, "{\"errcode\":null}", ATTEMPT_UNKNOWN, 200, "not an answer of such a robot: {\"errcode\":null}"},
        {200, "{\"errcode\":4294967296}", ATTEMPT_UNKNOWN, 200, "not an answer of such a robot: {\"errcode\":4294967296}"},
        {200, "{\"code\":0,\"msg\":\"ok\"}", ATTEMPT_UNKNOWN, 200, "not an answer of such a robot: {\"code\":0,\"msg\":\"ok\"}"},
        {200, "[0]", ATTEMPT_UNKNOWN, 200, "not an answer of such a robot: [0]"},
        {302, "{\"errcode\":0,\"errmsg\":\"ok\"}", ATTEMPT_PERMANENT, 302, "it redirects, which is not followed"},
        {302, "{\"errcode\":-1,\"errmsg\":\"busy\"}", ATTEMPT_PERMANENT, 302, "it redirects, which is not followed"},
        {400, "{\"errcode\":0,\"errmsg\":\"ok\"}", ATTEMPT_PERMANENT, 400, "ok"},
        {400, "{\"errcode\":93000,\"errmsg\":\"no robot\"}", ATTEMPT_CHANNEL, 93000, "no robot"},
        {400, "{\"errcode\":12345,\"errmsg\":\"what\"}", ATTEMPT_PERMANENT, 400, "what"},
        {404, "not here", ATTEMPT_PERMANENT, 404, "not here"},
        {410, "", ATTEMPT_CHANNEL, 410, "it is gone for good"},
        {429, "{\"errcode\":45009,\"errmsg\":\"slow\"}", ATTEMPT_TRANSIENT, 45009, "slow"},
        {500, "{\"errcode\":40058,\"errmsg\":\"bad\"}", ATTEMPT_PERMANENT, 40058, "bad"},
        {500, "{\"errcode\":12345,\"errmsg\":\"what\"}", ATTEMPT_TRANSIENT, 500, "what"},
        {502, "<html>", ATTEMPT_TRANSIENT, 502, "<html>"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        char *words;
        struct attempt attempt = judged(&robot_wecom, cases[i].status, cases[i].body, &words);

        if (attempt.class != cases[i].class || attempt.code != cases[i].code || strcmp(words, cases[i].words) != 0)
            fail_msg("%d %s: class %d, code %d, “%s”", cases[i].status, cases[i].body, attempt.class, attempt.code, words);
        free(words);
    }
}

/* What failed before there was an answer is HTTP's matter. */
static void no_answer(void **state)
{
    for (int sent = 0; sent < 2; sent++) {
        struct http_response response = {.error = ERROR_TIMEOUT,
                                         .status = 200,
                                         .sent = sent,
                                         .body = "{\"errcode\":0}",
                                         .body_size = 13,
                                         .retry_after = "",
                                         .words = "timed out"};
        char reply[WORDS_SIZE];
        struct attempt attempt;
        char *words;

        poster_judge(&response, &attempt, reply);
        words = robot_judge(&robot_wecom.codes, &response, &attempt);
        assert_int_equal(attempt.class, sent ? ATTEMPT_UNKNOWN : ATTEMPT_TRANSIENT);
        assert_string_equal(words, "timed out");
        free(words);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signatures), cmocka_unit_test(bodies),  cmocka_unit_test(leads),
        cmocka_unit_test(mentions),   cmocka_unit_test(texts),   cmocka_unit_test(cuts),
        cmocka_unit_test(codes),      cmocka_unit_test(answers), cmocka_unit_test(no_answer),
    };

    return cmocka_run_group_tests_name("robot", tests, NULL, NULL);
}
