/* Turns, rotations and decisions. */
#include "fixture.h"
#include "reason.h"

static struct turn a_turn(const char *begins, const char *chair)
{
    return (struct turn){
        .organization = "su",
        .period = "2019-2020-1",
        .mandate = 18167,
        .begins = day(begins),
        .ends = DATE_FOREVER,
        .chair = chair,
        .counts = true,
        .reason = "the fewest turns begun",
    };
}

static int begin_turn(struct fixture *fixture, struct turn turn)
{
    int error = fixture->ledger.begin(fixture->store);

    if (!error)
        error = fixture->ledger.begin_turn(fixture->store, &turn);
    if (!error)
        return commit_told(fixture);
    fixture->ledger.rollback(fixture->store);
    return error;
}

static struct desired loaded(struct fixture *fixture)
{
    struct desired desired;

    desired_init(&desired);
    OK(fixture->store, load(fixture, &desired, "2019-10-01"));
    return desired;
}

static void test_turns_follow_each_other(void **state)
{
    struct fixture *fixture = *state;
    struct turn *turns, turn;
    size_t n;

    loaded(fixture);
    OK(fixture->store, fixture->ledger.turns(fixture->store, "su", &fixture->arena, &turns, &n));
    assert_int_equal(n, 0);
    OK(fixture->store, begin_turn(fixture, a_turn("2019-10-01", "jia")));
    turn = a_turn("2020-02-17", NULL);
    turn.period = NULL;
    turn.mandate = DATE_NONE;
    turn.counts = false;
    OK(fixture->store, begin_turn(fixture, turn));
    OK(fixture->store, fixture->ledger.turns(fixture->store, "su", &fixture->arena, &turns, &n));
    assert_int_equal(n, 2);
    assert_string_equal(turns[0].organization, "su");
    assert_string_equal(turns[0].period, "2019-2020-1");
    assert_int_equal(turns[0].mandate, 18167);
    assert_int_equal(turns[0].begins, day("2019-10-01"));
    assert_int_equal(turns[0].ends, day("2020-02-16"));
    assert_string_equal(turns[0].chair, "jia");
    assert_true(turns[0].counts);
    assert_string_equal(turns[0].reason, "the fewest turns begun");
    assert_null(turns[1].period);
    assert_null(turns[1].chair);
    assert_int_equal(turns[1].mandate, DATE_NONE);
    assert_int_equal(turns[1].ends, DATE_FOREVER);
    assert_false(turns[1].counts);
}

static void test_turn_on(void **state)
{
    static const struct {
        const char *on;
        const char *chair; /* NULL: there is none */
    } cases[] = {
        {"2019-09-30", NULL}, {"2019-10-01", "jia"},  {"2020-02-16", "jia"},
        {"2020-02-17", "yi"}, {"2020-03-01", "bing"}, {"2150-01-01", "bing"},
    };
    struct fixture *fixture = *state;
    struct turn turn, *turns;
    size_t n;

    loaded(fixture);
    OK(fixture->store, begin_turn(fixture, a_turn("2019-10-01", "jia")));
    OK(fixture->store, begin_turn(fixture, a_turn("2020-02-17", "yi")));
    OK(fixture->store, begin_turn(fixture, a_turn("2020-03-01", "jia")));
    /* Replaced on the day it began: it held none. */
    OK(fixture->store, begin_turn(fixture, a_turn("2020-03-01", "bing")));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int error = fixture->ledger.turn_on(fixture->store, "su", day(cases[i].on), &fixture->arena, &turn);

        assert_int_equal(error, cases[i].chair ? 0 : ERROR_NOT_FOUND);
        if (cases[i].chair)
            assert_string_equal(turn.chair, cases[i].chair);
    }
    OK(fixture->store, fixture->ledger.turns(fixture->store, "su", &fixture->arena, &turns, &n));
    assert_int_equal(n, 3);
    assert_string_equal(turns[2].chair, "bing");
    assert_int_equal(fixture->ledger.turn_on(fixture->store, "gsu", day("2020-01-01"), &fixture->arena, &turn), ERROR_NOT_FOUND);
}

/* History cannot be begun before it ended, nor for an organization nobody knows. */
static void test_bad_turns(void **state)
{
    struct fixture *fixture = *state;
    struct turn turn = a_turn("2020-01-01", "jia"), *turns;
    size_t n;

    loaded(fixture);
    OK(fixture->store, begin_turn(fixture, turn));
    assert_int_equal(begin_turn(fixture, a_turn("2019-12-01", "yi")), ERROR_INVALID);
    turn.organization = "gsu";
    assert_int_equal(begin_turn(fixture, turn), ERROR_INVALID);
    OK(fixture->store, fixture->ledger.turns(fixture->store, "su", &fixture->arena, &turns, &n));
    assert_int_equal(n, 1);
    assert_int_equal(turns[0].ends, DATE_FOREVER);
}

static void put_rotation(struct fixture *fixture, date_t known_on, int64_t next_at)
{
    const struct rotation_row row = {.organization = "su", .known_on = known_on, .next_at = next_at};

    OK(fixture->store, fixture->ledger.begin(fixture->store));
    OK(fixture->store, fixture->ledger.put_rotation(fixture->store, &row));
    OK(fixture->store, fixture->ledger.commit(fixture->store));
}

static void test_rotations(void **state)
{
    struct fixture *fixture = *state;
    struct rotation_row row, *due;
    int64_t at;
    size_t n;

    loaded(fixture);
    assert_int_equal(fixture->ledger.get_rotation(fixture->store, "su", &fixture->arena, &row), ERROR_NOT_FOUND);
    put_rotation(fixture, DATE_NONE, 1000);
    OK(fixture->store, fixture->ledger.get_rotation(fixture->store, "su", &fixture->arena, &row));
    assert_string_equal(row.organization, "su");
    assert_int_equal(row.known_on, DATE_NONE);
    assert_int_equal(row.next_at, 1000);
    OK(fixture->store, fixture->ledger.next_at(fixture->store, &at));
    assert_int_equal(at, 1000);
    OK(fixture->store, fixture->ledger.due_rotations(fixture->store, 999, 10, &fixture->arena, &due, &n));
    assert_int_equal(n, 0);
    OK(fixture->store, fixture->ledger.due_rotations(fixture->store, 1000, 10, &fixture->arena, &due, &n));
    assert_int_equal(n, 1);
    assert_string_equal(due[0].organization, "su");
    put_rotation(fixture, 18200, NEVER);
    OK(fixture->store, fixture->ledger.due_rotations(fixture->store, INT64_MAX, 10, &fixture->arena, &due, &n));
    assert_int_equal(n, 0);
    OK(fixture->store, fixture->ledger.get_rotation(fixture->store, "su", &fixture->arena, &row));
    assert_int_equal(row.known_on, 18200);
    assert_true(row.next_at == NEVER);
    OK(fixture->store, fixture->ledger.next_at(fixture->store, &at));
    assert_true(at == NEVER);
}

static void test_decisions(void **state)
{
    struct decision whole = {
        .organization = "su",
        .kind = DECISION_SWAP,
        .on = 18210,
        .member = "jia",
        .other = "yi",
        .period = "2019-2020-1",
        .other_period = "2019-2020-2",
        .by = "presidium",
        .why = "leave",
        .document = "3",
        .agreed = "jia",
        .at = 1573000000,
    };
    struct decision bare = {.organization = "su", .kind = DECISION_REMOVE, .on = 18220, .member = "bing"}, *decisions;
    struct fixture *fixture = *state;
    size_t n;

    loaded(fixture);
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    OK(fixture->store, fixture->ledger.put_decision(fixture->store, &whole));
    OK(fixture->store, fixture->ledger.put_decision(fixture->store, &bare));
    OK(fixture->store, commit_told(fixture));
    assert_true(whole.id > 0 && bare.id > whole.id);
    OK(fixture->store, fixture->ledger.decisions(fixture->store, "su", &fixture->arena, &decisions, &n));
    assert_int_equal(n, 2);
    assert_int_equal(decisions[0].id, whole.id);
    assert_int_equal(decisions[0].kind, DECISION_SWAP);
    assert_int_equal(decisions[0].on, 18210);
    assert_string_equal(decisions[0].member, "jia");
    assert_string_equal(decisions[0].other, "yi");
    assert_string_equal(decisions[0].period, "2019-2020-1");
    assert_string_equal(decisions[0].other_period, "2019-2020-2");
    assert_string_equal(decisions[0].by, "presidium");
    assert_string_equal(decisions[0].why, "leave");
    assert_string_equal(decisions[0].document, "3");
    assert_string_equal(decisions[0].agreed, "jia");
    assert_int_equal(decisions[0].at, 1573000000);
    assert_int_equal(decisions[0].refers, 0);
    assert_int_equal(decisions[1].kind, DECISION_REMOVE);
    assert_null(decisions[1].other);
    assert_null(decisions[1].document);
    assert_null(decisions[1].agreed);
}

static void test_a_reason_is_kept_as_facts(void **state)
{
    static const struct passed others[] = {{"yi", PASSED_ABSENT, 0}, {"bing", PASSED_MORE_TURNS, 2}};
    static const struct turn_reason whole = {.code = REASON_SWAPPED,
                                             .member = "ding",
                                             .turns = 1,
                                             .tied = true,
                                             .words = "交换",
                                             .void_member = "jia",
                                             .void_other = "yi",
                                             .others = others,
                                             .n_others = 2};
    static const struct turn_reason left = {.code = REASON_LEFT, .member = "jia", .on = 18262};
    struct fixture *fixture = *state;
    struct turn first = a_turn("2020-01-01", "jia"), second = a_turn("2020-02-01", "yi"), *turns;
    size_t n;

    loaded(fixture);
    first.why = &whole;
    second.why = &left;
    OK(fixture->store, begin_turn(fixture, first));
    OK(fixture->store, begin_turn(fixture, second));
    OK(fixture->store, begin_turn(fixture, a_turn("2020-03-01", "bing")));
    OK(fixture->store, fixture->ledger.turns(fixture->store, "su", &fixture->arena, &turns, &n));
    assert_int_equal(n, 3);
    assert_int_equal(turns[0].why->code, REASON_SWAPPED);
    assert_string_equal(turns[0].why->member, "ding");
    assert_int_equal(turns[0].why->turns, 1);
    assert_true(turns[0].why->tied);
    assert_string_equal(turns[0].why->words, "交换");
    assert_string_equal(turns[0].why->void_member, "jia");
    assert_string_equal(turns[0].why->void_other, "yi");
    assert_int_equal(turns[0].why->n_others, 2);
    assert_string_equal(turns[0].why->others[1].member, "bing");
    assert_int_equal(turns[0].why->others[1].why, PASSED_MORE_TURNS);
    assert_int_equal(turns[0].why->others[1].turns, 2);
    assert_int_equal(turns[1].why->code, REASON_LEFT);
    assert_int_equal(turns[1].why->on, 18262);
    assert_int_equal(turns[1].why->n_others, 0);
    assert_null(turns[2].why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_turns_follow_each_other, in_memory, done),
        cmocka_unit_test_setup_teardown(test_turn_on, in_memory, done),
        cmocka_unit_test_setup_teardown(test_bad_turns, in_memory, done),
        cmocka_unit_test_setup_teardown(test_rotations, in_memory, done),
        cmocka_unit_test_setup_teardown(test_a_reason_is_kept_as_facts, in_memory, done),
        cmocka_unit_test_setup_teardown(test_decisions, in_memory, done),
    };

    return cmocka_run_group_tests_name("store_turns", tests, NULL, NULL);
}
