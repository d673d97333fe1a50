/* Why it is this person and why not the others, in words. */
#include "reason.h"

#include "fixture.h"

#define N(array) (sizeof(array) / sizeof *(array))

static void assert_phrase(const struct turn_reason *reason, const char *wanted)
{
    const struct phrasing phrasing = {0};
    struct arena arena = {0};

    assert_string_equal(reason_phrase(reason, &phrasing, &arena), wanted);
    arena_done(&arena);
}

static void test_the_same_why_is_said_once(void **state)
{
    static const struct passed others[] = {{"jia", PASSED_LATER, 0}, {"yi", PASSED_LATER, 0}, {"bing", PASSED_LATER, 0}};

    assert_phrase(&(struct turn_reason){.code = REASON_FEWEST, .tied = true, .others = others, .n_others = N(others)},
                  "fewest turns begun in this mandate (0), first in the order; not jia, yi, bing (later in the order)");
    assert_phrase(&(struct turn_reason){.code = REASON_FEWEST, .others = others, .n_others = 1},
                  "fewest turns begun in this mandate (0); not jia (later in the order)");
    assert_phrase(&(struct turn_reason){.code = REASON_NOBODY}, "nobody is available");
}

/* Numbers that differ are different reasons, and the order of the others is kept. */
static void test_what_differs_is_said_apart(void **state)
{
    static const struct passed others[] = {{"jia", PASSED_MORE_TURNS, 1}, {"yi", PASSED_MORE_TURNS, 1}, {"bing", PASSED_MORE_TURNS, 2},
                                           {"ding", PASSED_ABSENT, 1},    {"wu", PASSED_LATER, 0},      {"ji", PASSED_ABSENT, 0}};

    assert_phrase(
        &(struct turn_reason){.code = REASON_APPOINTED, .words = "代理", .others = others, .n_others = N(others)},
        "appointed: 代理; not jia, yi (turns begun: 1), bing (turns begun: 2), ding (absent), wu (later in the order), ji (absent)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_why_is_said_once),
        cmocka_unit_test(test_what_differs_is_said_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
