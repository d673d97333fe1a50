/* Desired state put and read again. */
#include "fixture.h"

#include <stdlib.h>

static const struct organization *get(struct fixture *fixture, const char *id)
{
    const struct organization *organization = NULL;

    OK(fixture->store, fixture->ledger.get_organization(fixture->store, id, &fixture->arena, &organization));
    return organization;
}

static struct desired loaded(struct fixture *fixture)
{
    struct desired desired;

    desired_init(&desired);
    OK(fixture->store, load(fixture, &desired, "2019-10-01"));
    return desired;
}

static void assert_texts(const char *const *got, size_t n_got, const char *const *expected, size_t n)
{
    assert_int_equal(n_got, n);
    for (size_t i = 0; i < n; i++)
        assert_string_equal(got[i], expected[i]);
}

static void assert_span(struct span got, struct span expected)
{
    assert_int_equal(got.count, expected.count);
    assert_int_equal(got.unit, expected.unit);
}

static void assert_intervals(const struct interval *got, size_t n_got, const struct interval *expected, size_t n)
{
    assert_int_equal(n_got, n);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(got[i].since, expected[i].since);
        assert_int_equal(got[i].until, expected[i].until);
    }
}

static void test_calendar(void **state)
{
    struct fixture *fixture = *state;
    struct desired desired = loaded(fixture);
    const struct calendar *got = get(fixture, "su")->calendar;

    assert_string_equal(got->id, "wust");
    assert_int_equal(got->n_terms, desired.calendar.n_terms);
    for (size_t i = 0; i < got->n_terms; i++) {
        assert_string_equal(got->terms[i].id, desired.calendar.terms[i].id);
        assert_string_equal(got->terms[i].year, desired.calendar.terms[i].year);
        assert_int_equal(got->terms[i].begins, desired.calendar.terms[i].begins);
        assert_int_equal(got->terms[i].ends, desired.calendar.terms[i].ends);
        assert_int_equal(got->terms[i].turn, desired.calendar.terms[i].turn);
    }
    assert_int_equal(got->n_days, desired.calendar.n_days);
    for (size_t i = 0; i < got->n_days; i++) {
        assert_int_equal(got->days[i].on, desired.calendar.days[i].on);
        assert_int_equal(got->days[i].works, desired.calendar.days[i].works);
    }
}

static void test_members(void **state)
{
    struct fixture *fixture = *state;
    struct desired desired = loaded(fixture);
    const struct organization *got = get(fixture, "su");

    assert_int_equal(got->n_members, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct member *a = &got->members[i], *b = &desired.members[i];

        assert_string_equal(a->id, b->id);
        assert_string_equal(a->name, b->name);
        assert_int_equal(a->term.since, b->term.since);
        assert_int_equal(a->term.until, b->term.until);
        assert_texts(a->posts, a->n_posts, b->posts, b->n_posts);
        assert_texts(a->channels, a->n_channels, b->channels, b->n_channels);
        assert_int_equal(a->window.quiet_from, b->window.quiet_from);
        assert_int_equal(a->window.quiet_until, b->window.quiet_until);
        assert_int_equal(a->window.workdays_only, b->window.workdays_only);
        assert_intervals(a->absent, a->n_absent, b->absent, b->n_absent);
        assert_intervals(a->suspended, a->n_suspended, b->suspended, b->n_suspended);
        assert_int_equal(a->n_addresses, b->n_addresses);
        for (size_t k = 0; k < a->n_addresses; k++) {
            assert_string_equal(a->addresses[k].kind, b->addresses[k].kind);
            assert_string_equal(a->addresses[k].value, b->addresses[k].value);
        }
    }
}

static void assert_due(const struct due_rule *a, const struct due_rule *b)
{
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->date, b->date);
    assert_int_equal(a->week, b->week);
    assert_int_equal(a->month, b->month);
    assert_int_equal(a->day, b->day);
    assert_int_equal(a->inclusive, b->inclusive);
    assert_span(a->offset, b->offset);
}

static void assert_same(const char *a, const char *b)
{
    assert_true(a && b ? strcmp(a, b) == 0 : a == b);
}

static void assert_obligation(const struct obligation *a, const struct obligation *b)
{
    assert_string_equal(a->id, b->id);
    assert_same(a->preset, b->preset);
    assert_same(a->procedure, b->procedure);
    assert_same(a->previous, b->previous);
    assert_string_equal(a->title.zh, b->title.zh);
    assert_same(a->title.en, b->title.en);
    assert_int_equal(a->per, b->per);
    assert_int_equal(a->at_least, b->at_least);
    assert_due(&a->due, &b->due);
    assert_due(&a->opens, &b->opens);
    assert_int_equal(a->n_remind, b->n_remind);
    for (size_t i = 0; i < a->n_remind; i++)
        assert_span(a->remind[i], b->remind[i]);
    assert_span(a->repeat, b->repeat);
    assert_int_equal(a->at, b->at);
    assert_texts(a->notify, a->n_notify, b->notify, b->n_notify);
    assert_int_equal(a->n_escalate, b->n_escalate);
    for (size_t i = 0; i < a->n_escalate; i++) {
        assert_span(a->escalate[i].after, b->escalate[i].after);
        assert_texts(a->escalate[i].to, a->escalate[i].n_to, b->escalate[i].to, b->escalate[i].n_to);
    }
    assert_int_equal(a->n_outcomes, b->n_outcomes);
    for (size_t i = 0; i < a->n_outcomes; i++) {
        assert_string_equal(a->outcomes[i].id, b->outcomes[i].id);
        assert_string_equal(a->outcomes[i].title.zh, b->outcomes[i].title.zh);
        assert_same(a->outcomes[i].title.en, b->outcomes[i].title.en);
        assert_int_equal(a->outcomes[i].removes, b->outcomes[i].removes);
    }
}

/* In the order of the file, which is not that of the ids. */
static void test_obligations(void **state)
{
    struct fixture *fixture = *state;
    struct desired desired = loaded(fixture);
    const struct organization *got = get(fixture, "su");

    assert_int_equal(got->n_obligations, 2);
    for (size_t i = 0; i < 2; i++)
        assert_obligation(&got->obligations[i], &desired.obligations[i]);
}

static void test_due_rules(void **state)
{
    static const struct due_rule rules[] = {
        {.kind = DUE_NONE},
        {.kind = DUE_DATE, .date = 18321},
        {.kind = DUE_WEEK, .week = 1},
        {.kind = DUE_BEGIN, .offset = {5, SPAN_WORKDAYS}},
        {.kind = DUE_END, .offset = {0, SPAN_DAYS}},
        {.kind = DUE_END, .offset = {-100000, SPAN_DAYS}},
        {.kind = DUE_EVENT, .offset = {-10, SPAN_WORKDAYS}},
        {.kind = DUE_PREVIOUS, .offset = {5, SPAN_WORKDAYS}, .inclusive = true},
        {.kind = DUE_ANNUAL, .month = 12, .day = 31},
        {.kind = DUE_ANNUAL, .month = 1, .day = 1},
        {.kind = DUE_DUE, .offset = {-2, SPAN_WEEKS}},
    };
    struct fixture *fixture = *state;
    struct desired desired;

    desired_init(&desired);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        for (int per = PERIOD_TERM; per <= PERIOD_CASE; per++) {
            desired.obligations[0].per = (enum period_kind)per;
            desired.obligations[0].due = desired.obligations[0].opens = rules[i];
            OK(fixture->store, load(fixture, &desired, "2019-10-01"));
            assert_obligation(&get(fixture, "su")->obligations[0], &desired.obligations[0]);
        }
    }
}

static void test_a_stage_and_its_procedure(void **state)
{
    static const struct outcome outcomes[] = {{.id = "dismissed", .title = {.zh = "免职", .en = "dismissed"}, .removes = true},
                                              {.id = "unfounded", .title = {.zh = "不予处理"}}};
    struct fixture *fixture = *state;
    struct desired desired;

    desired_init(&desired);
    desired.obligations[0].id = "exit";
    desired.obligations[0].per = PERIOD_CASE;
    desired.obligations[0].due = (struct due_rule){.kind = DUE_NONE};
    desired.obligations[0].outcomes = outcomes;
    desired.obligations[0].n_outcomes = 2;
    desired.obligations[1].id = "exit.decided";
    desired.obligations[1].procedure = "exit";
    desired.obligations[1].previous = "exit.investigated";
    OK(fixture->store, load(fixture, &desired, "2019-10-01"));
    for (size_t i = 0; i < 2; i++)
        assert_obligation(&get(fixture, "su")->obligations[i], &desired.obligations[i]);
}

static void test_organization(void **state)
{
    struct fixture *fixture = *state;
    struct desired desired = loaded(fixture);
    const struct organization *got = get(fixture, "su"), *expected = &desired.organization;

    assert_string_equal(got->id, "su");
    assert_string_equal(got->parent, expected->parent);
    assert_string_equal(got->name, expected->name);
    assert_string_equal(got->kind, expected->kind);
    assert_string_equal(got->language, expected->language);
    assert_int_equal(got->rotation.n_mandates, 1);
    assert_int_equal(got->rotation.mandates[0].elected, desired.mandate.elected);
    assert_texts(got->rotation.mandates[0].order, got->rotation.mandates[0].n_order, desired.mandate.order, desired.mandate.n_order);
    assert_true(got->rotation.acting_counts);
    assert_string_equal(got->rotation.proposal, "answer");
    assert_int_equal(got->rotation.propose.count, -4);
    assert_int_equal(got->rotation.propose.unit, SPAN_WEEKS);
    assert_int_equal(got->rotation.answer.count, -10);
    assert_true(got->rotation.answer_required);
    assert_string_equal(got->rotation.handover, "handover");
    assert_texts(got->rotation.notify, got->rotation.n_notify, expected->rotation.notify, expected->rotation.n_notify);
    assert_texts(got->fallback, got->n_fallback, expected->fallback, expected->n_fallback);
}

/* The least there can be. */
static void test_bare_organization(void **state)
{
    static const char *const post[] = {"presidium"};
    struct fixture *fixture = *state;
    const struct organization *got;
    struct desired desired;

    desired_init(&desired);
    desired.organization = (struct organization){.id = "su", .name = "校学生会", .language = "en", .n_members = 1, .n_obligations = 1};
    desired.members[0] = (struct member){.id = "wu", .name = "戊", .posts = post, .n_posts = 1, .term = {DATE_NONE, DATE_FOREVER}};
    desired.obligations[0] = (struct obligation){.id = "o", .title = {.en = "Only English"}, .at_least = 1};
    desired.calendar = (struct calendar){.id = "empty"};
    OK(fixture->store, load(fixture, &desired, "2019-10-01"));
    got = get(fixture, "su");
    assert_null(got->parent);
    assert_null(got->kind);
    assert_int_equal(got->rotation.n_mandates, 0);
    assert_false(got->rotation.acting_counts);
    assert_null(got->rotation.proposal);
    assert_false(got->rotation.answer_required);
    assert_null(got->rotation.handover);
    assert_int_equal(got->members[0].term.since, DATE_NONE);
    assert_int_equal(got->members[0].term.until, DATE_FOREVER);
    assert_null(got->obligations[0].title.zh);
    assert_string_equal(got->obligations[0].title.en, "Only English");
    assert_int_equal(got->calendar->n_terms, 0);
}

/* When a channel sends: what its settings say, always without, and always where there is no such channel. */
static void test_channel_windows(void **state)
{
    static const struct setting settings[] = {{.name = "quiet", .type = SETTING_STRING, .string = "22:00-07:30"},
                                              {.name = "workdays_only", .type = SETTING_BOOLEAN, .integer = 1}};
    struct fixture *fixture = *state;
    struct desired desired;
    struct window window = {.quiet_from = 1};

    desired_init(&desired);
    desired.channels[1].settings = settings;
    desired.channels[1].n_settings = 2;
    assert_int_equal(load(fixture, &desired, "2020-01-01"), 0);
    OK(fixture->store, fixture->ledger.channel_window(fixture->store, "mail", &window));
    assert_false(window_is_set(&window));
    OK(fixture->store, fixture->ledger.channel_window(fixture->store, "office", &window));
    assert_true(window.workdays_only);
    assert_int_equal(window.quiet_from, 22 * 3600);
    assert_int_equal(window.quiet_until, 27000);
    OK(fixture->store, fixture->ledger.channel_window(fixture->store, "none", &window));
    assert_false(window_is_set(&window));
    desired.n_channels = 1;
    desired.no_organization = true;
    assert_int_equal(load(fixture, &desired, "2020-01-02"), 0);
    OK(fixture->store, fixture->ledger.channel_window(fixture->store, "office", &window));
    assert_false(window_is_set(&window));
}

static void test_channels(void **state)
{
    struct fixture *fixture = *state;
    struct desired desired = loaded(fixture);
    struct channel got;

    for (size_t i = 0; i < desired.n_channels; i++) {
        const struct channel *expected = &desired.channels[i];

        OK(fixture->store, store_get_channel(fixture->store, expected->id, &fixture->arena, &got));
        assert_string_equal(got.id, expected->id);
        assert_string_equal(got.backend, expected->backend);
        assert_int_equal(got.n_settings, expected->n_settings);
        for (size_t k = 0; k < got.n_settings; k++) {
            const struct setting *a = &got.settings[k], *b = &expected->settings[k];

            assert_string_equal(a->name, b->name);
            assert_int_equal(a->type, b->type);
            assert_int_equal(a->integer, b->integer);
            if (b->type == SETTING_STRING)
                assert_string_equal(a->string, b->string);
            assert_texts(a->strings, a->n_strings, b->strings, b->n_strings);
        }
    }
    assert_int_equal(store_get_channel(fixture->store, "pigeon", &fixture->arena, &got), ERROR_NOT_FOUND);
    assert_string_equal(fixture->ledger.channel_address_kind(fixture->store, "mail"), "email");
    assert_string_equal(fixture->ledger.channel_address_kind(fixture->store, "office"), "");
    assert_null(fixture->ledger.channel_address_kind(fixture->store, "pigeon"));
}

static void test_not_there(void **state)
{
    struct fixture *fixture = *state;
    const struct organization *organization;

    loaded(fixture);
    assert_int_equal(fixture->ledger.get_organization(fixture->store, "gsu", &fixture->arena, &organization), ERROR_NOT_FOUND);
}

static void test_not_utf8(void **state)
{
    struct fixture *fixture = *state;
    struct desired desired;

    desired_init(&desired);
    desired.members[1].name = "\xff\xfe";
    assert_int_equal(load(fixture, &desired, "2019-10-01"), ERROR_INVALID);
    assert_non_null(strstr(store_error(fixture->store), "organization su holds text that is not UTF-8"));
}

/* Definitions that another hand has written: refused, and named. */
static void test_wrong_definitions(void **state)
{
    static const struct {
        const char *sql;
        const char *words;
    } wrong[] = {
        {"UPDATE organization SET definition = '{'", "organization su: its JSON"},
        {"UPDATE organization SET definition = '[]'", "organization su: its language"},
        {"UPDATE organization SET definition = json_remove(definition, '$.members[1].name')", "organization su: its name"},
        {"UPDATE organization SET definition = json_set(definition, '$.members[0].since', 5)", "organization su: its since"},
        {"UPDATE organization SET definition = json_set(definition, '$.members[0].absent', json('[[\"2020-01-01\"]]'))", "its absent"},
        {"UPDATE organization SET definition = json_set(definition, '$.members[0].absent', json('[[\"2020-02-30\", \"\"]]'))",
         "its absent"},
        {"UPDATE organization SET definition = json_set(definition, '$.members[0].addresses', json('[[\"email\"]]'))", "its addresses"},
        {"UPDATE organization SET definition = json_set(definition, '$.members[0].posts', json('[7]'))", "its posts"},
        {"UPDATE organization SET definition = json_set(definition, '$.rotation.mandates[0].elected', 'x')", "its elected"},
        {"UPDATE organization SET definition = json_set(definition, '$.rotation.acting_counts', 1)", "its acting_counts"},
        {"UPDATE organization SET definition = json_set(definition, '$.fallback', 'x')", "its fallback"},
        {"UPDATE organization SET former = '{}'", "its members"},
        {"UPDATE calendar SET definition = json_set(definition, '$.terms[0].ends', '2019-13-01')", "calendar wust: its ends"},
        {"UPDATE calendar SET definition = json_set(definition, '$.off[0]', 'x')", "calendar wust: its days"},
        {"UPDATE obligation SET definition = json_set(definition, '$.per', 'eon') WHERE id = 'survey'", "per of obligation survey"},
        {"UPDATE obligation SET definition = json_set(definition, '$.due', json('{\"moon\": 1}')) WHERE id = 'survey'",
         "due of obligation survey"},
        {"UPDATE obligation SET definition = json_set(definition, '$.due.week', 0) WHERE id = 'survey'", "week of obligation survey"},
        {"UPDATE obligation SET definition = json_set(definition, '$.opens.due', '-4x') WHERE id = 'survey'", "opens of obligation survey"},
        {"UPDATE obligation SET definition = json_set(definition, '$.at', 86400) WHERE id = 'survey'", "at of obligation survey"},
        {"UPDATE obligation SET definition = json_set(definition, '$.remind[0]', 3) WHERE id = 'survey'", "remind of obligation survey"},
        {"UPDATE obligation SET definition = json_set(definition, '$.escalate[0].after', NULL) WHERE id = 'survey'",
         "after of obligation survey"},
        {"UPDATE obligation SET definition = 'x' WHERE id = 'survey'", "obligation survey"},
    };
    struct fixture *fixture = *state;
    const struct organization *organization;
    size_t size;
    char *good;

    loaded(fixture);
    close_store(fixture);
    good = read_file(fixture->path, &size);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        write_file(fixture->path, good, size);
        tamper(fixture, wrong[i].sql);
        OK(NULL, open_again(fixture, NULL));
        assert_int_equal(fixture->ledger.get_organization(fixture->store, "su", &fixture->arena, &organization), ERROR_CORRUPT);
        if (!strstr(store_error(fixture->store), wrong[i].words))
            fail_msg("%s: %s", wrong[i].sql, store_error(fixture->store));
        close_store(fixture);
    }
    free(good);
}

static void test_wrong_channel(void **state)
{
    static const char *const wrong[] = {"{\"a\": 1.5}", "{\"a\": {}}", "{\"a\": [1]}", "[]", "{", "{\"a\": 1, \"a\": 2}"};
    struct fixture *fixture = *state;
    struct channel channel;
    char sql[128];

    loaded(fixture);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        close_store(fixture);
        snprintf(sql, sizeof sql, "UPDATE channel SET settings = '%s'", wrong[i]);
        tamper(fixture, sql);
        OK(NULL, open_again(fixture, NULL));
        assert_int_equal(store_get_channel(fixture->store, "mail", &fixture->arena, &channel), ERROR_CORRUPT);
        assert_non_null(strstr(store_error(fixture->store), "channel mail"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_calendar, in_memory, done),
        cmocka_unit_test_setup_teardown(test_members, in_memory, done),
        cmocka_unit_test_setup_teardown(test_obligations, in_memory, done),
        cmocka_unit_test_setup_teardown(test_a_stage_and_its_procedure, in_memory, done),
        cmocka_unit_test_setup_teardown(test_due_rules, in_memory, done),
        cmocka_unit_test_setup_teardown(test_organization, in_memory, done),
        cmocka_unit_test_setup_teardown(test_bare_organization, in_memory, done),
        cmocka_unit_test_setup_teardown(test_channels, in_memory, done),
        cmocka_unit_test_setup_teardown(test_channel_windows, in_memory, done),
        cmocka_unit_test_setup_teardown(test_not_there, in_memory, done),
        cmocka_unit_test_setup_teardown(test_not_utf8, in_memory, done),
        cmocka_unit_test_setup_teardown(test_wrong_definitions, in_file, done),
        cmocka_unit_test_setup_teardown(test_wrong_channel, in_file, done),
    };

    return cmocka_run_group_tests_name("store_policy", tests, NULL, NULL);
}
