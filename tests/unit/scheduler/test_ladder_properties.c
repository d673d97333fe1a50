/* ladder_next() against a plain enumeration: every day of some years is asked whether it is a rung, with rules spelled out one by one.
 * Random calendars, obligations and days of knowledge; LUNZHI_SEED=N runs one seed. */
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "ladder.h"

#define FIRST_DAY 18000 /* 2019-04-14 */
#define N_DAYS    900

/* What each day is told by the enumeration. */
struct expected {
    bool rung[N_DAYS];
    bool own[N_DAYS];
    enum rung_kind kind[N_DAYS];
};

struct world {
    struct special_day days[80];
    struct calendar calendar;
    struct span remind[6];
    struct escalation escalate[3];
    struct obligation obligation;
    struct ladder ladder;
};

static struct span any_span(struct dice *dice, int32_t most)
{
    static const enum span_unit units[] = {SPAN_DAYS, SPAN_WORKDAYS, SPAN_WEEKS};
    enum span_unit unit = units[dice_roll(dice, 3)];

    return (struct span){.count = dice_roll(dice, unit == SPAN_WEEKS ? most / 7 + 1 : most + 1), .unit = unit};
}

static void any_calendar(struct dice *dice, struct world *world)
{
    date_t on = FIRST_DAY;

    world->calendar = (struct calendar){.id = "any", .days = world->days};
    for (size_t i = 0; i < N_OF(world->days); i++) {
        /* Some runs of holidays, some single days; some say only what the weekday says already. */
        on += dice_once_in(dice, 2) ? 1 : 1 + dice_roll(dice, 40);
        world->days[i] = (struct special_day){.on = on, .works = dice_once_in(dice, 3)};
        world->calendar.n_days++;
    }
    if (dice_once_in(dice, 8))
        world->calendar.n_days = 0;
}

static void any_world(struct dice *dice, struct world *world)
{
    date_t begins = FIRST_DAY + 100 + dice_roll(dice, 100);
    date_t ends = begins + dice_roll(dice, 160);

    any_calendar(dice, world);
    world->obligation = (struct obligation){.id = "x", .remind = world->remind, .escalate = world->escalate};
    world->obligation.n_remind = (size_t)dice_roll(dice, N_OF(world->remind) + 1);
    for (size_t i = 0; i < world->obligation.n_remind; i++) {
        world->remind[i] = any_span(dice, 30);
        world->remind[i].count = -world->remind[i].count;
    }
    world->obligation.n_escalate = (size_t)dice_roll(dice, N_OF(world->escalate) + 1);
    for (size_t i = 0; i < world->obligation.n_escalate; i++) {
        world->escalate[i] = (struct escalation){.after = any_span(dice, 20)};
        world->escalate[i].after.count++;
    }
    world->obligation.repeat = any_span(dice, 10);
    world->ladder =
        (struct ladder){.obligation = &world->obligation,
                        .calendar = &world->calendar,
                        .opens_on = dice_once_in(dice, 4) ? DATE_NONE : begins + (dice_once_in(dice, 3) ? dice_roll(dice, 60) : 0),
                        .due_on = begins + dice_roll(dice, ends - begins + 1),
                        .ends = dice_once_in(dice, 10) ? DATE_FOREVER : ends,
                        .known_on = dice_once_in(dice, 3) ? DATE_NONE : begins - 30 + dice_roll(dice, 220)};
}

/* Independent of calendar.c's counting: a list is looked through, days are walked. */
static bool works(const struct world *world, date_t on)
{
    for (size_t i = 0; i < world->calendar.n_days; i++) {
        if (world->calendar.days[i].on == on)
            return world->calendar.days[i].works;
    }
    return (on + 3) % 7 < 5;
}

static date_t toward_work(const struct world *world, date_t on, int step)
{
    while (!works(world, on))
        on += step;
    return on;
}

static date_t moved(const struct world *world, date_t on, struct span span)
{
    int step = span.count < 0 ? -1 : 1;

    if (span.unit != SPAN_WORKDAYS)
        return on + span.count * (span.unit == SPAN_WEEKS ? 7 : 1);
    for (int left = abs(span.count); left > 0; left--)
        on = toward_work(world, on + step, step);
    return on;
}

/* A day's own rung, or a late one where no own rung is. */
static void expect(struct expected *expected, date_t on, enum rung_kind kind, bool own)
{
    if (on >= FIRST_DAY + N_DAYS)
        return;
    expected->rung[on - FIRST_DAY] = true;
    expected->own[on - FIRST_DAY] |= own;
    expected->kind[on - FIRST_DAY] = kind;
}

static void expect_reminders(const struct world *world, struct expected *expected)
{
    const struct ladder *ladder = &world->ladder;
    date_t start = ladder->opens_on > ladder->known_on ? ladder->opens_on : ladder->known_on;
    bool passed_over = false;

    for (size_t i = 0; i < world->obligation.n_remind; i++) {
        date_t on = toward_work(world, moved(world, ladder->due_on, world->remind[i]), -1);

        if (on >= start)
            expect(expected, on, RUNG_REMINDER, true);
        else
            passed_over = true;
    }
    if (passed_over && toward_work(world, start, 1) <= ladder->due_on)
        expect(expected, toward_work(world, start, 1), RUNG_REMINDER, false);
}

static void expect_overdue(const struct world *world, struct expected *expected)
{
    const struct ladder *ladder = &world->ladder;
    date_t last = ladder->ends < FIRST_DAY + N_DAYS ? ladder->ends : FIRST_DAY + N_DAYS;
    date_t days[N_DAYS];
    size_t n = 0;
    bool passed_over = false;

    for (date_t first = toward_work(world, ladder->due_on + 1, 1), on = first; on <= last && n < N_DAYS - 3;) {
        days[n++] = toward_work(world, on, 1);
        if (world->obligation.repeat.count == 0)
            break;
        on = moved(world, on, world->obligation.repeat);
    }
    for (size_t i = 0; i < world->obligation.n_escalate; i++)
        days[n++] = toward_work(world, moved(world, ladder->due_on, world->escalate[i].after), 1);
    for (size_t i = 0; i < n; i++) {
        if (days[i] > last)
            continue;
        if (days[i] >= ladder->known_on)
            expect(expected, days[i], RUNG_OVERDUE, true);
        else
            passed_over = true;
    }
    if (passed_over && toward_work(world, ladder->known_on, 1) <= ladder->ends)
        expect(expected, toward_work(world, ladder->known_on, 1), RUNG_OVERDUE, false);
}

static void agrees_with_the_enumeration(struct dice *dice)
{
    static struct expected expected;
    struct world world;
    date_t from = FIRST_DAY;
    struct rung rung;

    any_world(dice, &world);
    memset(&expected, 0, sizeof(expected));
    expect_reminders(&world, &expected);
    expect_overdue(&world, &expected);
    if (world.ladder.ends != DATE_FOREVER)
        expect(&expected, toward_work(&world, world.ladder.ends + 1, 1), RUNG_MISSED, true);
    for (date_t on = FIRST_DAY; on < FIRST_DAY + N_DAYS; on++) {
        char text[DATE_TEXT_SIZE];
        bool found;

        if (!expected.rung[on - FIRST_DAY])
            continue;
        /* Asked from any day since the last rung, it is the same one. */
        from += dice_roll(dice, on - from + 1);
        found = ladder_next(&world.ladder, from, &rung);
        if (!found || rung.on != on || rung.kind != expected.kind[on - FIRST_DAY] || rung.late == expected.own[on - FIRST_DAY])
            fail_msg("%s expected, kind %d%s: found %d, kind %d%s, %d days later", date_format(on, text),
                     (int)expected.kind[on - FIRST_DAY], expected.own[on - FIRST_DAY] ? "" : " late", found, (int)rung.kind,
                     rung.late ? " late" : "", (int)(rung.on - on));
        from = on + 1;
    }
    assert_true(!ladder_next(&world.ladder, from, &rung) || rung.on >= FIRST_DAY + N_DAYS);
}

static void ladders_agree_with_the_enumeration(void **state)
{
    for_each_seed(agrees_with_the_enumeration);
}

/* However it is walked: rungs go forward, one a day at most, on working days, reminders up to the due day, overdue after it, missed last
 * and once. */
static void is_orderly(struct dice *dice)
{
    struct world world;
    date_t from = DATE_NONE;
    enum rung_kind stage = RUNG_REMINDER;
    struct rung rung;
    int missed = 0;

    any_world(dice, &world);
    for (int i = 0; i < 200 && ladder_next(&world.ladder, from, &rung); i++) {
        assert_true(rung.on >= from);
        assert_true(works(&world, rung.on));
        assert_true(rung.kind >= stage);
        assert_true(rung.kind != RUNG_REMINDER || rung.on <= world.ladder.due_on);
        assert_true(rung.kind != RUNG_OVERDUE || (rung.on > world.ladder.due_on && rung.on <= world.ladder.ends));
        assert_true(rung.kind != RUNG_MISSED || rung.on > world.ladder.ends);
        assert_true(rung.kind == RUNG_MISSED || rung.on >= world.ladder.known_on);
        assert_false(rung.late && world.ladder.known_on == DATE_NONE && world.ladder.opens_on == DATE_NONE);
        stage = rung.kind;
        missed += rung.kind == RUNG_MISSED;
        from = rung.on + 1;
    }
    assert_int_equal(missed, world.ladder.ends != DATE_FOREVER);
}

static void ladders_are_orderly(void **state)
{
    for_each_seed(is_orderly);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_teardown(ladders_agree_with_the_enumeration, seed_report),
                                       cmocka_unit_test_teardown(ladders_are_orderly, seed_report)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
