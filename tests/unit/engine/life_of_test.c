#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "life_of_test.h"
#include "outbox.h"
#include "query.h"

struct member *member_of(struct organization *organization, const char *id)
{
    return (struct member *)organization_member(organization, id);
}

struct organization *proposing_union(bool answer_required)
{
    static const struct span remind[] = {{-365, SPAN_DAYS}, {0, SPAN_DAYS}};
    static const char *const candidate[] = {"turn_candidate"};
    static const char *const outgoing[] = {"outgoing_chair"};
    struct organization *organization = union_three_terms(&world);
    struct obligation *obligations = arena_array(&world.arena, 3, sizeof *obligations);
    const struct obligation base = {
        .per = PERIOD_CASE, .at_least = 1, .remind = remind, .n_remind = 2, .repeat = {3, SPAN_WORKDAYS}, .at = 9 * 3600, .n_notify = 1};

    for (size_t i = 0; i < 3; i++)
        obligations[i] = base;
    obligations[0].id = "turn-answer";
    obligations[0].title.en = "answer";
    obligations[0].due.kind = DUE_EVENT;
    obligations[0].notify = candidate;
    obligations[1].id = "handover";
    obligations[1].title.en = "hand-over";
    obligations[1].notify = outgoing;
    obligations[2].id = "handover.keys";
    obligations[2].procedure = "handover";
    obligations[2].title.en = "keys";
    obligations[2].due = (struct due_rule){.kind = DUE_EVENT, .offset = {7, SPAN_DAYS}};
    obligations[2].notify = outgoing;
    organization->obligations = obligations;
    organization->n_obligations = 3;
    organization->rotation.proposal = "turn-answer";
    organization->rotation.propose = (struct span){-28, SPAN_DAYS};
    organization->rotation.answer = (struct span){-14, SPAN_DAYS};
    organization->rotation.answer_required = answer_required;
    organization->rotation.handover = "handover";
    return organization;
}

int decide(enum decision_kind kind, const char *member, const char *local, const char **ret_why)
{
    struct decision decision = {
        .organization = "su", .kind = kind, .on = zone_date(&test_zone, at(local)), .member = member, .by = "wu", .why = "x"};

    return engine_decide(world.engine, &decision, "test", at(local), &world.arena, ret_why);
}

void load(const struct organization *organization, const char *local)
{
    assert_int_equal(world_load(&world, organization, local), 0);
}

void run(const char *local)
{
    assert_int_equal(world_run(&world, local), 0);
}

const struct turn *turn_on(const char *day)
{
    struct turn *turns;
    size_t n, n_begun;

    assert_int_equal(engine_turns(world.engine, "su", &world.arena, &turns, &n, &n_begun), 0);
    for (size_t i = n; i > 0; i--) {
        if (turns[i - 1].begins <= on(day))
            return &turns[i - 1];
    }
    return NULL;
}

struct occurrence occurrence_of(const char *obligation, const char *period)
{
    struct occurrence occurrence = {0};

    assert_int_equal(world.ledger.get_occurrence(world.ledger.ctx, "su", obligation, period, &world.arena, &occurrence), 0);
    return occurrence;
}

static int look(void *ctx, const struct outbox_row *row)
{
    struct told_look *told = ctx;

    if (strcmp(notification_kind_name(row->notification.kind), told->kind) != 0 ||
        (told->recipient && strcmp(row->notification.recipient, told->recipient) != 0))
        return 0;
    if (told->n++ == 0) /* newest first */
        snprintf(told->detail, sizeof told->detail, "%s", row->notification.detail ? row->notification.detail : "");
    return 0;
}

struct told_look told_of(const char *kind, const char *recipient)
{
    struct told_look told = {.kind = kind, .recipient = recipient};

    assert_int_equal(query_outbox(world.store, -1, 0, 1000, look, &told), 0);
    return told;
}

static int take_line(void *ctx, const struct query_log_line *line)
{
    struct log_look *look = ctx;

    if (strcmp(line->entry.action, look->action) != 0)
        return 0;
    snprintf(look->object, sizeof look->object, "%s", line->entry.object);
    snprintf(look->detail, sizeof look->detail, "%s", line->entry.detail ? line->entry.detail : "");
    return 1; /* newest first */
}

struct log_look logged(const char *action)
{
    struct log_look look = {.action = action};

    assert_int_equal(query_log(world.store, NULL, NEVER, 1000, take_line, &look), 1);
    return look;
}

static int count_waiting(void *ctx, const struct outbox_row *row)
{
    *(size_t *)ctx += row->state == DELIVERY_QUEUED;
    return 0;
}

size_t waiting_about(int64_t occurrence)
{
    size_t n = 0;

    assert_int_equal(query_outbox(world.store, -1, occurrence, 1000, count_waiting, &n), 0);
    return n;
}
