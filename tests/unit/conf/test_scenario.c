/* Facts for `simulate`: read, spread over organizations, in order of days; and what is wrong with them. */
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "fixture.h"

static void read_in_order(void **state)
{
    static const char text[] =
        "decisions = ( { organization = \"su\"; kind = \"swap\"; on = \"2020-09-01\"; member = \"jia\"; other = \"yi\";\n"
        "  period = \"2020-2021-1\"; other_period = \"2020-2021-2\"; by = \"office\"; why = \"abroad\"; document = \"7\"; } );\n"
        "records = ( { organization = [ \"su\", \"gsu\" ]; obligation = \"congress\"; on = \"2019-09-28\"; document = \"1\"; },\n"
        "            { organization = \"su\"; obligation = \"review\"; on = \"2019-09-01\";"
        "              fields = { panel = 23; share = 56.5; place = \"礼堂\"; }; } );\n"
        "waivers = ( { organization = \"su\"; obligation = \"survey\"; on = \"2019-09-28\"; period = \"2019-2020-1\"; reason = \"none\"; "
        "by = \"yi\"; known = \"2019-12-31\"; basis = \"3\"; until = \"2020-01-05\"; } );\n"
        "events = ( { organization = \"gsu\"; obligation = \"congress\"; on = \"2019-09-28\"; } );\n";
    struct arena arena = {0};
    struct report report = {0};
    struct scenario scenario;
    assert_int_equal(conf_read_scenario(scratch_file("scenario.conf", text, strlen(text)), &test_options, &arena, &scenario, &report), 0);
    assert_int_equal(report.n, 0);
    static const struct {
        int kind;
        const char *organization, *on;
        int line;
    } expected[] = {
        {FACT_RECORD, "su", "2019-09-01", 4}, {FACT_RECORD, "gsu", "2019-09-28", 3}, {FACT_RECORD, "su", "2019-09-28", 3},
        {FACT_EVENT, "gsu", "2019-09-28", 6}, {FACT_WAIVER, "su", "2019-09-28", 5},  {FACT_DECISION, "su", "2020-09-01", 1},
    };
    assert_int_equal(scenario.n, N_OF(expected));
    for (size_t i = 0; i < N_OF(expected); i++) {
        assert_int_equal(scenario.facts[i].kind, expected[i].kind);
        assert_string_equal(scenario.facts[i].organization, expected[i].organization);
        assert_int_equal(scenario.facts[i].on, day(expected[i].on));
        assert_int_equal(scenario.facts[i].line, expected[i].line);
    }
    const struct scenario_fact *review = &scenario.facts[0], *waiver = &scenario.facts[4];
    assert_int_equal(review->n_values, 3);
    assert_string_equal(review->values[0].name, "panel");
    assert_string_equal(review->values[0].text, "23");
    assert_string_equal(review->values[1].text, "56.5");
    assert_string_equal(review->values[2].text, "礼堂");
    assert_string_equal(waiver->basis, "3");
    assert_int_equal(waiver->until, day("2020-01-05"));
    assert_int_equal(scenario.facts[1].n_values, 0);
    const struct scenario_fact *swap = &scenario.facts[5];
    assert_string_equal(swap->decision, "swap");
    assert_string_equal(swap->member, "jia");
    assert_string_equal(swap->other, "yi");
    assert_string_equal(swap->period, "2020-2021-1");
    assert_string_equal(swap->other_period, "2020-2021-2");
    assert_string_equal(swap->by, "office");
    assert_string_equal(swap->reason, "abroad");
    assert_string_equal(swap->document, "7");
    assert_string_equal(scenario.facts[1].document, "1");
    assert_string_equal(scenario.facts[4].period, "2019-2020-1");
    assert_string_equal(scenario.facts[4].reason, "none");
    assert_int_equal(scenario.facts[4].known_on, day("2019-12-31"));
    assert_int_equal(scenario.facts[0].known_on, day("2019-09-01"));
    arena_done(&arena);
}

/* A case is two facts: opened before all else of its day, closed after all else of its day. */
static void cases_in_order(void **state)
{
    static const char text[] =
        "cases = ( { organization = [ \"su\", \"gsu\" ]; obligation = \"study\"; id = \"speech\"; title = \"t\"; on = \"2020-01-03\";\n"
        "  event = \"2020-01-02\"; closed = \"2020-01-05\"; why = \"done\"; by = \"office\"; document = \"7\"; },\n"
        "  { organization = \"su\"; obligation = \"exit\"; id = \"jia\"; member = \"jia\"; on = \"2020-01-05\"; } );\n"
        "records = ( { organization = \"su\"; obligation = \"study\"; period = \"speech\"; on = \"2020-01-05\"; },\n"
        "  { organization = \"su\"; obligation = \"study\"; period = \"speech\"; on = \"2020-01-03\"; } );\n";
    static const struct {
        unsigned kind;
        const char *organization, *id;
    } wanted[] = {
        {FACT_CASE, "gsu", "speech"}, {FACT_CASE, "su", "speech"},     {FACT_RECORD, "su", NULL},      {FACT_CASE, "su", "jia"},
        {FACT_RECORD, "su", NULL},    {FACT_CLOSING, "gsu", "speech"}, {FACT_CLOSING, "su", "speech"},
    };
    struct arena arena = {0};
    struct report report = {0};
    struct scenario scenario;
    assert_int_equal(conf_read_scenario(scratch_file("cases.conf", text, strlen(text)), &test_options, &arena, &scenario, &report), 0);
    assert_int_equal(scenario.n, N_OF(wanted));
    for (size_t i = 0; i < N_OF(wanted); i++) {
        assert_int_equal(scenario.facts[i].kind, wanted[i].kind);
        assert_string_equal(scenario.facts[i].organization, wanted[i].organization);
        if (wanted[i].id != NULL)
            assert_string_equal(scenario.facts[i].id, wanted[i].id);
    }
    assert_int_equal(scenario.facts[0].event_on, day("2020-01-02"));
    assert_int_equal(scenario.facts[5].on, day("2020-01-05"));
    assert_string_equal(scenario.facts[5].reason, "done");
    assert_string_equal(scenario.facts[3].member, "jia");
    assert_string_equal(scenario.facts[2].period, "speech");
    arena_done(&arena);
}

static void rosters_and_consent(void **state)
{
    static const char staff[] = "编号,职务\na01,部长\na02,干事\n";
    static const char text[] =
        "rosters = ( { organization = [ \"su\", \"gsu\" ]; on = \"2020-01-03\"; known = \"2020-01-06\"; file = \"staff.csv\"; },\n"
        "  { organization = \"su\"; on = \"2020-01-04\"; table = \"delegates\"; counts = { delegates = 256; }; } );\n"
        "decisions = ( { organization = \"su\"; kind = \"swap\"; on = \"2020-01-02\"; member = \"jia\"; other = \"yi\"; agreed = [ "
        "\"jia\", "
        "\"yi\" ]; period = \"a\"; other_period = \"b\"; },\n"
        "  { organization = \"su\"; kind = \"swap\"; on = \"2020-01-02\"; member = \"jia\"; other = \"yi\"; agreed = [ ]; period = \"a\"; "
        "other_period = \"b\"; } );\n";
    struct arena arena = {0};
    struct report report = {0};
    struct scenario scenario;

    enter("good");
    scratch_file("staff.csv", staff, strlen(staff));
    if (conf_read_scenario(scratch_file("rosters.conf", text, strlen(text)), &test_options, &arena, &scenario, &report) != 0)
        fail_msg("%s", report_text(&report));
    assert_int_equal(scenario.n, 5);
    assert_string_equal(scenario.facts[0].agreed, "jia,yi");
    assert_string_equal(scenario.facts[1].agreed, "");
    assert_string_equal(scenario.facts[1].setting, "decisions[1]");
    assert_int_equal(scenario.facts[2].kind, FACT_ROSTER); /* by the day it is known */
    assert_string_equal(scenario.facts[2].roster->table, "delegates");
    assert_int_equal(scenario.facts[2].roster->n_stated, 1);
    assert_int_equal(scenario.facts[2].roster->stated[0].value, 256);
    assert_string_equal(scenario.facts[3].organization, "gsu");
    assert_string_equal(scenario.facts[3].setting, "rosters[0]");
    assert_int_equal(scenario.facts[3].roster->on, day("2020-01-03"));
    assert_string_equal(scenario.facts[3].roster->table, "roster");
    assert_string_equal(scenario.facts[3].roster->source, "staff.csv");
    assert_int_equal(scenario.facts[3].roster->n_rows, 2);
    assert_string_equal(roster_cell(scenario.facts[3].roster, 0, 1), "department_head");
    arena_done(&arena);
}

static void example_is_clean(void **state)
{
    struct arena arena = {0};
    struct report report = {0};
    struct scenario scenario;
    enter("good");
    assert_int_equal(conf_read_scenario(DATA_FROM_TESTS "/examples/wust/2019-2021.conf", &test_options, &arena, &scenario, &report), 0);
    assert_int_equal(report.n, 0);
    assert_true(scenario.n > 100);
    assert_int_equal(
        conf_read_scenario(DATA_FROM_TESTS "/examples/wust/published-2019-2021.conf", &test_options, &arena, &scenario, &report), 0);
    assert_int_equal(report.n, 0);
    assert_int_equal(scenario.n, 16);
    arena_done(&arena);
}

static void errors(void **state)
{
    static const struct {
        const char *text, *said;
        const char *also; /* NULL: nothing in particular */
    } cases[] = {
        {"record = ( );", ":1: error: record: unknown setting; did you mean \"records\"?\n"},
        {"records = ( { organization = \"su\"; on = \"2020-01-03\"; } );",
         ":1: error: records[0].obligation: it is missing; required: a string\n"},
        {"records = ( { organization = \"su\"; obligation = \"a\"; on = \"3 January\"; } );",
         ":1: error: records[0].on: found \"3 January\"; allowed: a day of the calendar as YYYY-MM-DD, 1900 to 2199\n"},
        {"records = ( { organization = \"su\"; obligation = \"a\"; on = \"2020-01-03\"; why = \"x\"; } );",
         ":1: error: records[0].why: unknown setting; allowed: organization, on, known, document, by, obligation, period, fields\n"},
        {"decisions = ( { organization = \"su\"; kind = \"swpa\"; on = \"2020-01-03\"; member = \"jia\"; } );",
         ":1: error: decisions[0].kind: found \"swpa\"; allowed: appoint, swap, decline, remove, accept; did you mean \"swap\"?\n"},
        {"decisions = ( { organization = \"su\"; kind = \"decline\"; on = \"2020-01-03\"; member = \"jia\"; } );",
         ":1: error: decisions[0].period: it is missing; required for \"decline\"\n"},
        {"decisions = ( { organization = \"su\"; kind = \"remove\"; on = \"2020-01-03\"; member = \"jia\"; other = \"yi\"; } );",
         ":1: error: decisions[0].other: it means nothing for \"remove\"\n"},
        {"cases = ( { organization = \"su\"; obligation = \"exit\"; on = \"2020-01-03\"; } );",
         ":1: error: cases[0].id: it is missing; required: a string\n"},
        {"cases = ( { organization = \"su\"; obligation = \"exit\"; id = \"a\"; on = \"2020-01-03\"; closed = \"2020-01-04\"; by = \"x\"; "
         "} );",
         ":1: error: cases[0].why: it is missing; required with \"closed\"\n"},
        {"cases = ( { organization = \"su\"; obligation = \"exit\"; id = \"a\"; on = \"2020-01-03\"; outcome = \"x\"; } );",
         ":1: error: cases[0].outcome: it means nothing without \"closed\"\n"},
        {"records = ( { organization = \"su\"; obligation = \"a\"; on = \"2020-01-01\"; fields = { a = [ 1 ]; }; } );",
         ":1: error: records[0].fields.a: found an array [ ]; allowed: a string or a whole number or a number\n"},
        {"records = ( { organization = \"su\"; obligation = \"a\"; on = \"2020-01-01\"; fields = { b = true; }; } );",
         ":1: error: records[0].fields.b: found true; allowed: a string or a whole number or a number\n"},
        {"rosters = ( { organization = \"su\"; on = \"2020-01-01\"; table = \"rooster\"; counts = { staff = 3; }; } );",
         ":1: error: rosters[0].table: found \"rooster\"; allowed: a table that a shipped check looks at; did you mean \"roster\"?\n"},
        {"rosters = ( { organization = \"su\"; on = \"2020-01-01\"; } );",
         ":1: error: rosters[0]: it has neither file nor counts; one of the two is needed\n"},
        {"rosters = ( { organization = \"su\"; on = \"2020-01-01\"; counts = { stuff = 3; }; } );",
         ":1: error: rosters[0].counts.stuff: there is no such count in the check; did you mean \"staff\"?\n"},
        {"decisions = ( { organization = \"su\"; kind = \"remove\"; on = \"2020-01-03\"; member = \"jia\"; agreed = \"jia\"; } );",
         ":1: error: decisions[0].agreed: it means nothing for \"remove\"\n"},
        {"decisions = ( { organization = \"su\"; kind = \"swap\"; on = \"2020-01-03\"; member = \"jia\"; other = \"yi\"; period = \"a\"; "
         "other_period = \"b\"; agreed = \"wu\"; } );",
         ":1: error: decisions[0].agreed: found \"wu\"; allowed: the two who swap\n"},
        {"events = ( 5 ); waivers = { };", ":1: error: events[0]: found 5; allowed: a group { … }\n"},
        {"records = (\n5, { organization = \"su\"; obligation = \"a\"; on = \"3 January\"; } );",
         ":2: error: records[0]: found 5; allowed: a group { … }\n",
         ":2: error: records[1].on: found \"3 January\"; allowed: a day of the calendar as YYYY-MM-DD, 1900 to 2199\n"},
    };
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct arena arena = {0};
        struct report report = {0};
        struct scenario scenario = {.n = 77};
        const char *path = scratch_file("bad.conf", cases[i].text, strlen(cases[i].text));
        assert_int_equal(conf_read_scenario(path, &test_options, &arena, &scenario, &report), ERROR_CONFIG);
        char *text = report_text(&report);
        if (strncmp(text + strlen(path), cases[i].said, strlen(cases[i].said)) != 0 ||
            (cases[i].also != NULL && strstr(text, cases[i].also) == NULL))
            fail_msg("%s", text);
        assert_int_equal(scenario.n, 77);
        free(text);
        report_done(&report);
        arena_done(&arena);
    }
}

static int remove_all(void **state)
{
    remove_scratch();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read_in_order),    cmocka_unit_test(cases_in_order), cmocka_unit_test(rosters_and_consent),
        cmocka_unit_test(example_is_clean), cmocka_unit_test(errors),
    };
    return cmocka_run_group_tests_name("scenario", tests, NULL, remove_all);
}
