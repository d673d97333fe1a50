/* Time zones from the system's data: known instants of four zones. */
#include "error.h"
#include "fixture.h"
#include "zones.h"

static void known_offsets(void **state)
{
    static const struct {
        const char *zone;
        int64_t at;
        const char *local;
    } cases[] = {
        {"Asia/Shanghai", 0, "1970-01-01T08:00:00+08:00"},
        {"Asia/Shanghai", -86400, "1969-12-31T08:00:00+08:00"},
        {"Asia/Shanghai", 1577923200, "2020-01-02T08:00:00+08:00"},
        {"Asia/Shanghai", 4102444800, "2100-01-01T08:00:00+08:00"},
        /* Summer time was kept from 1986 to 1991. */
        {"Asia/Shanghai", 524160000, "1986-08-12T01:00:00+09:00"},
        {"Europe/Berlin", 1585443599, "2020-03-29T01:59:59+01:00"},
        {"Europe/Berlin", 1585443600, "2020-03-29T03:00:00+02:00"},
        {"Europe/Berlin", 1603587599, "2020-10-25T02:59:59+02:00"},
        {"Europe/Berlin", 1603587600, "2020-10-25T02:00:00+01:00"},
        /* By the rule of the data's last line. */
        {"Europe/Berlin", 3992101200, "2096-07-02T23:00:00+02:00"},
        {"Asia/Kathmandu", 1577923200, "2020-01-02T05:45:00+05:45"},
        {"UTC", 1577923200, "2020-01-02T00:00:00+00:00"},
    };
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct arena arena = {0};
        struct zone zone;
        char text[ZONE_TEXT_SIZE];
        assert_int_equal(zone_load(cases[i].zone, &arena, &zone), 0);
        assert_string_equal(zone.name, cases[i].zone);
        assert_string_equal(zone_format(&zone, cases[i].at, text), cases[i].local);
        arena_done(&arena);
    }
}

static void spans_are_in_order(void **state)
{
    struct arena arena = {0};
    struct zone zone;
    assert_int_equal(zone_load("Europe/Berlin", &arena, &zone), 0);
    assert_true(zone.n_spans > 240);
    assert_true(zone.spans[0].begins_at == INT64_MIN);
    for (size_t i = 1; i < zone.n_spans; i++) {
        assert_true(zone.spans[i].begins_at > zone.spans[i - 1].begins_at);
        assert_int_not_equal(zone.spans[i].offset_seconds, zone.spans[i - 1].offset_seconds);
    }
    arena_done(&arena);
}

static void unknown_zones(void **state)
{
    static const char *const names[] = {"Asia/Shangai", "",         "../../etc/passwd",       "/etc/passwd", "Asia",
                                        "leapseconds",  "zone.tab", "/usr/share/zoneinfo/UTC"};
    for (size_t i = 0; i < N_OF(names); i++) {
        struct arena arena = {0};
        struct zone zone;
        assert_int_equal(zone_load(names[i], &arena, &zone), ERROR_NOT_FOUND);
        arena_done(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_offsets),
        cmocka_unit_test(spans_are_in_order),
        cmocka_unit_test(unknown_zones),
    };
    return cmocka_run_group_tests_name("zones", tests, NULL, NULL);
}
