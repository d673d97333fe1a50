#include "peers.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define MAX_SENDINGS 256
#define N_MOODS      8

struct opened {
    char id[16];
    uv_timer_t end; /* what makes closing take a turn of the loop */
    void (*closed)(void *arg);
    void *arg;
};

struct sending {
    const struct opened *channel;
    attempt_cb cb; /* NULL: free */
    void *arg;
    struct attempt attempt;
    int64_t answer_ms;
};

static struct {
    struct peers_options options;
    struct {
        char channel[16];
        enum mood mood;
    } moods[N_MOODS];
    struct sending sendings[MAX_SENDINGS];
    GHashTable *taken; /* id -> hash of its words */
    size_t n_taken, n_again;
} peers;

static enum mood mood_of(const char *channel)
{
    for (size_t i = 0; i < N_MOODS; i++) {
        if (strcmp(peers.moods[i].channel, channel) == 0)
            return peers.moods[i].mood;
    }
    return MOOD_WELL;
}

static int peer_open(const struct channel *channel, const struct backend_context *context, void **ret_impl, char **ret_why)
{
    struct opened *opened;

    if (mood_of(channel->id) == MOOD_GONE && chance_one_in(peers.options.chance, 4)) {
        *ret_why = xstrdup("no secret");
        return ERROR_NOT_FOUND;
    }
    opened = xcalloc(1, sizeof *opened);
    g_strlcpy(opened->id, channel->id, sizeof opened->id);
    uv_timer_init(context->loop, &opened->end);
    opened->end.data = opened;
    *ret_impl = opened;
    return 0;
}

static size_t peer_capacity(void *impl)
{
    return 3;
}

/* The words a receiver sees. */
static uint64_t words_of(const struct message *message)
{
    uint64_t hash = hash_text(HASH_START, message->subject);

    hash = hash_text(hash, message->text);
    hash = hash_text(hash, message->json);
    hash = hash_text(hash, message->thread_id);
    for (size_t i = 0; message->threads && message->threads[i]; i++)
        hash = hash_text(hash, message->threads[i]);
    return hash_number(hash, message->created_at);
}

/* Whether it takes the message or not, what it was shown must be the same under one id. */
static void take(const struct message *message, const char *channel, bool takes)
{
    uint64_t words = words_of(message), *before = g_hash_table_lookup(peers.taken, message->id);

    if (before && *before != words)
        peers.options.differs(peers.options.ctx, message, channel);
    if (!before) {
        before = xmalloc(sizeof *before);
        *before = words;
        g_hash_table_insert(peers.taken, xstrdup(message->id), before);
    } else {
        peers.n_again += takes;
    }
    peers.n_taken += takes;
}

static struct attempt judge(enum mood mood, bool *takes, int64_t *delay_ms)
{
    struct chance *chance = peers.options.chance;
    const struct attempt well = {.class = ATTEMPT_DELIVERED, .code = 250, .reply = "250 ok"};

    *takes = false;
    *delay_ms = chance_below(chance, 3) * 100;
    switch (mood) {
    case MOOD_BUSY:
        return (struct attempt){.class = ATTEMPT_TRANSIENT,
                                .code = 451,
                                .reply = "451 later",
                                .retry_after_ms = chance_one_in(chance, 3) ? chance_between(chance, 1, 7200) * 1000 : 0};
    case MOOD_REFUSES:
        if (chance_one_in(chance, 2))
            return (struct attempt){.class = ATTEMPT_PERMANENT, .code = 550, .reply = "550 no such user"};
        break;
    case MOOD_GONE:
        return (struct attempt){.class = ATTEMPT_CHANNEL, .code = 410, .reply = "410 gone"};
    case MOOD_SILENT:
        return (struct attempt){.class = ATTEMPT_TRANSIENT, .reply = "connection refused"};
    case MOOD_STALLS:
        *delay_ms = chance_between(chance, 1, 600) * 1000;
        if (chance_one_in(chance, 2))
            return (struct attempt){.class = ATTEMPT_UNKNOWN, .reply = "no answer"};
        break;
    case MOOD_LIES:
        *takes = true;
        return (struct attempt){.class = chance_one_in(chance, 2) ? ATTEMPT_UNKNOWN : ATTEMPT_TRANSIENT, .code = 450, .reply = "lost"};
    default:
        break;
    }
    *takes = true;
    return well;
}

static void peer_send(void *impl, const struct message *message, attempt_cb cb, void *arg)
{
    const struct opened *opened = impl;
    struct sending *sending = peers.sendings;
    int64_t delay_ms;
    bool takes;

    peers.options.sent(peers.options.ctx, message, opened->id);
    while (sending->cb)
        sending++;
    *sending = (struct sending){.channel = opened, .cb = cb, .arg = arg, .attempt = judge(mood_of(opened->id), &takes, &delay_ms)};
    sending->answer_ms = peers.options.now_ms(peers.options.ctx) + delay_ms;
    take(message, opened->id, takes);
}

static void answer(struct sending *sending, const struct attempt *attempt)
{
    attempt_cb cb = sending->cb;

    sending->cb = NULL;
    cb(sending->arg, attempt);
}

static void on_end(uv_handle_t *handle)
{
    struct opened *opened = handle->data;
    void (*closed)(void *arg) = opened->closed;
    void *arg = opened->arg;

    for (size_t i = 0; i < MAX_SENDINGS; i++) {
        if (peers.sendings[i].cb && peers.sendings[i].channel == opened)
            answer(&peers.sendings[i], &(struct attempt){.class = ATTEMPT_UNKNOWN, .reply = "aborted"});
    }
    free(opened);
    closed(arg);
}

static void peer_close(void *impl, void (*closed)(void *arg), void *arg)
{
    struct opened *opened = impl;

    opened->closed = closed;
    opened->arg = arg;
    uv_close((uv_handle_t *)&opened->end, on_end);
}

static const struct setting_spec no_settings[] = {{0}};

static const struct backend_ops ops = {
    .name = "peer",
    .takes_json = true,
    .settings = no_settings,
    .open = peer_open,
    .capacity = peer_capacity,
    .send = peer_send,
    .close = peer_close,
};

const struct backend_ops *peers_find(const char *name)
{
    return &ops;
}

void peers_init(const struct peers_options *options)
{
    peers_done();
    peers.options = *options;
    peers.taken = g_hash_table_new_full(g_str_hash, g_str_equal, free, free);
}

void peers_done(void)
{
    if (peers.taken)
        g_hash_table_destroy(peers.taken);
    memset(&peers, 0, sizeof peers);
}

void peers_mood(const char *channel, enum mood mood)
{
    size_t i = 0;

    while (i + 1 < N_MOODS && peers.moods[i].channel[0] && strcmp(peers.moods[i].channel, channel) != 0)
        i++;
    g_strlcpy(peers.moods[i].channel, channel, sizeof peers.moods[i].channel);
    peers.moods[i].mood = mood;
}

void peers_all_well(void)
{
    for (size_t i = 0; i < N_MOODS; i++)
        peers.moods[i].mood = MOOD_WELL;
}

int64_t peers_next_ms(void)
{
    int64_t next = INT64_MAX;

    for (size_t i = 0; i < MAX_SENDINGS; i++) {
        if (peers.sendings[i].cb && peers.sendings[i].answer_ms < next)
            next = peers.sendings[i].answer_ms;
    }
    return next;
}

bool peers_answer(void)
{
    const int64_t now = peers.options.now_ms(peers.options.ctx);
    bool any = false;

    for (size_t i = 0; i < MAX_SENDINGS; i++) {
        if (peers.sendings[i].cb && peers.sendings[i].answer_ms <= now) {
            answer(&peers.sendings[i], &(struct attempt){peers.sendings[i].attempt.class, peers.sendings[i].attempt.code,
                                                         peers.sendings[i].attempt.reply, peers.sendings[i].attempt.retry_after_ms});
            any = true;
        }
    }
    return any;
}

void peers_counts(size_t *ret_taken, size_t *ret_again)
{
    *ret_taken = peers.n_taken;
    *ret_again = peers.n_again;
}
