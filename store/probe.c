#include "probe.h"

#include <stdlib.h>
#include <string.h>

#include "migrations.h"
#include "store_internal.h"

#define HEADER_SIZE 100 /* https://www.sqlite.org/fileformat.html, 1.3 */

/* What the header says. */
struct header {
    int64_t size_bytes; /* of the file */
    unsigned char bytes[HEADER_SIZE];
};

static uint32_t number_at(const struct header *header, size_t offset)
{
    const unsigned char *bytes = header->bytes + offset;

    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* SQLITE_OK, or the code of what failed. A short file leaves zeros. */
static int read_header(sqlite3_vfs *vfs, const char *path, struct header *ret_header)
{
    sqlite3_file *file = xcalloc(1, (size_t)vfs->szOsFile);
    int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
    sqlite3_int64 size = 0;
    int code = vfs->xOpen(vfs, path, file, flags, &flags);

    *ret_header = (struct header){0};
    if (code == SQLITE_OK)
        code = file->pMethods->xFileSize(file, &size);
    if (code == SQLITE_OK && size > 0)
        code = file->pMethods->xRead(file, ret_header->bytes, HEADER_SIZE, 0);
    if (code == SQLITE_IOERR_SHORT_READ)
        code = SQLITE_OK;
    ret_header->size_bytes = size;
    if (file->pMethods)
        (void)file->pMethods->xClose(file);
    free(file);
    return code;
}

/* With a log or a journal beside it, the header may not be the last word. */
static bool has_company(sqlite3_vfs *vfs, const char *path)
{
    static const char *const suffixes[] = {"-wal", "-journal"};
    int found = 0;

    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes && !found; i++) {
        char *name = xasprintf("%s%s", path, suffixes[i]);

        if (vfs->xAccess(vfs, name, SQLITE_ACCESS_EXISTS, &found) != SQLITE_OK)
            found = 1;
        free(name);
    }
    return found != 0;
}

static int judge(struct store *store, const struct header *header, bool alone)
{
    static const char magic[16] = "SQLite format 3";
    const uint32_t application = number_at(header, 68), schema_changes = number_at(header, 40);
    const int32_t version = (int32_t)number_at(header, 60);

    if (header->size_bytes == 0)
        return 0;
    if (memcmp(header->bytes, magic, sizeof magic) != 0)
        return alone ? store_refuse(store, ERROR_NOT_OURS, "it is not an SQLite database") : 0;
    if (application != APPLICATION_ID && (application != 0 || version != 0 || schema_changes != 0))
        return store_refuse(store, ERROR_NOT_OURS, "it is another program's database");
    if (alone && application == APPLICATION_ID && version > SCHEMA_VERSION)
        return store_refuse(store, ERROR_VERSION, "it was written by a newer version (schema %d, this one knows %d)", version,
                            SCHEMA_VERSION);
    return 0;
}

int probe_file(struct store *store, bool create)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(store->vfs);
    struct header header;
    char *full;
    int exists = 0, code;

    if (!vfs)
        return store_refuse(store, ERROR_INVALID, "there is no VFS %s", store->vfs);
    full = xcalloc(1, (size_t)vfs->mxPathname + 1);
    code = vfs->xFullPathname(vfs, store->name, vfs->mxPathname, full);
    /* xFullPathname() says OK_SYMLINK where it followed one. */
    if ((code & 0xff) == SQLITE_OK)
        code = vfs->xAccess(vfs, full, SQLITE_ACCESS_EXISTS, &exists);
    if (code == SQLITE_OK && exists)
        code = read_header(vfs, full, &header);
    if ((code & 0xff) == SQLITE_CANTOPEN)
        code = 0; /* opening it as a database says why */
    else if (code != SQLITE_OK)
        code = store_fail(store, code);
    else if (!exists)
        code = create ? 0 : store_refuse(store, ERROR_NOT_FOUND, "there is no such file");
    else
        code = judge(store, &header, !has_company(vfs, full));
    free(full);
    return code;
}
