/* Files of records and of no record yet, corrections, and since when a turn has been on record. */
#include "evidence.h"
#include "fixture.h"
#include "record_fields.h"

#define HASH_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HASH_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static void start(struct fixture *fixture)
{
    struct desired desired;

    desired_init(&desired);
    OK(fixture->store, load(fixture, &desired, "2019-10-01"));
}

static int put_record(struct fixture *fixture, struct record *record)
{
    int error = fixture->ledger.begin(fixture->store);

    if (!error)
        error = fixture->ledger.put_record(fixture->store, record);
    if (!error)
        return commit_told(fixture);
    fixture->ledger.rollback(fixture->store);
    return error;
}

static struct record a_record(const struct record_file *files, size_t n_files)
{
    return (struct record){.organization = "su",
                           .obligation = "hearing",
                           .period = "2019-2020-1",
                           .on = 18230,
                           .at = 1577000000,
                           .actor = "uid 0 (root)",
                           .files = files,
                           .n_files = n_files};
}

struct seen {
    char words[8][256]; /* "1 NAME:TYPE:SIZE …" */
    size_t n;
};

static int note(void *ctx, const struct record *record, int64_t at, const char *actor)
{
    struct seen *seen = ctx;
    char *words = seen->words[seen->n++];
    int length = snprintf(words, 256, "%lld", (long long)record->id);

    for (size_t i = 0; i < record->n_files; i++)
        length += snprintf(words + length, 256 - (size_t)length, " %.1s:%s:%s:%lld", record->files[i].sha256, record->files[i].name,
                           record->files[i].type, (long long)record->files[i].size_bytes);
    if (record->corrects)
        length += snprintf(words + length, 256 - (size_t)length, " corrects %lld: %s", (long long)record->corrects, record->why);
    if (record->corrected_by)
        snprintf(words + length, 256 - (size_t)length, " corrected by %lld", (long long)record->corrected_by);
    return 0;
}

static size_t count_stale(struct fixture *fixture, int64_t before)
{
    const char **hashes;
    size_t n;

    OK(fixture->store, evidence_stale_uploads(fixture->store, before, 10, &fixture->arena, &hashes, &n));
    return n;
}

static void test_files_of_a_record(void **state)
{
    static const struct record_file files[] = {
        {.sha256 = HASH_A, .name = "会议纪要.pdf", .type = "pdf", .size_bytes = 7},
        {.sha256 = HASH_B, .name = "photo.jpg", .type = "jpg", .size_bytes = 1234},
        {.sha256 = HASH_A, .name = "copy.pdf", .type = "pdf", .size_bytes = 7},
    };
    struct fixture *fixture = *state;
    struct record record = a_record(files, 3), bare = a_record(NULL, 0);
    struct record_file found;
    struct seen seen = {0};
    int64_t n, bytes;

    start(fixture);
    OK(fixture->store, evidence_count(fixture->store, &n, &bytes));
    assert_int_equal(n, 0);
    assert_int_equal(bytes, 0);
    assert_int_equal(evidence_find(fixture->store, HASH_A, &fixture->arena, &found), ERROR_NOT_FOUND);
    OK(fixture->store, put_record(fixture, &record));
    OK(fixture->store, put_record(fixture, &bare));
    OK(fixture->store, query_records(fixture->store, "su", NULL, NULL, note, &seen));
    assert_int_equal(seen.n, 2);
    assert_string_equal(seen.words[0], "1 a:会议纪要.pdf:pdf:7 b:photo.jpg:jpg:1234 a:copy.pdf:pdf:7");
    assert_string_equal(seen.words[1], "2");
    OK(fixture->store, evidence_count(fixture->store, &n, &bytes));
    assert_int_equal(n, 2);
    assert_int_equal(bytes, 1241);
    OK(fixture->store, evidence_find(fixture->store, HASH_A, &fixture->arena, &found));
    assert_string_equal(found.name, "会议纪要.pdf");
}

/* All of a record or nothing. */
static void test_files_are_checked(void **state)
{
    static const struct record_file bad[] = {
        {.sha256 = "abc", .name = "n.pdf", .type = "pdf", .size_bytes = 7},
        {.sha256 = HASH_A, .name = "n.pdf", .type = "pdf", .size_bytes = 0},
        {.sha256 = HASH_A, .name = NULL, .type = "pdf", .size_bytes = 7},
    };
    struct fixture *fixture = *state;
    struct seen seen = {0};

    start(fixture);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct record record = a_record(&bad[i], 1);

        assert_int_equal(put_record(fixture, &record), ERROR_INVALID);
        assert_int_equal(record.id, 0);
    }
    OK(fixture->store, query_records(fixture->store, "su", NULL, NULL, note, &seen));
    assert_int_equal(seen.n, 0);
}

static void test_uploads(void **state)
{
    static const struct record_file file = {.sha256 = HASH_A, .name = "a.pdf", .type = "pdf", .size_bytes = 7};
    struct fixture *fixture = *state;
    struct record record = a_record(&file, 1);
    const char **hashes;
    size_t n;

    start(fixture);
    OK(fixture->store, evidence_note_upload(fixture->store, HASH_B, 100));
    OK(fixture->store, evidence_note_upload(fixture->store, HASH_A, 200));
    assert_int_equal(count_stale(fixture, 100), 0);
    OK(fixture->store, evidence_stale_uploads(fixture->store, 201, 10, &fixture->arena, &hashes, &n));
    assert_int_equal(n, 2);
    assert_string_equal(hashes[0], HASH_B);
    assert_string_equal(hashes[1], HASH_A);
    OK(fixture->store, evidence_stale_uploads(fixture->store, 201, 1, &fixture->arena, &hashes, &n));
    assert_int_equal(n, 1);
    OK(fixture->store, evidence_note_upload(fixture->store, HASH_B, 300)); /* taken in again: the day begins anew */
    assert_int_equal(count_stale(fixture, 201), 1);
    OK(fixture->store, put_record(fixture, &record)); /* named: it stays */
    assert_int_equal(count_stale(fixture, 1000), 1);
    OK(fixture->store, evidence_note_upload(fixture->store, HASH_A, 400));
    assert_int_equal(count_stale(fixture, 1000), 1);
    OK(fixture->store, evidence_forget_upload(fixture->store, HASH_B));
    assert_int_equal(count_stale(fixture, 1000), 0);
    assert_int_equal(evidence_note_upload(fixture->store, "short", 1), ERROR_INVALID);
}

/* What the log does not say of a file is told apart. */
static void test_evidence_and_the_log(void **state)
{
    static const struct record_file files[] = {
        {.sha256 = HASH_A, .name = "a.pdf", .type = "pdf", .size_bytes = 7},
        {.sha256 = HASH_B, .name = "b.pdf", .type = "pdf", .size_bytes = 8},
    };
    struct fixture *fixture = *state;
    struct record record = a_record(files, 2), outside = a_record(files, 1);
    const struct log_entry lines[] = {
        {.at = 1, .actor = "x", .action = "record", .object = "su/hearing/2019-2020-1", .detail = "record 1 on 2019-12-01, a.pdf " HASH_A},
        {.at = 1, .actor = "x", .action = "record", .object = "su/hearing/2019-2020-1", .detail = "record 11 on 2019-12-01 " HASH_B},
        {.at = 1, .actor = "x", .action = "record", .object = "su/hearing/-", .detail = "record 2 on 2019-12-01 " HASH_A},
    };
    struct evidence *evidence;
    size_t n;

    start(fixture);
    outside.period = NULL;
    OK(fixture->store, put_record(fixture, &record));
    OK(fixture->store, put_record(fixture, &outside));
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        OK(fixture->store, fixture->ledger.put_log(fixture->store, &lines[i]));
    OK(fixture->store, fixture->ledger.commit(fixture->store));
    OK(fixture->store, evidence_list(fixture->store, &fixture->arena, &evidence, &n));
    assert_int_equal(n, 3);
    assert_true(evidence[0].logged);
    assert_int_equal(evidence[0].record, 1);
    assert_string_equal(evidence[0].period, "2019-2020-1");
    assert_false(evidence[1].logged); /* the line is another record's */
    assert_string_equal(evidence[1].file.name, "b.pdf");
    assert_true(evidence[2].logged);
    assert_null(evidence[2].period);
}

static void test_corrections(void **state)
{
    struct fixture *fixture = *state;
    struct record first = a_record(NULL, 0), second = a_record(NULL, 0), third = a_record(NULL, 0), read;
    struct seen seen = {0};
    date_t *days;
    size_t n;

    start(fixture);
    OK(fixture->store, put_record(fixture, &first));
    second.on = 18231;
    OK(fixture->store, put_record(fixture, &second));
    third.on = 18100;
    third.corrects = first.id;
    third.why = "the wrong day";
    OK(fixture->store, put_record(fixture, &third));
    OK(fixture->store, fixture->ledger.counting_days(fixture->store, "su", "hearing", "2019-2020-1", &fixture->arena, &days, &n));
    assert_int_equal(n, 2);
    assert_int_equal(days[0], 18231);
    assert_int_equal(days[1], 18100);
    OK(fixture->store, fixture->ledger.get_record(fixture->store, 1, &fixture->arena, &read));
    assert_int_equal(read.corrected_by, 3);
    assert_int_equal(read.corrects, 0);
    OK(fixture->store, fixture->ledger.get_record(fixture->store, 3, &fixture->arena, &read));
    assert_int_equal(read.corrects, 1);
    assert_string_equal(read.why, "the wrong day");
    assert_int_equal(fixture->ledger.get_record(fixture->store, 9, &fixture->arena, &read), ERROR_NOT_FOUND);
    third.id = 0;
    assert_int_equal(put_record(fixture, &third), ERROR_EXISTS); /* once */
    third.corrects = 9;
    assert_int_equal(put_record(fixture, &third), ERROR_INVALID);
    OK(fixture->store, query_records(fixture->store, "su", "hearing", NULL, note, &seen));
    assert_int_equal(seen.n, 3);
    assert_string_equal(seen.words[0], "3 corrects 1: the wrong day");
    assert_string_equal(seen.words[1], "1 corrected by 3");
}

/* What an older database says of when a turn was put on record stands in its log. */
static void test_turns_of_an_older_database(void **state)
{
    static const char *const chairs[] = {"jia", "yi", "bing"};
    struct fixture *fixture = *state;
    struct turn *turns;
    size_t n;

    start(fixture);
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    for (int i = 0; i < 3; i++) {
        const struct turn turn = {.organization = "su",
                                  .begins = 18200 + i,
                                  .ends = DATE_FOREVER,
                                  .mandate = DATE_NONE,
                                  .chair = chairs[i],
                                  .reason = "r",
                                  .recorded_at = 999 + i};
        const struct log_entry line = {
            .at = 2000 + i, .actor = "lunzhid", .action = i < 2 ? "turn" : "other", .object = "su", .detail = chairs[i]};

        OK(fixture->store, fixture->ledger.begin_turn(fixture->store, &turn));
        OK(fixture->store, fixture->ledger.put_log(fixture->store, &line));
    }
    OK(fixture->store, fixture->ledger.commit(fixture->store));
    OK(fixture->store, fixture->ledger.turns(fixture->store, "su", &fixture->arena, &turns, &n));
    assert_int_equal(turns[2].recorded_at, 1001);
    close_store(fixture);
    tamper(fixture, UNDO_VERSION_7 "PRAGMA user_version = 6");
    OK(NULL, open_again(fixture, NULL));
    OK(fixture->store, fixture->ledger.turns(fixture->store, "su", &fixture->arena, &turns, &n));
    assert_int_equal(n, 3);
    assert_int_equal(turns[0].recorded_at, 2000);
    assert_int_equal(turns[1].recorded_at, 2001);
    assert_int_equal(turns[2].recorded_at, 0);
}

/* What a record must say is kept with the obligation, and an obligation without such is written as before. */
static void test_fields_are_kept(void **state)
{
    static const struct field_rule rules[] = {
        {.id = "panel",
         .title = {.zh = "评委", .en = "panel"},
         .type = FIELD_TYPE_NUMBER,
         .required = true,
         .has_min = true,
         .has_max = true,
         .min = -3,
         .max = 60},
        {.id = "held", .title = {.en = "held on"}, .type = FIELD_TYPE_DATE},
        {.id = "remark", .type = FIELD_TYPE_TEXT, .has_max = true, .max = 0},
        {.id = "host", .type = FIELD_TYPE_MEMBER},
        {.id = "published", .type = FIELD_TYPE_LINK, .required = true},
    };
    struct fixture *fixture = *state;
    const struct organization *organization;
    const struct obligation *read;
    struct desired desired;

    desired_init(&desired);
    desired.obligations[0].fields = rules;
    desired.obligations[0].n_fields = 5;
    OK(fixture->store, load(fixture, &desired, "2019-10-01"));
    OK(fixture->store, fixture->ledger.get_organization(fixture->store, "su", &fixture->arena, &organization));
    read = organization_obligation(organization, desired.obligations[0].id);
    assert_int_equal(read->n_fields, 5);
    for (size_t i = 0; i < 5; i++) {
        const struct field_rule *rule = &read->fields[i];

        assert_string_equal(rule->id, rules[i].id);
        assert_int_equal(rule->type, rules[i].type);
        assert_int_equal(rule->required, rules[i].required);
        assert_int_equal(rule->has_min, rules[i].has_min);
        assert_int_equal(rule->has_max, rules[i].has_max);
        assert_int_equal(rule->min, rules[i].min);
        assert_int_equal(rule->max, rules[i].max);
    }
    assert_string_equal(read->fields[0].title.zh, "评委");
    assert_string_equal(read->fields[1].title.en, "held on");
    assert_null(read->fields[1].title.zh);
    assert_int_equal(organization_obligation(organization, desired.obligations[1].id)->n_fields, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_files_of_a_record, in_memory, done),
        cmocka_unit_test_setup_teardown(test_files_are_checked, in_memory, done),
        cmocka_unit_test_setup_teardown(test_uploads, in_memory, done),
        cmocka_unit_test_setup_teardown(test_evidence_and_the_log, in_memory, done),
        cmocka_unit_test_setup_teardown(test_corrections, in_memory, done),
        cmocka_unit_test_setup_teardown(test_fields_are_kept, in_memory, done),
        cmocka_unit_test_setup_teardown(test_turns_of_an_older_database, in_file, done),
    };

    return cmocka_run_group_tests_name("store_evidence", tests, NULL, NULL);
}
