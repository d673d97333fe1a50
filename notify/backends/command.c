/* Backend `command`: one run of an external program for each message, which gets it as JSON on its standard input (docs/messages.md).
 * Closing kills what runs: whether it had done its work is unknown. */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "backend.h"
#include "error.h"
#include "intl.h"
#include "memory.h"
#include "program.h"

#define TIMEOUT_S 30

#define EXIT_NOT_EXECUTABLE 126 /* what shells and env(1) say when they cannot run what they were told to */
#define EXIT_NOT_FOUND      127

struct command {
    uv_loop_t *loop;
    char **argv; /* NULL-ended; the strings are the channel's */
    uint64_t timeout_ms;
    size_t connections;
    struct job *jobs;
    bool closing;
    void (*closed)(void *arg);
    void *closed_arg;
};

struct job {
    struct job *next;
    struct command *command;
    struct program *program;
    char *id;             /* "LUNZHI_MESSAGE_ID=…" */
    const char *added[2]; /* to the environment */
    attempt_cb cb;
    void *arg;
};

static const struct setting_spec settings[] = {
    {"command", SETTING_STRINGS, .required = true},
    {0},
};

static void job_free(struct job *job)
{
    struct job **at = &job->command->jobs;

    while (*at != job)
        at = &(*at)->next;
    *at = job->next;
    free(job->id);
    free(job);
}

static void command_free(struct command *command)
{
    void (*closed)(void *arg) = command->closed;
    void *arg = command->closed_arg;

    free(command->argv);
    free(command);
    closed(arg);
}

static enum attempt_class class_of_status(int status)
{
    switch (status) {
    case EX_OK:
        return ATTEMPT_DELIVERED;
    case EX_TEMPFAIL:
        return ATTEMPT_TRANSIENT;
    case EX_CONFIG:
    case EXIT_NOT_EXECUTABLE:
    case EXIT_NOT_FOUND:
        return ATTEMPT_CHANNEL;
    default:
        return ATTEMPT_PERMANENT;
    }
}

/* A program that cannot be run stays so until someone mends it; want of our own resources passes. */
static enum attempt_class class_of_start(int error)
{
    return error == UV_EAGAIN || error == UV_ENOMEM || error == UV_EMFILE || error == UV_ENFILE ? ATTEMPT_TRANSIENT : ATTEMPT_CHANNEL;
}

/* `words` is room for a reply that has to be made up. */
static struct attempt attempt_of(enum program_end end, int code, const char *last_line, char *words, size_t size)
{
    switch (end) {
    case PROGRAM_EXITED:
        snprintf(words, size, _("exit status %d"), code);
        return (struct attempt){.class = class_of_status(code), .code = code, .reply = *last_line != '\0' ? last_line : words};
    case PROGRAM_SIGNALLED:
        snprintf(words, size, _("ended by signal %d (%s)"), code, strsignal(code));
        return (struct attempt){.class = ATTEMPT_TRANSIENT, .reply = words};
    case PROGRAM_NOT_STARTED:
        snprintf(words, size, _("cannot be run: %s"), uv_strerror(code));
        return (struct attempt){.class = class_of_start(code), .reply = words};
    case PROGRAM_TIMED_OUT:
        return (struct attempt){.class = ATTEMPT_UNKNOWN, .reply = _("the program took too long and was stopped")};
    case PROGRAM_KILLED:
        break;
    }
    return (struct attempt){.class = ATTEMPT_UNKNOWN, .reply = _("the program was stopped while it ran")};
}

static void on_ended(void *arg, enum program_end end, int code, const char *last_line)
{
    struct job *job = arg;
    struct command *command = job->command;
    char words[100];
    struct attempt attempt = attempt_of(end, code, last_line, words, sizeof(words));

    job->cb(job->arg, &attempt);
    job_free(job);
    if (command->closing && command->jobs == NULL)
        command_free(command);
}

static void command_send(void *impl, const struct message *message, attempt_cb cb, void *arg)
{
    struct command *command = impl;
    struct job *job = xcalloc(1, sizeof(*job));

    *job = (struct job){.next = command->jobs, .command = command, .cb = cb, .arg = arg};
    command->jobs = job;
    job->id = xasprintf("LUNZHI_MESSAGE_ID=%s", message->id);
    job->added[0] = job->id;
    job->program = program_run(command->loop, &(struct program_options){
                                                  .argv = command->argv,
                                                  .added = job->added,
                                                  .input = message->json,
                                                  .timeout_ms = command->timeout_ms,
                                                  .ended = on_ended,
                                                  .arg = job,
                                              });
}

static const struct setting *absolute_program(const struct channel *channel)
{
    const struct setting *setting = channel_setting(channel, "command");

    if (setting == NULL || setting->type != SETTING_STRINGS || setting->n_strings == 0 || setting->strings[0][0] != '/')
        return NULL;
    return setting;
}

static void command_check(const struct channel *channel, setting_fault_cb fault, void *ctx)
{
    const struct setting *setting = channel_setting(channel, "command");
    char *text;

    if (absolute_program(channel) != NULL)
        return;
    text = xasprintf(_("is “%s”; allowed is the absolute path of a program first"),
                     setting != NULL && setting->n_strings > 0 ? setting->strings[0] : "");
    fault(ctx, setting, "command", text);
    free(text);
}

static int command_open(const struct channel *channel, const struct backend_context *context, void **ret_impl, char **ret_why)
{
    const struct setting *setting = absolute_program(channel);
    struct command *command;

    if (setting == NULL) {
        *ret_why = xstrdup(_("command must begin with the absolute path of a program"));
        return ERROR_CONFIG;
    }
    command = xcalloc(1, sizeof(*command));
    command->loop = context->loop;
    command->timeout_ms = 1000 * (uint64_t)channel_integer(channel, "timeout_s", TIMEOUT_S);
    command->connections = channel_connections(channel);
    command->argv = xcalloc(setting->n_strings + 1, sizeof(*command->argv));
    for (size_t i = 0; i < setting->n_strings; i++)
        command->argv[i] = (char *)setting->strings[i];
    *ret_impl = command;
    return 0;
}

static size_t command_capacity(void *impl)
{
    return ((struct command *)impl)->connections;
}

static void command_close(void *impl, void (*closed)(void *arg), void *arg)
{
    struct command *command = impl;

    command->closing = true;
    command->closed = closed;
    command->closed_arg = arg;
    for (struct job *job = command->jobs; job != NULL; job = job->next)
        program_kill(job->program);
    if (command->jobs == NULL)
        command_free(command);
}

const struct backend_ops backend_command = {
    .name = "command",
    .takes_json = true,
    .settings = settings,
    .check = command_check,
    .open = command_open,
    .capacity = command_capacity,
    .send = command_send,
    .close = command_close,
};
