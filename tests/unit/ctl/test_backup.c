/* backup: whole or not at all, and never over anything. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"
#include "memory.h"
#include "peer.h"

static char directory[] = "/tmp/lunzhi-test-XXXXXX";

static int make_directory(void **state)
{
    return mkdtemp(directory) != NULL ? 0 : -1;
}

static int remove_directory(void **state)
{
    return rmdir(directory);
}

/* A database of 100,000 bytes, or what the test wants of it. */
struct source {
    const char *head;
    size_t bytes;
    size_t cut_at; /* closes there; 0: not at all */
};

static int send_database(void *ctx, const char *request, FILE *out)
{
    static const char files[] = "{\"directory\": \"/var/lib/lunzhi/evidence\", \"files\": 2, \"bytes\": 1241}";
    const struct source *source = ctx;
    size_t bytes = source->cut_at > 0 ? source->cut_at : source->bytes;

    if (strncmp(request, "GET /v1/files ", 14) == 0) {
        fprintf(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", strlen(files), files);
        return 1;
    }
    fprintf(out, "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.sqlite3\r\nContent-Length: %zu\r\n\r\n", source->bytes);
    for (size_t i = 0; i < bytes; i++)
        fputc(i < 16 && i < strlen(source->head) + 1 ? source->head[i] : 'x', out);
    return source->cut_at == 0;
}

static int run_backup(const struct source *source, char *path, bool json, char **ret_out, char **ret_err)
{
    struct peer *peer = peer_start(send_database, (void *)source);
    struct ctl ctl;
    size_t out_bytes, err_bytes;
    FILE *out = open_memstream(ret_out, &out_bytes), *err = open_memstream(ret_err, &err_bytes);
    char *argv[] = {"lunzhictl", "--socket", (char *)peer_path(peer), "backup", path, json ? "--json" : NULL, NULL};

    ctl_init(&ctl, out, err);
    int code = ctl_run(&ctl, json ? 6 : 5, argv);
    ctl_done(&ctl);
    peer_stop(peer);
    fclose(out);
    fclose(err);
    return code;
}

static size_t count_files(void)
{
    DIR *stream = opendir(directory);
    size_t n = 0;

    assert_non_null(stream);
    while (readdir(stream) != NULL)
        n++;
    closedir(stream);
    return n - 2; /* . and .. */
}

static void whole(void **state)
{
    static const struct source source = {"SQLite format 3", 100000, 0};
    char *path = xasprintf("%s/copy.db", directory), *out, *err, *wanted;
    struct stat status;

    assert_int_equal(run_backup(&source, path, false, &out, &err), EXIT_DONE);
    wanted = xasprintf("%s: 100000 bytes\n2 files of evidence (1241 bytes) are not in it: copy /var/lib/lunzhi/evidence, too\n", path);
    assert_string_equal(out, wanted);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_size, 100000);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(count_files(), 1);
    free(out);
    free(err);

    /* a second time: refused, the first is untouched */
    assert_int_equal(run_backup(&source, path, false, &out, &err), EXIT_FAILED);
    assert_non_null(strstr(err, "exists already"));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_size, 100000);
    unlink(path);
    free(wanted);
    free(path);
    free(out);
    free(err);
}

static void as_json(void **state)
{
    static const struct source source = {"SQLite format 3", 512, 0};
    char *path = xasprintf("%s/copy.db", directory), *out, *err, *wanted;

    assert_int_equal(run_backup(&source, path, true, &out, &err), EXIT_DONE);
    wanted = xasprintf(
        "{\"file\":\"%s\",\"bytes\":512,\"evidence\":{\"directory\":\"/var/lib/lunzhi/evidence\",\"files\":2,\"bytes\":1241}}\n", path);
    assert_string_equal(out, wanted);
    unlink(path);
    free(wanted);
    free(path);
    free(out);
    free(err);
}

/* Whatever goes wrong, nothing is left behind. */
static void not_at_all(void **state)
{
    static const struct {
        struct source source;
        const char *says;
    } cases[] = {
        {{"SQLite format 3", 100000, 50000}, "closed the connection"},
        {{"SQLite format 3", 100000, 1}, "closed the connection"},
        {{"not a database", 100000, 0}, "no database"},
        {{"SQLite format 3", 15, 0}, "no database"},
        {{"", 0, 0}, "no database"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        char *path = xasprintf("%s/copy.db", directory), *out, *err;

        assert_int_equal(run_backup(&cases[i].source, path, false, &out, &err), EXIT_FAILED);
        if (strstr(err, cases[i].says) == NULL)
            fail_msg("case %zu: %s", i, err);
        assert_int_equal(count_files(), 0);
        free(path);
        free(out);
        free(err);
    }
}

static void places_where_none_can_be(void **state)
{
    static const struct source source = {"SQLite format 3", 512, 0};
    char *temporary = xasprintf("%s/copy.db.tmp", directory), *path = xasprintf("%s/copy.db", directory), *out, *err;
    FILE *file = fopen(temporary, "w");

    assert_non_null(file);
    fclose(file);
    assert_int_equal(run_backup(&source, path, false, &out, &err), EXIT_FAILED);
    assert_non_null(strstr(err, "another download runs, or one was cut off"));
    assert_int_equal(count_files(), 1); /* what was there stays */
    unlink(temporary);
    free(out);
    free(err);
    assert_int_equal(run_backup(&source, "/nonexistent/copy.db", false, &out, &err), EXIT_FAILED);
    assert_non_null(strstr(err, "No such file or directory"));
    free(out);
    free(err);
    free(path);
    free(temporary);
}

static void a_refusal_leaves_nothing(void **state)
{
    static const struct route routes[] = {{"GET /v1/backup", 403, "{\"error\": \"only operators\"}"}, {0}};
    char *path = xasprintf("%s/copy.db", directory);
    struct run run = RUN(routes, "backup", path);

    assert_int_equal(run.code, EXIT_FAILED);
    assert_string_equal(run.err, "lunzhictl backup: only operators\n");
    assert_int_equal(count_files(), 0);
    run_done(&run);
    run = RUN(NULL, "backup", path);
    assert_int_equal(run.code, EXIT_NO_DAEMON);
    assert_int_equal(count_files(), 0);
    run_done(&run);
    free(path);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole),
        cmocka_unit_test(as_json),
        cmocka_unit_test(not_at_all),
        cmocka_unit_test(places_where_none_can_be),
        cmocka_unit_test(a_refusal_leaves_nothing),
    };

    return cmocka_run_group_tests_name("backup", tests, make_directory, remove_directory);
}
