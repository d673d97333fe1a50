/* GET /v1/check: one verdict for a monitoring system, by the plug-in conventions (0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN). What counts as
 * what is said in docs/control-api.md. */
#include <stdio.h>
#include <string.h>

#include "control.h"
#include "daemon.h"
#include "error.h"
#include "intl.h"
#include "reason.h"
#include "shapes.h"
#include "watch.h"

#define LOOK_BACK_DAYS    7
#define ENGINE_LATE_MAX_S 600
#define QUEUE_LATE_MAX_S  3600
#define COUNT_MAX         1000 /* messages looked at */
#define SECONDS_A_DAY     86400
#define NAMED_MAX         100 /* in the reply */
#define NAMED_IN_LINE     3

struct verdict {
    const struct request *request;
    json_t *chairs; /* the vacant ones and the caretakers, at most NAMED_MAX */
    int64_t vacant, caretakers, late, missed, refused, unreachable, queued, channels;
    struct lateness late_by;
};

static int count_chair(void *ctx, const struct query_organization *row)
{
    struct verdict *verdict = ctx;
    const bool vacant = row->has_rotation && row->turn_begins != DATE_NONE && row->chair == NULL;
    const bool caretaker =
        row->has_rotation && !vacant && row->turn_because != NULL && strcmp(row->turn_because, reason_code_name(REASON_CARETAKER)) == 0;
    verdict->vacant += vacant;
    verdict->caretakers += caretaker;
    if ((!vacant && !caretaker) || json_array_size(verdict->chairs) == NAMED_MAX)
        return 0;
    json_t *part = json_object();
    json_object_set_new_nocheck(part, "organization", shape_named(row->id, row->name));
    json_object_set_new_nocheck(part, "chair", shape_member(verdict->request, row->id, row->chair));
    json_object_set_new_nocheck(part, "since", json_date(row->turn_begins));
    json_object_set_new_nocheck(part, "because", json_text(row->turn_because));
    json_array_append_new(verdict->chairs, part);
    return 0;
}

static int count_late(void *ctx, const struct occurrence *occurrence, const struct text *title, const char *organization_name)
{
    ((struct verdict *)ctx)->late++;
    return 0;
}

static int count_missed(void *ctx, const struct occurrence *occurrence, const struct text *title, const char *organization_name)
{
    ((struct verdict *)ctx)->missed++;
    return 0;
}

/* Newest first: stops at the first that is too old. */
static int count_undelivered(void *ctx, const struct outbox_row *row)
{
    struct verdict *verdict = ctx;
    if (row->created_at < verdict->request->now - LOOK_BACK_DAYS * SECONDS_A_DAY)
        return 1;
    verdict->refused += row->state == DELIVERY_REFUSED;
    verdict->unreachable += row->state == DELIVERY_QUEUED && row->notification.channel == NULL;
    return 0;
}

static void count_channel(void *ctx, const char *channel, const char *trouble, int64_t since)
{
    ((struct verdict *)ctx)->channels += trouble != NULL;
}

static int look(struct verdict *verdict)
{
    struct daemon *daemon = verdict->request->daemon;
    const struct request *request = verdict->request;
    struct query_counts counts;
    int error = query_organizations(daemon->store, NULL, request->today, count_chair, verdict);
    if (error == 0)
        error = query_agenda(daemon->store, NULL, request->today - 1, count_late, verdict);
    if (error == 0)
        error = query_ended(daemon->store, NULL, request->today - LOOK_BACK_DAYS, OCCURRENCE_MISSED, count_missed, verdict);
    if (error == 0)
        error = query_outbox(daemon->store, DELIVERY_REFUSED, 0, COUNT_MAX, count_undelivered, verdict);
    if (error == 0 || error == 1)
        error = query_outbox(daemon->store, DELIVERY_QUEUED, 0, COUNT_MAX, count_undelivered, verdict);
    if (error == 0 || error == 1)
        error = query_counts(daemon->store, &counts);
    if (error != 0)
        return error;
    verdict->queued = counts.by_state[DELIVERY_QUEUED] + counts.by_state[DELIVERY_UNKNOWN] - counts.undeliverable;
    dispatcher_channels(daemon->dispatcher, count_channel, verdict);
    return watch_late(daemon, request->now, &verdict->late_by);
}

/* Adds "; words" to the line, with the count and the names. */
static void say(char *line, size_t size, const char *words, int64_t count, const char *names)
{
    size_t used = strlen(line);
    if (used + 1 >= size)
        return;
    if (count >= 0)
        snprintf(line + used, size - used, "%s%s: %lld%s", used > 0 ? "; " : "", words, (long long)count, names != NULL ? names : "");
    else
        snprintf(line + used, size - used, "%s%s", used > 0 ? "; " : "", words);
}

/* " (su since 2026-12-05, …)": the vacant ones, or the caretakers. */
static const char *who_since(const struct verdict *verdict, bool vacant, struct arena *arena)
{
    const int64_t all = vacant ? verdict->vacant : verdict->caretakers;
    const char *list = "";
    const json_t *one;
    size_t i;
    int64_t n = 0;
    json_array_foreach(verdict->chairs, i, one)
    {
        if (json_is_null(json_object_get(one, "chair")) != vacant || n == NAMED_IN_LINE)
            continue;
        list = arena_printf(arena, _("%s%s%s since %s"), list, n > 0 ? ", " : "",
                            json_string_value(json_object_get(json_object_get(one, "organization"), "id")),
                            json_string_value(json_object_get(one, "since")));
        n++;
    }
    return arena_printf(arena, " (%s%s)", list, n < all ? ", …" : "");
}

static int judge(const struct verdict *verdict, struct arena *arena, char *line, size_t size)
{
    const struct daemon *daemon = verdict->request->daemon;
    const struct {
        bool holds;
        int exit;
        const char *words;
        int64_t count;     /* -1: none */
        const char *names; /* after it; may be NULL */
    } signs[] = {
        {trouble_words(&daemon->database) != NULL, 2, N_("the database fails"), -1},
        {verdict->vacant > 0, 2, N_("organizations without a chair"), verdict->vacant, who_since(verdict, true, arena)},
        {verdict->refused > 0, 2, N_("messages refused in 7 days"), verdict->refused},
        {verdict->unreachable > 0, 2, N_("messages no channel could carry in 7 days"), verdict->unreachable},
        {verdict->late_by.engine_s > ENGINE_LATE_MAX_S, 2, N_("the engine is behind, seconds"), verdict->late_by.engine_s},
        {verdict->late_by.outbox_s > QUEUE_LATE_MAX_S, 2, N_("a message has waited too long, seconds"), verdict->late_by.outbox_s},
        {verdict->caretakers > 0, 1, N_("chairs who are only caretakers"), verdict->caretakers, who_since(verdict, false, arena)},
        {verdict->late > 0, 1, N_("overdue"), verdict->late},
        {verdict->missed > 0, 1, N_("missed in 7 days"), verdict->missed},
        {daemon->failed_at != NEVER, 1, N_("the configuration file has errors, the old one is in force"), -1},
        {verdict->channels > 0, 1, N_("channels in trouble"), verdict->channels},
        {watch_heartbeat_trouble(daemon) != NULL, 1, N_("the heartbeat is not heard"), -1},
    };
    int exit = 0;
    line[0] = '\0';
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (!signs[i].holds)
            continue;
        exit = signs[i].exit > exit ? signs[i].exit : exit;
        say(line, size, _(signs[i].words), signs[i].count, signs[i].names);
    }
    if (exit == 0)
        say(line, size, _("everything is in time"), -1, NULL);
    return exit;
}

void control_check(struct request *request)
{
    static const char *const names[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};
    struct verdict verdict = {.request = request, .chairs = json_array()};
    char line[512], perfdata[256];
    int exit = 3, error = look(&verdict);
    if (error == 0)
        exit = judge(&verdict, &request->arena, line, sizeof line);
    else
        snprintf(line, sizeof line, _("the database cannot be read: %s"), store_error(request->daemon->store));
    snprintf(perfdata, sizeof perfdata,
             "vacant=%lld caretakers=%lld late=%lld missed=%lld queued=%lld refused=%lld undeliverable=%lld queue_late=%llds "
             "channels_in_trouble=%lld "
             "engine_late=%llds",
             (long long)verdict.vacant, (long long)verdict.caretakers, (long long)verdict.late, (long long)verdict.missed,
             (long long)verdict.queued, (long long)verdict.refused, (long long)verdict.unreachable, (long long)verdict.late_by.outbox_s,
             (long long)verdict.channels, (long long)verdict.late_by.engine_s);
    json_t *reply = json_object();
    json_object_set_new_nocheck(reply, "exit", json_integer(exit));
    json_object_set_new_nocheck(reply, "status", json_text(names[exit]));
    json_object_set_new_nocheck(reply, "text", json_text(line));
    json_object_set_new_nocheck(reply, "perfdata", json_text(perfdata));
    json_object_set_new_nocheck(reply, "chairs", verdict.chairs);
    request_reply(request, reply);
}
