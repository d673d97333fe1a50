/* Command line and defaults: see options.h. */
#include "options.h"

#include <getopt.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "intl.h"
#include "memory.h"

enum { OPTION_CONFIG = 1, OPTION_STATE, OPTION_SOCKET, OPTION_DATA, OPTION_CHECK, OPTION_HELP, OPTION_VERSION };

static const struct option long_options[] = {
    {"config", required_argument, NULL, OPTION_CONFIG}, {"state", required_argument, NULL, OPTION_STATE},
    {"socket", required_argument, NULL, OPTION_SOCKET}, {"data", required_argument, NULL, OPTION_DATA},
    {"check", no_argument, NULL, OPTION_CHECK},         {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},     {0},
};

void options_print_help(FILE *stream)
{
    fputs(_("Usage: lunzhid [--config FILE] [--state DIR] [--socket PATH] [--data DIR]\n"
            "       lunzhid --check [--config FILE] [--data DIR]\n"
            "\n"
            "Keeps the governance calendar of student unions: who is executive chair,\n"
            "what is owed by when, and who must be told.\n"
            "\n"
            "  --config FILE   the configuration (default: lunzhi.conf in /etc/lunzhi or ~/.config/lunzhi)\n"
            "  --state DIR     where the database lies (default: /var/lib/lunzhi or ~/.local/state/lunzhi)\n"
            "  --socket PATH   where lunzhictl finds it (default: lunzhi/control.sock in /run or $XDG_RUNTIME_DIR)\n"
            "  --data DIR      presets, holidays and templates (default: where they were installed)\n"
            "  --check         check the configuration, print what is wrong, and stop\n"
            "  --help          show this text\n"
            "  --version       show the version\n"
            "\n"
            "Exit: 0 stopped or checked, 1 failed, 2 usage, 78 the configuration has errors.\n"),
          stream);
}

/* The variable, or NULL when it is unset or empty; of a list with colons the first. Heap. */
static char *variable(const struct options_environment *environment, const char *name)
{
    const char *value = environment->get(name);
    if (value == NULL || value[0] == '\0' || value[0] == ':')
        return NULL;
    char *first = xstrdup(value);
    first[strcspn(first, ":")] = '\0';
    return first;
}

/* `$NAME/lunzhi` as the XDG base directories are defined: only an absolute path counts, else `otherwise` below the home. */
static char *xdg_dir(const struct options_environment *environment, const char *name, const char *otherwise)
{
    const char *value = environment->get(name), *home = environment->get("HOME");
    if (value != NULL && value[0] == '/')
        return xasprintf("%s/lunzhi", value);
    return xasprintf("%s/%s/lunzhi", home != NULL && home[0] == '/' ? home : "", otherwise);
}

static char *default_state(const struct options_environment *environment)
{
    char *given = variable(environment, "STATE_DIRECTORY");
    if (given != NULL)
        return given;
    return environment->uid == 0 ? xstrdup("/var/lib/lunzhi") : xdg_dir(environment, "XDG_STATE_HOME", ".local/state");
}

static char *default_config(const struct options_environment *environment)
{
    char *dir = variable(environment, "CONFIGURATION_DIRECTORY");
    if (dir == NULL)
        dir = environment->uid == 0 ? xstrdup("/etc/lunzhi") : xdg_dir(environment, "XDG_CONFIG_HOME", ".config");
    char *path = xasprintf("%s/lunzhi.conf", dir);
    free(dir);
    return path;
}

static char *default_socket(const struct options_environment *environment)
{
    char *dir = variable(environment, "RUNTIME_DIRECTORY");
    if (dir == NULL && environment->uid == 0)
        dir = xstrdup("/run/lunzhi");
    if (dir == NULL) {
        const char *runtime = environment->get("XDG_RUNTIME_DIR");
        dir = runtime != NULL && runtime[0] == '/' ? xasprintf("%s/lunzhi", runtime)
                                                   : xasprintf("/run/user/%u/lunzhi", (unsigned)environment->uid);
    }
    char *path = xasprintf("%s/control.sock", dir);
    free(dir);
    return path;
}

static void fill_defaults(struct options *options, const struct options_environment *environment)
{
    if (options->config_path == NULL)
        options->config_path = default_config(environment);
    if (options->state_dir == NULL)
        options->state_dir = default_state(environment);
    if (options->socket_path == NULL)
        options->socket_path = default_socket(environment);
    options->credentials_dir = variable(environment, "CREDENTIALS_DIRECTORY");
    char *copy = xstrdup(options->config_path);
    options->config_dir = xstrdup(dirname(copy));
    free(copy);
}

static void set_path(char **path, const char *value)
{
    free(*path);
    *path = xstrdup(value);
}

/* 0, or ERROR_INVALID with the reason said. */
static int take(struct options *options, int option, const char *word, FILE *errors)
{
    char **const paths[] = {[OPTION_CONFIG] = &options->config_path,
                            [OPTION_STATE] = &options->state_dir,
                            [OPTION_SOCKET] = &options->socket_path,
                            [OPTION_DATA] = &options->data_dir};
    switch (option) {
    case OPTION_CONFIG:
    case OPTION_STATE:
    case OPTION_SOCKET:
    case OPTION_DATA:
        if (optarg[0] == '\0') {
            fprintf(errors, _("lunzhid: --%s must not be empty\n"), long_options[option - 1].name);
            return ERROR_INVALID;
        }
        set_path(paths[option], optarg);
        return 0;
    case OPTION_CHECK:
        options->action = OPTIONS_CHECK;
        return 0;
    case OPTION_HELP:
        options->action = OPTIONS_HELP;
        return 0;
    case OPTION_VERSION:
        options->action = OPTIONS_VERSION;
        return 0;
    case ':':
        fprintf(errors, _("lunzhid: %s needs a value\n"), word);
        return ERROR_INVALID;
    default:
        fprintf(errors, _("lunzhid: unknown option %s\n"), word);
        return ERROR_INVALID;
    }
}

int options_parse(int argc, char *const argv[], const struct options_environment *environment, FILE *errors, struct options *ret_options)
{
    struct options options = {0};
    int result = 0, option;
    optind = 0; /* glibc: start anew, also for a second call */
    opterr = 0;
    while (result == 0 && options.action != OPTIONS_HELP && options.action != OPTIONS_VERSION &&
           (option = getopt_long(argc, argv, "+:", long_options, NULL)) != -1)
        result = take(&options, option, argv[optind - 1], errors);
    if (result == 0 && optind < argc && options.action != OPTIONS_HELP && options.action != OPTIONS_VERSION) {
        fprintf(errors, _("lunzhid: unexpected argument %s\n"), argv[optind]);
        result = ERROR_INVALID;
    }
    if (result != 0) {
        fputs(_("Try 'lunzhid --help'.\n"), errors);
        options_done(&options);
        return result;
    }
    fill_defaults(&options, environment);
    *ret_options = options;
    return 0;
}

void options_done(struct options *options)
{
    free(options->config_path);
    free(options->config_dir);
    free(options->state_dir);
    free(options->socket_path);
    free(options->data_dir);
    free(options->credentials_dir);
    *options = (struct options){0};
}
