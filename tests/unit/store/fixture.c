#include "fixture.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

static const struct backend_name backends[] = {{.name = "email", .address = "email"}, {.name = "webhook", .address = ""}, {0}};

void assert_ok(const struct store *store, int error, const char *call, const char *file, int line)
{
    if (error)
        print_error("%s: %s: %s\n", call, error_text(error), store ? store_error(store) : "");
    _assert_int_equal(error, 0, file, line);
}

static struct fixture *fixture_new(void)
{
    struct fixture *fixture = xcalloc(1, sizeof *fixture);

    snprintf(fixture->directory, sizeof fixture->directory, "/tmp/lunzhi-store-XXXXXX");
    assert_non_null(mkdtemp(fixture->directory));
    snprintf(fixture->path, sizeof fixture->path, "%s/lunzhi.db", fixture->directory);
    return fixture;
}

static int open_at(struct fixture *fixture, const char *path, const char *vfs)
{
    const struct store_options options = {.backends = backends, .create = true, .seed = 1, .vfs = vfs};
    char *why = NULL;
    int error = store_open(path, &options, &fixture->store, &why);

    free(why);
    if (!error)
        store_ledger(fixture->store, &fixture->ledger);
    return error;
}

int in_directory(void **state)
{
    *state = fixture_new();
    return 0;
}

int in_memory(void **state)
{
    struct fixture *fixture = fixture_new();

    *state = fixture;
    return open_at(fixture, NULL, NULL);
}

int in_file(void **state)
{
    struct fixture *fixture = fixture_new();

    *state = fixture;
    return open_again(fixture, NULL);
}

int open_again(struct fixture *fixture, const char *vfs)
{
    return open_at(fixture, fixture->path, vfs);
}

void close_store(struct fixture *fixture)
{
    store_close(fixture->store);
    fixture->store = NULL;
}

int done(void **state)
{
    struct fixture *fixture = *state;
    DIR *directory = opendir(fixture->directory);
    struct dirent *entry;
    char path[512];

    store_close(fixture->store);
    arena_done(&fixture->arena);
    while ((entry = readdir(directory))) {
        snprintf(path, sizeof path, "%s/%s", fixture->directory, entry->d_name);
        (void)unlink(path);
    }
    closedir(directory);
    (void)rmdir(fixture->directory);
    free(fixture);
    return 0;
}

void tamper(struct fixture *fixture, const char *sql)
{
    sqlite3_stmt *triggers;
    char drop[8192] = "";
    char *words = NULL;
    sqlite3 *db;
    int code;

    assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'trigger'", -1, &triggers, NULL), SQLITE_OK);
    while (sqlite3_step(triggers) == SQLITE_ROW) {
        size_t length = strlen(drop);

        snprintf(drop + length, sizeof drop - length, "DROP TRIGGER %s;", (const char *)sqlite3_column_text(triggers, 0));
    }
    sqlite3_finalize(triggers);
    assert_int_equal(sqlite3_exec(db, drop, NULL, NULL, NULL), SQLITE_OK);
    code = sqlite3_exec(db, sql, NULL, NULL, &words);
    if (code != SQLITE_OK)
        print_error("%s: %s\n", sql, words);
    sqlite3_free(words);
    assert_int_equal(code, SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

char *read_file(const char *path, size_t *ret_size)
{
    FILE *file = fopen(path, "rb");
    char *bytes;
    long size;

    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    rewind(file);
    bytes = xmalloc((size_t)size);
    assert_int_equal(fread(bytes, 1, (size_t)size, file), size);
    fclose(file);
    *ret_size = (size_t)size;
    return bytes;
}

void write_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

date_t day(const char *text)
{
    date_t date;

    assert_int_equal(date_parse(text, &date), 0);
    return date;
}

int64_t put_occurrence(struct fixture *fixture, const char *period, int64_t next_at)
{
    struct occurrence occurrence = an_occurrence(period, next_at);

    OK(fixture->store, fixture->ledger.begin(fixture->store));
    OK(fixture->store, fixture->ledger.put_occurrence(fixture->store, &occurrence));
    OK(fixture->store, fixture->ledger.commit(fixture->store));
    return occurrence.id;
}

int64_t put_notification(struct fixture *fixture, const struct notification *notification, int64_t at)
{
    struct notification copy = *notification;

    OK(fixture->store, fixture->ledger.begin(fixture->store));
    OK(fixture->store, fixture->ledger.put_notification(fixture->store, &copy, at));
    OK(fixture->store, fixture->ledger.commit(fixture->store));
    return copy.id;
}

int put_log(struct fixture *fixture, const char *object, const char *detail)
{
    const struct log_entry entry = {.at = 1600000000, .actor = "uid 1000 (office)", .action = "record", .object = object, .detail = detail};

    return fixture->ledger.put_log(fixture->store, &entry);
}

int commit_told(struct fixture *fixture)
{
    int error = put_log(fixture, "su", NULL);

    return error ? error : fixture->ledger.commit(fixture->store);
}

struct outbox_row get_message(struct fixture *fixture, int64_t id)
{
    struct outbox_row row = {0};

    OK(fixture->store, outbox_get(fixture->store, id, &fixture->arena, &row));
    return row;
}

static size_t claim_channel(struct fixture *fixture, const char *channel, int64_t now, struct outbox_row *rows)
{
    const struct outbox_claim claim = {.channel = channel, .now = now, .max = 100};
    struct outbox_delivery *deliveries;
    bool more;
    size_t n;

    OK(fixture->store, outbox_claim(fixture->store, &claim, &fixture->arena, &deliveries, &n, &more));
    assert_false(more);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(deliveries[i].n, 1);
        assert_string_equal(deliveries[i].id, deliveries[i].rows[0].message_id);
        rows[i] = deliveries[i].rows[0];
    }
    return n;
}

size_t claim_due(struct fixture *fixture, int64_t now, struct outbox_row **ret_rows)
{
    struct outbox_row *rows = arena_array(&fixture->arena, 1000, sizeof *rows);
    const char *channel;
    size_t n = 0;
    int error;

    while ((error = outbox_due_channel(fixture->store, now, NULL, &fixture->arena, &channel)) == 0)
        n += claim_channel(fixture, channel, now, rows + n);
    assert_int_equal(error, ERROR_NOT_FOUND);
    *ret_rows = rows;
    return n;
}
