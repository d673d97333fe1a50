/* Findings as lines and back; instants and the other small readers of the protocol's values. */
#include "findings.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "fields.h"
#include "fixture.h"
#include "language.h"

static json_t *load(const char *text)
{
    json_t *value = json_loads(text, 0, NULL);

    assert_non_null(value);
    return value;
}

static void printed_and_read_back(void **state)
{
    static const struct {
        const char *line, *json, *others;
    } cases[] = {
        {"lunzhi.conf:12: error: organizations[0].members[2].since: found \"2020-13-01\"\n",
         "[{\"level\":\"error\",\"file\":\"lunzhi.conf\",\"line\":12,\"setting\":\"organizations[0].members[2].since\",\"text\":\"found "
         "\\\"2020-13-01\\\"\"}]",
         ""},
        {"a:b.conf:3: warning: the text: with a colon\n",
         "[{\"level\":\"warning\",\"file\":\"a:b.conf\",\"line\":3,\"setting\":\"\",\"text\":\"the text: with a colon\"}]", ""},
        {"lunzhi.conf: error: cannot be opened\n",
         "[{\"level\":\"error\",\"file\":\"lunzhi.conf\",\"line\":0,\"setting\":\"\",\"text\":\"cannot be opened\"}]", ""},
        {"", "[]", ""},
        {"something else entirely\n", "[]", "something else entirely\n"},
        {": error: nowhere\n", "[]", ": error: nowhere\n"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        char *others, *printed;
        size_t bytes;
        FILE *stream = open_memstream(&others, &bytes);
        json_t *findings = findings_parse(cases[i].line, stream), *wanted = load(cases[i].json);

        fclose(stream);
        if (!json_equal(findings, wanted))
            fail_msg("%s was read as %s", cases[i].line, json_dumps(findings, JSON_COMPACT));
        assert_string_equal(others, cases[i].others);
        stream = open_memstream(&printed, &bytes);
        findings_print(stream, findings);
        fclose(stream);
        assert_string_equal(printed, *cases[i].others == '\0' ? cases[i].line : "");
        json_decref(findings);
        json_decref(wanted);
        free(printed);
        free(others);
    }
}

static void printed_harmless(void **state)
{
    json_t *findings = load("[{\"level\":\"error\",\"file\":\"x\\u001b[2J\",\"line\":1,\"setting\":\"\",\"text\":\"two\\nlines\"}, 7, {}]");
    char *printed;
    size_t bytes;
    FILE *stream = open_memstream(&printed, &bytes);

    findings_print(stream, findings);
    fclose(stream);
    assert_string_equal(printed, "x\xEF\xBF\xBD[2J:1: error: two lines\n: warning: \n: warning: \n");
    free(printed);
    json_decref(findings);
}

static void instants(void **state)
{
    static const struct {
        const char *text;
        int rc;
        int64_t at;
        const char *shown;
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0, 0, "1970-01-01 00:00"},
        {"1970-01-01T08:00:00+08:00", 0, 0, "1970-01-01 08:00"},
        {"1969-12-31T19:30:00-04:30", 0, 0, "1969-12-31 19:30"},
        {"2026-11-24T08:00:05+08:00", 0, 1795478405, "2026-11-24 08:00"},
        {NULL, ERROR_INVALID, 0, ""},
        {"", ERROR_INVALID, 0, ""},
        {"2026-11-24", ERROR_INVALID, 0, "2026-11-24"},
        {"2026-13-24T08:00:05+08:00", ERROR_INVALID, 0, "2026-13-24 08:00"},
        {"2026-11-24T08:00:05", ERROR_INVALID, 0, "2026-11-24 08:00"},
        {"2026-11-24T08:00:05+08", ERROR_INVALID, 0, "2026-11-24 08:00"},
        {"no instant, not at all", ERROR_INVALID, 0, "no instant, not a"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        int64_t at = 0;
        char shown[INSTANT_SIZE];

        assert_int_equal(instant_parse(cases[i].text, &at), cases[i].rc);
        assert_int_equal(at, cases[i].at);
        assert_int_equal(strncmp(instant_format(cases[i].text, shown), cases[i].shown, 16), 0);
    }
}

static void missing_members_are_the_default(void **state)
{
    json_t *object = load("{\"text\": \"a\", \"number\": 7, \"none\": null, \"person\": {\"id\": \"jia\", \"name\": \"甲\"}, \"bare\": "
                          "{\"id\": \"yi\", \"name\": null}}");

    assert_string_equal(field_text(object, "text", "x"), "a");
    assert_string_equal(field_text(object, "none", "x"), "x");
    assert_string_equal(field_text(object, "number", "x"), "x");
    assert_null(field_text(NULL, "text", NULL));
    assert_int_equal(field_number(object, "number", 1), 7);
    assert_int_equal(field_number(object, "text", 1), 1);
    assert_int_equal(field_number(NULL, "text", -1), -1);
    assert_string_equal(field_name(object, "person"), "甲");
    assert_string_equal(field_name(object, "bare"), "yi");
    assert_null(field_name(object, "none"));
    json_decref(object);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(printed_and_read_back),
        cmocka_unit_test(printed_harmless),
        cmocka_unit_test(instants),
        cmocka_unit_test(missing_members_are_the_default),
    };

    language_init();
    return cmocka_run_group_tests_name("findings", tests, NULL, NULL);
}
