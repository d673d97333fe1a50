/* The table of backends, and what a channel's settings are refused for. */
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "backend_names.h"
#include "fixture.h"

#define INTEGER(setting, value)                                                                                                            \
    {                                                                                                                                      \
        .name = (setting), .type = SETTING_INTEGER, .integer = (value)                                                                     \
    }
#define STRING(setting, value)                                                                                                             \
    {                                                                                                                                      \
        .name = (setting), .type = SETTING_STRING, .string = (value)                                                                       \
    }
#define BOOLEAN(setting, value)                                                                                                            \
    {                                                                                                                                      \
        .name = (setting), .type = SETTING_BOOLEAN, .integer = (value)                                                                     \
    }
#define STRINGS(setting, ...)                                                                                                              \
    {                                                                                                                                      \
        .name = (setting), .type = SETTING_STRINGS, .strings = (const char *const[]){__VA_ARGS__},                                         \
        .n_strings = sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)                                                     \
    }

/* Every name has its code, and conf/'s list of names is the same one. */
static void registry(void **state)
{
    size_t n = 0;

    for (const struct backend_name *name = backend_names; name->name != NULL; name++, n++) {
        const struct backend_ops *ops = backend_find(name->name);

        assert_non_null(ops);
        assert_string_equal(ops->name, name->name);
        assert_non_null(ops->settings);
        assert_true(ops->open != NULL && ops->capacity != NULL && ops->send != NULL && ops->close != NULL);
    }
    assert_int_equal(n, 6);
    assert_null(backend_find("pigeon"));
    assert_null(backend_find(""));
}

struct faults {
    char text[1000]; /* "name: words\n" each */
    size_t n;
    const struct setting *setting; /* of the last */
};

static void collect(void *ctx, const struct setting *setting, const char *name, const char *text)
{
    struct faults *faults = ctx;
    size_t used = strlen(faults->text);

    faults->n++;
    faults->setting = setting;
    snprintf(faults->text + used, sizeof(faults->text) - used, "%s: %s\n", name, text);
}

static void settings(void **state)
{
    const struct {
        const char *backend;
        struct setting settings[6];
        size_t n_faults;
        const char *holds; /* one fault at least */
    } cases[] = {
        {"command", {STRINGS("command", "/bin/true")}, 0, ""},
        {"command",
         {STRINGS("command", "/bin/true", "-x"), INTEGER("connections", 64), INTEGER("timeout_s", 600), STRING("give_up", "2d"),
          STRING("retry_first", "2m"), STRING("retry_max", "2m")},
         0,
         ""},
        {"comand", {STRINGS("command", "/bin/true")}, 1, "backend: there is no backend “comand”; did you mean “command”?"},
        {"pigeon", {{0}}, 1, "backend: there is no backend “pigeon”\n"},
        {"command", {{0}}, 1, "command: backend “command” needs this setting: a list of strings"},
        {"command", {STRINGS("command", "true")}, 1, "command: is “true”; allowed is the absolute path of a program first"},
        {"command", {STRINGS("command", "relative"), INTEGER("timeout_s", 0)}, 2, "command: is “relative”"},
        /* The backend's own words come beside the faults of its settings, and are not about what is at fault already. */
        {"email",
         {STRING("server", "mail:25:1"), INTEGER("from", 3), INTEGER("timeout_data_s", 0), STRING("reply_to", "office"), STRING("a", "b")},
         5,
         "reply_to: is “office”; allowed is one mail address"},
        {"email",
         {STRING("server", "smtp://mail.example.edu.cn"), STRING("from", "a@b.cn"), STRING("user", "office"), INTEGER("password_file", 1),
          STRING("starttls", "maybe")},
         2,
         "starttls: is “maybe”"},
        {"email",
         {STRING("server", "mail"), STRING("from", "a@b.cn"), STRING("user", "office"), STRING("starttls", "never")},
         2,
         "user: there is"},
        {"email", {{.name = "server", .type = SETTING_REFUSED}, STRING("from", "office")}, 1, "from: is “office”"},
        {"email", {STRING("from", "office")}, 2, "from: is “office”"},
        {"wecom", {{.name = "url_file", .type = SETTING_REFUSED}}, 0, ""},
        {"webhook", {STRING("url", "htp://x"), STRING("secret_file", "")}, 2, "url: is “htp:"},
        {"webhook", {STRING("url", "http://127.0.0.1"), INTEGER("timeout_s", 0)}, 1, "timeout_s: is 0; allowed are 1 to 600"},
        {"webhook", {STRING("url", "htp://127.0.0.1/secret")}, 1, "url: is “htp://127.0.0.1…”; allowed is an http://"},
        {"wecom", {STRING("url", "https://a.example.org/?key=")}, 1, "url: is “https://a.example.org…”; allowed is the address"},
        {"email", {STRING("server", "mail:25:1"), STRING("from", "office")}, 2, "from: is “office”; allowed is one mail address"},
        {"email", {STRING("server", "smtp://a:b@c"), STRING("from", "a@b.cn")}, 1, "server: is “smtp://…”; allowed is smtp://HOST"},
        {"command", {STRINGS("command", "")}, 1, "absolute path"},
        {"command", {{.name = "command", .type = SETTING_STRINGS}}, 1, "command: must not be empty"},
        {"command", {STRING("command", "/bin/true")}, 1, "command: is a string; allowed is a list of strings"},
        {"command", {STRINGS("comand", "/bin/true")}, 2, "comand: backend “command” has no such setting; did you mean “command”?"},
        {"command", {STRINGS("command", "/bin/true"), STRING("zzz", "a")}, 1, "zzz: backend “command” has no such setting\n"},
        {"command", {STRINGS("command", "/bin/true"), INTEGER("conections", 2)}, 1, "did you mean “connections”?"},
        {"command", {STRINGS("command", "/bin/true"), INTEGER("connections", 0)}, 1, "connections: is 0; allowed are 1 to 64"},
        {"command", {STRINGS("command", "/bin/true"), INTEGER("connections", 65)}, 1, "connections: is 65; allowed are 1 to 64"},
        {"command",
         {STRINGS("command", "/bin/true"), STRING("connections", "4")},
         1,
         "connections: is a string; allowed is a whole number"},
        {"command", {STRINGS("command", "/bin/true"), INTEGER("timeout_s", 601)}, 1, "allowed are 1 to 600"},
        {"command", {STRINGS("command", "/bin/true"), STRING("give_up", "3wd")}, 1, "give_up: is “3wd”; allowed are 1m to 30d"},
        {"command", {STRINGS("command", "/bin/true"), STRING("give_up", "")}, 1, "give_up: must not be empty"},
        {"command", {STRINGS("command", "/bin/true"), INTEGER("give_up", 4)}, 1, "give_up: is a whole number; allowed is a string"},
        {"command", {STRINGS("command", "/bin/true"), STRING("retry_first", "2h")}, 1, "retry_first: must not be longer than retry_max"},
        {"command",
         {STRINGS("command", "/bin/true"), STRING("quiet", "22:00-07:30"), STRING("fall_back_after", "6h"), BOOLEAN("digest", 0),
          BOOLEAN("workdays_only", 1)},
         0,
         ""},
        {"command", {STRINGS("command", "/bin/true"), STRING("quiet", "22-7")}, 1, "quiet: is “22-7”; allowed are two times of day"},
        {"command", {STRINGS("command", "/bin/true"), STRING("quiet", "07:00-07:00")}, 1, "quiet: is “07:00-07:00”"},
        {"command", {STRINGS("command", "/bin/true"), INTEGER("digest", 0)}, 1, "digest: is a whole number; allowed is true or false"},
        {"command", {STRINGS("command", "/bin/true"), STRING("fall_back_after", "2wd")}, 1, "fall_back_after: is “2wd”"},
        {"command", {STRINGS("command", "/bin/true"), STRING("rate", "20/1m")}, 0, ""},
        {"command", {STRINGS("command", "/bin/true"), STRING("rate", "20")}, 1, "rate: is “20”; allowed are a number and a time up to 1d"},
        {"command", {STRINGS("command", "/bin/true"), STRING("rate", "")}, 1, "rate: must not be empty"},
        {"command", {STRINGS("command", "/bin/true"), INTEGER("rate", 20)}, 1, "rate: is a whole number; allowed is a string"},
        {"command",
         {STRINGS("command", "/bin/true"), INTEGER("connections", 0), INTEGER("timeout_s", 0), STRING("give_up", "x"), STRING("a", "b")},
         4,
         "give_up: is “x”"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct channel channel = {.id = "it", .backend = cases[i].backend, .settings = cases[i].settings};
        struct faults faults = {0};

        while (channel.n_settings < N_OF(cases[i].settings) && cases[i].settings[channel.n_settings].name != NULL)
            channel.n_settings++;
        backend_check(&channel, collect, &faults);
        if (faults.n != cases[i].n_faults || strstr(faults.text, cases[i].holds) == NULL)
            fail_msg("case %zu: %zu faults, not %zu with “%s”:\n%s", i, faults.n, cases[i].n_faults, cases[i].holds, faults.text);
    }
}

/* The fault is at the setting; what is missing has none. */
static void places(void **state)
{
    struct setting setting = {.name = "connections", .type = SETTING_INTEGER, .integer = 99};
    struct channel channel = {.id = "it", .backend = "command", .settings = &setting, .n_settings = 1};
    struct faults faults = {0};

    backend_check(&channel, collect, &faults);
    assert_int_equal(faults.n, 2);
    assert_null(faults.setting); /* the missing command came last */
    setting = (struct setting){.name = "command", .type = SETTING_STRING, .string = "/bin/true"};
    backend_check(&channel, collect, &faults);
    assert_ptr_equal(faults.setting, &setting);
}

static void files(void **state)
{
    const struct {
        const char *backend;
        struct setting settings[3];
        size_t n_lacking;
        const char *holds;
    } cases[] = {
        {"email", {STRING("password_file", "none"), STRING("ca_file", "/dev/null")}, 1, "password_file: cannot use ./none: No such file"},
        {"email", {STRING("password_file", "none"), STRING("ca_file", "ca.pem")}, 2, "ca_file: cannot use ./ca.pem"},
        {"webhook", {STRING("secret_file", "none")}, 1, "; and there is no credential /nonexistent/none\n"},
        {"dingtalk", {STRING("secret_file", "/none"), STRING("url_file", "a/b")}, 2, "no credential /nonexistent/a_b\n"},
        {"wecom", {STRING("url", "none")}, 0, ""},
        {"feishu", {{.name = "secret_file", .type = SETTING_REFUSED}, STRING("url_file", "")}, 0, ""},
        {"pigeon", {STRING("secret_file", "none")}, 0, ""},
    };
    const struct backend_context context = {.credentials_dir = "/nonexistent", .config_dir = "."};

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct channel channel = {.id = "it", .backend = cases[i].backend, .settings = cases[i].settings};
        struct faults faults = {0};

        while (channel.n_settings < N_OF(cases[i].settings) && cases[i].settings[channel.n_settings].name != NULL)
            channel.n_settings++;
        backend_look_for_files(&channel, &context, collect, &faults);
        if (faults.n != cases[i].n_lacking || strstr(faults.text, cases[i].holds) == NULL)
            fail_msg("case %zu: %zu lacking, not %zu with “%s”:\n%s", i, faults.n, cases[i].n_lacking, cases[i].holds, faults.text);
    }
}

static void connections(void **state)
{
    struct setting setting = {.name = "connections", .type = SETTING_INTEGER};
    struct channel channel = {.id = "it", .backend = "command", .settings = &setting};
    static const struct {
        int64_t set;
        size_t expected;
    } cases[] = {{1, 1}, {64, 64}, {0, 1}, {-5, 1}, {65, 64}, {INT64_MAX, 64}};

    assert_int_equal(channel_connections(&channel), CHANNEL_CONNECTIONS);
    channel.n_settings = 1;
    for (size_t i = 0; i < N_OF(cases); i++) {
        setting.integer = cases[i].set;
        assert_int_equal(channel_connections(&channel), cases[i].expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(registry), cmocka_unit_test(settings),    cmocka_unit_test(places),
        cmocka_unit_test(files),    cmocka_unit_test(connections),
    };

    return cmocka_run_group_tests_name("backends", tests, NULL, NULL);
}
