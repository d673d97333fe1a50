/* A mail address with the name before it: what the configuration and the outbox hold, checked before it comes near a command or a header.
 */
#ifndef LUNZHI_MAILBOX_H
#define LUNZHI_MAILBOX_H

#include <stdbool.h>

struct mailbox {
    char *name;    /* UTF-8; NULL: none */
    char *address; /* mailbox_is_address() holds */
};

/* "甲 <jia@example.edu.cn>" or "jia@example.edu.cn": exactly one mailbox (RFC 5322). ERROR_INVALID otherwise. Thread: the loop's. */
int mailbox_parse(const char *text, struct mailbox *ret) __attribute__((warn_unused_result));
void mailbox_done(struct mailbox *mailbox);

/* LOCAL@DOMAIN as RFC 5321 and 6531 allow it without quotes: a dot-atom, a domain of labels or an address literal, UTF-8 instead of ASCII
 * letters; no control character, no blank, at most 254 bytes. */
bool mailbox_is_address(const char *text);
/* Its bytes are not all ASCII: the server must offer SMTPUTF8. */
bool mailbox_needs_utf8(const char *address);
/* After the @; borrowed. */
const char *mailbox_domain(const char *address);

#endif
