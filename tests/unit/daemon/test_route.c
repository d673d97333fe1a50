/* Routing: every documented request finds its handler, and nothing else does. */
#include "unit.h"

#include "control.h"
#include "route.h"

static void test_found(void **state)
{
    static const struct {
        const char *method, *path;
        void (*handle)(struct request *request);
        int64_t number;
        bool needs_operator;
    } cases[] = {
        {"GET", "/v1/status", control_status, 0, false},
        {"HEAD", "/v1/status", control_status, 0, false},
        {"GET", "/v1/chair", control_chair, 0, false},
        {"GET", "/v1/turns", control_turns, 0, false},
        {"GET", "/v1/agenda", control_agenda, 0, false},
        {"GET", "/v1/occurrence", control_occurrence, 0, false},
        {"GET", "/v1/outbox", control_outbox, 0, false},
        {"GET", "/v1/outbox/12", control_message, 12, false},
        {"GET", "/v1/outbox/9223372036854775790", control_message, INT64_C(9223372036854775790), false},
        {"POST", "/v1/outbox/1/retry", control_message_retry, 1, true},
        {"POST", "/v1/outbox/7/cancel", control_message_cancel, 7, true},
        {"POST", "/v1/records", control_record, 0, true},
        {"POST", "/v1/waivers", control_waive, 0, true},
        {"POST", "/v1/events", control_event, 0, true},
        {"POST", "/v1/decisions", control_decide, 0, true},
        {"POST", "/v1/notify/test", control_notify_test, 0, true},
        {"GET", "/v1/check", control_check, 0, false},
        {"POST", "/v1/reload", control_reload, 0, true},
        {"GET", "/v1/log", control_log, 0, false},
        {"GET", "/v1/log/verify", control_log_verify, 0, false},
        {"GET", "/v1/backup", control_backup, 0, true},
        {"POST", "/v1/files", control_file_put, 0, true},
        {"GET", "/v1/files", control_files, 0, false},
        {"GET", "/v1/files/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", control_file, 0, false},
    };
    for (size_t i = 0; i < N_OF(cases); i++) {
        const struct route *route = NULL;
        int64_t number = -1;
        if (route_find(control_routes, method_parse(cases[i].method), cases[i].path, &route, &number) != ROUTE_FOUND)
            fail_msg("%s %s is not found", cases[i].method, cases[i].path);
        assert_ptr_equal(route->handle, cases[i].handle);
        assert_int_equal(number, cases[i].number);
        assert_int_equal(route->needs_operator, cases[i].needs_operator);
    }
}

/* Whatever changes something is a POST, and every POST needs an operator. */
static void test_posts_need_an_operator(void **state)
{
    for (const struct route *route = control_routes; route->path != NULL; route++)
        if (route->method == METHOD_POST && !route->needs_operator)
            fail_msg("anybody may POST %s", route->path);
}

static void test_not_found(void **state)
{
    static const struct {
        const char *method, *path;
        enum route_result expected;
    } cases[] = {
        {"GET", "/", ROUTE_NO_PATH},
        {"GET", "", ROUTE_NO_PATH},
        {"GET", "/v1/statu", ROUTE_NO_PATH},
        {"GET", "/v1/status/", ROUTE_NO_PATH},
        {"GET", "/v1/statusx", ROUTE_NO_PATH},
        {"GET", "/v2/status", ROUTE_NO_PATH},
        {"GET", "/v1/outbox/", ROUTE_NO_PATH},
        {"GET", "/v1/outbox/0", ROUTE_NO_PATH},
        {"GET", "/v1/outbox/01", ROUTE_NO_PATH},
        {"GET", "/v1/outbox/-1", ROUTE_NO_PATH},
        {"GET", "/v1/outbox/1x", ROUTE_NO_PATH},
        {"GET", "/v1/outbox/99999999999999999999", ROUTE_NO_PATH},
        {"POST", "/v1/outbox/1/retry/", ROUTE_NO_PATH},
        {"POST", "/v1/status", ROUTE_NO_METHOD},
        {"GET", "/v1/records", ROUTE_NO_METHOD},
        {"GET", "/v1/outbox/3/retry", ROUTE_NO_METHOD},
        {"DELETE", "/v1/outbox/3", ROUTE_NO_METHOD},
        {"get", "/v1/status", ROUTE_NO_METHOD},
        {"DELETE", "/nowhere", ROUTE_NO_PATH},
        {"GET", "/v1/files/", ROUTE_NO_PATH},
        {"GET", "/v1/files/0123456789abcdef", ROUTE_NO_PATH},
        {"GET", "/v1/files/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0", ROUTE_NO_PATH},
        {"GET", "/v1/files/0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF", ROUTE_NO_PATH},
        {"GET", "/v1/files/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef/", ROUTE_NO_PATH},
        {"GET", "/v1/files/../lunzhi.db", ROUTE_NO_PATH},
        {"POST", "/v1/files/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", ROUTE_NO_METHOD},
    };
    for (size_t i = 0; i < N_OF(cases); i++) {
        const struct route *route = NULL;
        int64_t number = -1;
        if (route_find(control_routes, method_parse(cases[i].method), cases[i].path, &route, &number) != cases[i].expected)
            fail_msg("%s %s", cases[i].method, cases[i].path);
        assert_null(route);
        assert_int_equal(number, -1);
    }
}

static void test_parameters(void **state)
{
    static const struct {
        const char *allowed, *parameter;
        bool takes;
    } cases[] = {
        {"days org", "days", true},
        {"days org", "org", true},
        {"days org", "day", false},
        {"days org", "", false},
        {"days org", "days org", false},
        {"days org", "orgs", false},
        {"org", "org", true},
        {NULL, "org", false},
        {"", "org", false},
    };
    for (size_t i = 0; i < N_OF(cases); i++) {
        const struct route route = {.parameters = cases[i].allowed};
        if (route_takes(&route, cases[i].parameter) != cases[i].takes)
            fail_msg("'%s' in '%s'", cases[i].parameter, cases[i].allowed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_posts_need_an_operator),
        cmocka_unit_test(test_not_found),
        cmocka_unit_test(test_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
