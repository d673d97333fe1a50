/* How a channel is judged: what makes it rest, how long, and what makes it well again. */
#include "health.h"

#include <string.h>

#include "fixture.h"

#define DELIVERED                                                                                                                          \
    {                                                                                                                                      \
        .class = ATTEMPT_DELIVERED, .code = 250, .reply = "ok"                                                                             \
    }
#define SILENT                                                                                                                             \
    {                                                                                                                                      \
        .class = ATTEMPT_TRANSIENT, .reply = "connection refused"                                                                          \
    }
#define TIMED_OUT                                                                                                                          \
    {                                                                                                                                      \
        .class = ATTEMPT_UNKNOWN, .reply = "timed out"                                                                                     \
    }
#define GREYLISTED                                                                                                                         \
    {                                                                                                                                      \
        .class = ATTEMPT_TRANSIENT, .code = 451, .reply = "451 later"                                                                      \
    }
#define SLOW_DOWN                                                                                                                          \
    {                                                                                                                                      \
        .class = ATTEMPT_TRANSIENT, .code = 429, .reply = "429", .retry_after_ms = 120500                                                  \
    }
#define NO_SUCH_USER                                                                                                                       \
    {                                                                                                                                      \
        .class = ATTEMPT_PERMANENT, .code = 550, .reply = "550 no such user"                                                               \
    }
#define UNSENDABLE                                                                                                                         \
    {                                                                                                                                      \
        .class = ATTEMPT_PERMANENT, .reply = "no address"                                                                                  \
    }
#define GONE                                                                                                                               \
    {                                                                                                                                      \
        .class = ATTEMPT_CHANNEL, .code = 410, .reply = "410 gone"                                                                         \
    }

#define W HEALTH_WELL
#define R HEALTH_RESTING
#define B HEALTH_BROKEN

/* Each attempt ends at an instant; what is known right after it. The random number is always 0: rests are as long as they can be. */
static void histories(void **state)
{
    static const struct {
        const char *name;
        struct {
            int64_t now;
            struct attempt attempt;
            enum health_state state;
            int64_t until; /* out of WELL */
            bool news, refuses;
        } steps[9];
    } cases[] = {
        {"two silences are not enough", {{10, SILENT, W}, {20, TIMED_OUT, W}, {30, DELIVERED, W}, {40, SILENT, W}, {50, SILENT, W}}},
        {"an answer between them starts anew", {{1, SILENT, W}, {2, SILENT, W}, {3, GREYLISTED, W}, {4, SILENT, W}, {5, SILENT, W}}},
        {"three are", {{1, SILENT, W}, {2, SILENT, W}, {3, TIMED_OUT, R, 8}}},
        {"what was under way changes nothing", {{1, SILENT, W}, {1, SILENT, W}, {1, SILENT, R, 6}, {2, SILENT, R, 6}, {5, SILENT, R, 6}}},
        {"rests double", {{1, SILENT, W}, {1, SILENT, W}, {1, SILENT, R, 6}, {6, SILENT, R, 16}, {16, SILENT, R, 36}, {40, SILENT, R, 80}}},
        {"a delivery ends a rest at once", {{1, SILENT, W}, {1, SILENT, W}, {1, SILENT, R, 6}, {2, DELIVERED, W}, {3, SILENT, W}}},
        {"a refused probe is an answer", {{1, SILENT, W}, {1, SILENT, W}, {1, SILENT, R, 6}, {6, NO_SUCH_USER, W}}},
        {"a probe that was never sent says nothing", {{1, SILENT, W}, {1, SILENT, W}, {1, SILENT, R, 6}, {6, UNSENDABLE, R, 6}}},
        {"greylisting never makes it rest", {{1, GREYLISTED, W}, {1, GREYLISTED, W}, {1, GREYLISTED, W}, {1, GREYLISTED, W}}},
        {"the peer asks for a pause", {{1, SLOW_DOWN, R, 122}, {122, SLOW_DOWN, R, 243}, {250, DELIVERED, W}}},
        {"broken for an hour, then refusing",
         {{1, GONE, B, 3601, true}, {9, GONE, B, 3601}, {3601, GONE, B, 7201, false, true}, {7201, DELIVERED, W}}},
        {"broken while it rests", {{1, SLOW_DOWN, R, 122}, {2, GONE, B, 3602, true}}},
        {"broken, then silent", {{1, GONE, B, 3601, true}, {3601, SILENT, R, 3606}, {3606, GONE, B, 7206, true}}},
        {"broken, then refused for another reason", {{1, GONE, B, 3601, true}, {3601, GREYLISTED, W}}},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct health health = {0};

        for (size_t j = 0; j < N_OF(cases[i].steps) && cases[i].steps[j].attempt.reply != NULL; j++) {
            int64_t now = cases[i].steps[j].now, until = cases[i].steps[j].until;
            bool news = health_note(&health, &cases[i].steps[j].attempt, now, 0);

            if (news != cases[i].steps[j].news || health.state != cases[i].steps[j].state || health.until != until ||
                health_refuses(&health, now) != cases[i].steps[j].refuses || health_rests(&health, now) != (now < until))
                fail_msg("%s, step %zu: state %d until %lld", cases[i].name, j, (int)health.state, (long long)health.until);
            assert_true(health.state == HEALTH_WELL || health.words != NULL);
        }
        health_done(&health);
    }
}

/* What `status` shows, after the last of the attempts, `later` seconds on. */
static void troubles(void **state)
{
    static const struct {
        const char *name;
        struct {
            int64_t now;
            struct attempt attempt;
        } steps[7];
        int64_t later;
        const char *words; /* NULL: none */
        int64_t since;
    } cases[] = {
        {"nothing was tried", {{0}}, 5000},
        {"one refused connection", {{10, SILENT}}, 5000},
        {"two within a quarter of an hour", {{10, SILENT}, {20, TIMED_OUT}}, 889},
        {"two over a quarter of an hour", {{10, SILENT}, {20, TIMED_OUT}}, 890, "timed out", 10},
        {"three silences", {{10, SILENT}, {20, SILENT}, {30, SILENT}}, 0, "connection refused", 10},
        {"four times later", {{1, GREYLISTED}, {2, GREYLISTED}, {3, GREYLISTED}, {4, GREYLISTED}}},
        {"five times later", {{1, GREYLISTED}, {2, GREYLISTED}, {3, GREYLISTED}, {4, GREYLISTED}, {5, GREYLISTED}}, 0, "451 later", 1},
        {"now this, now that", {{1, GREYLISTED}, {2, SILENT}, {3, GREYLISTED}, {4, SILENT}, {5, SILENT}}, 0, "connection refused", 1},
        {"a delivery ends it", {{1, GREYLISTED}, {2, GREYLISTED}, {3, GREYLISTED}, {4, GREYLISTED}, {5, DELIVERED}, {6, SILENT}}, 5000},
        {"so does a refusal by the peer", {{1, GREYLISTED}, {2, GREYLISTED}, {3, GREYLISTED}, {4, GREYLISTED}, {5, NO_SUCH_USER}}, 5000},
        {"not one of our own", {{1, SILENT}, {2, UNSENDABLE}, {3, SILENT}}, 900, "connection refused", 1},
        {"broken", {{7, GONE}}, 0, "410 gone", 7},
        {"a pause, then later", {{1, SLOW_DOWN}, {122, GREYLISTED}}, 1000, "451 later", 1},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct health health = {0};
        int64_t now = 0, since = 0;

        for (size_t j = 0; j < N_OF(cases[i].steps) && cases[i].steps[j].attempt.reply != NULL; j++) {
            now = cases[i].steps[j].now;
            health_note(&health, &cases[i].steps[j].attempt, now, 0);
        }
        const char *words = health_trouble(&health, now + cases[i].later, &since);
        if ((words == NULL) != (cases[i].words == NULL) || (words != NULL && strcmp(words, cases[i].words) != 0) || since != cases[i].since)
            fail_msg("%s: %s since %lld", cases[i].name, words != NULL ? words : "none", (long long)since);
        health_done(&health);
    }
}

static void rests_are_bounded(void **state)
{
    struct health health = {0};
    struct attempt silent = SILENT, asking = {.class = ATTEMPT_TRANSIENT, .code = 503, .reply = "503", .retry_after_ms = INT64_MAX};
    int64_t now = 0;

    for (int i = 0; i < 40; i++) {
        health_note(&health, &silent, now, UINT64_MAX - (uint64_t)i);
        if (health.state == HEALTH_RESTING) {
            assert_in_range(health.until - now, 1, HEALTH_REST_MAX_S);
            now = health.until;
        }
    }
    assert_int_equal(health.state, HEALTH_RESTING);
    health_note(&health, &asking, now, 0);
    assert_int_equal(health.until - now, 86400);
    health_done(&health);
}

static void clock_steps_back(void **state)
{
    struct health health = {0};
    struct attempt gone = GONE;

    health_note(&health, &gone, 1000000, 0);
    assert_true(health_rests(&health, 1000000));
    assert_true(health_rests(&health, 1003599));
    assert_false(health_rests(&health, 1003600));
    assert_false(health_rests(&health, 999999));
    assert_int_equal(health.since, 1000000);
    health_done(&health);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(histories),
        cmocka_unit_test(troubles),
        cmocka_unit_test(rests_are_bounded),
        cmocka_unit_test(clock_steps_back),
    };

    return cmocka_run_group_tests_name("health", tests, NULL, NULL);
}
