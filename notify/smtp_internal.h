/* Between smtp_connection.c (life and time), smtp_connect.c (what curl does), smtp_stream.c (bytes) and smtp_dialogue.c (what they say). */
#ifndef LUNZHI_SMTP_INTERNAL_H
#define LUNZHI_SMTP_INTERNAL_H

#include "smtp.h"
#include "smtp_reply.h"
#include "words.h"

/* Where a connection stands, and what makes it go on. */
enum smtp_state {
    SMTP_DOWN,       /* no connection; smtp_send() */
    SMTP_CONNECTING, /* curl is at work; connected() */
    SMTP_IDLE,       /* smtp_send(), the idle timer, or the server hanging up */
    SMTP_TALKING,    /* a transaction; a reply or the timer */
    SMTP_QUITTING,   /* QUIT was sent; a reply, the end, or the timer. A mail may wait for the next connection. */
};

/* The steps of a transaction, in order. */
enum smtp_step { STEP_RSET, STEP_MAIL, STEP_RCPT, STEP_DATA, STEP_BODY, STEP_COUNT };

/* How the mail fares: `made` once nothing can change it. */
struct smtp_verdict {
    bool made;
    enum attempt_class class;
    int code;
    char reply[WORDS_SIZE];
};

/* What EHLO (the last one, after STARTTLS) told, and how the greeting went. */
struct smtp_server {
    bool pipelining, smtputf8, auth;
    int code;               /* of the last line */
    size_t size_bytes;      /* of all lines */
    char words[WORDS_SIZE]; /* the last line */
};

/* The poll of a descriptor that curl has handed over; lives a little longer than the connection. */
struct smtp_watch {
    uv_poll_t poll;
    struct smtp *owner;
};

struct smtp {
    struct transfer transfer;
    uv_loop_t *loop;
    struct transfers *transfers;
    const struct smtp_settings *settings;
    char error[CURL_ERROR_SIZE];

    enum smtp_state state;
    struct smtp_watch *watch; /* the descriptor's poll; NULL while curl has it or there is none */
    int watched;              /* the events it waits for */
    uv_timer_t timer;
    unsigned handles; /* not yet closed */
    bool broken;      /* writing failed: the timer takes the connection down */

    char *out; /* bytes to send: [out_sent, out_size) */
    size_t out_sent, out_size, out_capacity;
    struct smtp_reply reply;
    struct smtp_server server;
    unsigned served; /* transactions on this connection */

    const struct smtp_mail *mail; /* NULL: none */
    attempt_cb cb;
    void *arg;
    struct smtp_verdict verdict;
    enum smtp_step awaited; /* whose reply is next */
    enum smtp_step asked;   /* the first step not yet asked */
    bool refused;           /* the verdict is known, replies are still to come */
    bool sender_refused;    /* by MAIL's reply */
    bool dirty;             /* the server may be in a transaction: RSET first */
    bool dot_sent;          /* the mail's last byte may have left */
    bool again;             /* it is already on its second connection */

    bool closing;
    void (*closed)(void *arg);
    void *closed_arg;
};

/* smtp_connection.c */
/* How the mail fares, as far as it is known. */
void smtp_judge(struct smtp *smtp, enum attempt_class class, int code, const char *words);
/* Tells the verdict if it is made. The last thing a callback does: the next mail may be handed over in it. */
void smtp_answer(struct smtp *smtp);
/* The same from the loop: the verdict, already judged, is made. */
void smtp_answer_later(struct smtp *smtp);
void smtp_wake_in(struct smtp *smtp, uint64_t ms);
/* The connection is of no use any more: takes it down; the mail goes to a fresh one, or its verdict is made. */
void smtp_lose(struct smtp *smtp, int code, const char *words);
/* The transaction has ended and the connection lives on. */
void smtp_rest(struct smtp *smtp);

/* smtp_stream.c */
void smtp_put(struct smtp *smtp, const char *bytes, size_t size);
/* A mail, or a part of one that begins a line: a dot at the beginning of a line gets another one (RFC 5321, 4.5.2). */
void smtp_put_stuffed(struct smtp *smtp, const char *data, size_t size);
void smtp_printf(struct smtp *smtp, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Sends what was put and gives the server `timeout_ms` to answer. */
void smtp_flush(struct smtp *smtp, uint64_t timeout_ms);
bool smtp_is_sending(const struct smtp *smtp);
bool smtp_is_open(const struct smtp *smtp);
/* Reads until there is nothing more: bytes that TLS has decrypted do not wake the poll. Bounded, because replies are. */
void smtp_read(struct smtp *smtp);

/* smtp_connect.c */
CURL *smtp_easy_new(struct smtp *smtp);
void smtp_judge_connect(struct smtp *smtp, CURLcode result);

/* smtp_dialogue.c */
void smtp_begin(struct smtp *smtp);
void smtp_take_reply(struct smtp *smtp);
const char *smtp_awaited_name(const struct smtp *smtp);
/* One line of the greeting, of EHLO's or of AUTH's replies, as curl's header function gets it. */
void smtp_learn(struct smtp_server *server, const char *line, size_t size);

#endif
