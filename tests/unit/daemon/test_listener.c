/* The control socket and the lock of the state directory: made, left behind, in use, in the way. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "listener.h"
#include "lock.h"

static char dir[64];

static int make_dir(void **state)
{
    snprintf(dir, sizeof dir, "/tmp/lunzhi-listener-XXXXXX");
    return mkdtemp(dir) != NULL ? 0 : -1;
}

/* What the tests make: one socket, one file, one lock, one folder. */
static int remove_dir(void **state)
{
    static const char *const names[] = {"a/b/control.sock", "control.sock", "lunzhid.lock"};
    char path[128];
    for (size_t i = 0; i < N_OF(names); i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/a/b", dir);
    rmdir(path);
    snprintf(path, sizeof path, "%s/a", dir);
    rmdir(path);
    return rmdir(dir);
}

static const char *in_dir(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

static void test_made_and_removed(void **state)
{
    struct listener listener;
    struct stat status;
    char *why = NULL;
    assert_int_equal(listener_open(in_dir("a/b/control.sock"), &listener, &why), 0);
    assert_int_equal(stat(in_dir("a/b/control.sock"), &status), 0);
    assert_int_equal(status.st_mode & 0777, 0660);
    assert_true(fcntl(listener.fd, F_GETFD) & FD_CLOEXEC);
    assert_true(fcntl(listener.fd, F_GETFL) & O_NONBLOCK);
    listener_close(&listener);
    assert_int_equal(stat(in_dir("a/b/control.sock"), &status), -1);
    assert_int_equal(listener.fd, -1);
    listener_close(&listener);
}

static void test_stale_is_replaced(void **state)
{
    struct listener dead, listener;
    struct stat status;
    char *why = NULL;
    assert_int_equal(listener_open(in_dir("control.sock"), &dead, &why), 0);
    close(dead.fd); /* as a killed process leaves it */
    dead.fd = -1;
    assert_int_equal(listener_open(in_dir("control.sock"), &listener, &why), 0);
    free(dead.path);
    listener_close(&listener);
    assert_int_equal(stat(in_dir("control.sock"), &status), -1);
}

/* Another file took the name meanwhile: it stays. */
static void test_others_file_is_kept(void **state)
{
    struct listener listener;
    struct stat status;
    char *why = NULL, other[128];
    snprintf(other, sizeof other, "%s", in_dir("lunzhid.lock"));
    close(open(other, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    assert_int_equal(listener_open(in_dir("control.sock"), &listener, &why), 0);
    assert_int_equal(rename(other, in_dir("control.sock")), 0);
    listener_close(&listener);
    assert_int_equal(stat(in_dir("control.sock"), &status), 0);
    unlink(in_dir("control.sock"));
}

static void test_used_is_kept(void **state)
{
    struct listener listener, second = {.fd = -1};
    struct stat status;
    char *why = NULL;
    assert_int_equal(listener_open(in_dir("control.sock"), &listener, &why), 0);
    assert_int_equal(listener_open(in_dir("control.sock"), &second, &why), ERROR_BUSY);
    assert_non_null(strstr(why, in_dir("control.sock")));
    free(why);
    assert_int_equal(stat(in_dir("control.sock"), &status), 0);
    listener_close(&listener);
}

static void test_file_is_kept(void **state)
{
    struct listener listener = {.fd = -1};
    struct stat status;
    char *why = NULL;
    close(open(in_dir("control.sock"), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    assert_int_equal(listener_open(in_dir("control.sock"), &listener, &why), ERROR_EXISTS);
    assert_non_null(strstr(why, in_dir("control.sock")));
    free(why);
    assert_int_equal(stat(in_dir("control.sock"), &status), 0);
    unlink(in_dir("control.sock"));
}

static void test_path_too_long(void **state)
{
    struct listener listener = {.fd = -1};
    char *why = NULL, path[256];
    memset(path, 'x', sizeof path - 1);
    path[0] = '/';
    path[sizeof path - 1] = '\0';
    assert_int_equal(listener_open(path, &listener, &why), ERROR_TOO_BIG);
    assert_non_null(why);
    free(why);
}

/* flock() is of the open file: a second opening is as good as a second process. */
static void test_lock(void **state)
{
    int first = -1, second = -1;
    char *why = NULL;
    assert_int_equal(lock_take(dir, &first, &why), 0);
    assert_true(fcntl(first, F_GETFD) & FD_CLOEXEC);
    assert_int_equal(lock_take(dir, &second, &why), ERROR_BUSY);
    assert_non_null(strstr(why, "lunzhid.lock"));
    free(why);
    assert_int_equal(second, -1);
    close(first);
    assert_int_equal(lock_take(dir, &second, &why), 0);
    close(second);
}

static void test_lock_in_a_file(void **state)
{
    int fd = -1;
    char *why = NULL;
    close(open(in_dir("control.sock"), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    assert_true(lock_take(in_dir("control.sock"), &fd, &why) < 0);
    assert_non_null(why);
    free(why);
    unlink(in_dir("control.sock"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_made_and_removed),
        cmocka_unit_test(test_stale_is_replaced),
        cmocka_unit_test(test_used_is_kept),
        cmocka_unit_test(test_others_file_is_kept),
        cmocka_unit_test(test_file_is_kept),
        cmocka_unit_test(test_path_too_long),
        cmocka_unit_test(test_lock),
        cmocka_unit_test(test_lock_in_a_file),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
