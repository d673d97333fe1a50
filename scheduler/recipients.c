/* Names into people and ways out. */
#include "recipients.h"

#include <string.h>

#define CHAIR_POST "executive_chair"

static bool is_listed(const struct recipients *recipients, const struct member *member, const char *id)
{
    for (size_t i = 0; i < recipients->n; i++) {
        if ((recipients->items[i].member == NULL) == (member == NULL) && strcmp(recipients->items[i].id, id) == 0)
            return true;
    }
    return false;
}

static void append(struct recipients *recipients, struct recipient recipient, struct arena *arena)
{
    const size_t first_room = 4;
    size_t n = recipients->n;

    if (is_listed(recipients, recipient.member, recipient.id))
        return;
    /* Full at 4, 8, 16, …: the room follows from the count and need not be kept. */
    if (n == 0 || (n >= first_room && (n & (n - 1)) == 0)) {
        struct recipient *items = arena_array(arena, n ? 2 * n : first_room, sizeof(*items));

        if (n)
            memcpy(items, recipients->items, n * sizeof(*items));
        recipients->items = items;
    }
    recipients->items[recipients->n++] = recipient;
}

static void append_member(struct recipients *recipients, const struct member *member, const struct channel_directory *channels,
                          bool escalated, struct arena *arena)
{
    append(recipients,
           (struct recipient){
               .member = member, .id = member->id, .channel = recipient_channel(member, channels, NULL), .escalated = escalated},
           arena);
}

static bool append_holders(struct recipients *recipients, const struct organization *organization, const struct channel_directory *channels,
                           const char *post, date_t on, bool escalated, struct arena *arena)
{
    bool any = false;

    for (size_t i = 0; i < organization->n_members; i++) {
        if (member_holds_post(&organization->members[i], post, on)) {
            append_member(recipients, &organization->members[i], channels, escalated, arena);
            any = true;
        }
    }
    return any;
}

void recipients_add(struct recipients *recipients, const struct organization *organization, const struct channel_directory *channels,
                    const char *const *names, size_t n_names, const char *chair, date_t on, bool escalated, struct arena *arena)
{
    for (size_t i = 0; i < n_names; i++) {
        const char *name = names[i];
        const struct member *member;

        if (strcmp(name, CHAIR_POST) == 0) {
            if (chair == NULL)
                continue;
            name = chair;
        } else if (append_holders(recipients, organization, channels, name, on, escalated, arena)) {
            continue;
        }
        member = organization_member(organization, name);
        if (member) {
            if (interval_holds(member->term, on))
                append_member(recipients, member, channels, escalated, arena);
        } else if (channels->address_kind(channels->ctx, name)) {
            append(recipients, (struct recipient){.id = name, .channel = name, .escalated = escalated}, arena);
        }
    }
}

static const struct address *find_address(const struct member *member, const char *kind, size_t length)
{
    for (size_t i = 0; i < member->n_addresses; i++) {
        if (strlen(member->addresses[i].kind) == length && memcmp(member->addresses[i].kind, kind, length) == 0)
            return &member->addresses[i];
    }
    return NULL;
}

/* The member's address of the first kind there is one of. */
static const struct address *choose_address(const struct member *member, const char *kinds, bool *ret_first)
{
    const struct address *found = NULL;
    const char *first = kinds + (*kinds == '@'), *kind = first;

    while (!found && *kind) {
        size_t length = strcspn(kind, "/");

        found = find_address(member, kind, length);
        *ret_first = kind == first;
        kind += length + (kind[length] == '/');
    }
    return found;
}

const char *recipient_address(const struct member *member, const char *kinds, struct arena *arena)
{
    const struct address *address;
    bool first;

    if (*kinds == '\0')
        return "";
    address = choose_address(member, kinds, &first);
    if (!address || first)
        return address ? address->value : NULL;
    return arena_printf(arena, "%s:%s", address->kind, address->value);
}

bool recipient_may_be_channel(const char *kinds)
{
    return *kinds == '\0' || *kinds == '@';
}

bool recipient_is_reached(const struct member *member, const char *kinds)
{
    bool first;

    return *kinds == '\0' || choose_address(member, kinds, &first) != NULL;
}

const char *recipient_channel(const struct member *member, const struct channel_directory *channels, const char *after)
{
    size_t i = 0;

    if (after) {
        while (i < member->n_channels && strcmp(member->channels[i], after) != 0)
            i++;
        /* Not one of them any more: the file changed since, so they are tried from the first. */
        i = i < member->n_channels ? i + 1 : 0;
    }
    for (; i < member->n_channels; i++) {
        const char *kinds = channels->address_kind(channels->ctx, member->channels[i]);

        if (kinds && recipient_is_reached(member, kinds))
            return member->channels[i];
    }
    return NULL;
}
