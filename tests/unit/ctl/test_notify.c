/* notify test: waits for the outcome, within bounds, and says it in the server's words. */
#include <string.h>

#include "fixture.h"

#define MESSAGE(state, attempts, next, reply)                                                                                              \
    "{\"id\": 9, \"recipient\": {\"id\": \"jia\", \"name\": \"甲\"}, \"channel\": \"mail\", \"address\": \"jia@example.edu.cn\", "        \
    "\"state\": \"" state "\", \"created_at\": \"2026-11-24T08:00:00+08:00\", \"next_at\": " next ", \"attempts\": " attempts              \
    ", \"last_reply\": " reply "}"
#define MADE                                                                                                                               \
    {                                                                                                                                      \
        "POST /v1/notify/test", 200, "{\"messages\": [" MESSAGE("queued", "0", "\"2026-11-24T08:00:00+08:00\"", "null") "]}"               \
    }
#define GET(json)                                                                                                                          \
    {                                                                                                                                      \
        "GET /v1/outbox/9", 200, "{\"message\": " json ", \"attempts\": []}"                                                               \
    }

struct outcome {
    struct route routes[5];
    int code;
    const char *out, *err;
    int64_t slept_min_ms, slept_max_ms;
};

static void outcomes(void **state)
{
    static const struct outcome cases[] = {
        {{MADE, GET(MESSAGE("delivered", "1", "null", "\"250 2.0.0 Ok\""))},
         EXIT_DONE,
         "甲 (mail) jia@example.edu.cn: delivered: 250 2.0.0 Ok\n",
         "",
         0,
         0},
        {{MADE, GET(MESSAGE("sending", "0", "null", "null")), GET(MESSAGE("sending", "0", "null", "null")),
          GET(MESSAGE("refused", "1", "null", "\"550 5.1.1 no such user\""))},
         EXIT_FAILED,
         "甲 (mail) jia@example.edu.cn: refused: 550 5.1.1 no such user\n",
         "1 message was not delivered",
         1,
         1000},
        /* put off for longer than we would wait: said at once */
        {{MADE, GET(MESSAGE("queued", "1", "\"2026-11-24T08:30:00+08:00\"", "\"451 4.7.1 greylisted\""))},
         EXIT_FAILED,
         "甲 (mail) jia@example.edu.cn: queued: 451 4.7.1 greylisted; next try 2026-11-24 08:30\n",
         "not delivered",
         0,
         0},
        /* nothing happens: half a minute, no more */
        {{MADE, GET(MESSAGE("queued", "0", "\"2026-11-24T08:00:00+08:00\"", "null"))},
         EXIT_FAILED,
         "甲 (mail) jia@example.edu.cn: queued: no answer yet; next try 2026-11-24 08:00\n",
         "not delivered",
         30000,
         31000},
        {{{"POST /v1/notify/test", 404, "{\"error\": \"no such channel\"}"}}, EXIT_FAILED, "", "lunzhictl notify: no such channel\n", 0, 0},
        {{{"POST /v1/notify/test", 200, "{\"messages\": []}"}}, EXIT_FAILED, "", "no message was made", 0, 0},
        {{{"POST /v1/notify/test", 200,
           "{\"messages\": [{\"id\": 9, \"recipient\": {\"id\": \"wu\", \"name\": \"戊\"}, \"channel\": null, \"address\": \"\", "
           "\"state\": \"queued\"}]}"}},
         EXIT_FAILED,
         "戊 (no way out): queued: no answer yet\n",
         "not delivered",
         0,
         0},
        {{MADE, {"GET /v1/outbox/9", 503, "{\"error\": \"busy\"}"}}, EXIT_FAILED, "", "busy", 0, 0},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct run run = RUN(cases[i].routes, "notify", "test", "su/jia");

        if (run.code != cases[i].code || strcmp(run.out, cases[i].out) != 0 || strstr(run.err, cases[i].err) == NULL ||
            run.slept_ms < cases[i].slept_min_ms || run.slept_ms > cases[i].slept_max_ms)
            fail_msg("case %zu: exit %d after %lld ms\n%s%s%s", i, run.code, (long long)run.slept_ms, run.out, run.err, run.requests);
        assert_ptr_equal(strstr(run.requests, "POST /v1/notify/test {\"to\":\"su/jia\"}\n"), run.requests);
        run_done(&run);
    }
}

static void outcomes_as_json(void **state)
{
    static const struct route routes[] = {MADE, GET("{\"id\": 9, \"channel\": \"mail\", \"state\": \"delivered\"}"), {0}};
    struct run run = RUN(routes, "--json", "notify", "test", "su/jia");

    assert_int_equal(run.code, EXIT_DONE);
    assert_string_equal(run.out, "{\"messages\":[{\"id\":9,\"channel\":\"mail\",\"state\":\"delivered\"}]}\n");
    run_done(&run);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(outcomes), cmocka_unit_test(outcomes_as_json)};

    return cmocka_run_group_tests_name("notify", tests, NULL, NULL);
}
