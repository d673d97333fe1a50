/* Who is told: posts, member ids and channel ids turned into people and ways out, on one day. */
#ifndef LUNZHI_RECIPIENTS_H
#define LUNZHI_RECIPIENTS_H

#include "memory.h"
#include "organization.h"

struct recipient {
    const struct member *member; /* NULL: the recipient is a channel */
    const char *id;              /* the member's or the channel's */
    const char *channel;         /* the first way out; NULL when no channel reaches the member */
    bool escalated;              /* named by an escalation step in force and not by `notify` */
};

/* What is asked of the configured channels: does this one exist, and what kind of address does it send to. */
struct channel_directory {
    /* NULL: no such channel; else the kinds of address it takes, as struct backend_name has them. */
    const char *(*address_kind)(void *ctx, const char *channel);
    void *ctx;
};

struct recipients {
    struct recipient *items; /* each person or channel once, in the order first named */
    size_t n;
};

/* Adds whom the names stand for on that day: `executive_chair` is `chair` (nobody if NULL), a post its holders in the members' order, a
 * member id the member while in office, a channel id the channel. Who is in the list already stays as they were. */
void recipients_add(struct recipients *recipients, const struct organization *organization, const struct channel_directory *channels,
                    const char *const *names, size_t n_names, const char *chair, date_t on, bool escalated, struct arena *arena);

/* Where the member is reached by a channel that takes these kinds of address: "" if it needs none; an address of the first kind as it is,
 * one of another as "KIND:VALUE" (arena), so that the backend can tell them apart; NULL: the member has none of them. */
const char *recipient_address(const struct member *member, const char *kinds, struct arena *arena);
/* Whether such a channel can be told itself, for no member: it needs no address, or is a group's. */
bool recipient_may_be_channel(const char *kinds);
/* Whether the member is reached. */
bool recipient_is_reached(const struct member *member, const char *kinds);

/* The first of the member's channels, after `after` (NULL: from the start), that reaches them, or NULL. */
const char *recipient_channel(const struct member *member, const struct channel_directory *channels, const char *after);

#endif
