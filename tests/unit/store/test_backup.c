/* Backups and images. */
#include "fixture.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void write_lines(struct fixture *fixture, int n)
{
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    for (int i = 0; i < n; i++)
        OK(fixture->store, put_log(fixture, "su/survey/2019-2020-1", "a detail of some length, so that there are pages to copy"));
    OK(fixture->store, fixture->ledger.commit(fixture->store));
}

static int open_copy(const char *path, struct store **ret_store, char **ret_why)
{
    const struct store_options options = {0};

    *ret_why = NULL;
    return store_open(path, &options, ret_store, ret_why);
}

static const char *copy_path(struct fixture *fixture)
{
    return arena_printf(&fixture->arena, "%s/copy.db", fixture->directory);
}

static bool exists(struct fixture *fixture, const char *name)
{
    return access(arena_printf(&fixture->arena, "%s/%s", fixture->directory, name), F_OK) == 0;
}

static int64_t lines_of(struct store *store)
{
    struct log_walk walk = {0};

    OK(store, store_log_verify(store, &walk, INT64_MAX));
    return walk.lines;
}

/* A page a step, and a transaction between any two: the copy is the whole of the end. */
static void test_while_writing(void **state)
{
    struct fixture *fixture = *state;
    struct store_backup *backup;
    struct store *copy;
    int steps = 0, error;
    struct stat status;
    char *why;

    write_lines(fixture, 2000);
    OK(fixture->store, store_backup_start(fixture->store, copy_path(fixture), &backup));
    assert_false(exists(fixture, "copy.db"));
    while ((error = store_backup_step(backup, 1)) == ERROR_BUSY) {
        steps++;
        if (steps <= 50)
            write_lines(fixture, 10);
    }
    OK(fixture->store, error);
    assert_true(steps > 50);
    assert_true(exists(fixture, "copy.db"));
    OK(fixture->store, store_backup_step(backup, 1)); /* done stays done */
    store_backup_finish(backup);
    assert_true(exists(fixture, "copy.db"));
    assert_false(exists(fixture, "copy.db.partial"));
    assert_false(exists(fixture, "copy.db-wal"));
    assert_int_equal(stat(copy_path(fixture), &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    OK(NULL, open_copy(copy_path(fixture), &copy, &why));
    assert_int_equal(lines_of(copy), 2500);
    assert_string_equal(store_installation(copy), store_installation(fixture->store));
    store_close(copy);
}

/* In the middle of a transaction nothing is copied, and nothing of it is in the copy once it is taken back. */
static void test_not_in_a_transaction(void **state)
{
    struct fixture *fixture = *state;
    struct store_backup *backup;
    struct store *copy;
    int error;
    char *why;

    write_lines(fixture, 1000);
    OK(fixture->store, store_backup_start(fixture->store, copy_path(fixture), &backup));
    assert_int_equal(store_backup_step(backup, 5), ERROR_BUSY);
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    OK(fixture->store, put_log(fixture, "su", "taken back"));
    assert_int_equal(store_backup_step(backup, 100000), ERROR_BUSY);
    fixture->ledger.rollback(fixture->store);
    while ((error = store_backup_step(backup, 100)) == ERROR_BUSY)
        ;
    OK(fixture->store, error);
    store_backup_finish(backup);
    OK(NULL, open_copy(copy_path(fixture), &copy, &why));
    assert_int_equal(lines_of(copy), 1000);
    store_close(copy);
}

static void test_places(void **state)
{
    struct fixture *fixture = *state;
    struct store_backup *backup;
    size_t size;
    char *bytes;

    write_lines(fixture, 1000);
    write_file(copy_path(fixture), "mine", 4);
    assert_int_equal(store_backup_start(fixture->store, copy_path(fixture), &backup), ERROR_EXISTS);
    assert_non_null(strstr(store_error(fixture->store), "copy.db"));
    bytes = read_file(copy_path(fixture), &size);
    assert_int_equal(size, 4);
    assert_memory_equal(bytes, "mine", 4);
    free(bytes);
    assert_int_equal(store_backup_start(fixture->store, "/nonexistent/copy.db", &backup), ERROR_NOT_FOUND);
    assert_int_equal(unlink(copy_path(fixture)), 0);
    write_file(arena_printf(&fixture->arena, "%s.partial", copy_path(fixture)), "left by a crash", 15);
    OK(fixture->store, store_backup_start(fixture->store, copy_path(fixture), &backup));
    assert_int_equal(store_backup_step(backup, 2), ERROR_BUSY);
    store_backup_finish(backup); /* given up: no trace of it */
    assert_false(exists(fixture, "copy.db"));
    assert_false(exists(fixture, "copy.db.partial"));
    /* Somebody else is there first. */
    OK(fixture->store, store_backup_start(fixture->store, copy_path(fixture), &backup));
    write_file(copy_path(fixture), "mine", 4);
    assert_int_equal(store_backup_step(backup, -1), ERROR_EXISTS);
    store_backup_finish(backup);
    bytes = read_file(copy_path(fixture), &size);
    assert_memory_equal(bytes, "mine", 4);
    free(bytes);
    assert_false(exists(fixture, "copy.db.partial"));
}

static char *image_of(struct fixture *fixture, size_t *ret_size)
{
    struct store_backup *backup;

    OK(fixture->store, store_backup_start(fixture->store, copy_path(fixture), &backup));
    OK(fixture->store, store_backup_step(backup, -1));
    store_backup_finish(backup);
    return read_file(copy_path(fixture), ret_size);
}

static void test_image(void **state)
{
    const struct store_options options = {0};
    struct fixture *fixture = *state, copy = {0};
    struct desired desired;
    size_t size;
    char *image;

    desired_init(&desired);
    OK(fixture->store, load(fixture, &desired, "2019-10-01"));
    write_lines(fixture, 100);
    image = image_of(fixture, &size);
    OK(NULL, store_open_image(image, size, &options, &copy.store, NULL));
    store_ledger(copy.store, &copy.ledger);
    assert_int_equal(lines_of(copy.store), 100);
    assert_string_equal(store_installation(copy.store), store_installation(fixture->store));
    write_lines(&copy, 1000); /* it grows, alone */
    OK(copy.store, load(&copy, &desired, "2019-11-01"));
    assert_int_equal(lines_of(copy.store), 1100);
    assert_int_equal(lines_of(fixture->store), 100);
    store_close(copy.store);
    free(image);
}

/* The daemon's own file, whose header says WAL. */
static void test_image_of_a_wal_database(void **state)
{
    const struct store_options options = {0};
    struct fixture *fixture = *state;
    struct store *copy;
    size_t size;
    char *image;

    write_lines(fixture, 10);
    close_store(fixture);
    image = read_file(fixture->path, &size);
    assert_int_equal(image[18], 2);
    OK(NULL, store_open_image(image, size, &options, &copy, NULL));
    assert_int_equal(lines_of(copy), 10);
    store_close(copy);
    free(image);
}

static void test_bad_images(void **state)
{
    const struct store_options options = {0};
    struct fixture *fixture = *state;
    struct store *copy;
    char garbage[4096], *image, version, *why = NULL;
    size_t size;

    memset(garbage, 'x', sizeof garbage);
    assert_int_equal(store_open_image(garbage, sizeof garbage, &options, &copy, &why), ERROR_NOT_OURS);
    assert_non_null(strstr(why, "not an SQLite database"));
    free(why);
    assert_int_equal(store_open_image("", 0, &options, &copy, NULL), ERROR_NOT_OURS);
    image = image_of(fixture, &size);
    assert_int_equal(image[18], 1); /* stands alone */
    version = image[63];
    image[63] = 99;
    assert_int_equal(store_open_image(image, size, &options, &copy, &why), ERROR_VERSION);
    free(why);
    image[63] = version;
    image[68] ^= 1;
    assert_int_equal(store_open_image(image, size, &options, &copy, NULL), ERROR_NOT_OURS);
    image[68] ^= 1;
    assert_int_equal(store_open_image(image, size / 2 / 4096 * 4096, &options, &copy, NULL), ERROR_CORRUPT);
    memset(image + 4096, 0x55, size - 4096);
    assert_int_equal(store_open_image(image, size, &options, &copy, NULL), ERROR_CORRUPT);
    free(image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_while_writing, in_file, done),
        cmocka_unit_test_setup_teardown(test_not_in_a_transaction, in_file, done),
        cmocka_unit_test_setup_teardown(test_places, in_file, done),
        cmocka_unit_test_setup_teardown(test_image, in_file, done),
        cmocka_unit_test_setup_teardown(test_image_of_a_wal_database, in_file, done),
        cmocka_unit_test_setup_teardown(test_bad_images, in_memory, done),
    };

    return cmocka_run_group_tests_name("store_backup", tests, NULL, NULL);
}
