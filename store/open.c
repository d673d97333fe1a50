/* Opening and closing: what is there is looked at before anything is written, then the file is locked, brought to this version and prepared
 * for. A file that is refused is left as it was. */
#include "digits.h"
#include "migrations.h"
#include "probe.h"
#include "store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The daemon alone uses the file: a second one is refused, no lock is taken or dropped between transactions, and the WAL's index is in
 * memory and not in a file beside it. */
static const char exclusive[] = "PRAGMA locking_mode = EXCLUSIVE;";
static const char file_settings[] = "PRAGMA synchronous = FULL;"
                                    "PRAGMA journal_size_limit = 4194304;";
static const char memory_settings[] = "PRAGMA journal_mode = MEMORY;"
                                      "PRAGMA synchronous = OFF;"
                                      "PRAGMA secure_delete = OFF;";
/* Nobody but us ever writes it, once and forwards. */
static const char irrevocable_settings[] = "PRAGMA journal_mode = OFF;"
                                           "PRAGMA foreign_keys = OFF;"
                                           "PRAGMA cell_size_check = OFF;";
static const char settings[] = "PRAGMA foreign_keys = ON;"
                               "PRAGMA trusted_schema = OFF;"
                               "PRAGMA cell_size_check = ON;"
                               "PRAGMA temp_store = MEMORY;";

static int run(struct store *store, const char *sql)
{
    int code = sqlite3_exec(store->db, sql, NULL, NULL, NULL);

    return code == SQLITE_OK ? 0 : store_fail(store, code);
}

static int read_pragma(struct store *store, const char *sql, int64_t *ret)
{
    sqlite3_stmt *statement;
    int code = sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL);

    if (code != SQLITE_OK)
        return store_fail(store, code);
    code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        *ret = sqlite3_column_int64(statement, 0);
        (void)sqlite3_finalize(statement);
        return 0;
    }
    (void)sqlite3_finalize(statement);
    return store_fail(store, code);
}

/* Whose the database is and how old, once it can be read. */
static int check_identity(struct store *store, int *ret_version)
{
    int64_t application, version, objects;
    int error = read_pragma(store, "PRAGMA application_id", &application);

    if (!error)
        error = read_pragma(store, "PRAGMA user_version", &version);
    if (!error)
        error = read_pragma(store, "SELECT count(*) FROM sqlite_schema", &objects);
    if (error)
        return error;
    if (application != APPLICATION_ID && (application != 0 || version != 0 || objects != 0))
        return store_refuse(store, ERROR_NOT_OURS, "it is another program's database");
    if (version > SCHEMA_VERSION)
        return store_refuse(store, ERROR_VERSION, "it was written by a newer version (schema %lld, this one knows %d)", (long long)version,
                            SCHEMA_VERSION);
    if (version < 0 || (application == APPLICATION_ID && version == 0))
        return store_refuse(store, ERROR_CORRUPT, "its schema version %lld makes no sense", (long long)version);
    *ret_version = (int)version;
    return 0;
}

/* One transaction a version. */
static int migrate(struct store *store, int version)
{
    int error = 0;

    while (!error && version < SCHEMA_VERSION) {
        const char *const *sql = migration_sql(++version);

        error = run(store, "BEGIN IMMEDIATE");
        for (; !error && *sql; sql++)
            error = run(store, *sql);
        if (!error)
            error = run(store, "COMMIT");
        if (error && !sqlite3_get_autocommit(store->db))
            (void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL); /* the error that led here is the one to tell */
    }
    return error;
}

static int make_installation(struct store *store, uint64_t seed, char ret_text[static INSTALLATION_TEXT_SIZE])
{
    unsigned char bytes[HASH_SIZE];
    char text[32];

    snprintf(text, sizeof text, "%llu", (unsigned long long)seed);
    hash_begin(store);
    hash_add(store, text, strlen(text));
    hash_end(store, bytes);
    if (seed == 0 && RAND_bytes(bytes, sizeof bytes) != 1)
        return store_refuse(store, ERROR_IO, "the system gives no random numbers");
    hex_format(bytes, (INSTALLATION_TEXT_SIZE - 1) / 2, ret_text);
    return 0;
}

static int read_installation(struct store *store)
{
    struct cursor cursor = cursor_open(store, STATEMENT_GET_META);
    const char *text;
    int error;

    bind_text(&cursor, "installation");
    error = cursor_one(&cursor);
    if (error)
        return error;
    text = take_text(&cursor, NULL);
    error = cursor_row_result(&cursor);
    if (!error && strlen(text) != INSTALLATION_TEXT_SIZE - 1)
        error = store_refuse(store, ERROR_CORRUPT, "its installation id cannot be trusted");
    if (!error)
        memcpy(store->installation, text, INSTALLATION_TEXT_SIZE);
    return cursor_close(&cursor, error);
}

static int write_installation(struct store *store, const char *text)
{
    struct cursor cursor = cursor_write(store, STATEMENT_PUT_META);

    bind_text(&cursor, "installation");
    bind_text(&cursor, text);
    return cursor_run(&cursor);
}

static int settle_installation(struct store *store, uint64_t seed)
{
    char text[INSTALLATION_TEXT_SIZE];
    int error = read_installation(store);

    if (error != ERROR_NOT_FOUND)
        return error;
    error = make_installation(store, seed, text);
    if (!error)
        error = transaction_begin(store);
    if (!error) {
        error = write_installation(store, text);
        error = transaction_leave(store, true, error);
    }
    return error ? error : read_installation(store);
}

/* New and readable by us alone: the state holds names and addresses. One that is there stays as it is. */
static int create_file(struct store *store)
{
    int fd = open(store->name, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);

    if (fd < 0)
        return errno == EEXIST ? 0 : store_fail_errno(store, store->name, errno);
    close(fd);
    return 0;
}

static int open_database(struct store *store, const struct store_options *options)
{
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (store->name ? 0 : SQLITE_OPEN_MEMORY | SQLITE_OPEN_CREATE);
    int code;

    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* nobody reads the counts, which cost a lock each time; later calls change nothing */
    code = sqlite3_open_v2(store->name ? store->name : ":memory:", &store->db, flags, options->vfs);

    if (code != SQLITE_OK)
        return store_fail(store, code);
    (void)sqlite3_extended_result_codes(store->db, 1);
    (void)sqlite3_busy_timeout(store->db, BUSY_TIMEOUT_MS);
    if (sqlite3_db_readonly(store->db, "main") == 1)
        return store_refuse(store, ERROR_READ_ONLY, "it cannot be written to");
    return 0;
}

static int note_mode(void *ctx, int n_columns, char **values, char **names)
{
    bool *is_wal = ctx;

    *is_wal = n_columns == 1 && values[0] && strcmp(values[0], "wal") == 0;
    return 0;
}

/* A file system that cannot do it leaves the mode as it was, without an error. */
static int use_wal(struct store *store)
{
    bool is_wal = false;
    int code = sqlite3_exec(store->db, "PRAGMA journal_mode = WAL", note_mode, &is_wal, NULL);

    if (code != SQLITE_OK)
        return store_fail(store, code);
    return is_wal ? 0 : store_refuse(store, ERROR_IO, "its file system allows no write-ahead log");
}

int store_settle(struct store *store, const struct store_options *options)
{
    int version = 0;
    int error;

    /* Until the database is accepted, closing must not move the WAL into it. */
    (void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    error = run(store, settings);
    if (!error && store->name)
        error = run(store, exclusive);
    if (!error)
        error = check_identity(store, &version);
    if (!error && store->name)
        error = use_wal(store);
    if (!error)
        error = run(store, store->name ? file_settings : memory_settings);
    if (!error && store->irrevocable)
        error = run(store, irrevocable_settings);
    if (!error)
        error = migrate(store, version);
    /* Before statements are prepared: SQLite would prepare them all anew. */
    if (!error)
        (void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    if (!error)
        error = statements_prepare(store);
    if (!error)
        error = settle_installation(store, options->seed);
    if (!error)
        error = proof_settle(store);
    if (error)
        (void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return error;
}

struct store *store_new(const char *path, const struct store_options *options)
{
    struct store *store = xcalloc(1, sizeof *store);

    store->name = path ? xstrdup(path) : NULL;
    store->vfs = options->vfs ? xstrdup(options->vfs) : NULL;
    store->backends = options->backends;
    store->irrevocable = options->irrevocable && !path;
    store->today = DATE_NONE;
    store->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    store->digest = EVP_MD_CTX_new();
    return store;
}

int store_finish(struct store *store, int error, struct store **ret_store, char **ret_why)
{
    if (!error) {
        *ret_store = store;
        return 0;
    }
    if (error == ERROR_BUSY)
        (void)store_refuse(store, error, "another process uses it; is lunzhid running already?");
    if (ret_why)
        *ret_why = xasprintf("%s: %s", store->name ? store->name : "the database in memory", store->error);
    store_close(store);
    return error;
}

int store_open(const char *path, const struct store_options *options, struct store **ret_store, char **ret_why)
{
    struct store *store = store_new(path, options);
    int error = path ? probe_file(store, options->create) : 0;

    if (!error && path && options->create)
        error = create_file(store);
    if (!error)
        error = open_database(store, options);
    if (!error)
        error = store_settle(store, options);
    return store_finish(store, error, ret_store, ret_why);
}

void store_close(struct store *store)
{
    if (!store)
        return;
    if (store->db && !sqlite3_get_autocommit(store->db))
        transaction_rollback(store);
    statements_finalize(store);
    (void)sqlite3_close(store->db);
    load_forget(store);
    proof_clear(store);
    calendar_cache_drop(&store->calendar_cache);
    EVP_MD_CTX_free(store->digest);
    EVP_MD_free(store->sha256);
    free(store->asked.channel);
    free(store->name);
    free(store->vfs);
    free(store);
}

int64_t store_writes(const struct store *store)
{
    return sqlite3_total_changes64(store->db);
}

const char *store_installation(const struct store *store)
{
    return store->installation;
}
