/* Hints at mistyped names. */
#include "nearest.h"

#include <string.h>

#include "fixture.h"

static void hints(void **state)
{
    static const char *const names[] = {"id", "connections", "retry_first", "retry_max", "timeout_s", "title"};
    static const struct {
        const char *word, *expected;
    } cases[] = {
        {"connections", "connections"},
        {"conections", "connections"},
        {"connectoins", "connections"},
        {"Connections", "connections"},
        {"CONNECTIONS", "connections"},
        {"ID", "id"},
        {"Retry_Mxa", "retry_max"},
        {"retry_mx", "retry_max"},
        {"retryfirst", "retry_first"},
        {"timeout", "timeout_s"},
        {"titel", "title"},
        {"di", "id"},
        {"colour", NULL},
        {"", NULL},
        {"xy", NULL},
        {"connectionsconnectionsconnectionsconnections", NULL},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct nearest nearest = {.word = cases[i].word};

        for (size_t j = 0; j < N_OF(names); j++)
            nearest_offer(&nearest, names[j]);
        if ((nearest.name == NULL) != (cases[i].expected == NULL) || (nearest.name != NULL && strcmp(nearest.name, cases[i].expected) != 0))
            fail_msg("“%s” gave %s", cases[i].word, nearest.name != NULL ? nearest.name : "nothing");
    }
}

static void the_first_of_equals(void **state)
{
    struct nearest nearest = {.word = "abcx"};

    nearest_offer(&nearest, "abcd");
    nearest_offer(&nearest, "abce");
    assert_string_equal(nearest.name, "abcd");
    assert_int_equal(nearest.distance, 1);
    nearest_offer(&nearest, "abcx");
    assert_int_equal(nearest.distance, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hints),
        cmocka_unit_test(the_first_of_equals),
    };

    return cmocka_run_group_tests_name("nearest", tests, NULL, NULL);
}
