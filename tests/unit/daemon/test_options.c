/* The command line: what is accepted, what is a usage error, and where each default comes from. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "options.h"

/* The environment of the case under test: "NAME=value" words. */
static const char *const *variables;

static char *get(const char *name)
{
    size_t length = strlen(name);
    for (const char *const *at = variables; at != NULL && *at != NULL; at++)
        if (strncmp(*at, name, length) == 0 && (*at)[length] == '=')
            return (char *)*at + length + 1;
    return NULL;
}

static int parse(const char *const *words, uid_t uid, struct options *options)
{
    char *argv[16] = {"lunzhid"};
    int argc = 1;
    for (; words != NULL && words[argc - 1] != NULL; argc++)
        argv[argc] = (char *)words[argc - 1];
    const struct options_environment environment = {.get = get, .uid = uid};
    FILE *errors = fopen("/dev/null", "w");
    int result = options_parse(argc, argv, &environment, errors, options);
    fclose(errors);
    return result;
}

static void test_defaults(void **state)
{
    static const struct {
        uid_t uid;
        const char *variables[6];
        const char *config, *state_dir, *socket, *credentials;
    } cases[] = {
        {0, {NULL}, "/etc/lunzhi/lunzhi.conf", "/var/lib/lunzhi", "/run/lunzhi/control.sock", NULL},
        {1000,
         {"HOME=/home/yi", NULL},
         "/home/yi/.config/lunzhi/lunzhi.conf",
         "/home/yi/.local/state/lunzhi",
         "/run/user/1000/lunzhi/control.sock",
         NULL},
        {1000,
         {"HOME=/home/yi", "XDG_CONFIG_HOME=/c", "XDG_STATE_HOME=/s", "XDG_RUNTIME_DIR=/r", NULL},
         "/c/lunzhi/lunzhi.conf",
         "/s/lunzhi",
         "/r/lunzhi/control.sock",
         NULL},
        {1000, /* relative XDG paths do not count */
         {"HOME=/home/yi", "XDG_CONFIG_HOME=c", "XDG_STATE_HOME=", "XDG_RUNTIME_DIR=r", NULL},
         "/home/yi/.config/lunzhi/lunzhi.conf",
         "/home/yi/.local/state/lunzhi",
         "/run/user/1000/lunzhi/control.sock",
         NULL},
        {990, /* the service manager's, the first of a list */
         {"STATE_DIRECTORY=/var/lib/l:/var/lib/m", "RUNTIME_DIRECTORY=/run/l", "CONFIGURATION_DIRECTORY=/etc/l:/etc/l/secrets",
          "CREDENTIALS_DIRECTORY=/run/credentials/l", NULL},
         "/etc/l/lunzhi.conf",
         "/var/lib/l",
         "/run/l/control.sock",
         "/run/credentials/l"},
        {0,
         {"STATE_DIRECTORY=", "RUNTIME_DIRECTORY=", NULL},
         "/etc/lunzhi/lunzhi.conf",
         "/var/lib/lunzhi",
         "/run/lunzhi/control.sock",
         NULL},
    };
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct options options;
        variables = cases[i].variables;
        assert_int_equal(parse(NULL, cases[i].uid, &options), 0);
        assert_string_equal(options.config_path, cases[i].config);
        assert_string_equal(options.state_dir, cases[i].state_dir);
        assert_string_equal(options.socket_path, cases[i].socket);
        assert_null(options.data_dir);
        assert_int_equal(options.action, OPTIONS_RUN);
        if (cases[i].credentials != NULL)
            assert_string_equal(options.credentials_dir, cases[i].credentials);
        else
            assert_null(options.credentials_dir);
        options_done(&options);
    }
}

static void test_given(void **state)
{
    static const char *const words[] = {"--config", "a/b.conf", "--state=/s", "--socket", "/x.sock", "--data", "/d", "--check", NULL};
    static const char *const environment[] = {"STATE_DIRECTORY=/elsewhere", NULL};
    struct options options;
    variables = environment;
    assert_int_equal(parse(words, 0, &options), 0);
    assert_string_equal(options.config_path, "a/b.conf");
    assert_string_equal(options.config_dir, "a");
    assert_string_equal(options.state_dir, "/s");
    assert_string_equal(options.socket_path, "/x.sock");
    assert_string_equal(options.data_dir, "/d");
    assert_int_equal(options.action, OPTIONS_CHECK);
    options_done(&options);
}

static void test_last_wins(void **state)
{
    static const char *const words[] = {"--config", "first", "--config", "second", NULL};
    struct options options;
    variables = NULL;
    assert_int_equal(parse(words, 0, &options), 0);
    assert_string_equal(options.config_path, "second");
    assert_string_equal(options.config_dir, ".");
    options_done(&options);
}

static void test_help_and_version_win(void **state)
{
    static const struct {
        const char *words[4];
        enum options_action action;
    } cases[] = {
        {{"--help", "--nonsense", NULL}, OPTIONS_HELP},
        {{"--version", "more", NULL}, OPTIONS_VERSION},
        {{"--check", "--help", NULL}, OPTIONS_HELP},
    };
    variables = NULL;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct options options;
        assert_int_equal(parse(cases[i].words, 0, &options), 0);
        assert_int_equal(options.action, cases[i].action);
        options_done(&options);
    }
}

static void test_usage_errors(void **state)
{
    static const char *const cases[][3] = {{"--config", NULL}, {"--nonsense", NULL}, {"file.conf", NULL},     {"--check=yes", NULL},
                                           {"-x", NULL},       {"--state=", NULL},   {"--", "argument", NULL}};
    variables = NULL;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct options options = {0};
        if (parse(cases[i], 0, &options) != ERROR_INVALID)
            fail_msg("'%s' is accepted", cases[i][0]);
        assert_null(options.config_path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),     cmocka_unit_test(test_given),
        cmocka_unit_test(test_last_wins),    cmocka_unit_test(test_help_and_version_win),
        cmocka_unit_test(test_usage_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
