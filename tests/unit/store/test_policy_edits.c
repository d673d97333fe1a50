/* A load over what is there: only what changed is written, and what left is ended. */
#include "fixture.h"

#include <stdlib.h>

static const struct organization *get(struct fixture *fixture, const char *id)
{
    const struct organization *organization = NULL;

    OK(fixture->store, fixture->ledger.get_organization(fixture->store, id, &fixture->arena, &organization));
    return organization;
}

static int64_t generation(struct fixture *fixture)
{
    int64_t generation;

    OK(fixture->store, fixture->ledger.generation(fixture->store, &generation));
    return generation;
}

static struct desired loaded(struct fixture *fixture)
{
    struct desired desired;

    desired_init(&desired);
    OK(fixture->store, load(fixture, &desired, "2019-10-01"));
    return desired;
}

static size_t wal_size(const struct fixture *fixture)
{
    char path[160];
    size_t size;

    snprintf(path, sizeof path, "%s-wal", fixture->path);
    free(read_file(path, &size));
    return size;
}

static void test_unchanged_writes_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct desired desired = loaded(fixture);
    int64_t before = generation(fixture);
    size_t size = wal_size(fixture);

    assert_true(size > 0);
    OK(fixture->store, load(fixture, &desired, "2019-11-01"));
    assert_int_equal(wal_size(fixture), size);
    assert_int_equal(generation(fixture), before);
    desired.obligations[1].at = 60;
    OK(fixture->store, load(fixture, &desired, "2019-11-01"));
    assert_true(wal_size(fixture) > size);
    assert_true(generation(fixture) > before);
    /* Nor after another opening. */
    close_store(fixture);
    OK(NULL, open_again(fixture, NULL));
    size = wal_size(fixture);
    OK(fixture->store, load(fixture, &desired, "2019-12-01"));
    assert_int_equal(wal_size(fixture), size);
}

/* Each change alone counts the generation up and is read back. */
static void test_generation(void **state)
{
    static const struct special_day extra[] = {{18170, false}};
    struct fixture *fixture = *state;
    struct desired desired = loaded(fixture);
    int64_t before;
#define CHANGED(edit)                                                                                                                      \
    do {                                                                                                                                   \
        before = generation(fixture);                                                                                                      \
        edit;                                                                                                                              \
        OK(fixture->store, load(fixture, &desired, "2019-11-01"));                                                                         \
        assert_true(generation(fixture) > before);                                                                                         \
    } while (0)

    CHANGED((desired.calendar.days = extra, desired.calendar.n_days = 1));
    assert_int_equal(get(fixture, "su")->calendar->n_days, 1);
    CHANGED(desired.channels[1].n_settings = 0);
    CHANGED(desired.channels[1].backend = "command");
    CHANGED(desired.n_channels = 1);
    CHANGED(desired.n_channels = 2);
    CHANGED(desired.organization.name = "研究生会");
    assert_string_equal(get(fixture, "su")->name, "研究生会");
    CHANGED(desired.organization.parent = NULL);
    assert_null(get(fixture, "su")->parent);
    CHANGED(desired.organization.parent = "college");
    CHANGED(desired.organization.rotation.n_mandates = 0);
    CHANGED(desired.obligations[0].title.en = NULL);
    assert_null(get(fixture, "su")->obligations[0].title.en);
    CHANGED(desired.members[0].name = "戊");
    CHANGED(desired.organization.n_obligations = 1);
    assert_int_equal(get(fixture, "su")->n_obligations, 1);
    CHANGED(desired.organization.n_obligations = 2);
    assert_int_equal(get(fixture, "su")->n_obligations, 2);
    {
        struct obligation first = desired.obligations[0]; /* another order in the file */

        desired.obligations[0] = desired.obligations[1];
        CHANGED(desired.obligations[1] = first);
        assert_string_equal(get(fixture, "su")->obligations[0].id, "hearing");
    }
#undef CHANGED
}

static void test_members_leave_and_return(void **state)
{
    struct fixture *fixture = *state;
    struct desired desired = loaded(fixture);
    const struct member bing = desired.members[2], yi = desired.members[1];
    const struct member *member;

    desired.organization.n_members = 2; /* bing has left */
    OK(fixture->store, load(fixture, &desired, "2020-01-10"));
    assert_int_equal(get(fixture, "su")->n_members, 3);
    member = organization_member(get(fixture, "su"), "bing");
    assert_int_equal(member->term.since, bing.term.since);
    assert_int_equal(member->term.until, day("2020-01-09"));
    assert_string_equal(member->name, "丙");
    desired.organization.n_members = 1; /* yi, too, whose term had ended before (18500 is 2020-08-26) */
    OK(fixture->store, load(fixture, &desired, "2021-03-01"));
    assert_int_equal(get(fixture, "su")->n_members, 3);
    assert_int_equal(organization_member(get(fixture, "su"), "yi")->term.until, yi.term.until);
    assert_int_equal(organization_member(get(fixture, "su"), "bing")->term.until, day("2020-01-09"));
    desired.organization.n_members = 3; /* all are back, as the file says */
    OK(fixture->store, load(fixture, &desired, "2021-04-01"));
    assert_int_equal(get(fixture, "su")->n_members, 3);
    assert_int_equal(organization_member(get(fixture, "su"), "bing")->term.until, DATE_FOREVER);
}

struct heard {
    char lines[8][96];
    size_t n;
};

static int note_line(void *ctx, const struct query_log_line *line)
{
    struct heard *heard = ctx;

    snprintf(heard->lines[heard->n++], sizeof heard->lines[0], "%s %s", line->entry.action, line->entry.object);
    return 0;
}

static struct occurrence occurrence(struct fixture *fixture, const char *period)
{
    struct occurrence read = {0};

    OK(fixture->store, fixture->ledger.get_occurrence(fixture->store, "su", "hearing", period, &fixture->arena, &read));
    return read;
}

static void test_obligation_leaves(void **state)
{
    struct fixture *fixture = *state;
    struct desired desired = loaded(fixture);
    struct occurrence met = an_occurrence("met", NEVER);
    struct notification notification;
    struct heard heard = {0};
    int64_t id, message;

    id = put_occurrence(fixture, "open", 1000);
    met.state = OCCURRENCE_MET;
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    OK(fixture->store, fixture->ledger.put_occurrence(fixture->store, &met));
    OK(fixture->store, fixture->ledger.commit(fixture->store));
    notification = a_notification(id, "key");
    message = put_notification(fixture, &notification, 900);
    desired.organization.n_obligations = 1; /* the hearing has left */
    OK(fixture->store, load(fixture, &desired, "2020-01-10"));
    assert_int_equal(occurrence(fixture, "open").state, OCCURRENCE_WITHDRAWN);
    assert_true(occurrence(fixture, "open").next_at == NEVER);
    assert_int_equal(occurrence(fixture, "met").state, OCCURRENCE_MET);
    assert_int_equal(get_message(fixture, message).state, DELIVERY_CANCELLED);
    assert_string_equal(get_message(fixture, message).last_reply, "withdrawn");
    OK(fixture->store, query_log(fixture->store, NULL, NEVER, 8, note_line, &heard));
    assert_int_equal(heard.n, 1);
    assert_string_equal(heard.lines[0], "withdraw su/hearing/open");
    OK(fixture->store, load(fixture, &desired, "2020-01-11")); /* says nothing more */
    heard.n = 0;
    OK(fixture->store, query_log(fixture->store, NULL, NEVER, 8, note_line, &heard));
    assert_int_equal(heard.n, 1);
}

static void test_organization_leaves(void **state)
{
    const struct rotation_row row = {.organization = "su", .known_on = DATE_NONE, .next_at = 500};
    struct fixture *fixture = *state;
    struct desired desired = loaded(fixture);
    const struct organization *organization;
    struct heard heard = {0};
    struct channel channel;
    int64_t at;

    put_occurrence(fixture, "open", 1000);
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    OK(fixture->store, fixture->ledger.put_rotation(fixture->store, &row));
    OK(fixture->store, fixture->ledger.commit(fixture->store));
    desired.no_organization = true;
    desired.n_channels = 1;
    OK(fixture->store, load(fixture, &desired, "2020-01-10"));
    assert_int_equal(fixture->ledger.get_organization(fixture->store, "su", &fixture->arena, &organization), ERROR_NOT_FOUND);
    assert_int_equal(store_get_channel(fixture->store, "office", &fixture->arena, &channel), ERROR_NOT_FOUND);
    assert_null(fixture->ledger.channel_address_kind(fixture->store, "office"));
    assert_int_equal(occurrence(fixture, "open").state, OCCURRENCE_WITHDRAWN);
    OK(fixture->store, fixture->ledger.next_at(fixture->store, &at));
    assert_true(at == NEVER);
    OK(fixture->store, query_log(fixture->store, NULL, NEVER, 8, note_line, &heard));
    assert_int_equal(heard.n, 3);
    assert_string_equal(heard.lines[0], "withdraw su/hearing/open");
    assert_string_equal(heard.lines[1], "end channel office");
    assert_string_equal(heard.lines[2], "end su");
    desired.no_organization = false;
    desired.n_channels = 2;
    OK(fixture->store, load(fixture, &desired, "2020-02-10"));
    assert_int_equal(get(fixture, "su")->n_obligations, 2);
    assert_string_equal(fixture->ledger.channel_address_kind(fixture->store, "office"), "");
    assert_int_equal(occurrence(fixture, "open").state, OCCURRENCE_WITHDRAWN); /* to open it again is policy's */
}

/* What a load had put, and what was cached of it, is gone with its transaction. */
static void test_rollback(void **state)
{
    struct fixture *fixture = *state;
    struct desired desired = loaded(fixture);
    int64_t before = generation(fixture), during;
    struct calendar edited = desired.calendar;
    struct organization renamed = desired.organization;

    edited.n_days = 1;
    renamed.name = "another";
    renamed.calendar = &edited;
    renamed.members = desired.members;
    renamed.rotation.mandates = &desired.mandate;
    renamed.obligations = desired.obligations;
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    OK(fixture->store, store_load_start(fixture->store, day("2019-11-01")));
    OK(fixture->store, store_put_calendar(fixture->store, &edited));
    OK(fixture->store, fixture->ledger.put_organization(fixture->store, &renamed));
    assert_string_equal(get(fixture, "su")->name, "another");
    assert_int_equal(get(fixture, "su")->calendar->n_days, 1);
    during = generation(fixture);
    assert_true(during > before);
    fixture->ledger.rollback(fixture->store);
    assert_true(generation(fixture) > during);
    assert_string_equal(get(fixture, "su")->name, "校学生会");
    assert_int_equal(get(fixture, "su")->calendar->n_days, desired.calendar.n_days);
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    assert_int_equal(store_load_finish(fixture->store, day("2019-11-01"), 1), ERROR_INVALID); /* the load went with it */
    fixture->ledger.rollback(fixture->store);
}

static void test_out_of_order(void **state)
{
    struct fixture *fixture = *state;
    struct desired desired;

    desired_init(&desired);
    assert_int_equal(store_load_start(fixture->store, day("2019-11-01")), ERROR_INVALID);
    assert_int_equal(store_load_finish(fixture->store, day("2019-11-01"), 1), ERROR_INVALID);
    assert_int_equal(store_put_calendar(fixture->store, &desired.calendar), ERROR_INVALID);
    assert_int_equal(store_put_channel(fixture->store, &desired.channels[0]), ERROR_INVALID);
    desired.organization.calendar = &(const struct calendar){.id = "never put"};
    desired.organization.n_members = desired.organization.n_obligations = desired.organization.rotation.n_mandates = 0;
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    OK(fixture->store, fixture->ledger.put_organization(fixture->store, &desired.organization));
    assert_int_equal(fixture->ledger.commit(fixture->store), ERROR_INVALID); /* its calendar is not there */
}

/* More calendars than are kept decoded. */
static void test_many_calendars(void **state)
{
    struct fixture *fixture = *state;
    struct desired desired;
    char id[16];

    desired_init(&desired);
    desired.organization.n_members = desired.organization.n_obligations = desired.organization.rotation.n_mandates = 0;
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    for (int i = 0; i < 30; i++) {
        snprintf(id, sizeof id, "u%02d", i);
        desired.calendar.id = desired.organization.id = id;
        desired.organization.calendar = &desired.calendar;
        OK(fixture->store, store_put_calendar(fixture->store, &desired.calendar));
        OK(fixture->store, fixture->ledger.put_organization(fixture->store, &desired.organization));
    }
    OK(fixture->store, fixture->ledger.commit(fixture->store));
    for (int i = 0; i < 90; i++) {
        snprintf(id, sizeof id, "u%02d", i * 7 % 30);
        assert_string_equal(get(fixture, id)->calendar->id, id);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_unchanged_writes_nothing, in_file, done),
        cmocka_unit_test_setup_teardown(test_generation, in_memory, done),
        cmocka_unit_test_setup_teardown(test_members_leave_and_return, in_memory, done),
        cmocka_unit_test_setup_teardown(test_obligation_leaves, in_memory, done),
        cmocka_unit_test_setup_teardown(test_organization_leaves, in_memory, done),
        cmocka_unit_test_setup_teardown(test_rollback, in_memory, done),
        cmocka_unit_test_setup_teardown(test_out_of_order, in_memory, done),
        cmocka_unit_test_setup_teardown(test_many_calendars, in_memory, done),
    };

    return cmocka_run_group_tests_name("store_policy_edits", tests, NULL, NULL);
}
