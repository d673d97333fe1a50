/* When a message may leave: its channel's window and its recipient's, by the working days of its organization.
 *
 * A message was made to leave when its windows are open; they are asked again where that no longer says enough: the channel has a window,
 * it is a retry, or it leaves later than it was to. A test never waits; an alert waits for the end of the night, not of the holidays. */
#include "dispatcher_internal.h"
#include "error.h"

#define LATE_S 60

static const struct window always = {0};
static const struct calendar no_holidays = {0};

static bool is_known_open(const struct opening *opening, const struct outbox_row *row)
{
    return !window_is_set(&opening->lane->window) && row->attempts == 0 && opening->now - row->next_at < LATE_S;
}

int dispatcher_opens_at(void *ctx, const struct outbox_row *row, int64_t *ret_at)
{
    const struct opening *opening = ctx;
    const struct dispatcher_options *options = &opening->dispatcher->options;
    const struct notification *about = &row->notification;
    const struct organization *organization;
    const struct member *member;
    struct window window = opening->lane->window;
    int r;

    *ret_at = opening->now;
    if (about->kind == NOTIFICATION_TEST || is_known_open(opening, row))
        return 0;
    if (about->kind == NOTIFICATION_ALERT)
        window.workdays_only = false;
    r = about->organization != NULL ? engine_organization(options->engine, about->organization, &organization) : ERROR_NOT_FOUND;
    if (r < 0 && r != ERROR_NOT_FOUND)
        return r;
    member = r == 0 ? organization_member(organization, about->recipient) : NULL;
    *ret_at = windows_open_at(member != NULL ? &member->window : &always, &window, options->zone,
                              r == 0 ? organization->calendar : &no_holidays, opening->now);
    return 0;
}
