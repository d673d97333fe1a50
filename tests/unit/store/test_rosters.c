/* Rosters as they were taken, and checks and traits within the organization. */
#include "check.h"
#include "fixture.h"
#include "roster.h"

static const char *const columns[] = {"id", "post", "rank"};
static const char *const cells[] = {"s1", "干事", "12.5", "s2", NULL, NULL};
static const struct stated stated[] = {{"staff", 23}, {"students", 25600}};

static struct roster a_roster(const char *table, const char *on, size_t n_rows)
{
    return (struct roster){.organization = "su",
                           .table = table,
                           .on = day(on),
                           .source = "staff.csv",
                           .columns = columns,
                           .n_columns = 3,
                           .cells = cells,
                           .n_rows = n_rows,
                           .stated = stated,
                           .n_stated = 2,
                           .at = 1577000000,
                           .actor = "office"};
}

static int setup(void **state)
{
    struct desired desired;
    int error = in_memory(state);

    desired_init(&desired);
    return error ? error : load(*state, &desired, "2020-01-01");
}

static int64_t put(struct fixture *fixture, struct roster roster)
{
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    OK(fixture->store, fixture->ledger.put_roster(fixture->store, &roster));
    OK(fixture->store, commit_told(fixture));
    return roster.id;
}

static void test_a_roster_comes_back_whole(void **state)
{
    struct fixture *fixture = *state;
    struct roster roster = a_roster("roster", "2020-10-20", 2), read;
    int64_t id = put(fixture, roster);

    OK(fixture->store, query_roster(fixture->store, id, &fixture->arena, &read));
    assert_true(roster_equal(&roster, &read));
    assert_int_equal(read.id, id);
    assert_string_equal(read.organization, "su");
    assert_string_equal(read.source, "staff.csv");
    assert_string_equal(read.actor, "office");
    assert_int_equal(read.at, 1577000000);
    assert_string_equal(roster_cell(&read, 0, 1), "干事");
    assert_null(roster_cell(&read, 1, 2));
    roster.n_stated = 0;
    roster.n_rows = 0;
    roster.n_columns = 0;
    roster.source = NULL;
    id = put(fixture, roster);
    OK(fixture->store, query_roster(fixture->store, id, &fixture->arena, &read));
    assert_true(roster_equal(&roster, &read));
    assert_null(read.source);
    assert_int_equal(query_roster(fixture->store, 99, &fixture->arena, &read), ERROR_NOT_FOUND);
}

static void test_the_newest_in_a_span(void **state)
{
    struct fixture *fixture = *state;
    const struct ledger *ledger = &fixture->ledger;
    struct roster read, *rosters;
    size_t n;

    put(fixture, a_roster("roster", "2020-10-20", 2));    /* 1 */
    put(fixture, a_roster("roster", "2020-11-20", 1));    /* 2 */
    put(fixture, a_roster("roster", "2020-10-20", 1));    /* 3: of the same day, later */
    put(fixture, a_roster("delegates", "2020-12-20", 2)); /* 4 */
    put(fixture, a_roster("roster", "2020-12-01", 0));    /* 5: counts alone */
    OK(fixture->store, ledger->newest_roster(fixture->store, "su", "roster", day("2020-09-01"), day("2021-01-01"), &fixture->arena, &read));
    assert_int_equal(read.id, 2);
    OK(fixture->store, ledger->newest_roster(fixture->store, "su", "roster", day("2020-10-20"), day("2020-10-20"), &fixture->arena, &read));
    assert_int_equal(read.id, 3);
    OK(fixture->store, ledger->newest_roster(fixture->store, "su", "roster", day("2020-12-01"), day("2020-12-31"), &fixture->arena, &read));
    assert_int_equal(read.id, 5);
    assert_int_equal(ledger->newest_roster(fixture->store, "su", "roster", day("2020-12-02"), day("2020-12-31"), &fixture->arena, &read),
                     ERROR_NOT_FOUND);
    assert_int_equal(ledger->newest_roster(fixture->store, "gsu", "roster", 0, DATE_FOREVER, &fixture->arena, &read), ERROR_NOT_FOUND);
    OK(fixture->store, query_rosters(fixture->store, "su", NULL, DATE_NONE, DATE_FOREVER, &fixture->arena, &rosters, &n));
    assert_int_equal(n, 5);
    assert_int_equal(rosters[0].id, 4);
    assert_int_equal(rosters[4].id, 1);
    OK(fixture->store, query_rosters(fixture->store, "su", "delegates", DATE_NONE, DATE_FOREVER, &fixture->arena, &rosters, &n));
    assert_int_equal(n, 1);
}

static void test_what_is_no_text_is_refused(void **state)
{
    static const char *const bad[] = {"\xff\xfe", "x", "y"};
    struct fixture *fixture = *state;
    struct roster roster = a_roster("roster", "2020-10-20", 1), read;

    roster.cells = bad;
    roster.organization = "su";
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    assert_int_equal(fixture->ledger.put_roster(fixture->store, &roster), ERROR_INVALID);
    fixture->ledger.rollback(fixture->store);
    assert_int_equal(query_roster(fixture->store, 1, &fixture->arena, &read), ERROR_NOT_FOUND);
}

static void test_a_check_comes_back_whole(void **state)
{
    static const char *const ranks[] = {"rank_term", "rank_year"}, *const kinds[] = {"undergraduate"}, *const large[] = {"large"};
    static const struct condition where[] = {
        {.columns = kinds, .n_columns = 1, .is = large, .n_is = 1, .negated = true, .at_least = INT64_MIN, .at_most = INT64_MAX},
        {.columns = ranks, .n_columns = 2, .at_least = INT64_MIN, .at_most = 30000}};
    static const struct check_count counts[] = {{.id = "bad", .title = {.zh = "差"}, .where = where, .n_where = 2, .compared = true},
                                                {.id = "all", .title = {.en = "all"}, .from = COUNT_STATED},
                                                {.id = "grades", .title = {.en = "g"}, .from = COUNT_DISTINCT, .distinct = "grade"}};
    static const struct check_rule rules[] = {
        {.id = "a",
         .section = "4",
         .title = {.zh = "甲", .en = "a"},
         .part = 0,
         .whole = CHECK_NO_WHOLE,
         .limit = 3,
         .kinds = kinds,
         .n_kinds = 1,
         .except = large,
         .n_except = 1,
         .since = "2019-2020"},
        {.id = "b", .title = {.en = "b"}, .part = 2, .whole = 1, .bound = CHECK_MORE_THAN, .limit = 50, .until = "2020-2021"}};
    static const struct check check = {.id = "c", .table = "t", .counts = counts, .n_counts = 3, .rules = rules, .n_rules = 2};
    struct fixture *fixture = *state;
    const struct organization *organization;
    const struct check *read;
    struct desired desired;

    desired_init(&desired);
    desired.obligations[0].check = &check;
    desired.obligations[0].check_from = "hearing";
    desired.obligations[0].inherited = "";
    desired.organization.traits = large;
    desired.organization.n_traits = 1;
    assert_int_equal(load(fixture, &desired, "2020-01-02"), 0);
    OK(fixture->store, fixture->ledger.get_organization(fixture->store, "su", &fixture->arena, &organization));
    assert_int_equal(organization->n_traits, 1);
    assert_string_equal(organization->traits[0], "large");
    assert_string_equal(organization_obligation(organization, "survey")->check_from, "hearing");
    assert_string_equal(organization_obligation(organization, "survey")->inherited, "");
    assert_null(organization_obligation(organization, "hearing")->check);
    read = organization_obligation(organization, "survey")->check;
    assert_string_equal(read->id, "c");
    assert_string_equal(read->table, "t");
    assert_int_equal(read->n_counts, 3);
    assert_int_equal(read->counts[0].n_where, 2);
    assert_true(read->counts[0].where[0].negated);
    assert_string_equal(read->counts[0].where[0].is[0], "large");
    assert_int_equal(read->counts[0].where[1].at_most, 30000);
    assert_int_equal(read->counts[0].where[1].at_least, INT64_MIN);
    assert_int_equal(read->counts[0].where[1].n_columns, 2);
    assert_true(read->counts[0].compared);
    assert_string_equal(read->counts[0].title.zh, "差");
    assert_int_equal(read->counts[1].from, COUNT_STATED);
    assert_string_equal(read->counts[2].distinct, "grade");
    assert_int_equal(read->n_rules, 2);
    assert_int_equal(read->rules[0].whole, CHECK_NO_WHOLE);
    assert_string_equal(read->rules[0].section, "4");
    assert_string_equal(read->rules[0].since, "2019-2020");
    assert_null(read->rules[0].until);
    assert_string_equal(read->rules[0].except[0], "large");
    assert_int_equal(read->rules[1].whole, 1);
    assert_int_equal(read->rules[1].bound, CHECK_MORE_THAN);
    assert_int_equal(read->rules[1].limit, 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_roster_comes_back_whole, setup, done),
        cmocka_unit_test_setup_teardown(test_the_newest_in_a_span, setup, done),
        cmocka_unit_test_setup_teardown(test_what_is_no_text_is_refused, setup, done),
        cmocka_unit_test_setup_teardown(test_a_check_comes_back_whole, setup, done),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
