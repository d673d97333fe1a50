/* Messages a window holds in a simulation: when they leave, and which never do. */
#include "held.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The one occurrence there is. */
struct world {
    struct ledger ledger;
    struct occurrence occurrence;
    int error;
    char told[200];
};

static int get_occurrence(void *ctx, const char *organization, const char *obligation, const char *period, struct arena *arena,
                          struct occurrence *ret)
{
    struct world *world = ctx;

    assert_string_equal(organization, "su");
    *ret = world->occurrence;
    return world->error;
}

static void world_init(struct world *world)
{
    *world = (struct world){.occurrence = {.state = OCCURRENCE_OPEN, .due_on = 7}};
    world->ledger = (struct ledger){.ctx = world, .get_occurrence = get_occurrence};
}

static void tell(void *ctx, const struct event *event)
{
    struct world *world = ctx;

    snprintf(world->told + strlen(world->told), sizeof world->told - strlen(world->told), "%lld %s %s; ", (long long)event->at,
             event->obligation, event->recipient);
}

static struct event an_event(const char *obligation, const char *recipient, int64_t leaves_at)
{
    return (struct event){.kind = NOTIFICATION_REMINDER,
                          .at = 10,
                          .leaves_at = leaves_at,
                          .organization = "su",
                          .obligation = obligation,
                          .period = "2019-2020-1",
                          .due_on = 7,
                          .recipient = recipient,
                          .channel = "mail"};
}

static void add(struct held *held, const char *obligation, const char *recipient, int64_t leaves_at)
{
    const struct event event = an_event(obligation, recipient, leaves_at);

    held_add(held, &event);
}

static void test_leave_in_time(void **state)
{
    struct held held = {0};
    struct world world;

    world_init(&world);
    assert_true(held_next_at(&held) == NEVER);
    for (int i = 0; i < 40; i++)
        add(&held, "a", "jia", 100 + i);
    add(&held, "b", "jia", 50);
    add(&held, "b", "yi", 50);
    assert_int_equal(held_next_at(&held), 50);
    assert_int_equal(held_release(&held, &world.ledger, 49, tell, &world), 0);
    assert_string_equal(world.told, "");
    assert_int_equal(held_release(&held, &world.ledger, 100, tell, &world), 0);
    assert_non_null(strstr(world.told, "100 a jia; "));
    assert_non_null(strstr(world.told, "50 b jia; "));
    assert_non_null(strstr(world.told, "50 b yi; "));
    assert_int_equal(held_next_at(&held), 101);
    held_done(&held);
    assert_true(held_next_at(&held) == NEVER);
}

static void test_the_younger_says_it_anew(void **state)
{
    struct held held = {0};
    struct world world;

    world_init(&world);
    add(&held, "a", "jia", 50);
    add(&held, "a", "jia", 50);
    add(&held, "a", "jia", 60);
    assert_int_equal(held_release(&held, &world.ledger, 50, tell, &world), 0);
    assert_string_equal(world.told, "50 a jia; ");
    held_done(&held);
}

static void test_not_owed_any_more(void **state)
{
    static const struct {
        enum occurrence_state state;
        date_t due_on;
        bool owed;
    } cases[] = {{OCCURRENCE_OPEN, 7, true},    {OCCURRENCE_MISSED, 7, true},     {OCCURRENCE_MET, 7, false},
                 {OCCURRENCE_WAIVED, 7, false}, {OCCURRENCE_WITHDRAWN, 7, false}, {OCCURRENCE_OPEN, 8, false}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct held held = {0};
        struct world world;

        world_init(&world);
        world.occurrence.state = cases[i].state;
        world.occurrence.due_on = cases[i].due_on;
        add(&held, "a", "jia", 50);
        assert_int_equal(held_release(&held, &world.ledger, 50, tell, &world), 0);
        assert_string_equal(world.told, cases[i].owed ? "50 a jia; " : "");
        assert_true(held_next_at(&held) == NEVER);
        held_done(&held);
    }
}

static void test_ledger_fails(void **state)
{
    struct held held = {0};
    struct world world;

    world_init(&world);
    world.error = ERROR_IO;
    add(&held, "a", "jia", 50);
    assert_int_equal(held_release(&held, &world.ledger, 50, tell, &world), ERROR_IO);
    held_done(&held);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_leave_in_time),
        cmocka_unit_test(test_the_younger_says_it_anew),
        cmocka_unit_test(test_not_owed_any_more),
        cmocka_unit_test(test_ledger_fails),
    };

    return cmocka_run_group_tests_name("held", tests, NULL, NULL);
}
