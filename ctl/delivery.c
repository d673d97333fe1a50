#include "delivery.h"

#include <stdlib.h>
#include <string.h>

#include "due.h"
#include "fields.h"
#include "intl.h"
#include "screen.h"

#define BACKLOG_SECONDS 300 /* a message due for longer than this and still not sent is trouble */

/* The counts that are said, and from which number on they need somebody's eye. */
static const struct {
    const char *name;
    const char *word;
    bool always;
    enum style style;
} counts[] = {
    {"queued", N_("queued"), true, STYLE_PLAIN},       {"sending", N_("sending"), false, STYLE_PLAIN},
    {"delivered", N_("delivered"), true, STYLE_PLAIN}, {"unknown", N_("unknown"), false, STYLE_WARN},
    {"refused", N_("refused"), false, STYLE_LOUD},     {"undeliverable", N_("undeliverable"), false, STYLE_LOUD},
};

static bool is_backlogged(const json_t *status)
{
    const char *oldest = field_text(json_object_get(status, "outbox"), "oldest_due_at", NULL);
    int64_t now, oldest_at;

    return instant_parse(field_text(status, "now", NULL), &now) == 0 && instant_parse(oldest, &oldest_at) == 0 &&
           now - oldest_at > BACKLOG_SECONDS;
}

static size_t count_troubles(const json_t *channels)
{
    const json_t *channel;
    size_t i, n = 0;

    json_array_foreach(channels, i, channel) n += field_text(channel, "trouble", NULL) != NULL;
    return n;
}

static void print_counts(struct ctl *ctl, const json_t *outbox)
{
    bool first = true;

    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        int64_t n = field_number(outbox, counts[i].name, 0);

        if (n == 0 && !counts[i].always)
            continue;
        fputs(first ? _("; ") : _(", "), ctl->out);
        screen_say(&ctl->screen, n > 0 ? counts[i].style : STYLE_PLAIN, "%lld %s", (long long)n, _(counts[i].word));
        first = false;
    }
    fputc('\n', ctl->out);
}

static void print_troubles(struct ctl *ctl, const json_t *channels)
{
    const json_t *channel;
    size_t i;

    json_array_foreach(channels, i, channel)
    {
        const char *trouble = field_text(channel, "trouble", NULL);
        char since[INSTANT_SIZE];

        if (trouble != NULL)
            screen_line(&ctl->screen, STYLE_LOUD, _("! channel %s, since %s: %s"), field_text(channel, "id", "?"),
                        instant_format(field_text(channel, "since", NULL), since), trouble);
    }
}

void delivery_print(struct ctl *ctl, const json_t *status)
{
    const json_t *outbox = json_object_get(status, "outbox"), *channels = json_object_get(status, "channels");
    const char *heartbeat = field_text(json_object_get(status, "heartbeat"), "trouble", NULL);
    bool backlogged = is_backlogged(status);
    bool healthy = !backlogged && count_troubles(channels) == 0;
    char oldest[INSTANT_SIZE];

    screen_say(&ctl->screen, STYLE_PLAIN, "%s", _("delivery: "));
    screen_say(&ctl->screen, healthy ? STYLE_GOOD : STYLE_LOUD, "%s", healthy ? _("healthy") : _("TROUBLE"));
    print_counts(ctl, outbox);
    print_troubles(ctl, channels);
    if (heartbeat != NULL)
        screen_line(&ctl->screen, STYLE_WARN, _("! the heartbeat is not heard: %s"), heartbeat);
    if (backlogged)
        screen_line(&ctl->screen, STYLE_LOUD, _("! the oldest message has been waiting since %s: lunzhictl outbox"),
                    instant_format(field_text(outbox, "oldest_due_at", NULL), oldest));
}
