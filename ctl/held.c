#include "held.h"

#include <stdlib.h>
#include <string.h>

static char *copy(const char *text)
{
    return text ? xstrdup(text) : NULL;
}

static void forget(struct event *event)
{
    free((char *)event->organization);
    free((char *)event->obligation);
    free((char *)event->period);
    free((char *)event->recipient);
    free((char *)event->channel);
}

void held_done(struct held *held)
{
    for (size_t i = 0; i < held->n; i++)
        forget(&held->events[i]);
    free(held->events);
    *held = (struct held){0};
}

static bool is_same(const char *left, const char *right)
{
    return left && right ? strcmp(left, right) == 0 : left == right;
}

static bool gives_way(const struct event *old, const struct event *new)
{
    return old->leaves_at == new->leaves_at &&is_same(old->organization, new->organization) && is_same(old->obligation, new->obligation) &&
           is_same(old->period, new->period) && is_same(old->recipient, new->recipient) && is_same(old->channel, new->channel);
}

static void drop(struct held *held, size_t i)
{
    forget(&held->events[i]);
    held->events[i] = held->events[--held->n];
}

void held_add(struct held *held, const struct event *event)
{
    struct event *added;

    for (size_t i = held->n; i-- > 0;) {
        if (gives_way(&held->events[i], event))
            drop(held, i);
    }
    if (held->n == held->max) {
        held->max = held->max ? held->max * 2 : 16;
        held->events = xrealloc(held->events, held->max * sizeof *held->events);
    }
    added = &held->events[held->n++];
    *added = *event;
    added->organization = copy(event->organization);
    added->obligation = copy(event->obligation);
    added->period = copy(event->period);
    added->recipient = copy(event->recipient);
    added->channel = copy(event->channel);
    added->chair = added->reason = NULL;
}

int64_t held_next_at(const struct held *held)
{
    int64_t least = NEVER;

    for (size_t i = 0; i < held->n; i++) {
        if (held->events[i].leaves_at < least)
            least = held->events[i].leaves_at;
    }
    return least;
}

/* What was met, waived, withdrawn or moved meanwhile has taken its messages back. */
static int is_owed(const struct ledger *ledger, const struct event *event, bool *ret_owed)
{
    struct arena arena = {0};
    struct occurrence occurrence;
    int error;

    *ret_owed = !event->obligation; /* about turns: nothing takes it back */
    if (!event->obligation)
        return 0;
    error = ledger->get_occurrence(ledger->ctx, event->organization, event->obligation, event->period, &arena, &occurrence);

    if (!error)
        *ret_owed = occurrence.due_on == event->due_on && (occurrence.state == OCCURRENCE_OPEN || occurrence.state == OCCURRENCE_MISSED);
    arena_done(&arena);
    return error;
}

int held_release(struct held *held, const struct ledger *ledger, int64_t now, void (*tell)(void *ctx, const struct event *event), void *ctx)
{
    for (size_t i = 0; i < held->n;) {
        struct event *event = &held->events[i];
        bool owed = false;
        int error;

        if (event->leaves_at > now) {
            i++;
            continue;
        }
        error = is_owed(ledger, event, &owed);
        if (error)
            return error;
        event->at = event->leaves_at;
        if (owed)
            tell(ctx, event);
        drop(held, i);
    }
    return 0;
}
