/* Storage that fails: at every call, in every way, and the invariants afterwards. A transaction is whole or absent, the log's chain holds,
 * and the file opens again. */
#include "fixture.h"

#include <stdlib.h>
#include <unistd.h>

#include "fault_vfs.h"

static const char *const kind_names[FAULT_KIND_COUNT] = {"full", "io", "sync", "short write", "read"};

static void remove_database(struct fixture *fixture)
{
    static const char *const suffixes[] = {"", "-wal", "-journal", "-shm"};

    for (size_t i = 0; i < 4; i++)
        (void)unlink(arena_printf(&fixture->arena, "%s%s", fixture->path, suffixes[i]));
}

/* One transaction that touches many tables: a load the first time, then an occurrence, its message and two lines of the log a time. */
static int work(struct fixture *fixture, int round)
{
    const struct ledger *ledger = &fixture->ledger;
    struct occurrence occurrence;
    struct notification notification;
    struct desired desired;
    char period[16];
    int error;

    if (round == 0) {
        desired_init(&desired);
        return load(fixture, &desired, "2019-10-01");
    }
    snprintf(period, sizeof period, "p%d", round);
    occurrence = an_occurrence(period, round);
    error = ledger->begin(fixture->store);
    if (error)
        return error;
    error = put_log(fixture, period, "begin");
    if (!error)
        error = ledger->put_occurrence(fixture->store, &occurrence);
    notification = a_notification(occurrence.id, period);
    if (!error)
        error = ledger->put_notification(fixture->store, &notification, 1000);
    if (!error)
        error = put_log(fixture, period, "end");
    if (!error)
        return ledger->commit(fixture->store);
    ledger->rollback(fixture->store);
    return error;
}

/* Each transaction's parts are all there or none. Returns how many there are. */
static int assert_whole(struct fixture *fixture)
{
    struct query_counts counts;
    struct occurrence *occurrences;
    struct log_walk walk = {0};
    size_t n;

    OK(fixture->store, store_log_verify(fixture->store, &walk, INT64_MAX));
    OK(fixture->store, query_counts(fixture->store, &counts));
    OK(fixture->store, fixture->ledger.organization_occurrences(fixture->store, "su", &fixture->arena, &occurrences, &n));
    assert_int_equal(walk.lines, 2 * n);
    assert_int_equal(counts.by_state[DELIVERY_QUEUED], n);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(occurrences[i].next_at, atoi(occurrences[i].period + 1));
    return (int)n;
}

static void assert_storage_error(int error, enum fault_kind kind)
{
    if (error != ERROR_FULL && error != ERROR_IO && error != ERROR_CORRUPT)
        fail_msg("a fault (%s) came out as %s", kind_names[kind], error_text(error));
    if (kind == FAULT_SYNC)
        assert_int_equal(error, ERROR_IO);
}

/* A database with the first load in it, as bytes: to start from it is quicker than to make it. */
static char *make_seed(struct fixture *fixture, size_t *ret_size)
{
    remove_database(fixture);
    OK(NULL, open_again(fixture, FAULT_VFS));
    OK(fixture->store, work(fixture, 0));
    close_store(fixture);
    return read_file(fixture->path, ret_size);
}

static void check_after(struct fixture *fixture, const char *what, int n, int committed)
{
    struct desired desired;
    int found;

    fault_disarm();
    if (fixture->store)
        close_store(fixture);
    OK(NULL, open_again(fixture, FAULT_VFS));
    found = assert_whole(fixture);
    /* What was said to be done is there. What was refused may be there once, whole: a log whose sync failed may have reached the disk. */
    if (found < committed || found > committed + 1)
        fail_msg("%s %d: %d committed, %d found", what, n, committed, found);
    desired_init(&desired); /* and life goes on */
    OK(fixture->store, load(fixture, &desired, "2019-10-01"));
    OK(fixture->store, work(fixture, 100));
    assert_int_equal(assert_whole(fixture), found + 1);
    close_store(fixture);
}

/* A new database whose making fails at the n-th call is made at the next opening. */
static void exhaust_creating(struct fixture *fixture, enum fault_kind kind)
{
    int n = 0, error;

    do {
        remove_database(fixture);
        fault_arm(kind, ++n, true);
        error = open_again(fixture, FAULT_VFS);
        if (error)
            assert_storage_error(error, kind);
        check_after(fixture, kind_names[kind], n, 0);
    } while (fault_fired());
    assert_true(n > 3); /* there was something to fail */
}

static void test_creating(void **state)
{
    fault_vfs_init();
    exhaust_creating(*state, FAULT_FULL);
    exhaust_creating(*state, FAULT_IO);
}

/* Opening, some transactions and closing, with the n-th call failing. Returns the transactions committed, as the store said. */
static int work_with_fault(struct fixture *fixture, enum fault_kind kind, int n, bool lasting)
{
    int committed = 0, error;

    fault_arm(kind, n, lasting);
    error = open_again(fixture, FAULT_VFS);
    if (error) {
        assert_storage_error(error, kind);
        return 0;
    }
    for (int round = 1; round <= 4; round++) {
        error = work(fixture, round);
        if (error)
            assert_storage_error(error, kind);
        committed += !error;
    }
    close_store(fixture);
    return committed;
}

static void exhaust_writing(struct fixture *fixture, enum fault_kind kind, bool lasting)
{
    size_t size;
    char *seed = make_seed(fixture, &size);
    int n = 0;

    do {
        remove_database(fixture);
        write_file(fixture->path, seed, size);
        n++;
        check_after(fixture, kind_names[kind], n, work_with_fault(fixture, kind, n, lasting));
    } while (fault_fired());
    assert_true(n > 3);
    free(seed);
}

static void test_writing(void **state)
{
    fault_vfs_init();
    for (int kind = 0; kind < FAULT_READ; kind++) {
        exhaust_writing(*state, (enum fault_kind)kind, false);
        exhaust_writing(*state, (enum fault_kind)kind, true);
    }
}

/* The store stays open through a full disk, refuses, and takes the same work when there is room again. */
static void test_goes_on_when_healed(void **state)
{
    struct fixture *fixture = *state;
    size_t size;
    char *seed;

    fault_vfs_init();
    seed = make_seed(fixture, &size);
    for (int kind = 0; kind < FAULT_READ; kind++) {
        bool fired = true;

        for (int n = 1; fired; n++) {
            int error;

            remove_database(fixture);
            write_file(fixture->path, seed, size);
            OK(NULL, open_again(fixture, FAULT_VFS));
            fault_arm((enum fault_kind)kind, n, true);
            error = work(fixture, 1);
            fired = fault_fired();
            assert_int_equal(error != 0, fired);
            fault_disarm();
            if (error) {
                assert_storage_error(error, (enum fault_kind)kind);
                assert_true(strlen(store_error(fixture->store)) > 0);
                OK(fixture->store, work(fixture, 1));
            }
            OK(fixture->store, work(fixture, 2));
            assert_int_equal(assert_whole(fixture), 2);
            close_store(fixture);
            OK(NULL, open_again(fixture, FAULT_VFS));
            assert_int_equal(assert_whole(fixture), 2);
            close_store(fixture);
        }
    }
    free(seed);
}

/* Reads that fail are errors, and nothing is taken for absent. */
static void test_reading(void **state)
{
    struct fixture *fixture = *state;
    bool fired = true;
    int n = 0;

    fault_vfs_init();
    OK(NULL, open_again(fixture, FAULT_VFS));
    for (int round = 0; round < 50; round++)
        OK(fixture->store, work(fixture, round));
    close_store(fixture);
    while (fired) {
        struct log_walk walk = {0};
        int error;

        fault_arm(FAULT_READ, ++n, false);
        error = open_again(fixture, FAULT_VFS);
        if (!error)
            error = store_log_verify(fixture->store, &walk, INT64_MAX);
        fired = fault_fired();
        fault_disarm();
        if (error)
            assert_int_equal(error, ERROR_IO);
        else
            assert_int_equal(walk.lines, 98);
        if (fixture->store)
            close_store(fixture);
        OK(NULL, open_again(fixture, FAULT_VFS));
        assert_int_equal(assert_whole(fixture), 49);
        close_store(fixture);
    }
    assert_true(n > 3);
}

static void copy_file(struct fixture *fixture, const char *from, const char *to)
{
    size_t size;
    char *bytes;

    if (access(from, F_OK) != 0) {
        (void)unlink(to);
        return;
    }
    bytes = read_file(from, &size);
    write_file(to, bytes, size);
    free(bytes);
    (void)fixture;
}

/* kill -9: the files as they lie there after each transaction, and in the middle of one, opened as another. */
static void test_killed(void **state)
{
    struct fixture *fixture = *state, dead = {0};

    fault_vfs_init();
    snprintf(dead.path, sizeof dead.path, "%s/dead.db", fixture->directory);
    OK(NULL, open_again(fixture, FAULT_VFS));
    for (int round = 0; round < 20; round++) {
        struct log_walk walk = {0};

        OK(fixture->store, work(fixture, round));
        OK(fixture->store, fixture->ledger.begin(fixture->store));
        OK(fixture->store, put_log(fixture, "su", "in flight"));
        copy_file(fixture, fixture->path, dead.path);
        copy_file(fixture, arena_printf(&fixture->arena, "%s-wal", fixture->path), arena_printf(&fixture->arena, "%s-wal", dead.path));
        fixture->ledger.rollback(fixture->store);
        OK(NULL, open_again(&dead, FAULT_VFS));
        OK(dead.store, store_log_verify(dead.store, &walk, INT64_MAX));
        assert_int_equal(walk.lines, 2 * round);
        assert_int_equal(assert_whole(&dead), round);
        close_store(&dead);
    }
    arena_done(&dead.arena);
}

static int back_up(struct fixture *fixture, const char *path)
{
    struct store_backup *backup;
    int error = store_backup_start(fixture->store, path, &backup);

    if (error)
        return error;
    while ((error = store_backup_step(backup, 3)) == ERROR_BUSY)
        ;
    if (error)
        assert_int_not_equal(store_backup_step(backup, 3), 0); /* failed stays failed */
    store_backup_finish(backup);
    return error;
}

static void assert_copy(struct fixture *fixture, const char *path, bool there)
{
    static const char *const leavings[] = {".partial", ".partial-journal", ".partial-wal", "-journal", "-wal"};
    struct fixture copy = {0};

    for (size_t i = 0; i < sizeof leavings / sizeof *leavings; i++)
        assert_int_not_equal(access(arena_printf(&fixture->arena, "%s%s", path, leavings[i]), F_OK), 0);
    assert_int_equal(access(path, F_OK) == 0, there);
    if (!there)
        return;
    snprintf(copy.path, sizeof copy.path, "%s", path);
    OK(NULL, open_again(&copy, FAULT_VFS));
    assert_int_equal(assert_whole(&copy), 19);
    close_store(&copy);
    arena_done(&copy.arena);
}

/* A backup onto a disk that fails leaves no file, or a whole one, and the store unharmed. */
static void test_backup(void **state)
{
    struct fixture *fixture = *state;
    const char *path = arena_printf(&fixture->arena, "%s/copy.db", fixture->directory);
    bool fired = true;

    fault_vfs_init();
    OK(NULL, open_again(fixture, FAULT_VFS));
    for (int round = 0; round < 20; round++)
        OK(fixture->store, work(fixture, round));
    for (int n = 1; fired; n++) {
        int error;

        (void)unlink(path);
        fault_arm(FAULT_IO, n, true);
        error = back_up(fixture, path);
        fired = fault_fired();
        fault_disarm();
        if (error) {
            assert_true(fired);
            assert_storage_error(error, FAULT_IO);
        }
        assert_copy(fixture, path, error == 0);
        assert_int_equal(assert_whole(fixture), 19);
    }
    OK(fixture->store, work(fixture, 20));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_creating, in_directory, done),
        cmocka_unit_test_setup_teardown(test_writing, in_directory, done),
        cmocka_unit_test_setup_teardown(test_goes_on_when_healed, in_directory, done),
        cmocka_unit_test_setup_teardown(test_reading, in_directory, done),
        cmocka_unit_test_setup_teardown(test_killed, in_directory, done),
        cmocka_unit_test_setup_teardown(test_backup, in_directory, done),
    };

    return cmocka_run_group_tests_name("store_faults", tests, NULL, NULL);
}
