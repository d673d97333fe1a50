/* A message as an Internet mail (RFC 5322, MIME). */
#ifndef LUNZHI_MAIL_H
#define LUNZHI_MAIL_H

#include <stdbool.h>
#include <stddef.h>

#include "mailbox.h"
#include "message.h"

struct mail_sender {
    struct mailbox from;     /* the address is ASCII: its domain names the Message-IDs */
    struct mailbox reply_to; /* address NULL: none */
    struct mailbox to;       /* of messages to the channel itself, whose row has the address ""; address NULL: there are none */
    bool html;               /* an HTML part beside the text, for a message that has none of its own */
};

/* Where the mail goes: the row's address, or the sender's own `to`; NULL: nowhere. Borrowed. */
const char *mail_address(const struct mail_sender *sender, const struct message *message);
/* The mail to that address: CR LF line ends, the last one included; at most 998 bytes a line. The same message gives the same bytes at
 * every attempt. Heap. ERROR_INVALID if the recipient's address is not one (mailbox_is_address()). */
int mail_render(const struct mail_sender *sender, const struct message *message, char **ret_data, size_t *ret_size)
    __attribute__((warn_unused_result));

#endif
