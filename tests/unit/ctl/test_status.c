/* The first screen, whole, letter by letter. */
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "text.h"

static void whole_screens(void **state)
{
    static const struct {
        const char *fixture, *wanted;
        int columns;
        bool colour;
    } cases[] = {
        {"@status_en.json", "status_en.txt", 0, false},
        {"@status_zh.json", "status_zh.txt", 0, false},
        {"@status_zh.json", "status_zh_60.txt", 60, false},
        {"@status_zh.json", "status_zh_colour.txt", 100, true},
        {"@status_trouble.json", "status_trouble.txt", 0, false},
        {"@status_many.json", "status_many.txt", 80, false},
        {"@status_caretaker.json", "status_caretaker.txt", 0, false},
        {"@status_caretakers.json", "status_caretakers.txt", 0, false},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        const struct route routes[] = {{"GET /v1/status", 200, cases[i].fixture}, {0}};
        struct run run = run_ctl(routes, cases[i].columns, cases[i].colour, (char *[]){"status", NULL});

        assert_int_equal(run.code, EXIT_DONE);
        assert_string_equal(run.err, "");
        assert_string_equal(run.requests, "GET /v1/status\n");
        fixture_compare(cases[i].wanted, run.out);
        run_done(&run);
    }
}

/* In Chinese, from the translations built with this test: the words change their width, and all lines up again. */
static void whole_screens_in_chinese(void **state)
{
    static const char *const cases[][2] = {{"@status_zh.json", "status_zh_CN.txt"},
                                           {"@status_caretaker.json", "status_caretaker_zh_CN.txt"}};

    for (size_t i = 0; i < N_OF(cases); i++) {
        const struct route routes[] = {{"GET /v1/status", 200, cases[i][0]}, {0}};

        fixture_speak("zh_CN");
        struct run run = run_ctl(routes, 100, false, (char *[]){"status", NULL});
        fixture_speak(NULL);
        assert_int_equal(run.code, EXIT_DONE);
        fixture_compare(cases[i][1], run.out);
        run_done(&run);
    }
}

/* On a terminal of 60 cells no line of a table is longer, wide characters counted as two. The lines below them hold paths: those are not
 * cut. */
static void nothing_is_wider_than_the_terminal(void **state)
{
    char *text = fixture_read("status_zh_60.txt"), *save = NULL, *end = strstr(text, "delivery:");

    assert_non_null(end);
    *end = '\0';
    for (char *line = strtok_r(text, "\n", &save); line != NULL; line = strtok_r(NULL, "\n", &save))
        if (text_width(line) > 60)
            fail_msg("%zu cells: %s", text_width(line), line);
    free(text);
}

static void json_comes_as_it_was_sent(void **state)
{
    static const struct route routes[] = {
        {"GET /v1/status", 200, "{\"b\": 1, \"a\": \"\\u001b \xC2\x9B \x7F 校\", \"c\": null}"},
        {0},
    };
    struct run run = RUN(routes, "status", "--json");

    assert_int_equal(run.code, EXIT_DONE);
    assert_string_equal(run.out, "{\"b\":1,\"a\":\"\\u001B \\u009B \\u007F 校\",\"c\":null}\n");
    run_done(&run);
}

static void answers_that_are_none(void **state)
{
    static const struct {
        int status;
        const char *body;
        int code;
        const char *says;
    } cases[] = {
        {200, "", EXIT_FAILED, "answer is malformed"},
        {200, "{\"now\": ", EXIT_FAILED, "answer is malformed"},
        {200, "[1, 2]", EXIT_FAILED, "it is no JSON object"},
        {200, "{\"a\": 1, \"a\": 2}", EXIT_FAILED, "answer is malformed"},
        {403, "{\"error\": \"only members of the group may read\"}", EXIT_FAILED, "lunzhictl status: only members of the group may read\n"},
        {503, "{\"error\": \"the disk\\nis \\u001b[31mfull\"}", EXIT_FAILED, "the disk is \xEF\xBF\xBD[31mfull\n"},
        {500, "<html>", EXIT_FAILED, "HTTP status 500"},
        {404, "{\"error\": 7}", EXIT_FAILED, "HTTP status 404"},
        {200, "{}", EXIT_DONE, ""}, /* everything missing: an empty screen, no crash */
        {200, "{\"organizations\": 7, \"late\": [1, null, {}], \"next\": {}, \"outbox\": [], \"channels\": [null]}", EXIT_DONE, ""},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        const struct route routes[] = {{"GET /v1/status", cases[i].status, cases[i].body}, {0}};
        struct run run = RUN(routes, "status");

        if (run.code != cases[i].code || strstr(run.err, cases[i].says) == NULL)
            fail_msg("case %zu: exit %d\n%s%s", i, run.code, run.out, run.err);
        run_done(&run);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_screens),
        cmocka_unit_test(whole_screens_in_chinese),
        cmocka_unit_test(nothing_is_wider_than_the_terminal),
        cmocka_unit_test(json_comes_as_it_was_sent),
        cmocka_unit_test(answers_that_are_none),
    };

    return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
