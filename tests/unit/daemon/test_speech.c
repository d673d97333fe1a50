/* Which language an Accept-Language field asks for. RFC 9110, 12.5.4. */
#include "unit.h"

#include "speech.h"

static void test_accepted(void **state)
{
    static const struct {
        const char *field, *otherwise, *expected;
    } cases[] = {
        {NULL, "zh_CN", "zh_CN"},
        {NULL, "en", "en"},
        {"", "en", "en"},
        {"zh-CN", "en", "zh_CN"},
        {"zh", "en", "zh_CN"},
        {"en", "zh_CN", "en"},
        {"en-GB,en;q=0.9", "zh_CN", "en"},
        {"zh-CN,zh;q=0.9,en;q=0.8", "en", "zh_CN"},
        {"en;q=0.8, zh-CN", "en", "zh_CN"},
        {"en;q=0.2, zh;q=0.25", "en", "zh_CN"},
        {"zh;q=0, en;q=0.1", "zh_CN", "en"},
        {"zh;q=0", "en", "en"},
        {"fr, de;q=0.5", "zh_CN", "zh_CN"},
        {"*", "zh_CN", "zh_CN"},
        {"english", "zh_CN", "zh_CN"},
        {"ZH-hans", "en", "zh_CN"},
        {",,, ;q=1,", "en", "en"},
        {"zh;q=", "en", "en"},
        {"en;q=1.000,zh;q=0.999", "zh_CN", "en"},
    };
    for (size_t i = 0; i < N_OF(cases); i++)
        assert_string_equal(speech_accepted(cases[i].field, cases[i].otherwise), cases[i].expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_accepted)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
