/* The bytes of an SMTP connection, both ways, through curl_easy_send() and curl_easy_recv(), TLS or not. */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "intl.h"
#include "memory.h"
#include "smtp_internal.h"

void smtp_put(struct smtp *smtp, const char *bytes, size_t size)
{
    if (smtp->out_size + size > smtp->out_capacity) {
        smtp->out_capacity = 2 * (smtp->out_size + size);
        smtp->out = xrealloc(smtp->out, smtp->out_capacity);
    }
    memcpy(smtp->out + smtp->out_size, bytes, size);
    smtp->out_size += size;
}

void smtp_put_stuffed(struct smtp *smtp, const char *data, size_t size)
{
    const char *end = data + size;
    while (data < end) {
        if (*data == '.')
            smtp_put(smtp, ".", 1);
        const char *dot = memchr(data + 1, '.', (size_t)(end - data - 1)); /* there are none in base64 */
        while (dot && dot[-1] != '\n')
            dot = memchr(dot + 1, '.', (size_t)(end - dot - 1));
        size_t n = dot ? (size_t)(dot - data) : (size_t)(end - data);
        smtp_put(smtp, data, n);
        data += n;
    }
}

void smtp_printf(struct smtp *smtp, const char *format, ...)
{
    char line[1024]; /* a command with its address: at most 512 bytes and SMTPUTF8 */
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(line, sizeof line, format, ap);
    va_end(ap);
    assert(n > 0 && (size_t)n < sizeof line);
    smtp_put(smtp, line, (size_t)n);
}

bool smtp_is_sending(const struct smtp *smtp)
{
    return smtp->out_sent < smtp->out_size;
}

static void on_poll(uv_poll_t *poll, int status, int events);

static void watch(struct smtp *smtp)
{
    int events = UV_READABLE | (smtp_is_sending(smtp) && !smtp->broken ? UV_WRITABLE : 0);
    if (smtp->watched == events)
        return;
    smtp->watched = events;
    uv_poll_start(&smtp->watch->poll, events, on_poll);
}

/* The buffer does not move while a part of it waits: OpenSSL wants the same bytes again. */
static void send_out(struct smtp *smtp)
{
    while (smtp_is_sending(smtp)) {
        size_t n = 0;
        CURLcode result = curl_easy_send(smtp->transfer.easy, smtp->out + smtp->out_sent, smtp->out_size - smtp->out_sent, &n);
        smtp->out_sent += n;
        if (result == CURLE_AGAIN || (result == CURLE_OK && n == 0))
            break;
        if (result != CURLE_OK) {
            smtp->broken = true;
            smtp_wake_in(smtp, 0);
            break;
        }
    }
    if (!smtp_is_sending(smtp)) {
        smtp->dot_sent = smtp->state == SMTP_TALKING && smtp->asked > STEP_BODY;
        smtp->out_sent = smtp->out_size = 0;
    }
    watch(smtp);
}

void smtp_flush(struct smtp *smtp, uint64_t timeout_ms)
{
    smtp_wake_in(smtp, timeout_ms);
    send_out(smtp);
}

bool smtp_is_open(const struct smtp *smtp)
{
    return smtp->state == SMTP_IDLE || smtp->state == SMTP_TALKING || smtp->state == SMTP_QUITTING;
}

static void take_bytes(struct smtp *smtp, const char *bytes, size_t size)
{
    while (size > 0 && smtp_is_open(smtp)) {
        size_t used;
        enum smtp_reply_state state = smtp_reply_feed(&smtp->reply, bytes, size, &used);
        bytes += used;
        size -= used;
        if (state == SMTP_REPLY_MORE)
            return;
        if (state == SMTP_REPLY_BAD) {
            char *words = xasprintf(_("not a reply of SMTP: %s"), smtp->reply.text);
            smtp_lose(smtp, 0, words);
            free(words);
        } else if (smtp->state == SMTP_TALKING)
            smtp_take_reply(smtp);
        else /* QUIT's reply, or one nobody asked for */
            smtp_lose(smtp, smtp->reply.code, smtp->reply.text);
    }
}

void smtp_read(struct smtp *smtp)
{
    char bytes[4096];
    while (smtp_is_open(smtp)) {
        size_t n = 0;
        CURLcode result = curl_easy_recv(smtp->transfer.easy, bytes, sizeof bytes, &n);
        if (result == CURLE_AGAIN)
            return;
        if (result != CURLE_OK || n == 0)
            smtp_lose(smtp, 0, result != CURLE_OK ? curl_easy_strerror(result) : _("the server closed the connection"));
        else
            take_bytes(smtp, bytes, n);
    }
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct smtp *smtp = ((struct smtp_watch *)poll->data)->owner;
    if (status == 0 && events & UV_WRITABLE)
        send_out(smtp);
    smtp_read(smtp); /* on an error, too: it may have said why */
    if (status < 0 && smtp_is_open(smtp))
        smtp_lose(smtp, 0, uv_strerror(status));
    smtp_answer(smtp);
}
