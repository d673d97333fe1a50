/* What peers are shown: nothing about what is settled, one id one message, within hours and rates. */
#include <stdio.h>
#include <string.h>

#include "disk.h"
#include "query.h"
#include "run.h"

/* Hours, working days and rate of the strict channels in university_value.c. */
#define OPENS_S  (7 * 3600 + 1800)
#define CLOSES_S (22 * 3600)
#define PERIOD_S 600

static bool is_strict(const struct run *run, const char *channel)
{
    return run->loaded && run->strict && (strcmp(channel, "mail2") == 0 || strcmp(channel, "robot") == 0);
}

static void judge_hours(const struct run *run, const struct notification *message)
{
    const struct university *university = run_university((struct run *)run, message->organization);
    const int64_t second = run_now(run) - zone_instant(&run_zone, run_today(run), 0);

    if (second < OPENS_S || second >= CLOSES_S || !university_works(university, run_today(run)))
        run_fails(run, "“%s” is sent while its channel has its quiet hours or a day off", message->key);
}

/* Never more than RATE_COUNT in a period, wherever it is laid. */
static void judge_rate(struct run *run, const char *channel)
{
    int64_t *sent_at = run->sent_at[strcmp(channel, "robot") == 0];

    if (sent_at[0] != NEVER && run_now(run) - sent_at[0] < PERIOD_S)
        run_fails(run, "more is sent on %s than its rate allows", channel);
    memmove(&sent_at[0], &sent_at[1], (RATE_COUNT - 1) * sizeof *sent_at);
    sent_at[RATE_COUNT - 1] = run_now(run);
}

/* Of one that is met or closed nothing is sent. */
static void judge_affair_sent(const struct run *run, struct university *university, const struct notification *message)
{
    const struct affair *affair = university_affair(university, message->period);

    if (affair && !affair->doubtful && !run->uncertain && (affair->met || affair->closed))
        run_fails(run, "“%s” is sent after its case has ended", message->key);
}

static int judge_sent_row(struct run *run, const struct outbox_row *row, const char *channel)
{
    const struct notification *message = &row->notification;
    struct university *university = message->organization ? run_university(run, message->organization) : NULL;
    struct duty *duty = university && message->obligation ? university_duty(university, message->obligation) : NULL;
    struct fact *fact = duty ? duty_fact(university, duty, message->period) : NULL;

    if (run->verbose)
        printf("        sent “%s” on %s, attempt %d\n", message->key, message->channel, row->attempts);
    if (is_strict(run, channel))
        judge_hours(run, message);
    if (g_hash_table_contains(run->by_hand, GINT_TO_POINTER((gint)message->id)))
        return 0;
    if (university && message->obligation && !duty)
        judge_affair_sent(run, university, message);
    if (!fact)
        return 0;
    if (!run->uncertain && !fact->doubtful && fact->waived_until != DATE_NONE && run_today(run) <= fact->waived_until)
        run_fails(run, "“%s” is sent while it is waived", message->key);
    if (fact->settled)
        run_fails(run, "“%s” is sent after it was settled", message->key);
    if (!duty->present && duty->changed_at != NEVER)
        run_fails(run, "“%s” is sent after its obligation left", message->key);
    return 0;
}

struct digest_look {
    struct run *run;
    const char *id, *channel;
};

static int judge_sent_digest(void *ctx, const struct outbox_row *row)
{
    const struct digest_look *look = ctx;

    return row->digest && strcmp(row->digest, look->id) == 0 ? judge_sent_row(look->run, row, look->channel) : 0;
}

void judge_sent(void *ctx, const struct message *message, const char *channel)
{
    struct run *run = ctx;
    struct digest_look look = {.run = run, .id = message->id, .channel = channel};
    bool looking;

    run->trace = hash_text(run->trace, message->id);
    if (is_strict(run, channel))
        judge_rate(run, channel);
    if (!message->row->digest) {
        (void)judge_sent_row(run, message->row, channel);
        return;
    }
    looking = disk_look(true);
    (void)query_outbox(run->store, DELIVERY_SENDING, 0, 1000, judge_sent_digest, &look);
    disk_look(looking);
}

void judge_differs(void *ctx, const struct message *message, const char *channel)
{
    run_fails(ctx, "two different messages under the id %s on %s, the second “%s”:\n%s", message->id, channel,
              message->row->notification.key, message->text);
}
