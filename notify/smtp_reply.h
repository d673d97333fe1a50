/* Parses SMTP replies (RFC 5321, 4.2) out of a stream split anywhere. Pure: no connection, no clock. */
#ifndef LUNZHI_SMTP_REPLY_H
#define LUNZHI_SMTP_REPLY_H

#include <stddef.h>

#include "words.h"

/* A reply beyond these is not believed. RFC 5321 allows lines of 512 bytes. */
#define SMTP_REPLY_LINE_MAX  2048
#define SMTP_REPLY_LINES_MAX 64

/* Zero-initialised ({0}) waits for a reply. */
struct smtp_reply {
    int code;              /* 200 to 599; 0 before the first line is whole */
    char text[WORDS_SIZE]; /* all lines with their codes, in one */
    /* private */
    char line[SMTP_REPLY_LINE_MAX];
    size_t line_size, text_size, lines;
};

enum smtp_reply_state { SMTP_REPLY_MORE, SMTP_REPLY_DONE, SMTP_REPLY_BAD };

/* Takes bytes up to the end of one reply; *ret_used is how many. MORE: all were taken and the reply goes on. DONE: code and text are whole,
 * the next call begins a new reply. BAD: malformed or too big, the connection cannot be used any more; `text` tells what came. */
enum smtp_reply_state smtp_reply_feed(struct smtp_reply *reply, const char *bytes, size_t size, size_t *ret_used);

#endif
