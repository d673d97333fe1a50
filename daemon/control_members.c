/* GET /v1/members: who is in which post, how each can be reached, and whether they ever were. */
#include <stdlib.h>
#include <string.h>

#include "control.h"
#include "daemon.h"
#include "error.h"
#include "intl.h"
#include "query.h"
#include "recipients.h"

#define MEMBERS_MAX 10000 /* bounds the memory of one reply */

/* Rows are collected before anything else is asked of the store. */
struct union_row {
    const char *id, *name, *chair;
    struct union_row *next;
};

struct listing {
    struct request *request;
    struct union_row *first, **tail;
    struct arena arena; /* of one organization */
    struct query_reach *reach;
    size_t n_reach, max_reach;
    json_t *members;
};

static int add_organization(void *ctx, const struct query_organization *row)
{
    struct listing *listing = ctx;
    struct arena *arena = &listing->request->arena;
    struct union_row *copy = arena_alloc(arena, sizeof *copy);
    copy->id = arena_strdup(arena, row->id);
    copy->name = arena_strdup(arena, row->name);
    copy->chair = row->chair != NULL ? arena_strdup(arena, row->chair) : NULL;
    *listing->tail = copy;
    listing->tail = &copy->next;
    return 0;
}

static int add_reach(void *ctx, const struct query_reach *row)
{
    struct listing *listing = ctx;
    struct arena *arena = &listing->arena;
    if (listing->n_reach == listing->max_reach) {
        listing->max_reach = listing->max_reach > 0 ? 2 * listing->max_reach : 64;
        listing->reach = xrealloc(listing->reach, listing->max_reach * sizeof *listing->reach);
    }
    struct query_reach *copy = &listing->reach[listing->n_reach++];
    *copy = *row;
    copy->recipient = arena_strdup(arena, row->recipient);
    copy->channel = arena_strdup(arena, row->channel);
    copy->reply = row->reply != NULL ? arena_strdup(arena, row->reply) : NULL;
    return 0;
}

/* The order of query_reach(). */
static int compare_reach(const void *a, const void *b)
{
    const struct query_reach *left = a, *right = b;
    int order = strcmp(left->recipient, right->recipient);
    return order != 0 ? order : strcmp(left->channel, right->channel);
}

static const struct query_reach *find_reach(const struct listing *listing, const char *member, const char *channel)
{
    static const struct query_reach never = {.delivered_at = NEVER, .failed_at = NEVER};
    const struct query_reach wanted = {.recipient = member, .channel = channel};
    const struct query_reach *found =
        listing->n_reach > 0 ? bsearch(&wanted, listing->reach, listing->n_reach, sizeof wanted, compare_reach) : NULL;
    return found != NULL ? found : &never;
}

struct health_of {
    const char *channel;
    json_t *trouble;
};

static void note_trouble(void *ctx, const char *channel, const char *trouble, int64_t since)
{
    struct health_of *health = ctx;
    if (trouble != NULL && strcmp(channel, health->channel) == 0) {
        json_decref(health->trouble);
        health->trouble = json_text(trouble);
    }
}

static json_t *shape_way(const struct listing *listing, const struct member *member, const char *channel, const char *address)
{
    const struct daemon *daemon = listing->request->daemon;
    const struct zone *zone = &daemon->policy->main.zone;
    const struct query_reach *reach = find_reach(listing, member->id, channel);
    struct health_of health = {channel, json_null()};
    json_t *way = json_object();
    dispatcher_channels(daemon->dispatcher, note_trouble, &health);
    json_object_set_new_nocheck(way, "id", json_text(channel));
    json_object_set_new_nocheck(way, "address", json_text(address));
    json_object_set_new_nocheck(way, "delivered_at", json_instant(zone, reach->delivered_at));
    json_object_set_new_nocheck(way, "failed_at", json_instant(zone, reach->failed_at));
    json_object_set_new_nocheck(way, "reply", json_text(reach->reply));
    json_object_set_new_nocheck(way, "trouble", health.trouble);
    return way;
}

/* In the member's order. */
static json_t *shape_ways(struct listing *listing, const struct member *member)
{
    const struct ledger *ledger = &listing->request->daemon->ledger;
    json_t *ways = json_array();
    for (size_t i = 0; i < member->n_channels; i++) {
        const char *kinds = ledger->channel_address_kind(ledger->ctx, member->channels[i]);
        const char *address = kinds != NULL ? recipient_address(member, kinds, &listing->arena) : NULL;
        if (address != NULL)
            json_array_append_new(ways, shape_way(listing, member, member->channels[i], address));
    }
    return ways;
}

/* On any channel, those that are no way out any more included. */
static int64_t reached_at(const struct listing *listing, const struct member *member)
{
    int64_t last = NEVER;
    for (size_t i = 0; i < listing->n_reach; i++) {
        const struct query_reach *reach = &listing->reach[i];
        if (reach->delivered_at != NEVER && (last == NEVER || reach->delivered_at > last) && strcmp(reach->recipient, member->id) == 0)
            last = reach->delivered_at;
    }
    return last;
}

static json_t *shape_posts(const struct member *member)
{
    json_t *posts = json_array();
    for (size_t i = 0; i < member->n_posts; i++)
        json_array_append_new(posts, json_text(member->posts[i]));
    return posts;
}

static json_t *shape_whole_member(struct listing *listing, const struct union_row *organization, const struct member *member)
{
    const date_t today = listing->request->today;
    json_t *shape = shape_named(member->id, member->name), *ways = shape_ways(listing, member);
    bool chair = organization->chair != NULL && strcmp(organization->chair, member->id) == 0;
    bool away = intervals_hold(member->absent, member->n_absent, today) || intervals_hold(member->suspended, member->n_suspended, today);
    json_object_set_new_nocheck(shape, "organization", shape_named(organization->id, organization->name));
    json_object_set_new_nocheck(shape, "posts", shape_posts(member));
    json_object_set_new_nocheck(shape, "since", json_date(member->term.since));
    json_object_set_new_nocheck(shape, "until", json_date(member->term.until));
    json_object_set_new_nocheck(shape, "in_office", json_boolean(interval_holds(member->term, today)));
    json_object_set_new_nocheck(shape, "away", json_boolean(away));
    json_object_set_new_nocheck(shape, "chair", json_boolean(chair));
    json_object_set_new_nocheck(shape, "reachable", json_boolean(json_array_size(ways) > 0));
    json_object_set_new_nocheck(shape, "reached_at",
                                json_instant(&listing->request->daemon->policy->main.zone, reached_at(listing, member)));
    json_object_set_new_nocheck(shape, "channels", ways);
    return shape;
}

static int add_members(struct listing *listing, const struct union_row *row)
{
    struct daemon *daemon = listing->request->daemon;
    const struct organization *organization;
    listing->n_reach = 0;
    int error = query_reach(daemon->store, row->id, add_reach, listing);
    if (error == 0)
        error = engine_organization(daemon->engine, row->id, &organization);
    for (size_t i = 0; error == 0 && i < organization->n_members && json_array_size(listing->members) < MEMBERS_MAX; i++)
        json_array_append_new(listing->members, shape_whole_member(listing, row, &organization->members[i]));
    arena_done(&listing->arena);
    return error;
}

void control_members(struct request *request)
{
    const char *only = request_parameter(request, "org");
    struct listing listing = {.request = request, .members = json_array()};
    listing.tail = &listing.first;
    int error = query_organizations(request->daemon->store, only, request->today, add_organization, &listing);
    if (error == 0 && only != NULL && listing.first == NULL)
        error = ERROR_NOT_FOUND;
    for (const struct union_row *row = listing.first; error == 0 && row != NULL; row = row->next)
        error = add_members(&listing, row);
    free(listing.reach);
    if (error != 0) {
        json_decref(listing.members);
        request_fail(request, error, only != NULL ? only : _("members"), NULL);
        return;
    }
    json_t *reply = json_object();
    json_object_set_new_nocheck(reply, "at", json_date(request->today));
    json_object_set_new_nocheck(reply, "members", listing.members);
    request_reply(request, reply);
}
