/* getopt_long does the splitting, the tables of the command say what is known, this file checks the values. */
#include "options.h"

#include <getopt.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "date.h"
#include "help.h"
#include "intl.h"
#include "nearest.h"

#define SPECS_MAX   12
#define FIRST_VALUE 256 /* what getopt_long returns for the first of the command's own options; beyond any short option */

enum global_option { GLOBAL_JSON = 1000, GLOBAL_SOCKET, GLOBAL_HELP, GLOBAL_VERSION };

static const struct option global_options[] = {
    {"json", no_argument, NULL, GLOBAL_JSON},
    {"socket", required_argument, NULL, GLOBAL_SOCKET},
    {"help", no_argument, NULL, GLOBAL_HELP},
    {"version", no_argument, NULL, GLOBAL_VERSION},
};

#define N_GLOBAL (sizeof global_options / sizeof global_options[0])

/* The command's options, the global ones, the end. */
static size_t fill_options(const struct option_spec *specs, struct option options[static SPECS_MAX + N_GLOBAL + 1])
{
    size_t n = 0;

    for (; specs != NULL && specs[n].name != NULL; n++)
        options[n] =
            (struct option){specs[n].name, specs[n].kind == OPTION_FLAG ? no_argument : required_argument, NULL, FIRST_VALUE + (int)n};
    memcpy(options + n, global_options, sizeof global_options);
    options[n + N_GLOBAL] = (struct option){0};
    return n;
}

static int check_day(struct ctl *ctl, const char *name, const char *text)
{
    date_t day;

    if (strcmp(text, "today") == 0 || date_parse(text, &day) == 0)
        return GO_ON;
    return ctl_usage_error(ctl, _("--%s: \"%s\" is no day; a day is YYYY-MM-DD, or today"), name, text);
}

static int take_count(struct ctl *ctl, const struct option_spec *spec, const char *text)
{
    char *end;
    long count = strtol(text, &end, 10);
    const int max = spec->max > 0 ? spec->max : OPTION_COUNT_MAX;

    if (end == text || *end != '\0' || count < 1 || count > max)
        return ctl_usage_error(ctl, _("--%s: \"%s\" is no number from 1 to %d"), spec->name, text, max);
    *(int *)spec->target = (int)count;
    return GO_ON;
}

static int take_pair(struct ctl *ctl, const struct option_spec *spec, const char *text)
{
    json_t *object = *(json_t **)spec->target;
    const char *equals = strchr(text, '=');

    if (equals == NULL || equals == text)
        return ctl_usage_error(ctl, _("--%s: \"%s\" is not of the form KEY=VALUE"), spec->name, text);
    char *key = strndup(text, (size_t)(equals - text));
    int rc = GO_ON;
    if (json_object_get(object, key) != NULL)
        rc = ctl_usage_error(ctl, _("--%s: \"%s\" is given twice"), spec->name, key);
    else if (json_object_set_new(object, key, json_string(equals + 1)) != 0)
        rc = ctl_usage_error(ctl, _("--%s: \"%s\" is not valid UTF-8"), spec->name, text);
    free(key);
    return rc;
}

static int take_text(struct ctl *ctl, const struct option_spec *spec, const char *text)
{
    json_t *valid = json_string(text);

    json_decref(valid);
    if (*text == '\0')
        return ctl_usage_error(ctl, _("--%s: the value is empty"), spec->name);
    if (valid == NULL)
        return ctl_usage_error(ctl, _("--%s: \"%s\" is not valid UTF-8"), spec->name, text);
    *(const char **)spec->target = text;
    return GO_ON;
}

static int take_word(struct ctl *ctl, const struct option_spec *spec, const char *text)
{
    if (*text == '\0')
        return ctl_usage_error(ctl, _("--%s: the value is empty"), spec->name);
    if (json_array_append_new(*(json_t **)spec->target, json_string(text)) != 0)
        return ctl_usage_error(ctl, _("--%s: \"%s\" is not valid UTF-8"), spec->name, text);
    return GO_ON;
}

static int take_option(struct ctl *ctl, const struct option_spec *spec, const char *text)
{
    int rc;

    switch (spec->kind) {
    case OPTION_FLAG:
        *(bool *)spec->target = true;
        return GO_ON;
    case OPTION_TEXT:
        return take_text(ctl, spec, text);
    case OPTION_DAY:
        rc = check_day(ctl, spec->name, text);
        if (rc == GO_ON)
            *(const char **)spec->target = text;
        return rc;
    case OPTION_COUNT:
        return take_count(ctl, spec, text);
    case OPTION_PAIR:
        return take_pair(ctl, spec, text);
    case OPTION_WORDS:
        return take_word(ctl, spec, text);
    }
    return GO_ON;
}

static int take_global(struct ctl *ctl, int option, const char *text, const struct option_spec *specs)
{
    switch (option) {
    case GLOBAL_JSON:
        ctl->json = true;
        return GO_ON;
    case GLOBAL_SOCKET:
        ctl->socket_path = text;
        return GO_ON;
    case GLOBAL_VERSION:
        help_version(ctl);
        return EXIT_DONE;
    default:
        help_print(ctl, ctl->command, specs);
        return EXIT_DONE;
    }
}

/* What getopt_long could make nothing of. */
static int refuse(struct ctl *ctl, int letter, const char *word, const struct option *options)
{
    struct nearest nearest = {0};

    if (optopt > 0 && optopt < FIRST_VALUE)
        return ctl_usage_error(ctl, _("unknown option -%c"), optopt);
    char *name = strndup(word + strspn(word, "-"), strcspn(word + strspn(word, "-"), "="));
    int rc;

    nearest.word = name;
    for (const struct option *option = options; option->name != NULL; option++)
        nearest_offer(&nearest, option->name);
    if (letter == ':')
        rc = ctl_usage_error(ctl, _("%s needs a value"), word);
    else if (optopt >= FIRST_VALUE)
        rc = ctl_usage_error(ctl, _("--%s takes no value"), name);
    else if (nearest.name != NULL)
        rc = ctl_usage_error(ctl, _("unknown option %s; did you mean --%s?"), word, nearest.name);
    else
        rc = ctl_usage_error(ctl, _("unknown option %s"), word);
    free(name);
    return rc;
}

static int check_required(struct ctl *ctl, const struct option_spec *specs)
{
    for (; specs != NULL && specs->name != NULL; specs++)
        if (specs->required && *(const char **)specs->target == NULL)
            return ctl_usage_error(ctl, _("--%s %s is missing"), specs->name, specs->value);
    return GO_ON;
}

static int check_operands(struct ctl *ctl, const struct cmdline *cmdline)
{
    if (cmdline->n_operands > cmdline->operands_max)
        return ctl_usage_error(ctl, _("unexpected \"%s\""), cmdline->operands[cmdline->operands_max]);
    if (cmdline->n_operands < cmdline->operands_min)
        return ctl_usage_error(ctl, _("too few words: it is used as %s %s"), ctl->command->name, ctl->command->usage);
    for (int i = 0; i < cmdline->n_operands; i++) {
        json_t *valid = json_string(cmdline->operands[i]);

        json_decref(valid);
        if (valid == NULL || cmdline->operands[i][0] == '\0')
            return ctl_usage_error(ctl, _("\"%s\" is empty or not valid UTF-8"), cmdline->operands[i]);
    }
    return GO_ON;
}

/* Goes through argv with getopt_long; `letters` begins with "+" to stop at the first word that is no option. */
static int parse(struct ctl *ctl, const struct option_spec *specs, const char *letters, int argc, char **argv)
{
    struct option options[SPECS_MAX + N_GLOBAL + 1];
    size_t n = fill_options(specs, options);
    int letter, rc = GO_ON;

    opterr = 0;
    optind = 0; /* glibc: start afresh */
    while (rc == GO_ON && (letter = getopt_long(argc, argv, letters, options, NULL)) != -1) {
        if (letter >= FIRST_VALUE && letter < FIRST_VALUE + (int)n)
            rc = take_option(ctl, &specs[letter - FIRST_VALUE], optarg);
        else if (letter == 'h')
            rc = take_global(ctl, GLOBAL_HELP, NULL, specs);
        else if (letter >= GLOBAL_JSON)
            rc = take_global(ctl, letter, optarg, specs);
        else
            rc = refuse(ctl, letter, argv[optind - 1], options);
    }
    return rc;
}

int options_parse(struct ctl *ctl, struct cmdline *cmdline, int argc, char **argv)
{
    int rc = parse(ctl, cmdline->specs, ":h", argc, argv);

    if (rc != GO_ON)
        return rc;
    cmdline->operands = argv + optind;
    cmdline->n_operands = argc - optind;
    rc = check_operands(ctl, cmdline);
    return rc == GO_ON ? check_required(ctl, cmdline->specs) : rc;
}

int options_parse_global(struct ctl *ctl, int argc, char **argv, int *ret_first)
{
    int rc = parse(ctl, NULL, "+:h", argc, argv);

    *ret_first = optind;
    return rc;
}
