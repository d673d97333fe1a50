/* The command line: each wrong one exits 2 and says what is wrong, before any daemon is asked. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "fixture.h"

struct usage_case {
    char *words[12];
    const char *says; /* in what stands on stderr */
};

static void wrong_command_lines(void **state)
{
    static struct usage_case cases[] = {
        {{NULL}, "a command is missing"},
        {{"stauts"}, "unknown command \"stauts\"; did you mean status?"},
        {{"frobnicate"}, "unknown command \"frobnicate\"\n"},
        {{"STATUS"}, "unknown command"},
        {{"--jsno", "status"}, "unknown option --jsno; did you mean --json?"},
        {{"--socket"}, "--socket needs a value"},
        {{"--json=yes", "status"}, "--json takes no value"},
        {{"-x", "status"}, "unknown option -x"},
        {{"status", "-xy"}, "unknown option -x"},
        {{"status", "su"}, "unexpected \"su\""},
        {{"status", "--jsno"}, "did you mean --json?"},
        {{"status", "--zzzzzzzz"}, "unknown option --zzzzzzzz\n"},
        {{"chair", "su", "gsu"}, "unexpected \"gsu\""},
        {{"chair", "--at", "2020-02-30"}, "\"2020-02-30\" is no day"},
        {{"chair", "--at", "tomorrow"}, "\"tomorrow\" is no day"},
        {{"chair", "--at"}, "--at needs a value"},
        {{"chair", "--att", "today"}, "unknown option --att; did you mean --at?"},
        {{"chair", ""}, "is empty"},
        {{"chair", "\xff"}, "not valid UTF-8"},
        {{"turns"}, "too few words: it is used as turns ORG"},
        {{"agenda", "--days", "0"}, "\"0\" is no number from 1 to"},
        {{"agenda", "--days", "3661"}, "\"3661\" is no number from 1 to 3660"},
        {{"agenda", "--days", "7x"}, "\"7x\" is no number"},
        {{"agenda", "--days", "-3"}, "\"-3\" is no number"},
        {{"agenda", "--days", ""}, "\"\" is no number"},
        {{"agenda", "--days", "99999999999999999999"}, "is no number"},
        {{"agenda", "--org", ""}, "--org: the value is empty"},
        {{"agenda", "30"}, "unexpected \"30\""},
        {{"show"}, "too few words"},
        {{"show", "su/survey"}, "names no occurrence"},
        {{"show", "su//2020-2021-1"}, "names no occurrence"},
        {{"record"}, "too few words"},
        {{"record", "survey", "--on", "today"}, "--org ORG[,ORG] is missing"},
        {{"record", "survey", "--org", "su"}, "--on DATE is missing"},
        {{"record", "survey", "--org", "su,", "--on", "today"}, "--org: the value is empty"},
        {{"record", "survey", "--org", ",su", "--on", "today"}, "--org: the value is empty"},
        {{"record", "survey", "--org", "su,gsu,su", "--on", "today"}, "--org: \"su\" is given twice"},
        {{"record", "survey", "--org", "su", "--on", "2020-1-3"}, "\"2020-1-3\" is no day"},
        {{"record", "survey", "--org", "su", "--on", "today", "--set", "seats"}, "is not of the form KEY=VALUE"},
        {{"record", "survey", "--org", "su", "--on", "today", "--set", "=246"}, "is not of the form KEY=VALUE"},
        {{"record", "survey", "--org", "su", "--on", "today", "--set", "a=1", "--set", "a=2"}, "\"a\" is given twice"},
        {{"record", "survey", "--org", "su", "--on", "today", "--set", "a=\xff"}, "not valid UTF-8"},
        {{"record", "survey", "--org", "su", "--on", "today", "--doc", ""}, "--doc: the value is empty"},
        {{"record", "survey", "more", "--org", "su", "--on", "today"}, "unexpected \"more\""},
        {{"waive", "su/survey/2020-2021-1", "--by", "x"}, "--reason S is missing"},
        {{"waive", "su/survey/2020-2021-1", "--reason", "x"}, "--by S is missing"},
        {{"waive", "survey", "--reason", "x", "--by", "y"}, "names no occurrence"},
        {{"event", "survey", "--org", "su", "--on", "today"}, "too few words"},
        {{"event", "put", "congress", "--org", "su", "--on", "today"}, "unknown action \"put\"; there is set"},
        {{"event", "set", "congress", "--org", "su"}, "--on DATE is missing"},
        {{"outbox", "retyr", "7"}, "did you mean retry?"},
        {{"outbox", "0"}, "neither the number of a message"},
        {{"outbox", "retry"}, "retry needs the number"},
        {{"outbox", "cancel", "x"}, "cancel needs the number"},
        {{"outbox", "7", "8"}, "neither the number of a message nor"},
        {{"outbox", "7", "--state", "queued"}, "--state and --max are for the list"},
        {{"notify", "test"}, "too few words"},
        {{"notify", "tset", "mail"}, "unknown action \"tset\"; there is test"},
        {{"check", "now"}, "unexpected \"now\""},
        {{"reload", "now"}, "unexpected \"now\""},
        {{"log", "--max", "0"}, "\"0\" is no number"},
        {{"log", "--verify", "--max", "3"}, "--verify goes through the whole log"},
        {{"backup"}, "too few words"},
        {{"backup", "a", "b"}, "unexpected \"b\""},
        {{"check-config"}, "too few words"},
        {{"help", "stauts"}, "did you mean status?"},
        {{"help", "a", "b"}, "unexpected \"b\""},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct run run = run_ctl(NULL, 0, false, cases[i].words);

        if (run.code != EXIT_USAGE || strstr(run.err, cases[i].says) == NULL || *run.out != '\0' || strstr(run.err, "--help\n") == NULL)
            fail_msg("case %zu, %s: exit %d\n%s%s", i, cases[i].words[0], run.code, run.out, run.err);
        run_done(&run);
    }
}

static void no_daemon_is_said(void **state)
{
    static struct usage_case cases[] = {
        {{"status"}, "no lunzhid listens on /nonexistent/control.sock"},
        {{"--json", "status"}, "no lunzhid listens"},
        {{"record", "survey", "--org", "su", "--on", "today"}, "no lunzhid listens"},
        {{"record", "survey", "--org", "su", "--on", "2020-01-03"}, "no lunzhid listens"},
        {{"event", "set", "congress", "--org", "su", "--on", "2020-10-17"}, "no lunzhid listens"},
        {{"outbox", "7"}, "no lunzhid listens"},
        {{"notify", "test", "mail"}, "no lunzhid listens"},
        {{"log", "--verify"}, "no lunzhid listens"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct run run = run_ctl(NULL, 0, false, cases[i].words);

        if (run.code != EXIT_NO_DAEMON || strstr(run.err, cases[i].says) == NULL || *run.out != '\0')
            fail_msg("case %zu, %s: exit %d\n%s%s", i, cases[i].words[0], run.code, run.out, run.err);
        run_done(&run);
    }
}

static void help_and_version(void **state)
{
    static struct usage_case cases[] = {
        {{"--help"}, "Commands:"},
        {{"-h"}, "Commands:"},
        {{"help"}, "Commands:"},
        {{"--version"}, "lunzhictl "},
        {{"status", "--version"}, "lunzhictl "},
        {{"record", "--help"}, "--set K=V"},
        {{"help", "record"}, "--set K=V"},
        {{"help", "backup"}, "Usage: lunzhictl backup FILE\n"},
        {{"waive", "--reason", "--help", "--help"}, "Usage: lunzhictl waive"}, /* the first is the reason */
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct run run = run_ctl(NULL, 0, false, cases[i].words);

        if (run.code != EXIT_DONE || strstr(run.out, cases[i].says) == NULL || *run.err != '\0')
            fail_msg("case %zu: exit %d\n%s%s", i, run.code, run.out, run.err);
        run_done(&run);
    }
}

/* Every command of the table can say how it is used, and has one line about it. */
static void each_command_has_its_help(void **state)
{
    for (const struct command *command = commands; command->name != NULL; command++) {
        struct run run = RUN(NULL, (char *)command->name, "--help");

        if (run.code != EXIT_DONE || strstr(run.out, command->help) == NULL || strstr(run.out, "--json") == NULL)
            fail_msg("%s --help: exit %d\n%s%s", command->name, run.code, run.out, run.err);
        run_done(&run);
    }
}

static void global_options_stand_anywhere(void **state)
{
    static const struct route routes[] = {{"GET /v1/turns?org=su", 200, "{\"turns\": []}"}, {0}};
    static char *lines[][6] = {
        {"--json", "turns", "su"},
        {"turns", "--json", "su"},
        {"turns", "su", "--json"},
        {"turns", "--js", "--", "su"},
    };

    for (size_t i = 0; i < N_OF(lines); i++) {
        struct run run = run_ctl(routes, 0, false, lines[i]);

        assert_int_equal(run.code, EXIT_DONE);
        assert_string_equal(run.out, "{\"turns\":[]}\n");
        assert_string_equal(run.requests, "GET /v1/turns?org=su\n");
        run_done(&run);
    }
}

static void default_sockets(void **state)
{
    static const struct {
        const char *runtime, *user, *path;
    } cases[] = {
        {"/run/x", "/run/user/1", "/run/x/control.sock"},
        {"/run/x:/run/y", NULL, "/run/x/control.sock"},
        {"", "/run/user/1", "/run/user/1/lunzhi/control.sock"},
        {NULL, "/run/user/1", "/run/user/1/lunzhi/control.sock"},
        {NULL, NULL, "/run/lunzhi/control.sock"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        cases[i].runtime != NULL ? setenv("RUNTIME_DIRECTORY", cases[i].runtime, 1) : unsetenv("RUNTIME_DIRECTORY");
        cases[i].user != NULL ? setenv("XDG_RUNTIME_DIR", cases[i].user, 1) : unsetenv("XDG_RUNTIME_DIR");
        char *path = socket_path_default();
        assert_string_equal(path, cases[i].path);
        free(path);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_command_lines),
        cmocka_unit_test(no_daemon_is_said),
        cmocka_unit_test(help_and_version),
        cmocka_unit_test(each_command_has_its_help),
        cmocka_unit_test(global_options_stand_anywhere),
        cmocka_unit_test(default_sockets),
    };

    return cmocka_run_group_tests_name("usage", tests, NULL, NULL);
}
