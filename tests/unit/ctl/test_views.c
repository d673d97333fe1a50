/* What the reading commands print, whole, and what they ask for. */
#include <string.h>

#include "fixture.h"

#define WHOLE                                                                                                                              \
    "{\"lines\": 312, \"bad_line\": null, \"cut\": 0, \"head\": \"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\", "    \
    "\"rows\": {\"checked\": 57, \"bad\": [], \"n_bad\": 0}}"
#define ROWS(bad)                                                                                                                          \
    "{\"lines\": 312, \"bad_line\": null, \"cut\": 0, \"head\": \"00\", \"rows\": {\"checked\": 57, \"n_bad\": 1, \"bad\": [" bad "]}}"

struct view {
    char *words[8];
    const char *request, *reply;
    const char *wanted; /* a file of fixtures/ */
    int columns;
};

static void whole_screens(void **state)
{
    static struct view views[] = {
        {{"chair"}, "GET /v1/chair", "@chairs.json", "chairs.txt", 0},
        {{"chair"}, "GET /v1/chair", "@chairs_caretaker.json", "chairs_caretaker.txt", 0},
        {{"chair", "su", "--at", "2026-11-24"}, "GET /v1/chair?org=su&at=2026-11-24", "@chairs.json", "chairs.txt", 0},
        {{"chair", "--at", "today"}, "GET /v1/chair", "@chairs.json", "chairs.txt", 0},
        {{"chair", "x&y=1 校"}, "GET /v1/chair?org=x%26y%3D1%20%E6%A0%A1", "@chairs.json", "chairs.txt", 0},
        {{"turns", "su"}, "GET /v1/turns?org=su", "@turns.json", "turns.txt", 0},
        {{"turns", "su"}, "GET /v1/turns?org=su", "@turns.json", "turns_72.txt", 72},
        {{"turns", "su"},
         "GET /v1/turns?org=su",
         "{\"organization\": {\"id\": \"su\", \"name\": \"校学生会\"}, \"turns\": []}",
         "turns_none.txt",
         0},
        {{"members"}, "GET /v1/members", "@members.json", "members.txt", 0},
        {{"members", "--all"}, "GET /v1/members", "@members.json", "members_all.txt", 72},
        {{"members", "su", "--reachability"}, "GET /v1/members?org=su", "@members.json", "members_reach.txt", 0},
        {{"members"}, "GET /v1/members", "{\"at\": \"2026-11-24\", \"members\": []}", "members_none.txt", 0},
        {{"agenda", "--days", "60"}, "GET /v1/agenda?days=60", "@agenda.json", "agenda.txt", 0},
        {{"agenda", "--org", "su"}, "GET /v1/agenda?org=su", "@agenda.json", "agenda_72.txt", 72},
        {{"agenda"}, "GET /v1/agenda", "{\"from\": \"2026-11-24\", \"until\": \"2026-12-24\", \"occurrences\": []}", "agenda_none.txt", 0},
        {{"show", "su/party-hearing/2026-2027-1"},
         "GET /v1/occurrence?id=su/party-hearing/2026-2027-1",
         "@occurrence.json",
         "occurrence.txt",
         0},
        {{"show", "su/party-hearing/2026-2027-1"},
         "GET /v1/occurrence?id=su/party-hearing/2026-2027-1",
         "@occurrence.json",
         "occurrence_80.txt",
         80},
        {{"show", "su/turn-answer/t1"},
         "GET /v1/occurrence?id=su/turn-answer/t1",
         "{\"occurrence\": {\"id\": \"su/turn-answer/t1\", \"organization\": {\"id\": \"su\", \"name\": \"校学生会\"}, \"title\": "
         "\"答复\", "
         "\"state\": \"met\", \"opens_on\": \"2026-09-07\", \"due_on\": \"2026-11-20\", \"records\": 0, \"at_least\": 1}}",
         "occurrence_answered.txt",
         0},
        {{"case", "list"}, "GET /v1/cases", "@cases.json", "cases.txt", 0},
        {{"case", "list", "--org", "su", "--obligation", "exit", "--all"},
         "GET /v1/cases?org=su&obligation=exit&all=1",
         "@cases.json",
         "cases_72.txt",
         72},
        {{"case", "list"}, "GET /v1/cases", "{\"cases\": []}", "cases_none.txt", 0},
        {{"case", "show", "su/needs/c2"}, "GET /v1/case?id=su/needs/c2", "@case.json", "case.txt", 0},
        {{"roster", "check", "--org", "su"}, "GET /v1/checks?org=su", "@checks.json", "checks.txt", 0},
        {{"roster", "check", "--org", "su", "--year", "2026-2027"},
         "GET /v1/checks?org=su&year=2026-2027",
         "@checks.json",
         "checks.txt",
         0},
        {{"roster", "check", "--org", "su"}, "GET /v1/checks?org=su", "{\"checks\": [], \"contradictions\": []}", "checks_none.txt", 0},
        {{"roster", "show", "--org", "su"}, "GET /v1/rosters?org=su", "@rosters.json", "rosters.txt", 0},
        {{"roster", "show", "--org", "su", "--table", "panel"},
         "GET /v1/rosters?org=su&table=panel",
         "{\"rosters\": []}",
         "rosters_none.txt",
         0},
        {{"roster", "show", "1"}, "GET /v1/rosters/1", "@roster.json", "roster.txt", 0},
        {{"outbox"}, "GET /v1/outbox", "@outbox.json", "outbox.txt", 0},
        {{"outbox", "--state", "refused", "--max", "5"}, "GET /v1/outbox?state=refused&max=5", "@outbox.json", "outbox_80.txt", 80},
        {{"outbox"}, "GET /v1/outbox", "{\"messages\": []}", "outbox_none.txt", 0},
        {{"outbox", "12"}, "GET /v1/outbox/12", "@message.json", "message.txt", 0},
        {{"log"}, "GET /v1/log", "@log.json", "log.txt", 0},
        {{"log", "--object", "su", "--max", "2"}, "GET /v1/log?object=su&max=2", "@log.json", "log_80.txt", 80},
        {{"log"}, "GET /v1/log", "{\"log\": []}", "log_none.txt", 0},
        {{"log", "--verify"}, "GET /v1/log/verify", WHOLE, "log_whole.txt", 0},
    };

    for (size_t i = 0; i < N_OF(views); i++) {
        const struct route routes[] = {{views[i].request, 200, views[i].reply}, {0}};
        struct run run = run_ctl(routes, views[i].columns, false, views[i].words);

        if (run.code != EXIT_DONE || *run.err != '\0')
            fail_msg("case %zu: exit %d\n%s%s", i, run.code, run.err, run.requests);
        fixture_compare(views[i].wanted, run.out);
        run_done(&run);
    }
}

/* What is recorded, and lines that were cut off. */
static void what_the_log_does_not_tell_is_a_failure(void **state)
{
    static const struct {
        const char *reply, *said, *err;
    } cases[] = {
        {"{\"lines\": 310, \"bad_line\": 311, \"cut\": 2, \"head\": null, \"rows\": null}", "",
         "the log ends with line 310: 2 lines after it were cut off"},
        {ROWS("{\"kind\": \"record\", \"key\": \"12\", \"line\": 7, \"problem\": \"changed\", \"rows\": 1}"),
         "record 12 of line 7 was changed from outside", "what is recorded is not what the log tells"},
        {ROWS("{\"kind\": \"case\", \"key\": \"su/exit/c1\", \"line\": 7, \"problem\": \"missing\", \"rows\": 1}"),
         "case su/exit/c1 of line 7 was taken out from outside", "what is recorded is not what the log tells"},
        {ROWS("{\"kind\": \"waiver\", \"key\": null, \"line\": null, \"problem\": \"not in the log\", \"rows\": 2}"),
         "waiver: 2 rows of which no line of the log tells", "what is recorded is not what the log tells"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        const struct route routes[] = {{"GET /v1/log/verify", 200, cases[i].reply}, {0}};
        struct run run = RUN(routes, "log", "--verify");

        assert_int_equal(run.code, EXIT_FAILED);
        assert_non_null(strstr(run.out, cases[i].said));
        assert_non_null(strstr(run.err, cases[i].err));
        run_done(&run);
        run = RUN(routes, "log", "--verify", "--json");
        assert_int_equal(run.code, EXIT_FAILED);
        run_done(&run);
    }
}

static void a_broken_log_is_a_failure(void **state)
{
    static const struct route routes[] = {{"GET /v1/log/verify", 200, "{\"lines\": 312, \"bad_line\": 7}"}, {0}};
    struct run run = RUN(routes, "log", "--verify");

    assert_int_equal(run.code, EXIT_FAILED);
    assert_non_null(strstr(run.err, "line 7 of the log does not follow"));
    run_done(&run);
    run = RUN(routes, "log", "--verify", "--json");
    assert_int_equal(run.code, EXIT_FAILED);
    assert_string_equal(run.out, "{\"lines\":312,\"bad_line\":7}\n");
    run_done(&run);
}

static void monitoring(void **state)
{
    static const struct {
        const char *reply;
        int status, code;
        const char *out;
    } cases[] = {
        {"{\"exit\": 0, \"status\": \"OK\", \"text\": \"nothing late\", \"perfdata\": \"late=0\"}", 200, 0,
         "LUNZHI OK - nothing late | late=0\n"},
        {"{\"exit\": 1, \"status\": \"WARNING\", \"text\": \"a | b\\nc\", \"perfdata\": \"\"}", 200, 1, "LUNZHI WARNING - a / b c\n"},
        {"{\"exit\": 2, \"status\": \"CRITICAL\", \"text\": \"x\", \"perfdata\": \"late=3 queued=1\"}", 200, 2,
         "LUNZHI CRITICAL - x | late=3 queued=1\n"},
        {"{\"exit\": 9, \"status\": \"?\", \"text\": \"x\", \"perfdata\": null}", 200, 3, "LUNZHI ? - x\n"},
        {"{}", 200, 3, "LUNZHI UNKNOWN - \n"},
        {"{\"error\": \"no\"}", 500, 3, "LUNZHI UNKNOWN - lunzhid gives no usable answer\n"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        const struct route routes[] = {{"GET /v1/check", cases[i].status, cases[i].reply}, {0}};
        struct run run = RUN(routes, "check");

        assert_int_equal(run.code, cases[i].code);
        assert_string_equal(run.out, cases[i].out);
        run_done(&run);
    }
    struct run run = RUN(NULL, "check");
    assert_int_equal(run.code, 2); /* for monitoring, a dead daemon is critical */
    assert_string_equal(run.out, "LUNZHI CRITICAL - lunzhid is not running\n");
    run_done(&run);
    run = RUN(NULL, "--json", "check");
    assert_int_equal(run.code, 2);
    assert_string_equal(run.out, "{\"exit\":2,\"status\":\"CRITICAL\",\"text\":\"lunzhid is not running\",\"perfdata\":\"\"}\n");
    run_done(&run);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_screens),
        cmocka_unit_test(a_broken_log_is_a_failure),
        cmocka_unit_test(what_the_log_does_not_tell_is_a_failure),
        cmocka_unit_test(monitoring),
    };

    return cmocka_run_group_tests_name("views", tests, NULL, NULL);
}
