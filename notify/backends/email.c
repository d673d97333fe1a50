/* Mails over SMTP: a mail is made when a message comes, and waits for the first free of the channel's connections. */
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "email_settings.h"
#include "error.h"
#include "http.h"
#include "intl.h"
#include "mail.h"
#include "memory.h"
#include "smtp.h"

/* One message. */
struct job {
    struct job *next;
    struct email *email;
    attempt_cb cb;
    void *arg;
    struct smtp_mail mail;
    char *data; /* NULL: it cannot be a mail, and is refused */
};

struct queue {
    struct job *first, **end;
};

struct email {
    const struct channel *channel;
    const struct backend_context *context;
    struct email_settings settings;
    struct smtp **connections; /* NULL: not needed so far */
    size_t n_connections;
    struct queue waiting; /* for a free connection */
    struct queue refused; /* for the timer to say so */
    uv_timer_t timer;
    size_t open; /* connections and the timer, while closing */
    bool closing;
    void (*closed)(void *arg);
    void *closed_arg;
};

static void queue_init(struct queue *queue)
{
    queue->first = NULL;
    queue->end = &queue->first;
}

static void queue_put(struct queue *queue, struct job *job)
{
    job->next = NULL;
    *queue->end = job;
    queue->end = &job->next;
}

static struct job *queue_take(struct queue *queue)
{
    struct job *job = queue->first;
    if (job && !(queue->first = job->next))
        queue->end = &queue->first;
    return job;
}

/* Settings. */

static void email_check(const struct channel *channel, setting_fault_cb fault, void *ctx)
{
    struct email_settings settings;
    if (email_settings_read(channel, &settings, fault, ctx))
        email_settings_done(&settings);
}

static void keep_first_fault(void *ctx, const struct setting *setting, const char *name, const char *text)
{
    char **why = ctx;
    if (!*why)
        *why = xasprintf("%s: %s", name, text);
}

static int email_open(const struct channel *channel, const struct backend_context *context, void **ret_impl, char **ret_why)
{
    struct email_settings settings;
    char *why = NULL;
    if (!email_settings_read(channel, &settings, keep_first_fault, &why)) {
        *ret_why = why;
        return ERROR_CONFIG;
    }
    int r = email_settings_read_files(channel, context, &settings, ret_why);
    if (r < 0) {
        email_settings_done(&settings);
        return r;
    }
    struct email *email = xcalloc(1, sizeof *email);
    email->channel = channel;
    email->context = context;
    email->settings = settings;
    email->n_connections = channel_connections(channel);
    email->connections = xcalloc(email->n_connections, sizeof *email->connections);
    queue_init(&email->waiting);
    queue_init(&email->refused);
    uv_timer_init(context->loop, &email->timer);
    email->timer.data = email;
    *ret_impl = email;
    return 0;
}

static size_t email_capacity(void *impl)
{
    return ((struct email *)impl)->n_connections;
}

/* Sending. */

/* Tells the end of a job; the next one may be handed over in it. */
static void finish(struct job *job, const struct attempt *attempt)
{
    attempt_cb cb = job->cb;
    void *arg = job->arg;
    free(job->data);
    free(job);
    cb(arg, attempt);
}

static void start_waiting(struct email *email);

static void on_attempt(void *arg, const struct attempt *attempt)
{
    struct job *job = arg;
    struct email *email = job->email;
    if (!email->closing)
        start_waiting(email);
    finish(job, attempt);
}

/* One that is connected before one that is not, the lowest first, so that the others come to rest. */
static struct smtp *free_connection(struct email *email)
{
    struct smtp **slot = NULL;
    for (size_t i = 0; i < email->n_connections; i++) {
        struct smtp *smtp = email->connections[i];
        if (smtp && smtp_is_ready(smtp))
            return smtp;
        if (!slot && (!smtp || smtp_is_free(smtp)))
            slot = &email->connections[i];
    }
    if (slot && !*slot)
        *slot = smtp_new(email->context->loop, http_transfers(email->context->http), &email->settings.smtp);
    return slot ? *slot : NULL;
}

static void start_waiting(struct email *email)
{
    struct smtp *smtp;
    while (email->waiting.first && (smtp = free_connection(email))) {
        struct job *job = queue_take(&email->waiting);
        smtp_send(smtp, &job->mail, on_attempt, job);
    }
}

static void refuse(struct job *job)
{
    struct attempt attempt = {.class = ATTEMPT_PERMANENT,
                              .reply = job->mail.to ? _("the recipient's address is not a mail address")
                                                    : _("the message is to the channel itself, which has no setting to")};
    finish(job, &attempt);
}

static void on_timer(uv_timer_t *timer)
{
    struct email *email = timer->data;
    struct job *job = queue_take(&email->refused);
    if (email->refused.first)
        uv_timer_start(timer, on_timer, 0, 0);
    if (job)
        refuse(job);
}

static void email_send(void *impl, const struct message *message, attempt_cb cb, void *arg)
{
    struct email *email = impl;
    struct job *job = xcalloc(1, sizeof *job);
    job->email = email;
    job->cb = cb;
    job->arg = arg;
    job->mail.from = email->settings.sender.from.address;
    job->mail.to = mail_address(&email->settings.sender, message);
    if (mail_render(&email->settings.sender, message, &job->data, &job->mail.data_size) < 0) {
        queue_put(&email->refused, job);
        uv_timer_start(&email->timer, on_timer, 0, 0);
        return;
    }
    job->mail.data = job->data;
    job->mail.utf8 = mailbox_needs_utf8(job->mail.to);
    queue_put(&email->waiting, job);
    start_waiting(email);
}

/* Closing. */

static void part_closed(void *arg)
{
    struct email *email = arg;
    if (--email->open > 0)
        return;
    void (*closed)(void *) = email->closed;
    void *closed_arg = email->closed_arg;
    email_settings_done(&email->settings);
    free(email->connections);
    free(email);
    closed(closed_arg);
}

static void timer_closed(uv_handle_t *handle)
{
    part_closed(handle->data);
}

static void email_close(void *impl, void (*closed)(void *arg), void *arg)
{
    struct email *email = impl;
    struct attempt given_up = {.class = ATTEMPT_TRANSIENT, .reply = _("given up: the channel is being closed")};
    struct job *job;
    email->closing = true;
    email->closed = closed;
    email->closed_arg = arg;
    email->open = 1;
    for (size_t i = 0; i < email->n_connections; i++)
        email->open += email->connections[i] != NULL;
    while ((job = queue_take(&email->refused)))
        refuse(job);
    while ((job = queue_take(&email->waiting)))
        finish(job, &given_up);
    for (size_t i = 0; i < email->n_connections; i++)
        if (email->connections[i])
            smtp_close(email->connections[i], part_closed, email);
    uv_close((uv_handle_t *)&email->timer, timer_closed);
}

const struct backend_ops backend_email = {
    .name = "email",
    .settings = email_setting_specs,
    .check = email_check,
    .open = email_open,
    .capacity = email_capacity,
    .send = email_send,
    .close = email_close,
};
