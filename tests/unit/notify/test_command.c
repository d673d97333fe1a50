/* The command backend against real small programs: what they get, what their end means, and what the time limit does to them. */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "backend.h"
#include "error.h"
#include "fixture.h"

struct bench {
    uv_loop_t loop;
    struct backend_context context;
    struct still_world still;
    char *dir;
    struct setting settings[3];
    const char *argv[4];
    struct channel channel;
    void *impl;
    size_t n_ended, n_closed;
    struct attempt attempt; /* the last */
    char reply[600];
};

static int setup(void **state)
{
    struct bench *bench = xcalloc(1, sizeof(*bench));

    signal(SIGPIPE, SIG_IGN);
    uv_loop_init(&bench->loop);
    still_world_init(&bench->still, 1578013200);
    bench->context = (struct backend_context){.loop = &bench->loop, .world = &bench->still.world};
    bench->dir = scratch_dir();
    *state = bench;
    return 0;
}

static void on_closed(void *arg)
{
    ((struct bench *)arg)->n_closed++;
}

static void finish(struct bench *bench)
{
    if (bench->impl == NULL)
        return;
    backend_command.close(bench->impl, on_closed, bench);
    uv_run(&bench->loop, UV_RUN_DEFAULT);
    assert_int_equal(bench->n_closed, 1);
    bench->n_closed = 0;
    bench->impl = NULL;
}

static int teardown(void **state)
{
    struct bench *bench = *state;

    finish(bench);
    assert_int_equal(uv_loop_close(&bench->loop), 0);
    scratch_remove(bench->dir);
    free(bench);
    return 0;
}

static void open_program(struct bench *bench, const char *program, const char *argument, int timeout_s)
{
    char *why = NULL;

    finish(bench);
    bench->argv[0] = program;
    bench->argv[1] = argument;
    bench->settings[0] =
        (struct setting){.name = "command", .type = SETTING_STRINGS, .strings = bench->argv, .n_strings = argument != NULL ? 2 : 1};
    bench->settings[1] = (struct setting){.name = "timeout_s", .type = SETTING_INTEGER, .integer = timeout_s};
    bench->channel = (struct channel){.id = "it", .backend = "command", .settings = bench->settings, .n_settings = 2};
    if (backend_command.open(&bench->channel, &bench->context, &bench->impl, &why) < 0)
        fail_msg("%s", why);
}

static void on_attempt(void *arg, const struct attempt *attempt)
{
    struct bench *bench = arg;

    bench->n_ended++;
    bench->attempt = *attempt;
    snprintf(bench->reply, sizeof(bench->reply), "%s", attempt->reply);
}

static void hand_over(struct bench *bench, const struct message *message)
{
    bench->n_ended = 0;
    backend_command.send(bench->impl, message, on_attempt, bench);
    assert_int_equal(bench->n_ended, 0); /* never from within */
}

static void run(struct bench *bench, const char *json)
{
    struct message message = {.id = "0123456789abcdef0123456789abcdef", .json = json};

    hand_over(bench, &message);
    uv_run(&bench->loop, UV_RUN_DEFAULT);
    assert_int_equal(bench->n_ended, 1);
}

static void run_script(struct bench *bench, const char *script, int timeout_s)
{
    char *path = scratch_file(bench->dir, "program", 0755, script);

    open_program(bench, path, NULL, timeout_s);
    run(bench, "{\"id\":\"x\"}");
    finish(bench);
    free(path);
}

/* What a program wrote into the scratch folder; heap. */
static char *written(struct bench *bench, const char *file)
{
    g_autofree char *path = g_build_filename(bench->dir, file, NULL);
    char *text = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        fail_msg("%s was not written", file);
    return text;
}

static void ends(void **state)
{
    static const struct {
        const char *script;
        enum attempt_class class;
        int code;
        const char *reply;
    } cases[] = {
        {"#!/bin/sh\nexit 0\n", ATTEMPT_DELIVERED, 0, "exit status 0"},
        {"#!/bin/sh\necho accepted\n", ATTEMPT_DELIVERED, 0, "accepted"},
        {"#!/bin/sh\ncat >/dev/null\necho one; echo two >&2; echo; echo '  '\n", ATTEMPT_DELIVERED, 0, "two"},
        {"#!/bin/sh\nprintf 'no line end'\nexit 75\n", ATTEMPT_TRANSIENT, 75, "no line end"},
        {"#!/bin/sh\nexit 75\n", ATTEMPT_TRANSIENT, 75, "exit status 75"},
        {"#!/bin/sh\necho nobody of that name >&2; exit 67\n", ATTEMPT_PERMANENT, 67, "nobody of that name"},
        {"#!/bin/sh\nexit 1\n", ATTEMPT_PERMANENT, 1, "exit status 1"},
        {"#!/bin/sh\nexit 69\n", ATTEMPT_PERMANENT, 69, "exit status 69"},
        {"#!/bin/sh\necho no token; exit 78\n", ATTEMPT_CHANNEL, 78, "no token"},
        {"#!/bin/sh\nexec /nonexistent/program\n", ATTEMPT_CHANNEL, 127, NULL},
        {"#!/bin/sh\nkill -SEGV $$\n", ATTEMPT_TRANSIENT, 0, "ended by signal 11 (Segmentation fault)"},
        {"#!/nonexistent/interpreter\n", ATTEMPT_CHANNEL, 0, "cannot be run: no such file or directory"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct bench *bench = *state;

        run_script(bench, cases[i].script, 20);
        if (bench->attempt.class != cases[i].class || bench->attempt.code != cases[i].code ||
            (cases[i].reply != NULL && strcmp(bench->reply, cases[i].reply) != 0))
            fail_msg("%s: class %d code %d “%s”", cases[i].script, (int)bench->attempt.class, bench->attempt.code, bench->reply);
    }
}

static void cannot_run(void **state)
{
    struct bench *bench = *state;
    char *path = scratch_file(bench->dir, "data", 0644, "#!/bin/sh\n");

    open_program(bench, path, NULL, 20);
    run(bench, "{}");
    assert_int_equal(bench->attempt.class, ATTEMPT_CHANNEL);
    assert_string_equal(bench->reply, "cannot be run: permission denied");
    open_program(bench, "/nonexistent", NULL, 20);
    run(bench, "{}");
    assert_int_equal(bench->attempt.class, ATTEMPT_CHANNEL);
    free(path);
}

/* The whole of the input, its end, the arguments, three variables and no descriptor of ours. */
static void what_it_gets(void **state)
{
    static const char script[] = "#!/bin/sh\ncd \"$(dirname \"$0\")\"\ncat >input\necho \"$#:$1\" >arguments\n"
                                 "tr '\\0' '\\n' </proc/self/environ >environment\nls -l /proc/$$/fd >descriptors\n"
                                 "ps -o pgid= -p $$ >group 2>/dev/null || cut -d' ' -f5 /proc/$$/stat >group\necho $$ >pid\n";
    struct bench *bench = *state;
    char *path = scratch_file(bench->dir, "program", 0755, script);
    char *big = xcalloc(1, 300001);
    g_autofree char *input = NULL, *arguments = NULL, *environment = NULL, *descriptors = NULL, *group = NULL, *pid = NULL;
    char *marker = scratch_file(bench->dir, "not-for-programs", 0644, "");
    int leaked = open(marker, O_RDONLY); /* not CLOEXEC, as a library might */

    memset(big, 'x', 300000);
    open_program(bench, path, "a b; $HOME", 20);
    run(bench, big);
    close(leaked);
    assert_int_equal(bench->attempt.class, ATTEMPT_DELIVERED);
    input = written(bench, "input");
    arguments = written(bench, "arguments");
    environment = written(bench, "environment");
    descriptors = written(bench, "descriptors");
    group = written(bench, "group");
    pid = written(bench, "pid");
    assert_string_equal(input, big);
    assert_string_equal(arguments, "1:a b; $HOME\n");
    assert_non_null(strstr(environment, "LUNZHI_MESSAGE_ID=0123456789abcdef0123456789abcdef\n"));
    assert_non_null(strstr(environment, "PATH="));
    assert_non_null(strstr(environment, "LANG="));
    assert_null(strstr(environment, "LUNZHI_SECRET"));
    assert_null(strstr(environment, "HOME="));
    assert_int_equal(atoi(group), atoi(pid));
    assert_non_null(strstr(descriptors, "pipe:"));
    assert_null(strstr(descriptors, "not-for-programs"));
    free(marker);
    free(big);
    free(path);
}

/* A program that never reads is judged by its status alone, however much it was to read. */
static void reads_nothing(void **state)
{
    struct bench *bench = *state;
    char *path = scratch_file(bench->dir, "program", 0755, "#!/bin/sh\nexec 0<&-\necho done\n"), *big = xcalloc(1, 1000001);

    memset(big, 'x', 1000000);
    open_program(bench, path, NULL, 20);
    run(bench, big);
    assert_int_equal(bench->attempt.class, ATTEMPT_DELIVERED);
    assert_string_equal(bench->reply, "done");
    free(big);
    free(path);
}

static void endless_output(void **state)
{
    struct bench *bench = *state;

    run_script(bench, "#!/bin/sh\nhead -c 3000000 /dev/zero | tr '\\0' 'x'\necho\necho the last\n", 20);
    assert_string_equal(bench->reply, "the last");
    run_script(bench, "#!/bin/sh\nhead -c 3000000 /dev/zero | tr '\\0' 'x'\n", 20);
    assert_int_equal(strlen(bench->reply), 500);
}

/* Killed ones may have to wait a moment for their new parent. */
static bool is_alive(struct bench *bench, const char *file)
{
    g_autofree char *pid = written(bench, file), *path = g_strdup_printf("/proc/%d/stat", atoi(pid));

    for (int i = 0; i < 300; i++) {
        g_autofree char *stat = NULL;

        if (kill(atoi(pid), 0) < 0 || !g_file_get_contents(path, &stat, NULL, NULL) || strstr(stat, ") Z ") != NULL)
            return false;
        g_usleep(10000);
    }
    return true;
}

/* The limit takes the whole group, also those who ignore SIGTERM or outlive the leader. */
static void timeouts(void **state)
{
    static const char *const scripts[] = {
        "#!/bin/sh\ncd \"$(dirname \"$0\")\"\necho $$ >pid\nsleep 60 &\necho $! >child\nwait\n",
        "#!/bin/sh\ncd \"$(dirname \"$0\")\"\necho $$ >pid\n(trap '' TERM; sleep 60) &\necho $! >child\nwait\n",
        "#!/bin/sh\ntrap '' TERM\ncd \"$(dirname \"$0\")\"\necho $$ >pid\nsleep 60 &\necho $! >child\nwhile :; do sleep 1; done\n",
    };

    for (size_t i = 0; i < N_OF(scripts); i++) {
        struct bench *bench = *state;

        run_script(bench, scripts[i], 1);
        assert_int_equal(bench->attempt.class, ATTEMPT_UNKNOWN);
        assert_string_equal(bench->reply, "the program took too long and was stopped");
        assert_false(is_alive(bench, "pid"));
        assert_false(is_alive(bench, "child"));
    }
}

/* A program that leaves something running behind with its output open is done when it exits. */
static void left_behind(void **state)
{
    struct bench *bench = *state;
    g_autofree char *text = NULL;
    int64_t began = g_get_monotonic_time();

    run_script(bench, "#!/bin/sh\ncd \"$(dirname \"$0\")\"\nsleep 60 &\necho $! >child\necho started\n", 20);
    assert_int_equal(bench->attempt.class, ATTEMPT_DELIVERED);
    assert_string_equal(bench->reply, "started");
    assert_true(g_get_monotonic_time() - began < 15 * G_USEC_PER_SEC);
    text = written(bench, "child");
    kill(atoi(text), SIGKILL);
}

/* Closing kills what runs: each attempt ends, unknown, before `closed`. */
static void close_while_running(void **state)
{
    struct bench *bench = *state;
    char *path = scratch_file(bench->dir, "program", 0755, "#!/bin/sh\ntrap '' TERM\nsleep 60\n");
    struct message message = {.id = "0123456789abcdef0123456789abcdef", .json = "{}"};

    open_program(bench, path, NULL, 60);
    assert_int_equal(backend_command.capacity(bench->impl), CHANNEL_CONNECTIONS);
    hand_over(bench, &message);
    hand_over(bench, &message);
    uv_run(&bench->loop, UV_RUN_NOWAIT);
    finish(bench);
    assert_int_equal(bench->n_ended, 2);
    assert_int_equal(bench->attempt.class, ATTEMPT_UNKNOWN);
    free(path);
}

static void refuses_to_open(void **state)
{
    static const char *const relative[] = {"program"};
    struct bench *bench = *state;
    struct setting setting = {.name = "command", .type = SETTING_STRINGS, .strings = relative, .n_strings = 1};
    struct channel channel = {.id = "it", .backend = "command", .settings = &setting, .n_settings = 1};

    for (int i = 0; i < 2; i++) {
        void *impl = NULL;
        char *why = NULL;

        assert_int_equal(backend_command.open(&channel, &bench->context, &impl, &why), ERROR_CONFIG);
        assert_null(impl);
        assert_non_null(strstr(why, "absolute path"));
        free(why);
        channel.n_settings = 0;
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ends),     TEST(cannot_run),  TEST(what_it_gets),        TEST(reads_nothing),   TEST(endless_output),
        TEST(timeouts), TEST(left_behind), TEST(close_while_running), TEST(refuses_to_open),
    };

    setenv("LUNZHI_SECRET", "not for programs", 1);
    return cmocka_run_group_tests_name("command", tests, NULL, NULL);
}
