/* The outbox: each message has its cause, one a day, and its end. */
#include <stdlib.h>
#include <string.h>

#include "disk.h"
#include "error.h"
#include "query.h"
#include "run.h"

struct kept {
    struct notification message;
    int64_t made_at;
};

static const struct kept *keep(const struct outbox_row *row, struct arena *arena)
{
    struct kept *kept = arena_alloc(arena, sizeof *kept);
    struct notification *message = &kept->message;

    *kept = (struct kept){.message = row->notification, .made_at = row->created_at};
    message->key = arena_strdup(arena, message->key);
    message->organization = arena_strdup(arena, message->organization);
    message->obligation = arena_strdup(arena, message->obligation);
    message->period = arena_strdup(arena, message->period);
    message->recipient = arena_strdup(arena, message->recipient);
    message->instead_of = arena_strdup(arena, message->instead_of);
    return kept;
}

struct fresh {
    struct run *run;
    struct arena arena;
    GPtrArray *rows; /* const struct kept * */
    int64_t newest;
};

static int look_at_row(void *ctx, const struct outbox_row *row)
{
    struct fresh *fresh = ctx;

    if (row->notification.id > fresh->newest)
        fresh->newest = row->notification.id;
    if (row->notification.id <= fresh->run->witness.row)
        return 1;
    g_ptr_array_add(fresh->rows, (void *)keep(row, &fresh->arena));
    return 0;
}

static int64_t root_of(struct run *run, int64_t id, struct arena *arena)
{
    struct outbox_row row;

    while (outbox_get(run->store, id, arena, &row) == 0 && row.notification.stands_for != 0)
        id = row.notification.stands_for;
    return id;
}

struct twins {
    struct run *run;
    const struct notification *message;
    struct arena arena;
};

/* Only another way to the same person is a second message on one day. */
static int look_for_twin(void *ctx, const struct outbox_row *row)
{
    struct twins *twins = ctx;
    const struct notification *a = twins->message, *b = &row->notification;

    if (a->id == b->id || a->on != b->on || strcmp(a->recipient, b->recipient) != 0 || row->state == DELIVERY_CANCELLED)
        return 0;
    if (root_of(twins->run, a->id, &twins->arena) != root_of(twins->run, b->id, &twins->arena))
        run_fails(twins->run, "two messages on one day: “%s” and “%s”", a->key, b->key);
    return 0;
}

static void judge_one_a_day(struct run *run, const struct notification *message)
{
    struct twins twins = {.run = run, .message = message};

    (void)query_outbox(run->store, -1, message->occurrence, 1000, look_for_twin, &twins);
    arena_done(&twins.arena);
}

static void judge_cause(struct run *run, const struct notification *message, GHashTable *tells)
{
    char *object;

    if (message->stands_for != 0) {
        if (message->stands_for >= message->id)
            run_fails(run, "“%s” stands for a later one", message->key);
        return;
    }
    object = message->occurrence ? xasprintf("%s/%s/%s", message->organization, message->obligation, message->period)
                                 : xstrdup(message->organization);
    if (!g_hash_table_contains(tells, object))
        run_fails(run, "“%s” has no cause in the log", message->key);
    free(object);
}

static int look_at_delivered(void *ctx, const struct outbox_row *row)
{
    struct run *run = ctx;

    if (row->state == DELIVERY_DELIVERED)
        g_array_append_val(run->witness.delivered, row->notification.id);
    return 0;
}

/* What was delivered stays so. */
static void judge_delivered(struct run *run)
{
    for (guint i = 0; i < run->witness.delivered->len; i++) {
        struct arena arena = {0};
        struct outbox_row row;

        if (outbox_get(run->store, g_array_index(run->witness.delivered, int64_t, i), &arena, &row) != 0 || row.state != DELIVERY_DELIVERED)
            run_fails(run, "message %lld was delivered and is no more", (long long)g_array_index(run->witness.delivered, int64_t, i));
        arena_done(&arena);
    }
    g_array_set_size(run->witness.delivered, 0);
}

/* Nobody need be told any more, or it is not known. */
static bool is_over(struct university *university, const struct notification *message)
{
    struct duty *duty = university_duty(university, message->obligation);
    const struct fact *fact = duty ? duty_fact(university, duty, message->period) : NULL;
    const struct affair *affair = fact ? NULL : university_affair(university, message->period);

    if (fact)
        return fact->settled || fact->unjudged;
    return !affair || affair->doubtful || affair->met || affair->closed;
}

struct other_way {
    int64_t id;
    bool found;
};

static int look_for_other_way(void *ctx, const struct outbox_row *row)
{
    struct other_way *way = ctx;

    way->found = row->notification.stands_for == way->id;
    return way->found;
}

/* What is refused for good goes to the next channel of the same person, unless it is settled or an edit came in between. */
static int judge_refused(void *ctx, const struct outbox_row *row)
{
    struct run *run = ctx;
    const struct notification *message = &row->notification;
    struct university *university = message->occurrence ? run_university(run, message->organization) : NULL;
    const struct person *person = university ? university_person(university, message->recipient) : NULL;
    struct other_way way = {.id = message->id};

    if (!person || university->people_changed_at >= row->created_at || is_over(university, message) ||
        !person_next_channel(person, message->channel))
        return 0;
    (void)query_outbox(run->store, -1, message->occurrence, 1000, look_for_other_way, &way);
    if (!way.found)
        run_fails(run, "“%s” was refused and has no other way", message->key);
    return 0;
}

void judge_rows(struct run *run, GHashTable *tells)
{
    struct fresh fresh = {.run = run, .rows = g_ptr_array_new()};

    (void)query_outbox(run->store, -1, 0, 1000000, look_at_row, &fresh);
    if (fresh.newest < run->witness.row)
        run_fails(run, "message %lld is lost", (long long)run->witness.row);
    for (guint i = 0; i < fresh.rows->len; i++) {
        const struct kept *kept = fresh.rows->pdata[i];

        judge_cause(run, &kept->message, tells);
        if (kept->message.occurrence)
            judge_one_a_day(run, &kept->message);
        if (kept->message.occurrence && kept->message.stands_for == 0)
            judge_reason(run, &kept->message, kept->made_at);
    }
    run->witness.row = fresh.newest;
    if (run->restarted)
        judge_delivered(run);
    if (run->loaded && !run->uncertain && (run->restarted || run->step % 64 == 0))
        (void)query_outbox(run->store, DELIVERY_REFUSED, 0, 1000000, judge_refused, run);
    if (run->step % 8 == 0 && run->witness.delivered->len < 500)
        (void)query_outbox(run->store, -1, 0, 24, look_at_delivered, run);
    g_ptr_array_free(fresh.rows, TRUE);
    arena_done(&fresh.arena);
}

struct end_look {
    struct run *run;
    int64_t calm_since;
};

static int judge_end_row(void *ctx, const struct outbox_row *row)
{
    const struct end_look *look = ctx;

    if (row->notification.channel && row->created_at <= look->calm_since && row->state != DELIVERY_DELIVERED &&
        row->state != DELIVERY_REFUSED && row->state != DELIVERY_CANCELLED)
        run_fails(look->run, "“%s” is still %s after days of calm: %s", row->notification.key, delivery_state_name(row->state),
                  row->last_reply ? row->last_reply : "");
    return 0;
}

void judge_end(struct run *run, int64_t calm_since)
{
    struct end_look look = {.run = run, .calm_since = calm_since};

    (void)query_outbox(run->store, -1, 0, 1000000, judge_end_row, &look);
}
