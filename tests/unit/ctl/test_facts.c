/* The commands that change something: what they send, what they print, how they end. */
#include <string.h>

#include "fixture.h"

struct fact {
    char *words[16];
    struct route routes[3];
    int code;
    const char *requests, *out, *err; /* err: within it */
};

#define NOW                                                                                                                                \
    {                                                                                                                                      \
        "GET /v1/status", 200, "{\"now\": \"2026-11-24T00:30:00+08:00\"}"                                                                  \
    }
#define REPLY                                                                                                                               \
    "{\"occurrence\": {\"id\": \"su/congress/2026-2027\", \"title\": \"代表大会\", \"state\": \"open\", \"event_on\": \"2026-12-12\", " \
    "\"due_on\": \"2026-11-28\", \"days_left\": 4}}"

static void told_to_the_daemon(void **state)
{
    static struct fact facts[] = {
        {{"record", "party-hearing", "--org", "su,gsu", "--on", "today", "--doc", "〔2026〕14号", "--set", "place=礼堂", "--set",
          "note=a=b"},
         {NOW,
          {"POST /v1/records", 200,
           "{\"records\": [{\"id\": 3, \"occurrence\": \"su/party-hearing/2026-2027-1\", \"state\": \"met\", \"records\": 1, \"at_least\": "
           "1},"
           "{\"id\": 4, \"occurrence\": \"gsu/party-hearing/2026-2027-1\", \"state\": \"open\", \"records\": 1, \"at_least\": 2}]}"}},
         EXIT_DONE,
         "GET /v1/status\nPOST /v1/records {\"organizations\":[\"su\",\"gsu\"],\"obligation\":\"party-hearing\",\"on\":\"2026-11-24\","
         "\"document\":\"〔2026〕14号\",\"fields\":{\"place\":\"礼堂\",\"note\":\"a=b\"}}\n",
         "su/party-hearing/2026-2027-1: record 3 is kept; met (1 of 1)\n"
         "gsu/party-hearing/2026-2027-1: record 4 is kept; open (1 of 2)\n",
         ""},
        {{"record", "survey", "--org", "su", "--on", "2026-08-01"},
         {{"POST /v1/records", 200,
           "{\"records\": [{\"id\": 5, \"occurrence\": null, \"state\": null, \"records\": 0, \"at_least\": 1}]}"}},
         EXIT_DONE,
         "POST /v1/records {\"organizations\":[\"su\"],\"obligation\":\"survey\",\"on\":\"2026-08-01\",\"document\":null,\"fields\":{}}\n",
         "record 5 is kept, but counts for no period: none holds its day\n",
         ""},
        {{"record", "survey", "--org", "su", "--on", "2026-08-01"},
         {{"POST /v1/records", 403, "{\"error\": \"only operators may change things\"}"}},
         EXIT_FAILED,
         NULL,
         "",
         "lunzhictl record: only operators may change things\n"},
        {{"record", "survey", "--org", "su", "--on", "today"},
         {{"GET /v1/status", 200, "{}"}},
         EXIT_FAILED,
         "GET /v1/status\n",
         "",
         "what time it is"},
        {{"waive", "su/survey/2026-2027-1", "--reason", "停课", "--by", "校团委"},
         {{"POST /v1/waivers", 200, "{\"occurrence\": {\"id\": \"su/survey/2026-2027-1\", \"title\": \"调研报告\"}}"}},
         EXIT_DONE,
         "POST /v1/waivers {\"occurrence\":\"su/survey/2026-2027-1\",\"reason\":\"停课\",\"by\":\"校团委\"}\n",
         "su/survey/2026-2027-1: waived (调研报告)\n",
         ""},
        {{"waive", "su/survey/2026-2027-1", "--reason", "x", "--by", "y", "--json"},
         {{"POST /v1/waivers", 409, "{\"error\": \"it is met already\"}"}},
         EXIT_FAILED,
         NULL,
         "{\"error\":\"it is met already\"}\n",
         "lunzhictl waive: it is met already\n"},
        {{"event", "set", "congress", "--org", "su", "--on", "2026-12-12"},
         {{"POST /v1/events", 200, REPLY}},
         EXIT_DONE,
         "POST /v1/events {\"organization\":\"su\",\"obligation\":\"congress\",\"on\":\"2026-12-12\"}\n",
         "su/congress/2026-2027: event on 2026-12-12; due 2026-11-28, in 4 days\n",
         ""},
        {{"event", "set", "congress", "--org", "su", "--on", "today"},
         {NOW, {"POST /v1/events", 200, REPLY}},
         EXIT_DONE,
         "GET /v1/status\nPOST /v1/events {\"organization\":\"su\",\"obligation\":\"congress\",\"on\":\"2026-11-24\"}\n",
         NULL,
         ""},
        {{"reload"},
         {{"POST /v1/reload", 200,
           "{\"organizations\": 2, \"occurrences\": 12, \"findings\": [{\"level\": \"warning\", \"file\": \"a.conf\", \"line\": 3, "
           "\"setting\": \"x\", "
           "\"text\": \"no address\"}]}"}},
         EXIT_DONE,
         "POST /v1/reload {}\n",
         "Loaded: organizations 2, occurrences 12.\n",
         "a.conf:3: warning: x: no address\n"},
        {{"reload"},
         {{"POST /v1/reload", 422,
           "{\"error\": \"the configuration has errors\", \"findings\": [{\"level\": \"error\", \"file\": \"a.conf\", \"line\": 3, "
           "\"setting\": "
           "\"x\", \"text\": \"bad\"}]}"}},
         EXIT_FAILED,
         NULL,
         "",
         "a.conf:3: error: x: bad\nlunzhictl reload: the configuration has errors\n"},
        {{"outbox", "retry", "12"},
         {{"POST /v1/outbox/12/retry", 200, "{\"message\": {\"id\": 12, \"state\": \"queued\"}}"}},
         EXIT_DONE,
         "POST /v1/outbox/12/retry {}\n",
         NULL,
         ""},
        {{"outbox", "cancel", "12"},
         {{"POST /v1/outbox/12/cancel", 409, "{\"error\": \"it was delivered\"}"}},
         EXIT_FAILED,
         "POST /v1/outbox/12/cancel {}\n",
         "",
         "it was delivered"},
    };

    for (size_t i = 0; i < N_OF(facts); i++) {
        struct run run = run_ctl(facts[i].routes, 0, false, facts[i].words);

        if (run.code != facts[i].code || (facts[i].out != NULL && strcmp(run.out, facts[i].out) != 0) ||
            strstr(run.err, facts[i].err) == NULL || (*facts[i].err == '\0' && *run.err != '\0') ||
            (facts[i].requests != NULL && strcmp(run.requests, facts[i].requests) != 0))
            fail_msg("case %zu: exit %d\n%s%s%s", i, run.code, run.out, run.err, run.requests);
        run_done(&run);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(told_to_the_daemon)};

    return cmocka_run_group_tests_name("facts", tests, NULL, NULL);
}
