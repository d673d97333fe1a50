/* GET /v1/status: who is chair, what is late, what is next, is delivery healthy. */
#include <string.h>

#include "control.h"
#include "daemon.h"
#include "error.h"
#include "intl.h"
#include "lunzhi_config.h"
#include "occurrence_list.h"
#include "reason.h"
#include "turn_list.h"
#include "watch.h"

#define LATE_MAX    100 /* the agenda has them all */
#define NEXT_MAX    5
#define MISSED_DAYS 30

static json_t *configuration(const struct daemon *daemon)
{
    const struct zone *zone = &daemon->policy->main.zone;
    json_t *part = json_object();
    json_object_set_new_nocheck(part, "file", json_text(daemon->options->config_path));
    json_object_set_new_nocheck(part, "loaded_at", json_instant(zone, daemon->loaded_at));
    json_object_set_new_nocheck(part, "failed_at", json_instant(zone, daemon->failed_at));
    json_object_set_new_nocheck(part, "findings", shape_findings(&daemon->findings));
    return part;
}

static json_t *database(const struct daemon *daemon)
{
    json_t *part = json_object();
    json_object_set_new_nocheck(part, "file", json_text(daemon->database_path));
    json_object_set_new_nocheck(part, "trouble", json_text(trouble_words(&daemon->database)));
    return part;
}

static json_t *engine(const struct request *request)
{
    const struct daemon *daemon = request->daemon;
    int64_t next_at = daemon->driver.next_at;
    json_t *part = json_object();
    json_object_set_new_nocheck(part, "next_at", json_instant(&daemon->policy->main.zone, next_at));
    json_object_set_new_nocheck(part, "late_seconds", json_integer(next_at < request->now ? request->now - next_at : 0));
    return part;
}

static json_t *loop(const struct daemon *daemon)
{
    json_t *part = json_object();
    json_object_set_new_nocheck(part, "longest_stall_ms", json_integer(stall_longest_ms(&daemon->stall)));
    return part;
}

/* Whether the watcher outside hears us; null: there is none. */
static json_t *heartbeat(const struct daemon *daemon)
{
    const char *trouble = watch_heartbeat_trouble(daemon);
    if (daemon->heartbeat.url == NULL && trouble == NULL)
        return json_null();
    json_t *part = json_object();
    json_object_set_new_nocheck(part, "period_seconds", json_integer(daemon->policy->main.heartbeat.period_s));
    json_object_set_new_nocheck(part, "trouble", json_text(trouble));
    return part;
}

struct organization_rows {
    const struct request *request;
    json_t *list;
};

static int add_organization(void *ctx, const struct query_organization *row)
{
    struct organization_rows *rows = ctx;
    json_t *part = json_object(), *turn = json_null();
    if (row->turn_begins != DATE_NONE) {
        turn = json_object();
        json_object_set_new_nocheck(turn, "period", json_text(row->turn_period));
        json_object_set_new_nocheck(turn, "begins", json_date(row->turn_begins));
        json_object_set_new_nocheck(turn, "because", json_text(row->turn_because));
    }
    json_object_set_new_nocheck(part, "organization", shape_named(row->id, row->name));
    json_object_set_new_nocheck(part, "parent", json_text(row->parent));
    json_object_set_new_nocheck(part, "has_rotation", json_boolean(row->has_rotation));
    json_object_set_new_nocheck(part, "chair", shape_member(rows->request, row->id, row->chair));
    json_object_set_new_nocheck(part, "turn", turn);
    json_array_append_new(rows->list, part);
    return 0;
}

/* Those that wait are asked about once the list has been read. */
static int add_awaited(struct request *request, const json_t *organizations)
{
    const json_t *organization;
    size_t i;
    int error = 0;
    json_array_foreach(organizations, i, organization)
    {
        json_t *turn = json_object_get(organization, "turn"), *person;
        const char *because = json_string_value(json_object_get(turn, "because"));
        if (because == NULL ||
            (strcmp(because, reason_code_name(REASON_CARETAKER)) != 0 && strcmp(because, reason_code_name(REASON_AWAITED)) != 0))
            continue;
        error = turn_awaits(request, json_string_value(json_object_get(json_object_get(organization, "organization"), "id")), &person);
        if (error != 0)
            return error;
        json_object_set_new_nocheck(turn, "awaits", person);
    }
    return 0;
}

static json_t *outbox(const struct request *request, const struct query_counts *counts)
{
    json_t *part = json_object();
    for (int state = 0; state < DELIVERY_COUNT; state++)
        json_object_set_new_nocheck(part, delivery_state_name(state), json_integer(counts->by_state[state]));
    json_object_set_new_nocheck(part, "undeliverable", json_integer(counts->undeliverable));
    json_object_set_new_nocheck(part, "oldest_due_at", json_instant(&request->daemon->policy->main.zone, counts->oldest_due_at));
    json_object_set_new_nocheck(part, "late_seconds",
                                json_integer(counts->oldest_due_at < request->now ? request->now - counts->oldest_due_at : 0));
    return part;
}

struct channel_rows {
    json_t *channels;
    const struct zone *zone;
};

static void add_channel(void *ctx, const char *channel, const char *trouble, int64_t since)
{
    struct channel_rows *rows = ctx;
    json_t *part = json_object();
    json_object_set_new_nocheck(part, "id", json_text(channel));
    json_object_set_new_nocheck(part, "trouble", json_text(trouble));
    json_object_set_new_nocheck(part, "since", trouble != NULL ? json_instant(rows->zone, since) : json_null());
    json_array_append_new(rows->channels, part);
}

/* What the database says, into `status`. */
static int add_stored(struct request *request, json_t *status)
{
    struct store *store = request->daemon->store;
    struct query_counts counts;
    struct organization_rows organizations = {request, json_array()};
    struct occurrence_list agenda = {request, json_array(), LATE_MAX, json_array(), NEXT_MAX};
    struct occurrence_list missed = {request, json_array(), LATE_MAX, NULL, 0};
    json_object_set_new_nocheck(status, "organizations", organizations.list);
    json_object_set_new_nocheck(status, "late", agenda.items);
    json_object_set_new_nocheck(status, "missed", missed.items);
    json_object_set_new_nocheck(status, "next", agenda.next);
    int error = query_organizations(store, NULL, request->today, add_organization, &organizations);
    if (error == 0)
        error = add_awaited(request, organizations.list);
    if (error == 0)
        error = query_agenda(store, NULL, DATE_FOREVER - 1, list_occurrence, &agenda);
    if (error == 0 || error == LIST_FULL)
        error = query_ended(store, NULL, request->today - MISSED_DAYS, OCCURRENCE_MISSED, list_occurrence, &missed);
    if (error == 0 || error == LIST_FULL)
        error = query_counts(store, &counts);
    if (error == 0)
        json_object_set_new_nocheck(status, "outbox", outbox(request, &counts));
    return error;
}

void control_status(struct request *request)
{
    struct daemon *daemon = request->daemon;
    const struct conf_main *main = &daemon->policy->main;
    struct channel_rows channels = {json_array(), &main->zone};
    json_t *status = json_object();
    json_object_set_new_nocheck(status, "version", json_text(LUNZHI_VERSION));
    json_object_set_new_nocheck(status, "now", json_instant(&main->zone, request->now));
    json_object_set_new_nocheck(status, "started_at", json_instant(&main->zone, daemon->started_at));
    json_object_set_new_nocheck(status, "timezone", json_text(main->zone.name));
    json_object_set_new_nocheck(status, "language", json_text(main->language));
    json_object_set_new_nocheck(status, "configuration", configuration(daemon));
    json_object_set_new_nocheck(status, "database", database(daemon));
    json_object_set_new_nocheck(status, "engine", engine(request));
    json_object_set_new_nocheck(status, "loop", loop(daemon));
    int error = add_stored(request, status);
    dispatcher_channels(daemon->dispatcher, add_channel, &channels);
    json_object_set_new_nocheck(status, "channels", channels.channels);
    json_object_set_new_nocheck(status, "heartbeat", heartbeat(daemon));
    if (error == 0) {
        request_reply(request, status);
        return;
    }
    json_decref(status);
    request_fail(request, error, _("status"), NULL);
}
