/* When the last answer may be given again. */
#include "unit.h"

#include "reply_cache.h"
#include "route.h"

static const struct route status = {.path = "/v1/status"}, chair = {.path = "/v1/chair"};
static const struct reply_key asked = {&status, "en", 1000, 7};

static void test_same_question_same_answer(void **state)
{
    struct reply_cache cache = {0};
    assert_null(reply_cache_get(&cache, &asked));
    reply_cache_put(&cache, &asked, "{}");
    assert_string_equal(reply_cache_get(&cache, &asked), "{}");
    reply_cache_put(&cache, &asked, "{1}");
    assert_string_equal(reply_cache_get(&cache, &asked), "{1}");
    reply_cache_forget(&cache);
}

static void test_whatever_differs_is_asked_anew(void **state)
{
    const struct reply_key others[] = {
        {&chair, "en", 1000, 7}, {&status, "zh_CN", 1000, 7}, {&status, "en", 1001, 7}, {&status, "en", 999, 7}, {&status, "en", 1000, 8},
    };
    struct reply_cache cache = {0};
    reply_cache_put(&cache, &asked, "{}");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_null(reply_cache_get(&cache, &others[i]));
    assert_non_null(reply_cache_get(&cache, &asked));
    reply_cache_forget(&cache);
}

static void test_forgotten_is_gone(void **state)
{
    struct reply_cache cache = {0};
    reply_cache_put(&cache, &asked, "{}");
    reply_cache_forget(&cache);
    assert_null(reply_cache_get(&cache, &asked));
    reply_cache_forget(&cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_question_same_answer),
        cmocka_unit_test(test_whatever_differs_is_asked_anew),
        cmocka_unit_test(test_forgotten_is_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
