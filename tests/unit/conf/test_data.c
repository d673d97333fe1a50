/* Where the shipped data is looked for. */
#include "data.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "fixture.h"

static void given(void **state)
{
    char *path = NULL;
    enter("good");
    assert_int_equal(data_dir_find(DATA_FROM_TESTS, &path), 0);
    assert_string_equal(path, DATA_FROM_TESTS);
    free(path);
    path = NULL;
    assert_int_equal(data_dir_find("conf.d", &path), ERROR_NOT_FOUND);
    assert_int_equal(data_dir_find("nowhere", &path), ERROR_NOT_FOUND);
    assert_null(path);
}

/* This test runs from the build directory. */
static void from_the_build_directory(void **state)
{
    char *path = NULL;
    enter("good");
    assert_int_equal(data_dir_find(NULL, &path), 0);
    char *found = realpath(path, NULL);
    char *expected = realpath(DATA_FROM_TESTS, NULL);
    assert_string_equal(found, expected);
    free(found);
    free(expected);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(given),
        cmocka_unit_test(from_the_build_directory),
    };
    return cmocka_run_group_tests_name("data", tests, NULL, NULL);
}
