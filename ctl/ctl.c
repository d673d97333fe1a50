#include "ctl.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "commands.h"
#include "help.h"
#include "http_client.h"
#include "intl.h"
#include "language.h"
#include "memory.h"
#include "text.h"

#define SYSTEM_SOCKET "/run/lunzhi/control.sock"

static void sleep_ms(int64_t ms)
{
    const struct timespec span = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

    clock_nanosleep(CLOCK_MONOTONIC, 0, &span, NULL);
}

void ctl_init(struct ctl *ctl, FILE *out, FILE *err)
{
    *ctl = (struct ctl){.out = out, .err = err, .language = language_wanted(), .sleep_ms = sleep_ms};
    screen_init(&ctl->screen, out);
}

void ctl_done(struct ctl *ctl)
{
    http_client_free(ctl->client);
    ctl->client = NULL;
}

static void complain(struct ctl *ctl, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

/* "lunzhictl COMMAND: …" on stderr. */
static void complain(struct ctl *ctl, const char *format, va_list args)
{
    char *text = NULL;

    if (vasprintf(&text, format, args) < 0)
        abort();
    char *clean = text_clean(text);
    fflush(ctl->out);
    fprintf(ctl->err, "lunzhictl%s%s: %s\n", ctl->command != NULL ? " " : "", ctl->command != NULL ? ctl->command->name : "", clean);
    free(clean);
    free(text);
}

int ctl_fail(struct ctl *ctl, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    complain(ctl, format, args);
    va_end(args);
    return EXIT_FAILED;
}

int ctl_usage_error(struct ctl *ctl, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    complain(ctl, format, args);
    va_end(args);
    fprintf(ctl->err, _("Try: lunzhictl %s%s--help\n"), ctl->command != NULL ? ctl->command->name : "", ctl->command != NULL ? " " : "");
    return EXIT_USAGE;
}

int ctl_unknown_command(struct ctl *ctl, const char *name, const char *nearest)
{
    if (nearest != NULL)
        return ctl_usage_error(ctl, _("unknown command \"%s\"; did you mean %s?"), name, nearest);
    return ctl_usage_error(ctl, _("unknown command \"%s\""), name);
}

/* Where we may not look, we say so later, when connecting. */
static bool is_there(const char *path)
{
    return access(path, F_OK) == 0 || errno == EACCES;
}

char *socket_path_default(void)
{
    const char *runtime = getenv("RUNTIME_DIRECTORY"), *user = getenv("XDG_RUNTIME_DIR");

    if (runtime != NULL && *runtime != '\0') /* a list; the first is ours */
        return xasprintf("%.*s/control.sock", (int)strcspn(runtime, ":"), runtime);
    if (!is_there(SYSTEM_SOCKET) && user != NULL && *user != '\0')
        return xasprintf("%s/lunzhi/control.sock", user);
    return xstrdup(SYSTEM_SOCKET);
}

static int run_command(struct ctl *ctl, int argc, char **argv)
{
    const char *nearest;
    int first, rc = options_parse_global(ctl, argc, argv, &first);

    if (rc != GO_ON)
        return rc;
    if (first >= argc)
        return ctl_usage_error(ctl, _("a command is missing; status is a good start"));
    ctl->command = command_find(argv[first], &nearest);
    if (ctl->command == NULL)
        return ctl_unknown_command(ctl, argv[first], nearest);
    return ctl->command->run(ctl, argc - first, argv + first);
}

int ctl_run(struct ctl *ctl, int argc, char **argv)
{
    int rc = run_command(ctl, argc, argv);

    if ((fflush(ctl->out) != 0 || ferror(ctl->out)) && rc == EXIT_DONE)
        return ctl_fail(ctl, _("cannot write the output: %s"), strerror(errno));
    return rc;
}
