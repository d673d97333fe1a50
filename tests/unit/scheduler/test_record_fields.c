/* Values against the types of fields: a table of good and bad ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "record_fields.h"

static const struct member members[] = {{.id = "jia", .name = "甲"}, {.id = "yi", .name = "乙"}};
static const struct organization organization = {.id = "su", .members = members, .n_members = 2};

static size_t check(struct field_rule rule, const char *text, bool given, const char **ret_found)
{
    struct arena arena = {0};
    const struct record_value values[] = {{"other", "x"}, {"f", text}};
    struct field_fault *faults;
    size_t n;

    rule.id = "f";
    n = record_fields_check(&rule, 1, values, given ? 2 : 1, &organization, &arena, &faults);
    *ret_found = n > 0 ? faults[0].found : NULL;
    arena_done(&arena);
    return n;
}

static void test_values(void **state)
{
    static const struct {
        enum field_type type;
        const char *good[12], *bad[20];
    } cases[] = {
        {FIELD_TYPE_TEXT, {"x", "第十四次常委会", " a "}, {NULL}},
        {FIELD_TYPE_NUMBER,
         {"0", "14", "-3", "56.5", "007", "999999999999", "0.000001", "-0.5"},
         {"x", "1 ", " 1", "1e3", "1,000", "+1", ".5", "5.", "1.2.3", "0x10", "--1", "-", "1234567890123", "0.1234567", "１４", "1\n"}},
        {FIELD_TYPE_DATE, {"2020-02-29", "1999-12-31"}, {"2019-02-29", "2020-2-3", "today", "2020-01-01 ", "20200101"}},
        {FIELD_TYPE_MEMBER, {"jia", "yi"}, {"甲", "Jia", "geng", "jia "}},
        {FIELD_TYPE_LINK,
         {"http://example.edu.cn", "https://example.edu.cn/a?b=c#d", "https://例.cn/公示"},
         {"example.edu.cn", "ftp://x/", "javascript:alert(1)", "https://", "https:///x", "http:/x", "https://x y", "https://x\ty",
          "https://x\"", "https://<x>", "HTTPS://x\n", "//x"}},
    };
    const char *found;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct field_rule rule = {.type = cases[i].type, .required = true};

        for (size_t j = 0; cases[i].good[j]; j++) {
            if (check(rule, cases[i].good[j], true, &found) != 0)
                fail_msg("%s refuses \"%s\"", field_type_name(rule.type), cases[i].good[j]);
        }
        for (size_t j = 0; cases[i].bad[j]; j++) {
            if (check(rule, cases[i].bad[j], true, &found) != 1)
                fail_msg("%s takes \"%s\"", field_type_name(rule.type), cases[i].bad[j]);
            assert_string_equal(found, cases[i].bad[j]);
        }
        assert_int_equal(check(rule, NULL, true, &found), 1); /* a list or an object */
        assert_string_equal(found, "");
    }
}

static void test_missing(void **state)
{
    const char *found = "";

    assert_int_equal(check((struct field_rule){.required = true}, NULL, false, &found), 1);
    assert_null(found);
    assert_int_equal(check((struct field_rule){.required = true}, "", true, &found), 1);
    assert_null(found);
    assert_int_equal(check((struct field_rule){.required = true}, " \t", true, &found), 1);
    assert_int_equal(check((struct field_rule){0}, NULL, false, &found), 0);
    assert_int_equal(check((struct field_rule){.type = FIELD_TYPE_NUMBER}, "", true, &found), 0);
    assert_int_equal(check((struct field_rule){.type = FIELD_TYPE_NUMBER}, "x", true, &found), 1); /* given, it must be right */
}

static void test_limits(void **state)
{
    static const struct {
        enum field_type type;
        const char *text;
        size_t faults;
    } cases[] = {
        {FIELD_TYPE_NUMBER, "2", 0},        {FIELD_TYPE_NUMBER, "4", 0},  {FIELD_TYPE_NUMBER, "1.999999", 1},
        {FIELD_TYPE_NUMBER, "4.000001", 1}, {FIELD_TYPE_NUMBER, "-3", 1}, {FIELD_TYPE_NUMBER, "999999999999", 1},
        {FIELD_TYPE_TEXT, "甲", 1},         {FIELD_TYPE_TEXT, "甲乙", 0}, {FIELD_TYPE_TEXT, "甲乙丙丁", 0},
        {FIELD_TYPE_TEXT, "甲乙丙丁戊", 1},
    };
    const char *found;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct field_rule rule = {.type = cases[i].type, .has_min = true, .has_max = true, .min = 2, .max = 4};

        if (check(rule, cases[i].text, true, &found) != cases[i].faults)
            fail_msg("2 to 4: %s", cases[i].text);
    }
    assert_int_equal(check((struct field_rule){.type = FIELD_TYPE_NUMBER, .has_max = true, .max = -1}, "-2", true, &found), 0);
    assert_int_equal(check((struct field_rule){.type = FIELD_TYPE_NUMBER, .has_max = true, .max = -1}, "0", true, &found), 1);
}

static void test_names(void **state)
{
    enum field_type type;

    for (int i = 0; i < FIELD_TYPE_COUNT; i++) {
        assert_int_equal(field_type_parse(field_type_name((enum field_type)i), &type), 0);
        assert_int_equal(type, i);
    }
    assert_int_equal(field_type_parse("nubmer", &type), ERROR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_missing),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests_name("record_fields", tests, NULL, NULL);
}
