/* A connection's life: DOWN -> CONNECTING -> IDLE <-> TALKING -> QUITTING -> DOWN, and from each to DOWN when it breaks.
 *
 * Waiting is always for one of: curl (CONNECTING), the descriptor, the timer. The timer means: idle long enough (IDLE), no answer (TALKING,
 * QUITTING), or "answer now, from the loop": a verdict made, or a write broken, inside smtp_send().
 * Closing: the mail is answered, the descriptor's poll and the timer are closed, and the last of them frees the memory. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "intl.h"
#include "memory.h"
#include "smtp_internal.h"

#define IDLE_MS        5000  /* a connection without a mail is closed after this */
#define QUIT_MS        2000  /* how long QUIT's reply is waited for */
#define SERVED_MAX     100   /* mails on one connection */
#define OUT_KEPT_BYTES 65536 /* a larger buffer is not kept between mails */

static void connect_now(struct smtp *smtp);

static void release(struct smtp *smtp)
{
    if (--smtp->handles > 0)
        return;
    void (*closed)(void *) = smtp->closed;
    void *arg = smtp->closed_arg;
    free(smtp->out);
    free(smtp);
    closed(arg);
}

/* Verdicts. */

void smtp_judge(struct smtp *smtp, enum attempt_class class, int code, const char *words)
{
    smtp->verdict.class = class;
    smtp->verdict.code = code;
    words_copy(smtp->verdict.reply, sizeof smtp->verdict.reply, words, strlen(words));
}

void smtp_answer(struct smtp *smtp)
{
    if (!smtp->mail || !smtp->verdict.made)
        return;
    struct smtp_verdict verdict = smtp->verdict;
    struct attempt attempt = {.class = verdict.class, .code = verdict.code, .reply = verdict.reply};
    smtp->mail = NULL;
    smtp->verdict.made = false;
    smtp->cb(smtp->arg, &attempt);
}

static void on_timer(uv_timer_t *timer);

void smtp_wake_in(struct smtp *smtp, uint64_t ms)
{
    uv_timer_start(&smtp->timer, on_timer, ms, 0);
}

void smtp_answer_later(struct smtp *smtp)
{
    smtp->verdict.made = true;
    smtp_wake_in(smtp, 0);
}

/* Up and down. */

static void watch_closed(uv_handle_t *handle)
{
    struct smtp_watch *watch = handle->data;
    struct smtp *owner = watch->owner;
    free(watch);
    release(owner);
}

static void take_down(struct smtp *smtp)
{
    uv_timer_stop(&smtp->timer);
    if (smtp->watch) {
        uv_poll_stop(&smtp->watch->poll);
        uv_close((uv_handle_t *)&smtp->watch->poll, watch_closed);
        smtp->watch = NULL;
    }
    if (smtp->state != SMTP_DOWN)
        transfers_remove(smtp->transfers, &smtp->transfer);
    smtp->state = SMTP_DOWN;
    free(smtp->out);
    smtp->out = NULL;
    smtp->out_sent = smtp->out_size = smtp->out_capacity = 0;
}

void smtp_lose(struct smtp *smtp, int code, const char *words)
{
    bool decided = smtp->verdict.made || smtp->refused;
    bool once_more = smtp->served > 0 && !smtp->again && !smtp->dot_sent;
    bool waiting = smtp->state == SMTP_QUITTING;
    take_down(smtp);
    if (!smtp->mail)
        return;
    if (decided)
        smtp->verdict.made = true;
    else if (waiting || once_more) {
        smtp->again = !waiting;
        connect_now(smtp);
    } else {
        smtp_judge(smtp, smtp->dot_sent ? ATTEMPT_UNKNOWN : ATTEMPT_TRANSIENT, code, words);
        smtp->verdict.made = true;
    }
}

static void quit(struct smtp *smtp)
{
    smtp->state = SMTP_QUITTING;
    smtp_printf(smtp, "QUIT\r\n");
    smtp_flush(smtp, QUIT_MS);
}

void smtp_rest(struct smtp *smtp)
{
    smtp->state = SMTP_IDLE;
    if (smtp->out_capacity > OUT_KEPT_BYTES) {
        free(smtp->out);
        smtp->out = NULL;
        smtp->out_capacity = 0;
    }
    if (smtp->served >= SERVED_MAX)
        quit(smtp);
    else
        smtp_wake_in(smtp, IDLE_MS);
}

/* Takes the descriptor over from curl, which has unwatched it. */
static int attach(struct smtp *smtp)
{
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl_easy_getinfo(smtp->transfer.easy, CURLINFO_ACTIVESOCKET, &socket);
    if (socket == CURL_SOCKET_BAD)
        return ERROR_IO;
    struct smtp_watch *watch = xcalloc(1, sizeof *watch);
    if (uv_poll_init_socket(smtp->loop, &watch->poll, socket) < 0) {
        free(watch);
        return ERROR_IO;
    }
    watch->poll.data = watch;
    watch->owner = smtp;
    smtp->watch = watch;
    smtp->watched = 0;
    smtp->handles++;
    return 0;
}

static void connected(struct transfer *transfer, CURLcode result)
{
    struct smtp *smtp = (struct smtp *)((char *)transfer - offsetof(struct smtp, transfer));
    if (result != CURLE_OK)
        smtp_judge_connect(smtp, result);
    else if (smtp->settings->user && !smtp->server.auth)
        smtp_judge(smtp, ATTEMPT_CHANNEL, 0, _("the server offers no AUTH, but a user is set"));
    else if (attach(smtp) < 0)
        smtp_judge(smtp, ATTEMPT_TRANSIENT, 0, _("the connection cannot be watched"));
    else {
        smtp_begin(smtp);
        return;
    }
    take_down(smtp);
    smtp->verdict.made = true;
    smtp_answer(smtp);
}

static void connect_now(struct smtp *smtp)
{
    memset(&smtp->server, 0, sizeof smtp->server);
    memset(&smtp->reply, 0, sizeof smtp->reply);
    smtp->error[0] = '\0';
    smtp->served = 0;
    smtp->dirty = smtp->broken = smtp->refused = smtp->dot_sent = false;
    if (!smtp->transfer.easy)
        smtp->transfer.easy = smtp_easy_new(smtp);
    if (transfers_add(smtp->transfers, &smtp->transfer) < 0) {
        smtp_judge(smtp, ATTEMPT_TRANSIENT, 0, _("the connection cannot be begun"));
        smtp_answer_later(smtp);
        return;
    }
    smtp->state = SMTP_CONNECTING;
}

/* Time. */

static void on_silence(struct smtp *smtp)
{
    char *words = xasprintf(_("no reply to %s in time"), smtp_awaited_name(smtp));
    smtp_lose(smtp, 0, words);
    free(words);
}

static void on_timer(uv_timer_t *timer)
{
    struct smtp *smtp = timer->data;
    if (smtp->broken && smtp_is_open(smtp)) {
        smtp_read(smtp); /* it may have said why before it closed */
        if (smtp_is_open(smtp) && smtp->broken)
            smtp_lose(smtp, 0, _("the connection broke while sending"));
    } else if (smtp->state == SMTP_IDLE && smtp->mail)
        smtp_rest(smtp);
    else if (smtp->state == SMTP_IDLE)
        quit(smtp);
    else if (smtp->state == SMTP_TALKING)
        on_silence(smtp);
    else if (smtp->state == SMTP_QUITTING)
        smtp_lose(smtp, 0, "");
    smtp_answer(smtp);
}

/* From outside. */

struct smtp *smtp_new(uv_loop_t *loop, struct transfers *transfers, const struct smtp_settings *settings)
{
    struct smtp *smtp = xcalloc(1, sizeof *smtp);
    smtp->loop = loop;
    smtp->transfers = transfers;
    smtp->settings = settings;
    smtp->transfer.done = connected;
    uv_timer_init(loop, &smtp->timer);
    smtp->timer.data = smtp;
    smtp->handles = 1;
    return smtp;
}

bool smtp_is_free(const struct smtp *smtp)
{
    return !smtp->mail && !smtp->closing;
}

bool smtp_is_ready(const struct smtp *smtp)
{
    return smtp_is_free(smtp) && smtp->state == SMTP_IDLE;
}

void smtp_send(struct smtp *smtp, const struct smtp_mail *mail, attempt_cb cb, void *arg)
{
    assert(smtp_is_free(smtp));
    smtp->mail = mail;
    smtp->cb = cb;
    smtp->arg = arg;
    smtp->again = smtp->refused = smtp->verdict.made = false;
    if (smtp->state == SMTP_IDLE)
        smtp_begin(smtp);
    else if (smtp->state == SMTP_DOWN)
        connect_now(smtp);
}

static void timer_closed(uv_handle_t *handle)
{
    release(handle->data);
}

void smtp_close(struct smtp *smtp, void (*closed)(void *arg), void *arg)
{
    if (smtp->closing)
        return;
    smtp->closing = true;
    smtp->closed = closed;
    smtp->closed_arg = arg;
    if (smtp->mail && !smtp->verdict.made && !smtp->refused)
        smtp_judge(smtp, smtp->dot_sent ? ATTEMPT_UNKNOWN : ATTEMPT_TRANSIENT, 0, _("given up: the channel is being closed"));
    smtp->verdict.made = true;
    if (smtp->state == SMTP_IDLE) {
        size_t n;
        (void)!curl_easy_send(smtp->transfer.easy, "QUIT\r\n", 6, &n); /* politeness; its reply is not waited for */
    }
    take_down(smtp);
    curl_easy_cleanup(smtp->transfer.easy);
    uv_close((uv_handle_t *)&smtp->timer, timer_closed);
    smtp_answer(smtp);
}
