/* One SMTP connection that is opened when there is a mail, used for many, and closed when there are none.
 *
 * curl does TCP, TLS, STARTTLS, EHLO and AUTH (CURLOPT_CONNECT_ONLY), without blocking; MAIL, RCPT and DATA are spoken here, because curl's
 * own dialogue blocks the loop while it waits for replies. RFC 5321, RFC 2920 where PIPELINING is offered. One recipient a transaction. */
#ifndef LUNZHI_SMTP_H
#define LUNZHI_SMTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "backend.h"
#include "transfers.h"

enum smtp_tls { SMTP_TLS_NEVER, SMTP_TLS_IF_OFFERED, SMTP_TLS_REQUIRED };

/* What all connections of one channel share; outlives them. */
struct smtp_settings {
    char *url;                /* smtp[s]://HOST[:PORT]/HELO-NAME */
    char *user;               /* NULL: no AUTH */
    char *password;           /* NULL: no AUTH */
    char *ca_file;            /* NULL: the system's */
    enum smtp_tls tls;        /* of smtp://; smtps:// is TLS from the first byte */
    bool verify;              /* the server's certificate */
    uint64_t timeout_ms;      /* to connect, greet and log in; then for each reply */
    uint64_t data_timeout_ms; /* from the first byte of the mail to the last reply */
};

/* One transaction. Both addresses passed mailbox_is_address(). `data` has CR LF line ends, the last one included, and no stuffed dots. */
struct smtp_mail {
    const char *from;
    const char *to;
    bool utf8; /* an address is not ASCII: RFC 6531 */
    const char *data;
    size_t data_size;
};

struct smtp;

/* Opens nothing yet: no active handle before the first smtp_send(). */
struct smtp *smtp_new(uv_loop_t *loop, struct transfers *transfers, const struct smtp_settings *settings);
/* It has no mail; smtp_send() may be called. */
bool smtp_is_free(const struct smtp *smtp);
/* It is free and connected: better than one that is only free. */
bool smtp_is_ready(const struct smtp *smtp);
/* `mail` lives until cb. cb is called once, later, from the loop, and may call smtp_send() again. A connection that was used before and
 * turns out to be gone is replaced once without counting as a failure. */
void smtp_send(struct smtp *smtp, const struct smtp_mail *mail, attempt_cb cb, void *arg);
/* A mail under way is answered before this returns: UNKNOWN if its last byte may have left, else TRANSIENT. `closed` is called once, later,
 * when every handle is gone; the memory is then freed. */
void smtp_close(struct smtp *smtp, void (*closed)(void *arg), void *arg);

#endif
