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

#define CHANGES                                                                                                                            \
    "{\"occurrence\": {\"id\": \"su/congress.request/2026-2027\", \"event_on\": \"2026-12-20\"}, \"changes\": ["                           \
    "{\"occurrence\": \"su/congress.request/2026-2027\", \"title\": \"请示\", \"due_before\": \"2026-11-19\", \"due_on\": "              \
    "\"2026-11-20\"},"                                                                                                                     \
    "{\"occurrence\": \"su/congress.results/2026-2027\", \"title\": \"公布\", \"due_before\": null, \"due_on\": \"2026-12-25\"}]}"
#define CASE                                                                                                                                      \
    "{\"case\": {\"id\": \"su/exit/c1\", \"organization\": {\"id\": \"su\", \"name\": \"校学生会\"}, \"title\": \"退出机制\", \"name\": " \
    "null, "                                                                                                                                      \
    "\"opened_on\": \"2026-11-20\", \"event_on\": \"2026-11-20\", \"member\": {\"id\": \"jia\", \"name\": \"甲\"}, \"fields\": {}, "             \
    "\"state\": \"closed\", \"closed_on\": \"2026-11-24\", \"outcome\": {\"id\": \"dismissed\", \"name\": \"免职\"}, \"why\": \"违纪\", "     \
    "\"by\": \"校团委\", \"document\": null}, \"stages\": [], \"outcomes\": [], \"removed_on\": \"2026-11-25\"}"

#define TURNS                                                                                                                                 \
    "{\"organization\": {\"id\": \"su\", \"name\": \"校学生会\"}, \"turns\": [{\"period\": \"2026-2027-2\", \"begins\": \"2027-03-01\", " \
    "\"ends\": \"2027-07-04\", \"chair\": {\"id\": \"yi\", \"name\": \"乙\"}, \"counts\": true, \"reason\": \"r\", \"why\": \"fewest "       \
    "turns\", "                                                                                                                               \
    "\"because\": \"fewest\", \"planned\": true}], \"swaps\": [{\"id\": 3, \"state\": \"pending\", \"member\": {\"id\": \"yi\", "             \
    "\"name\": "                                                                                                                              \
    "\"乙\"}, \"period\": \"2026-2027-2\", \"other\": {\"id\": \"bing\", \"name\": \"丙\"}, \"other_period\": \"2027-2028-1\", "            \
    "\"agreed\": "                                                                                                                            \
    "[{\"id\": \"yi\", \"name\": \"乙\"}], \"by\": \"校团委\"}]}"

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
        {{"event", "set", "congress", "--org", "su", "--on", "2026-12-20", "--period", "2026-2027"},
         {{"POST /v1/events", 200, CHANGES}},
         EXIT_DONE,
         "POST /v1/events {\"organization\":\"su\",\"obligation\":\"congress\",\"on\":\"2026-12-20\",\"period\":\"2026-2027\"}\n",
         "Event on 2026-12-20:\n"
         "                                 title  was due     is due\n"
         "  su/congress.request/2026-2027  请示   2026-11-19  2026-11-20\n"
         "  su/congress.results/2026-2027  公布   -           2026-12-25\n",
         ""},
        {{"record", "congress.notice", "--org", "su", "--on", "2026-11-24", "--period", "2026-2027"},
         {{"POST /v1/records", 200,
           "{\"records\": [{\"id\": 3, \"occurrence\": \"su/congress.notice/2026-2027\", \"state\": \"met\", \"records\": 1, \"at_least\": "
           "1, "
           "\"notes\": [{\"kind\": \"late\", \"days\": 3}, {\"kind\": \"before\", \"obligation\": \"congress.request\"}, "
           "{\"kind\": \"earlier\", \"obligation\": \"congress.approval\", \"on\": \"2026-11-25\"}, "
           "{\"kind\": \"later\", \"obligation\": \"congress.results\", \"on\": \"2026-11-20\"}, "
           "{\"kind\": \"before-event\", \"on\": \"2026-12-20\"}, {\"kind\": \"not-event\", \"on\": \"2026-12-20\"}]}]}"}},
         EXIT_DONE,
         "POST /v1/records {\"organizations\":[\"su\"],\"obligation\":\"congress.notice\",\"on\":\"2026-11-24\",\"document\":null,"
         "\"fields\":{},\"period\":\"2026-2027\"}\n",
         "su/congress.notice/2026-2027: record 3 is kept; met (1 of 1)\n"
         "  late by 3 days\n"
         "  before congress.request, which is still open\n"
         "  out of order: earlier than congress.approval, which comes first and was done on 2026-11-25\n"
         "  out of order: later than congress.results, which comes after it and was done on 2026-11-20\n"
         "  out of order: before its event, which is on 2026-12-20\n"
         "  not on the day of its event, which is 2026-12-20\n",
         ""},
        {{"case", "--json", "open", "exit", "--org", "su", "--on", "today", "--set", "member=jia", "--set", "ground=x", "--event",
          "2026-11-20"},
         {NOW, {"POST /v1/cases", 200, CASE}},
         EXIT_DONE,
         "GET /v1/status\nPOST /v1/cases {\"organization\":\"su\",\"obligation\":\"exit\",\"id\":null,\"title\":null,\"member\":\"jia\","
         "\"fields\":{\"ground\":\"x\"},\"on\":\"2026-11-24\",\"event\":\"2026-11-20\"}\n",
         NULL,
         ""},
        {{"case", "step", "su/exit/c1", "decided", "--on", "2026-11-24", "--doc", "7"},
         {{"POST /v1/records", 200,
           "{\"records\": [{\"id\": 3, \"occurrence\": \"su/exit.decided/c1\", \"state\": \"met\", \"records\": 1, \"at_least\": 1}]}"}},
         EXIT_DONE,
         "POST /v1/records {\"organizations\":[\"su\"],\"obligation\":\"exit.decided\",\"on\":\"2026-11-24\",\"document\":\"7\","
         "\"fields\":{},\"period\":\"c1\"}\n",
         "su/exit.decided/c1: record 3 is kept; met (1 of 1)\n",
         ""},
        {{"case", "step", "su/study/c1", "--on", "2026-11-24"},
         {{"POST /v1/records", 409, "{\"error\": \"that case is closed\"}"}},
         EXIT_FAILED,
         "POST /v1/records {\"organizations\":[\"su\"],\"obligation\":\"study\",\"on\":\"2026-11-24\",\"document\":null,\"fields\":{},"
         "\"period\":\"c1\"}\n",
         "",
         "lunzhictl case: that case is closed\n"},
        {{"case", "close", "su/exit/c1", "--on", "2026-11-24", "--why", "违纪", "--by", "校团委", "--outcome", "dismissed", "--waive-open"},
         {{"POST /v1/cases/close", 200, CASE}},
         EXIT_DONE,
         "POST /v1/cases/close {\"case\":\"su/exit/c1\",\"outcome\":\"dismissed\",\"why\":\"违纪\",\"by\":\"校团委\",\"document\":null,"
         "\"waive\":true,\"on\":\"2026-11-24\"}\n",
         "退出机制\n"
         "su/exit/c1\n"
         "  organization  校学生会\n"
         "  state         closed\n"
         "  member        甲\n"
         "  opened        2026-11-20\n"
         "  closed        2026-11-24\n"
         "  outcome       免职\n"
         "  why           违纪\n"
         "  by            校团委\n"
         "甲 may not be executive chair from 2026-11-25 on: a running turn of theirs is vacant until somebody is appointed.\n",
         ""},
        {{"case", "close", "su/exit", "--on", "2026-11-24", "--why", "x", "--by", "y"}, {{0}}, EXIT_USAGE, "", "", "names no case"},
        {{"case", "step", "c1", "--on", "2026-11-24"}, {{0}}, EXIT_USAGE, "", "", "names no case"},
        {{"case", "shut", "su/exit/c1"}, {{0}}, EXIT_USAGE, "", "", "unknown action \"shut\""},
        {{"accept", "su", "yi"},
         {NOW, {"POST /v1/decisions", 200, TURNS}},
         EXIT_DONE,
         "GET /v1/status\nPOST /v1/decisions {\"member\":\"yi\",\"period\":null,\"organization\":\"su\",\"kind\":\"accept\",\"on\":"
         "\"2026-11-24\",\"by\":\"yi\",\"why\":null,\"document\":null}\n",
         "Turns of 校学生会 (su)\n"
         "term         begins      ends        chair           why\n"
         "2026-2027-2  2027-03-01  2027-07-04  乙     planned  fewest turns\n"
         "Swap 3: 乙's turn of 2026-2027-2 and 丙's of 2027-2028-1, approved by 校团委\n"
         "  it waits for 丙: lunzhictl accept su bing --swap 3\n",
         ""},
        {{"accept", "su", "yi", "--swap", "3", "--by", "乙本人"},
         {NOW, {"POST /v1/decisions", 409, "{\"error\": \"su: the swap is agreed on already\"}"}},
         EXIT_FAILED,
         "GET /v1/status\nPOST /v1/decisions {\"member\":\"yi\",\"period\":null,\"swap\":3,\"organization\":\"su\",\"kind\":\"accept\","
         "\"on\":\"2026-11-24\",\"by\":\"乙本人\",\"why\":null,\"document\":null}\n",
         "",
         "lunzhictl accept: su: the swap is agreed on already\n"},
        {{"accept", "su", "yi", "--swap", "3", "--term", "2026-2027-2"}, {{0}}, EXIT_USAGE, "", "", "--term and --swap exclude each other"},
        {{"decline", "su", "yi", "--term", "2026-2027-2"}, {{0}}, EXIT_USAGE, "", "", "--why S is missing"},
        {{"decline", "su", "yi", "--term", "2026-2027-2", "--why", "实习"},
         {NOW, {"POST /v1/decisions", 200, TURNS}},
         EXIT_DONE,
         "GET /v1/status\nPOST /v1/decisions {\"member\":\"yi\",\"period\":\"2026-2027-2\",\"organization\":\"su\",\"kind\":"
         "\"decline\",\"on\":\"2026-11-24\",\"by\":\"yi\",\"why\":\"实习\",\"document\":null}\n",
         NULL,
         ""},
        {{"swap", "su", "yi/2026-2027-2", "bing/2027-2028-1", "--agreed", "yi,bing", "--by", "校团委", "--why", "出国", "--doc", "3号"},
         {NOW, {"POST /v1/decisions", 200, TURNS}},
         EXIT_DONE,
         "GET /v1/status\nPOST /v1/decisions {\"member\":\"yi\",\"period\":\"2026-2027-2\",\"other\":\"bing\",\"other_period\":"
         "\"2027-2028-1\",\"agreed\":[\"yi\",\"bing\"],\"organization\":\"su\",\"kind\":\"swap\",\"on\":\"2026-11-24\",\"by\":\"校团委\","
         "\"why\":\"出国\",\"document\":\"3号\"}\n",
         NULL,
         ""},
        {{"swap", "su", "yi", "bing/2027-2028-1", "--by", "x", "--why", "y"},
         {{0}},
         EXIT_USAGE,
         "",
         "",
         "\"yi\" names no turn; its form is MEMBER/TERM"},
        {{"swap", "su", "yi/2026-2027-2", "bing/2027-2028-1", "--why", "y"}, {{0}}, EXIT_USAGE, "", "", "--by S is missing"},
        {{"appoint", "su", "bing", "--on", "2026-12-01", "--by", "校团委", "--why", "代理"},
         {{"POST /v1/decisions", 200, TURNS}},
         EXIT_DONE,
         "POST /v1/decisions {\"member\":\"bing\",\"organization\":\"su\",\"kind\":\"appoint\",\"on\":\"2026-12-01\",\"by\":\"校团委\","
         "\"why\":\"代理\",\"document\":null}\n",
         NULL,
         ""},
        {{"remove", "su", "bing", "--by", "校团委", "--why", "违纪"},
         {NOW, {"POST /v1/decisions", 200, TURNS}},
         EXIT_DONE,
         "GET /v1/status\nPOST /v1/decisions {\"member\":\"bing\",\"organization\":\"su\",\"kind\":\"remove\",\"on\":\"2026-11-24\",\"by\":"
         "\"校团委\",\"why\":\"违纪\",\"document\":null}\n",
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
