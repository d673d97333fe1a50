/* Waits between attempts, and the age at which a message is given up. */
#include "retry.h"

#include "error.h"
#include "fixture.h"

static const struct retry_policy usual = {.first_s = 60, .max_s = 3600, .give_up_s = 4 * 86400};

static void spans(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds; /* 0: refused */
    } cases[] = {
        {"1m", 60}, {"90m", 5400}, {"2h", 7200}, {"4d", 345600}, {"1w", 604800}, {"30d", 2592000}, {"0m", 0}, {"-1h", 0},    {"31d", 0},
        {"5w", 0},  {"3wd", 0},    {"", 0},      {"60", 0},      {"1s", 0},      {"1h ", 0},       {"h", 0},  {"99999w", 0},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        int64_t seconds = 0;

        assert_int_equal(retry_span_parse(cases[i].text, &seconds), cases[i].seconds != 0 ? 0 : ERROR_INVALID);
        assert_int_equal(seconds, cases[i].seconds);
    }
}

static void waits(void **state)
{
    static const struct {
        int32_t attempts;
        uint64_t random;
        int64_t retry_after_ms, now, expected;
    } cases[] = {
        {1, 0, 0, 0, 1},
        {1, 59, 0, 0, 60},
        {1, 60, 0, 0, 1}, /* never more than the doubled wait */
        {2, 119, 0, 0, 120},
        {6, 1919, 0, 0, 1920},
        {7, 3599, 0, 0, 3600},
        {1000, 3599, 0, 0, 3600},
        {0, 59, 0, 0, 60}, /* a row that counted none */
        {1, 9, 1, 0, 10},
        {1, 9, 30000, 0, 30},
        {1, 9, 30001, 0, 31},
        {1, 9, INT64_MAX, 0, RETRY_AFTER_MAX_S},
        {9, 3599, 0, 345600 - 10, 345600}, /* the last one at the age itself */
        {9, 0, 7200000, 345600 - 10, 345600 - 10 + 7200},
        {9, 3599, 0, 345599, 345600},
        {1, 9, 0, -500, -490}, /* the clock stepped back behind the message's making */
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        int64_t at = 0;

        assert_true(retry_next(&usual, 0, cases[i].attempts, cases[i].retry_after_ms, cases[i].now, cases[i].random, &at));
        assert_int_equal(at, cases[i].expected);
    }
}

static void gives_up(void **state)
{
    int64_t at = 77;

    assert_false(retry_next(&usual, 1000, 9, 0, 1000 + 345600, 0, &at));
    assert_false(retry_next(&usual, 1000, 9, 60000, 1000 + 500000, 0, &at));
    assert_int_equal(at, 77);
}

static void policies(void **state)
{
    struct setting settings[] = {
        {.name = "retry_first", .type = SETTING_STRING, .string = "2m"},
        {.name = "retry_max", .type = SETTING_STRING, .string = "nonsense"},
        {.name = "give_up", .type = SETTING_STRING, .string = "12h"},
    };
    struct channel channel = {.id = "mail", .backend = "email", .settings = settings};
    struct retry_policy policy = retry_policy_of(&channel);

    assert_int_equal(policy.first_s, 60);
    assert_int_equal(policy.max_s, 3600);
    assert_int_equal(policy.give_up_s, 4 * 86400);
    channel.n_settings = N_OF(settings);
    policy = retry_policy_of(&channel);
    assert_int_equal(policy.first_s, 120);
    assert_int_equal(policy.max_s, 3600);
    assert_int_equal(policy.give_up_s, 12 * 3600);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spans),
        cmocka_unit_test(waits),
        cmocka_unit_test(gives_up),
        cmocka_unit_test(policies),
    };

    return cmocka_run_group_tests_name("retry", tests, NULL, NULL);
}
