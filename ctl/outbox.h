/* Messages, as `outbox` and `show` print them. */
#ifndef LUNZHI_CTL_OUTBOX_H
#define LUNZHI_CTL_OUTBOX_H

#include <jansson.h>

#include "ctl.h"
#include "screen.h"

/* `messages` is an array of MESSAGE; with headings and what each is about for a list of its own, indented without. */
void outbox_print(struct ctl *ctl, const json_t *messages, bool headings);
/* How a delivery state looks. */
enum style outbox_style(const char *state);
/* "甲 (mail)": whom, and which way; "甲 (no way out)". Heap. */
char *outbox_recipient(const json_t *message);

#endif
