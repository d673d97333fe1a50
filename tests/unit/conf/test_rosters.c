/* Checks and rosters of an organization as they are handed out. */
#include "roster.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fixture.h"

static const char head[] =
    "calendars = ( { id = \"c\"; holidays = [ \"cn\" ]; terms = ( { id = \"2020-2021-1\"; begins = \"2020-09-07\"; ends = "
    "\"2021-01-17\"; } ); } );\n"
    "channels = ( { id = \"mail\"; backend = \"email\"; server = \"smtp://127.0.0.1\"; } );\n"
    "organizations = ( { id = \"su\"; name = \"su\"; calendar = \"c\"; kind = \"undergraduate\"; traits = \"large\";\n"
    "members = ( { id = \"jia\"; name = \"j\"; post = [ \"secretary_general\", \"league_secretary\", "
    "\"deputy_party_secretary\" ]; email = \"j@example.edu.cn\"; } );\n";
static const char roster[] = "id,post,political\ns1,干事,团员\ns2,部长,\n";

static int seen;

static const struct obligation *obligation_of(const struct organization *organization, const char *id)
{
    const struct obligation *obligation = organization_obligation(organization, id);

    assert_non_null(obligation);
    return obligation;
}

static int look(void *ctx, const struct organization *organization)
{
    const struct roster *rosters = organization->rosters;

    seen++;
    assert_int_equal(organization->n_traits, 1);
    assert_string_equal(organization->traits[0], "large");
    assert_string_equal(obligation_of(organization, "roster")->check->table, "roster");
    assert_null(obligation_of(organization, "roster")->check_from);
    assert_string_equal(obligation_of(organization, "delegates")->check->id, "delegates");
    assert_string_equal(obligation_of(organization, "delegates")->check_from, "congress");
    assert_string_equal(obligation_of(organization, "own")->check->id, "own");
    assert_string_equal(obligation_of(organization, "own")->check->rules[0].id, "few");
    assert_null(obligation_of(organization, "congress")->check);
    assert_int_equal(organization->n_rosters, 2);
    assert_int_equal(rosters[0].on, day("2020-10-20"));
    assert_string_equal(rosters[0].table, "roster");
    assert_string_equal(rosters[0].source, "staff.csv");
    assert_int_equal(rosters[0].n_rows, 2);
    assert_string_equal(roster_cell(&rosters[0], 0, 1), "officer");
    assert_null(roster_cell(&rosters[0], 1, 2));
    assert_int_equal(rosters[0].n_stated, 1);
    assert_string_equal(rosters[1].table, "delegates");
    assert_null(rosters[1].source);
    assert_int_equal(rosters[1].n_rows, 0);
    assert_int_equal(rosters[1].n_stated, 2);
    assert_string_equal(rosters[1].stated[1].count, "women");
    assert_int_equal(rosters[1].stated[1].value, 80);
    return 0;
}

static int ignore_calendar(void *ctx, const struct calendar *calendar)
{
    return 0;
}

static int ignore_channel(void *ctx, const struct channel *channel)
{
    return 0;
}

static void rosters_are_read_beside_their_file(void **state)
{
    const struct conf_sink sink = {.calendar = ignore_calendar, .channel = ignore_channel, .organization = look};
    static const char own[] = "counts = ( { id = \"few\"; title = \"few\"; stated = true; } );\n"
                              "checks = ( { id = \"few\"; title = \"few\"; of = \"few\"; at_most = 3; } );\n";
    char *text;
    struct report report = {0};

    enter("broken");
    scratch_file("own.conf", own, strlen(own));
    scratch_file("staff.csv", roster, strlen(roster));
    text = xasprintf("%sobligations = ( { preset = \"roster\"; }, { preset = \"delegates\"; }, { preset = \"congress\"; },\n"
                     " { id = \"own\"; title = \"own\"; due = \"week 3\"; notify = [ \"jia\" ]; check = \"./own.conf\"; check_from = "
                     "\"congress.notice\"; } );\n"
                     "rosters = ( { on = \"2020-10-20\"; file = \"staff.csv\"; counts = { staff = 23; }; },\n"
                     " { on = \"2020-10-17\"; table = \"delegates\"; counts = { delegates = 256; women = 80; }; } ); } );\n",
                     head);
    seen = 0;
    if (conf_load(scratch_file("lunzhi.conf", text, strlen(text)), &test_options, &sink, &report) != 0)
        fail_msg("%s", report_text(&report));
    assert_int_equal(seen, 1);
    free(text);
    report_done(&report);
    remove_scratch();
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rosters_are_read_beside_their_file)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
