/* Opening: what is refused, in which words, and that what is refused is left as it was. */
#include "fixture.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int try_open(const char *path, bool create, char **ret_why)
{
    const struct store_options options = {.create = create, .seed = 1};
    struct store *store = NULL;
    int error;

    *ret_why = NULL;
    error = store_open(path, &options, &store, ret_why);
    store_close(store);
    return error;
}

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void assert_absent(const struct fixture *fixture, const char *suffix)
{
    char path[160];

    snprintf(path, sizeof path, "%s%s", fixture->path, suffix);
    assert_int_not_equal(access(path, F_OK), 0);
}

/* Opened with `create`, refused with the error and the words, and not one byte changed nor one file added. */
static void assert_refused(const struct fixture *fixture, int error, const char *words)
{
    size_t before_size, after_size;
    char *before = read_file(fixture->path, &before_size), *after, *why;
    int got = try_open(fixture->path, true, &why);

    if (got != error || !strstr(why, words))
        print_error("expected %s (%s), got %s: %s\n", error_text(error), words, error_text(got), why ? why : "");
    assert_int_equal(got, error);
    assert_non_null(strstr(why, words));
    assert_non_null(strstr(why, fixture->path));
    after = read_file(fixture->path, &after_size);
    assert_int_equal(before_size, after_size);
    assert_memory_equal(before, after, before_size);
    assert_absent(fixture, "-wal");
    assert_absent(fixture, "-shm");
    assert_absent(fixture, "-journal");
    free(before);
    free(after);
    free(why);
}

static void test_creates_and_opens_again(void **state)
{
    struct fixture *fixture = *state;
    char installation[33];
    struct stat status;

    OK(NULL, open_again(fixture, NULL));
    memcpy(installation, store_installation(fixture->store), sizeof installation);
    assert_int_equal(strlen(installation), 32);
    assert_int_equal(strspn(installation, "0123456789abcdef"), 32);
    close_store(fixture);
    assert_int_equal(stat(fixture->path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_absent(fixture, "-wal");
    OK(NULL, open_again(fixture, NULL));
    assert_string_equal(store_installation(fixture->store), installation);
}

static void test_installations_differ(void **state)
{
    const struct store_options options[] = {{.seed = 7}, {.seed = 7}, {.seed = 8}, {.seed = 0}, {.seed = 0}};
    char ids[5][33];

    for (size_t i = 0; i < 5; i++) {
        struct store *store;

        OK(NULL, store_open(NULL, &options[i], &store, NULL));
        memcpy(ids[i], store_installation(store), sizeof ids[i]);
        store_close(store);
    }
    assert_string_equal(ids[0], ids[1]);
    assert_string_not_equal(ids[0], ids[2]);
    assert_string_not_equal(ids[3], ids[4]);
}

static void test_missing(void **state)
{
    struct fixture *fixture = *state;
    char *why;

    assert_int_equal(try_open(fixture->path, false, &why), ERROR_NOT_FOUND);
    assert_non_null(strstr(why, fixture->path));
    free(why);
    assert_absent(fixture, "");
    assert_int_equal(try_open("/nonexistent/directory/lunzhi.db", true, &why), ERROR_NOT_FOUND);
    free(why);
}

static void test_empty_file_is_used(void **state)
{
    struct fixture *fixture = *state;
    char *why;

    write_file(fixture->path, "", 0);
    assert_int_equal(try_open(fixture->path, true, &why), 0);
}

static void test_garbage(void **state)
{
    struct fixture *fixture = *state;
    char garbage[8192];

    memset(garbage, 'x', sizeof garbage);
    write_file(fixture->path, garbage, sizeof garbage);
    assert_refused(fixture, ERROR_NOT_OURS, "not an SQLite database");
    write_file(fixture->path, "short", 5);
    assert_refused(fixture, ERROR_NOT_OURS, "not an SQLite database");
}

static void test_foreign(void **state)
{
    static const char *const foreign[] = {
        "CREATE TABLE t (x)",
        "PRAGMA application_id = 4711; CREATE TABLE t (x)",
        "PRAGMA journal_mode = WAL; CREATE TABLE t (x)",
        "PRAGMA user_version = 1",
        "PRAGMA application_id = 4711",
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        (void)unlink(fixture->path);
        run_sql(fixture->path, foreign[i]);
        assert_refused(fixture, ERROR_NOT_OURS, "another program's database");
    }
}

/* A database of the first version is brought up to this one, what it holds kept. */
static void test_older(void **state)
{
    struct fixture *fixture = *state;
    struct desired desired;
    struct channel channel;
    struct notification notification = a_notification(0, "key");
    struct outbox_row row;
    int64_t full_at_ms = -1, id;

    OK(NULL, open_again(fixture, NULL));
    desired_init(&desired);
    assert_int_equal(load(fixture, &desired, "2020-01-01"), 0);
    id = put_notification(fixture, &notification, 1000);
    close_store(fixture);
    run_sql(fixture->path, UNDO_VERSION_4 "DROP TABLE bucket; DROP TABLE reach; PRAGMA user_version = 1");
    OK(NULL, open_again(fixture, NULL));
    OK(fixture->store, store_get_channel(fixture->store, "mail", &fixture->arena, &channel));
    OK(fixture->store, outbox_get_bucket(fixture->store, "mail", &full_at_ms));
    assert_int_equal(full_at_ms, 0);
    row = get_message(fixture, id);
    assert_int_equal(row.due_at, 1000);
    assert_null(row.digest);
    assert_int_equal(row.notification.stands_for, 0);
}

static void test_newer(void **state)
{
    struct fixture *fixture = *state;

    OK(NULL, open_again(fixture, NULL));
    close_store(fixture);
    run_sql(fixture->path, "PRAGMA user_version = 99");
    assert_refused(fixture, ERROR_VERSION, "newer version (schema 99");
}

/* What only the log beside the file says is seen as well, and nothing is moved from it into the file. */
static void test_newer_in_wal(void **state)
{
    struct fixture *fixture = *state;
    char wal[160], kept[160], *before, *after, *why;
    size_t before_size, after_size;
    sqlite3 *db;

    OK(NULL, open_again(fixture, NULL));
    close_store(fixture);
    snprintf(wal, sizeof wal, "%s-wal", fixture->path);
    snprintf(kept, sizeof kept, "%s.kept", fixture->path);
    assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 99", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(link(wal, kept), 0); /* as a crash leaves it */
    assert_int_equal(sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    (void)unlink(wal);
    assert_int_equal(rename(kept, wal), 0);
    before = read_file(fixture->path, &before_size);
    assert_int_equal(try_open(fixture->path, true, &why), ERROR_VERSION);
    assert_non_null(strstr(why, "newer version"));
    after = read_file(fixture->path, &after_size);
    assert_int_equal(before_size, after_size);
    assert_memory_equal(before, after, before_size);
    free(before);
    free(after);
    free(why);
}

static void test_truncated(void **state)
{
    struct fixture *fixture = *state;
    size_t size;
    char *bytes;

    OK(NULL, open_again(fixture, NULL));
    close_store(fixture);
    bytes = read_file(fixture->path, &size);
    write_file(fixture->path, bytes, size / 2 / 4096 * 4096);
    free(bytes);
    {
        char *why;

        assert_int_equal(try_open(fixture->path, true, &why), ERROR_CORRUPT);
        assert_non_null(strstr(why, fixture->path));
        free(why);
    }
}

static void test_broken_schema(void **state)
{
    static const struct {
        const char *sql;
        const char *words;
    } broken[] = {
        {"DROP TABLE log", "its tables are not those"},     {"ALTER TABLE outbox DROP COLUMN cancel", "its tables are not those"},
        {"UPDATE meta SET value = 'x'", "installation id"}, {"PRAGMA user_version = 0", "makes no sense"},
        {"PRAGMA user_version = -1", "makes no sense"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        char *why;

        (void)unlink(fixture->path);
        OK(NULL, open_again(fixture, NULL));
        close_store(fixture);
        run_sql(fixture->path, broken[i].sql);
        assert_int_equal(try_open(fixture->path, true, &why), ERROR_CORRUPT);
        assert_non_null(strstr(why, broken[i].words));
        free(why);
    }
}

static void test_second_opener(void **state)
{
    struct fixture *fixture = *state;
    char *why;
    int status;
    pid_t child;

    OK(NULL, open_again(fixture, NULL));
    assert_int_equal(try_open(fixture->path, true, &why), ERROR_BUSY);
    assert_non_null(strstr(why, "another process uses it"));
    free(why);
    child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(try_open(fixture->path, true, &why) == ERROR_BUSY ? 0 : 1);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    /* The first is none the worse for it. */
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    OK(fixture->store, put_log(fixture, "su", NULL));
    OK(fixture->store, fixture->ledger.commit(fixture->store));
}

/* As nobody, where the superuser would pass over the modes; 1 when the directory refuses as it should. */
static int open_as_nobody(const char *path, int expected)
{
    char *why;
    int error;

    if (geteuid() == 0 && seteuid(65534) != 0)
        return 0;
    error = try_open(path, true, &why);
    if (error != expected)
        print_error("expected %s, got %s: %s\n", error_text(expected), error_text(error), why ? why : "");
    return error == expected && strstr(why, path);
}

static void assert_refused_to_nobody(const char *path, int expected)
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0)
        _exit(open_as_nobody(path, expected) ? 0 : 1);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void test_permissions(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(chmod(fixture->directory, 0555), 0);
    assert_refused_to_nobody(fixture->path, ERROR_PERMISSION); /* cannot be made */
    assert_int_equal(chmod(fixture->directory, 0755), 0);
    OK(NULL, open_again(fixture, NULL));
    close_store(fixture);
    assert_int_equal(chmod(fixture->path, 0000), 0);
    assert_refused_to_nobody(fixture->path, ERROR_PERMISSION); /* cannot be read */
    assert_int_equal(chmod(fixture->path, 0444), 0);
    assert_refused_to_nobody(fixture->path, ERROR_READ_ONLY);
    assert_int_equal(chmod(fixture->path, 0666), 0);
    assert_int_equal(chmod(fixture->directory, 0555), 0);
    assert_refused_to_nobody(fixture->path, ERROR_READ_ONLY); /* no log can be made beside it */
    assert_int_equal(chmod(fixture->directory, 0755), 0);
}

static void test_unknown_vfs(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(open_again(fixture, "no such"), ERROR_INVALID);
    assert_absent(fixture, "");
}

/* What takes nothing back says so rather than go on from half a change; a file is never such a one. */
static void test_irrevocable(void **state)
{
    const struct fixture *fixture = *state;
    const struct store_options options = {.create = true, .irrevocable = true, .seed = 1};
    const char *const paths[] = {NULL, fixture->path};

    for (size_t i = 0; i < 2; i++) {
        struct store *store;
        struct ledger ledger;

        OK(NULL, store_open(paths[i], &options, &store, NULL));
        store_ledger(store, &ledger);
        OK(store, ledger.begin(ledger.ctx));
        OK(store, ledger.commit(ledger.ctx));
        OK(store, ledger.begin(ledger.ctx));
        ledger.rollback(ledger.ctx);
        assert_int_equal(ledger.begin(ledger.ctx), paths[i] ? 0 : ERROR_INVALID);
        if (paths[i])
            OK(store, ledger.commit(ledger.ctx));
        store_close(store);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_creates_and_opens_again, in_directory, done),
        cmocka_unit_test(test_installations_differ),
        cmocka_unit_test_setup_teardown(test_missing, in_directory, done),
        cmocka_unit_test_setup_teardown(test_empty_file_is_used, in_directory, done),
        cmocka_unit_test_setup_teardown(test_garbage, in_directory, done),
        cmocka_unit_test_setup_teardown(test_foreign, in_directory, done),
        cmocka_unit_test_setup_teardown(test_older, in_directory, done),
        cmocka_unit_test_setup_teardown(test_newer, in_directory, done),
        cmocka_unit_test_setup_teardown(test_newer_in_wal, in_directory, done),
        cmocka_unit_test_setup_teardown(test_truncated, in_directory, done),
        cmocka_unit_test_setup_teardown(test_broken_schema, in_directory, done),
        cmocka_unit_test_setup_teardown(test_second_opener, in_directory, done),
        cmocka_unit_test_setup_teardown(test_permissions, in_directory, done),
        cmocka_unit_test_setup_teardown(test_unknown_vfs, in_directory, done),
        cmocka_unit_test_setup_teardown(test_irrevocable, in_directory, done),
    };

    return cmocka_run_group_tests_name("store_open", tests, NULL, NULL);
}
