/* The database's trouble: when it is told, when it is over, and what the clock may do meanwhile. */
#include "unit.h"

#include <string.h>

#include "trouble.h"

#define E TROUBLE_ENGINE
#define O TROUBLE_OUTBOX

static void test_histories(void **state)
{
    static const struct {
        const char *name;
        struct {
            enum trouble_source source;
            const char *words; /* NULL: a success */
            int64_t now;
            enum trouble_news news;
            const char *shown;
        } steps[8];
        size_t n;
    } cases[] = {
        {"success after success", {{E, NULL, 10, TROUBLE_NOTHING, NULL}, {O, NULL, 20, TROUBLE_NOTHING, NULL}}, 2},
        {"short",
         {{E, "full", 10, TROUBLE_NOTHING, "full"}, {E, "full", 69, TROUBLE_NOTHING, "full"}, {E, NULL, 70, TROUBLE_OVER, NULL}},
         3},
        {"told once, with the newer words",
         {{E, "full", 10, TROUBLE_NOTHING, "full"},
          {E, "broken", 70, TROUBLE_LASTS, "broken"},
          {E, "broken", 200, TROUBLE_NOTHING, "broken"},
          {E, NULL, 201, TROUBLE_OVER, NULL},
          {E, NULL, 202, TROUBLE_NOTHING, NULL}},
         5},
        {"a second trouble counts anew",
         {{E, "a", 10, TROUBLE_NOTHING, "a"},
          {E, "a", 100, TROUBLE_LASTS, "a"},
          {E, NULL, 101, TROUBLE_OVER, NULL},
          {E, "b", 102, TROUBLE_NOTHING, "b"},
          {E, "b", 162, TROUBLE_LASTS, "b"}},
         5},
        {"one source well, the other not",
         {{E, "a", 10, TROUBLE_NOTHING, "a"},
          {O, "b", 20, TROUBLE_NOTHING, "b"},
          {E, NULL, 30, TROUBLE_NOTHING, "b"},
          {O, "b", 70, TROUBLE_LASTS, "b"},
          {O, NULL, 80, TROUBLE_OVER, NULL}},
         5},
        {"the clock is set back",
         {{E, "a", 1000, TROUBLE_NOTHING, "a"}, {E, "a", 10, TROUBLE_NOTHING, "a"}, {E, "a", 70, TROUBLE_LASTS, "a"}},
         3},
    };
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct trouble trouble = {0};
        for (size_t j = 0; j < cases[i].n; j++) {
            enum trouble_news news = trouble_note(&trouble, cases[i].steps[j].source, cases[i].steps[j].words, cases[i].steps[j].now);
            const char *shown = trouble_words(&trouble), *expected = cases[i].steps[j].shown;
            if (news != cases[i].steps[j].news || (shown != NULL && expected != NULL ? strcmp(shown, expected) != 0 : shown != expected))
                fail_msg("%s, step %zu: news %d, %s", cases[i].name, j, (int)news, shown != NULL ? shown : "well");
            if (news == TROUBLE_OVER)
                assert_non_null(trouble.words); /* what it was */
        }
        trouble_done(&trouble);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_histories),
    };
    return cmocka_run_group_tests_name("trouble", tests, NULL, NULL);
}
