/* MAIL, RCPT, DATA and the mail itself, as a table of steps; RSET first if the last transaction failed.
 *
 * Happy path, with PIPELINING: MAIL+RCPT+DATA in one write, three replies, mail and dot in one write, one reply. Without: a step at a time.
 * A refusal is kept, the replies to what was already asked are awaited, and the connection goes on. What no server should say ends the
 * connection. */
#include "smtp_internal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "intl.h"
#include "memory.h"

struct step {
    const char *name;
    int good; /* the first digit that lets the next step be asked */
    void (*ask)(struct smtp *smtp);
};

static void ask_rset(struct smtp *smtp)
{
    smtp_printf(smtp, "RSET\r\n");
}

static void ask_mail(struct smtp *smtp)
{
    smtp_printf(smtp, "MAIL FROM:<%s>%s\r\n", smtp->mail->from, smtp->mail->utf8 ? " SMTPUTF8" : "");
}

static void ask_rcpt(struct smtp *smtp)
{
    smtp_printf(smtp, "RCPT TO:<%s>\r\n", smtp->mail->to);
}

static void ask_data(struct smtp *smtp)
{
    smtp_printf(smtp, "DATA\r\n");
}

static void ask_body(struct smtp *smtp)
{
    smtp_put_stuffed(smtp, smtp->mail->data, smtp->mail->data_size);
    smtp_put(smtp, ".\r\n", 3);
}

static const struct step steps[] = {
    [STEP_RSET] = {"RSET", 2, ask_rset}, [STEP_MAIL] = {"MAIL", 2, ask_mail},         [STEP_RCPT] = {"RCPT", 2, ask_rcpt},
    [STEP_DATA] = {"DATA", 3, ask_data}, [STEP_BODY] = {N_("the mail"), 2, ask_body},
};
_Static_assert(sizeof steps / sizeof *steps == STEP_COUNT, "a step without a row");

const char *smtp_awaited_name(const struct smtp *smtp)
{
    return _(steps[smtp->awaited].name);
}

/* Asks steps up to `last`. */
static void ask(struct smtp *smtp, enum smtp_step last)
{
    while (smtp->asked <= last)
        steps[smtp->asked++].ask(smtp);
    const struct smtp_settings *settings = smtp->settings;
    smtp_flush(smtp, last == STEP_BODY ? settings->data_timeout_ms : settings->timeout_ms);
}

void smtp_begin(struct smtp *smtp)
{
    if (smtp->mail->utf8 && !smtp->server.smtputf8) {
        smtp_judge(smtp, ATTEMPT_PERMANENT, 0, _("the address is not ASCII and the server does not offer SMTPUTF8"));
        smtp->state = SMTP_IDLE;
        smtp_answer_later(smtp);
        return;
    }
    smtp->state = SMTP_TALKING;
    smtp->awaited = smtp->asked = smtp->dirty ? STEP_RSET : STEP_MAIL;
    smtp->refused = smtp->sender_refused = smtp->dot_sent = false;
    ask(smtp, smtp->server.pipelining ? STEP_DATA : smtp->asked);
}

static void end(struct smtp *smtp, bool dirty)
{
    smtp->dirty = dirty;
    smtp->served++;
    smtp->verdict.made = true;
    smtp_rest(smtp);
}

static void unexpected(struct smtp *smtp)
{
    char *words = xasprintf(_("unexpected reply to %s: %s"), smtp_awaited_name(smtp), smtp->reply.text);
    smtp_lose(smtp, smtp->reply.code, words);
    free(words);
}

/* RFC 2920, 3.1: a recipient was refused but DATA was not, so the mail that follows is empty; the server refuses it or sends it to nobody.
 * If it took no sender and yet wants a mail, it cannot be trusted with one. */
static void send_nothing(struct smtp *smtp)
{
    if (smtp->sender_refused) {
        unexpected(smtp);
        return;
    }
    smtp->asked = STEP_COUNT;
    smtp_printf(smtp, ".\r\n");
    smtp_flush(smtp, smtp->settings->timeout_ms);
}

static void accepted(struct smtp *smtp, enum smtp_step step)
{
    smtp->awaited = step + 1;
    if (step == STEP_BODY) {
        if (!smtp->refused)
            smtp_judge(smtp, ATTEMPT_DELIVERED, smtp->reply.code, smtp->reply.text);
        end(smtp, false);
    } else if (step == STEP_DATA && smtp->refused)
        send_nothing(smtp);
    else if (smtp->awaited == smtp->asked)
        ask(smtp, smtp->asked);
}

static enum attempt_class class_of(enum smtp_step step, int code)
{
    if (code < 500)
        return ATTEMPT_TRANSIENT;
    /* 530, 534, 535, 538: it wants AUTH or TLS first (RFC 4954, RFC 3207). No mail will pass. */
    return step == STEP_MAIL && code / 10 == 53 ? ATTEMPT_CHANNEL : ATTEMPT_PERMANENT;
}

static void refused(struct smtp *smtp, enum smtp_step step)
{
    if (step == STEP_RSET) {
        unexpected(smtp);
        return;
    }
    if (!smtp->refused)
        smtp_judge(smtp, class_of(step, smtp->reply.code), smtp->reply.code, smtp->reply.text);
    smtp->refused = true;
    smtp->sender_refused |= step == STEP_MAIL;
    smtp->awaited = step + 1;
    if (smtp_is_sending(smtp)) /* half a mail cannot be taken back */
        smtp_lose(smtp, smtp->reply.code, smtp->reply.text);
    else if (smtp->awaited == smtp->asked)
        end(smtp, step != STEP_BODY);
}

void smtp_take_reply(struct smtp *smtp)
{
    enum smtp_step step = smtp->awaited;
    int code = smtp->reply.code;
    if (step >= smtp->asked)
        unexpected(smtp);
    else if (code == 421) { /* it hangs up, at any step, and has not taken the mail (RFC 5321, 3.8) */
        smtp->dot_sent = false;
        smtp_lose(smtp, code, smtp->reply.text);
    } else if (code / 100 == steps[step].good && !smtp_is_sending(smtp))
        accepted(smtp, step);
    else if (code >= 400)
        refused(smtp, step);
    else
        unexpected(smtp);
}

static bool line_offers(const char *line, size_t size, const char *keyword)
{
    size_t n = strlen(keyword);
    return size >= 4 + n && strncasecmp(line + 4, keyword, n) == 0 && (size == 4 + n || strchr(" =\r\n", line[4 + n]));
}

void smtp_learn(struct smtp_server *server, const char *line, size_t size)
{
    int code = 0;
    for (size_t i = 0; i < 3 && i < size && line[i] >= '0' && line[i] <= '9'; i++)
        code = code * 10 + (line[i] - '0');
    bool begins = code == 250 && server->code != 250;
    server->code = code;
    server->size_bytes += size;
    words_copy(server->words, sizeof server->words, line, size);
    if (begins) /* the last EHLO counts; its first line is the server's name */
        server->pipelining = server->smtputf8 = server->auth = false;
    else if (code == 250) {
        server->pipelining |= line_offers(line, size, "PIPELINING");
        server->smtputf8 |= line_offers(line, size, "SMTPUTF8");
        server->auth |= line_offers(line, size, "AUTH");
    }
}
