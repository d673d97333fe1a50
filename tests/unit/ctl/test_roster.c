/* roster import: what of a file is sent, and that of a bad one nothing is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"

#define DATA TEST_DIR "/../../../conf"

static const char kept[] =
    "{\"roster\": {\"id\": 3, \"table\": \"panel\", \"on\": \"2026-11-20\", \"people\": 2}, \"checks\": [], "
    "\"contradictions\": [{\"count\": \"panel\", \"title\": \"评委\", \"year\": \"2026-2027\", \"period\": null, \"sources\": ["
    "{\"kind\": \"roster\", \"id\": 3, \"on\": \"2026-11-20\", \"name\": \"panel\", \"value\": 2}, "
    "{\"kind\": \"record\", \"id\": 9, \"on\": \"2026-11-21\", \"name\": \"performance-review\", \"value\": 3}]}]}";

static char path[64];

static int write_file(void **state)
{
    static const char text[] = "编号,姓名,身份\r\np1,某甲,学生代表\r\np2,某乙,校团委\r\n";
    FILE *file;

    snprintf(path, sizeof path, "/tmp/lunzhi-panel-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    file = fdopen(fd, "w");
    assert_non_null(file);
    fputs(text, file);
    return fclose(file);
}

static int remove_file(void **state)
{
    return unlink(path);
}

static void what_checks_need_is_sent(void **state)
{
    const struct route routes[] = {{"POST /v1/rosters", 200, kept}, {0}};
    struct run run =
        RUN(routes, "roster", "import", path, "--org", "su", "--on", "2026-11-20", "--table", "panel", "--set", "panel=2", "--data", DATA);
    char wanted[512];

    snprintf(wanted, sizeof wanted,
             "POST /v1/rosters {\"organization\":\"su\",\"table\":\"panel\",\"stated\":{\"panel\":2},\"columns\":[\"id\",\"role\"],"
             "\"rows\":[[\"p1\",\"delegate\"],[\"p2\",\"league\"]],\"source\":\"%s\",\"on\":\"2026-11-20\"}\n",
             strrchr(path, '/') + 1);
    assert_string_equal(run.requests, wanted);
    assert_int_equal(run.code, EXIT_DONE);
    assert_string_equal(run.out, "panel 3 of 2026-11-20 is kept: 2 rows\n"
                                 "sources of 2026-2027 contradict each other: 评委\n"
                                 "  2  panel 3 of 2026-11-20\n"
                                 "  3  record 9 of 2026-11-21 (performance-review)\n");
    assert_non_null(strstr(run.err, "left out, for no check needs it: 姓名\n"));
    run_done(&run);
}

static void counts_alone(void **state)
{
    const struct route routes[] = {
        {"GET /v1/status", 200, "{\"now\": \"2026-11-24T00:30:00+08:00\"}"}, {"POST /v1/rosters", 200, kept}, {0}};
    struct run run = RUN(routes, "roster", "import", "--org", "su", "--on", "today", "--set", "staff=23");

    assert_string_equal(run.requests, "GET /v1/status\nPOST /v1/rosters "
                                      "{\"organization\":\"su\",\"table\":\"roster\",\"stated\":{\"staff\":23},\"on\":\"2026-11-24\"}\n");
    assert_int_equal(run.code, EXIT_DONE);
    run_done(&run);
}

static void what_is_refused_before_anything_is_sent(void **state)
{
    static struct {
        char *words[14];
        int code;
        const char *err;
    } cases[] = {
        {{"roster", "import", path, "--org", "su", "--on", "2026-11-20", "--data", DATA}, EXIT_FAILED, "there is no column post"},
        {{"roster", "import", path, "--org", "su", "--on", "2026-11-20", "--data", DATA}, EXIT_FAILED, "nothing was imported"},
        {{"roster", "import", "/nonexistent.csv", "--org", "su", "--on", "2026-11-20", "--data", DATA}, EXIT_FAILED, "cannot read"},
        {{"roster", "import", path, "--org", "su", "--on", "2026-11-20", "--table", "panell", "--data", DATA},
         EXIT_FAILED,
         "did you mean panel?"},
        {{"roster", "import", path, "--org", "su", "--on", "2026-11-20", "--table", "zzzzzz", "--data", DATA},
         EXIT_FAILED,
         "no check has a table"},
        {{"roster", "import", path, "--org", "su", "--on", "2026-11-20", "--data", "/nonexistent"}, EXIT_FAILED, "--data"},
        {{"roster", "import", "--org", "su", "--on", "2026-11-20"}, EXIT_USAGE, "give a CSV file, or counts"},
        {{"roster", "import", "--org", "su", "--on", "2026-11-20", "--set", "staff=2.5"}, EXIT_USAGE, "not a whole number"},
        {{"roster", "import", "--org", "su", "--on", "2026-11-20", "--set", "staff=-1"}, EXIT_USAGE, "not a whole number"},
        {{"roster", "show"}, EXIT_USAGE, "give the id of a roster"},
        {{"roster", "show", "3", "--org", "su"}, EXIT_USAGE, "give the id of a roster"},
        {{"roster", "show", "x"}, EXIT_USAGE, "is not the id of a roster"},
        {{"roster", "show", "0"}, EXIT_USAGE, "is not the id of a roster"},
        {{"roster"}, EXIT_USAGE, "an action is missing"},
        {{"roster", "imprt"}, EXIT_USAGE, "unknown action \"imprt\""},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        const struct route routes[] = {{0}};
        struct run run = run_ctl(routes, 0, false, cases[i].words);

        if (run.code != cases[i].code || strstr(run.err, cases[i].err) == NULL || *run.out != '\0' || *run.requests != '\0')
            fail_msg("%zu: %d %s%s%s", i, run.code, run.out, run.err, run.requests);
        run_done(&run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_checks_need_is_sent),
        cmocka_unit_test(counts_alone),
        cmocka_unit_test(what_is_refused_before_anything_is_sent),
    };

    return cmocka_run_group_tests(tests, write_file, remove_file);
}
