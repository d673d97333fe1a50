/* SQLite's codes in our words: the one function that translates them. */
#include "store_internal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A file that cannot be opened says why through errno. */
static int error_of_errno(int number)
{
    switch (number) {
    case EEXIST:
        return ERROR_EXISTS;
    case ENOENT:
    case ENOTDIR:
        return ERROR_NOT_FOUND;
    case EACCES:
    case EPERM:
        return ERROR_PERMISSION;
    case EROFS:
        return ERROR_READ_ONLY;
    case ENOSPC:
    case EDQUOT:
        return ERROR_FULL;
    default:
        return ERROR_IO;
    }
}

static int error_of_constraint(int code)
{
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return ERROR_EXISTS;
    case SQLITE_CONSTRAINT_TRIGGER:
        return ERROR_REFUSED;
    default:
        return ERROR_INVALID;
    }
}

static int error_of(int code, int system_errno)
{
    switch (code & 0xff) {
    case SQLITE_FULL:
    case SQLITE_NOMEM: /* refused like a full disk, and tried again; nothing of the transaction stays */
        return ERROR_FULL;
    case SQLITE_IOERR:
        return error_of_errno(system_errno) == ERROR_FULL ? ERROR_FULL : ERROR_IO;
    case SQLITE_CANTOPEN:
        return error_of_errno(system_errno);
    case SQLITE_READONLY:
        return ERROR_READ_ONLY;
    case SQLITE_CORRUPT:
        return ERROR_CORRUPT;
    case SQLITE_NOTADB:
        return ERROR_NOT_OURS;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERROR_BUSY;
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return ERROR_PERMISSION;
    case SQLITE_TOOBIG:
        return ERROR_TOO_BIG;
    case SQLITE_CONSTRAINT:
        return error_of_constraint(code);
    default:
        return ERROR_INVALID;
    }
}

static const char *words_of(const struct store *store, int code)
{
    if (code == SQLITE_READONLY_DIRECTORY)
        return "no file can be made beside it";
    return store->db && sqlite3_errcode(store->db) != SQLITE_OK ? sqlite3_errmsg(store->db) : sqlite3_errstr(code);
}

int store_fail(struct store *store, int sqlite_code)
{
    int code = sqlite_code;

    /* Some calls return the primary code where the connection knows more. */
    if (store->db && (sqlite3_extended_errcode(store->db) & 0xff) == (code & 0xff))
        code = sqlite3_extended_errcode(store->db);
    snprintf(store->error, sizeof store->error, "%s (SQLite %d)", words_of(store, code), code);
    return error_of(code, store->db ? sqlite3_system_errno(store->db) : 0);
}

int store_fail_errno(struct store *store, const char *path, int number)
{
    return store_refuse(store, error_of_errno(number), "%s: %s", path, strerror(number));
}

int store_refuse(struct store *store, int error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(store->error, sizeof store->error, format, arguments);
    va_end(arguments);
    return error;
}

const char *store_error(const struct store *store)
{
    return store->error;
}
