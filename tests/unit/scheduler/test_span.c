/* Durations as text. */
#include "span.h"

#include <string.h>

#include "error.h"
#include "fixture.h"

static void read_and_written(void **state)
{
    static const struct {
        const char *text;
        struct span span;
        const char *written;
        bool civil;
    } cases[] = {
        {"14d", {14, SPAN_DAYS}, "14d", true},
        {"-14d", {-14, SPAN_DAYS}, "-14d", true},
        {"+3wd", {3, SPAN_WORKDAYS}, "3wd", true},
        {"-10wd", {-10, SPAN_WORKDAYS}, "-10wd", true},
        {"2w", {2, SPAN_WEEKS}, "2w", true},
        {"36h", {36, SPAN_HOURS}, "36h", false},
        {"5m", {5, SPAN_MINUTES}, "5m", false},
        {"0d", {0, SPAN_DAYS}, "0d", true},
        {"-0d", {0, SPAN_DAYS}, "0d", true},
        {"100000d", {100000, SPAN_DAYS}, "100000d", true},
        {"-100000wd", {-100000, SPAN_WORKDAYS}, "-100000wd", true},
        {"007d", {7, SPAN_DAYS}, "7d", true},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct span span;
        char text[SPAN_TEXT_SIZE];

        assert_int_equal(span_parse(cases[i].text, &span), 0);
        assert_int_equal(span.count, cases[i].span.count);
        assert_int_equal(span.unit, cases[i].span.unit);
        assert_string_equal(span_format(span, text), cases[i].written);
        assert_int_equal(span_is_civil(span), cases[i].civil);
    }
}

static void what_is_no_span(void **state)
{
    static const char *const texts[] = {"",     "d",    "14", "14 d", "14x",     "--1d",     "+-1d",
                                        "1.5d", "14dd", "1D", "1wdd", "100001d", "-100001d", "99999999999999999999d",
                                        " 1d",  "1d "};

    for (size_t i = 0; i < N_OF(texts); i++) {
        struct span untouched = {7, SPAN_HOURS};

        if (span_parse(texts[i], &untouched) != ERROR_INVALID || untouched.count != 7)
            fail_msg("'%s' was taken for a span", texts[i]);
    }
}

static void in_seconds(void **state)
{
    assert_int_equal(span_seconds((struct span){5, SPAN_MINUTES}), 300);
    assert_int_equal(span_seconds((struct span){-2, SPAN_HOURS}), -7200);
    assert_int_equal(span_seconds((struct span){3, SPAN_DAYS}), 259200);
    assert_int_equal(span_seconds((struct span){100000, SPAN_WEEKS}), INT64_C(60480000000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(read_and_written), cmocka_unit_test(what_is_no_span), cmocka_unit_test(in_seconds)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
