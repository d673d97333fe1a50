#include "disk.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define SECTOR  512
#define N_FILES 4 /* the database, its journal, its WAL, one to spare */

/* A write that was not synced; `bytes` NULL: a truncation to `offset`. */
struct change {
    sqlite3_int64 offset;
    int size;
    unsigned char *bytes;
};

struct image {
    unsigned char *bytes;
    sqlite3_int64 size, max;
};

struct stored {
    char name[32]; /* "": free */
    struct image now, synced;
    struct change *changes; /* from `synced` to `now` */
    size_t n_changes, max_changes;
};

static struct {
    struct stored files[N_FILES];
    struct chance *chance;
    enum disk_fault fault;
    uint32_t one_in, cut_in;
    bool dead, looking;
} disk;

struct handle {
    sqlite3_file base;
    struct stored *file;
};

static struct stored *stored_of(sqlite3_file *file)
{
    return ((struct handle *)file)->file;
}

static void image_resize(struct image *image, sqlite3_int64 size)
{
    if (size > image->max) {
        image->max = size * 2;
        image->bytes = xrealloc(image->bytes, (size_t)image->max);
    }
    if (size > image->size)
        memset(image->bytes + image->size, 0, (size_t)(size - image->size));
    image->size = size;
}

static void image_write(struct image *image, const void *bytes, int size, sqlite3_int64 offset)
{
    if (offset + size > image->size)
        image_resize(image, offset + size);
    memcpy(image->bytes + offset, bytes, (size_t)size);
}

static void image_apply(struct image *image, const struct change *change, int size)
{
    if (change->bytes)
        image_write(image, change->bytes, size, change->offset);
    else if (change->offset < image->size)
        image_resize(image, change->offset);
}

static struct change *add_change(struct stored *file)
{
    if (file->n_changes == file->max_changes) {
        file->max_changes = file->max_changes ? file->max_changes * 2 : 64;
        file->changes = xrealloc(file->changes, file->max_changes * sizeof *file->changes);
    }
    return &file->changes[file->n_changes++];
}

static void forget_changes(struct stored *file)
{
    for (size_t i = 0; i < file->n_changes; i++)
        free(file->changes[i].bytes);
    file->n_changes = 0;
}

static void write_now(struct stored *file, const void *bytes, int size, sqlite3_int64 offset)
{
    struct change *change = add_change(file);

    *change = (struct change){.offset = offset, .size = size, .bytes = xmalloc((size_t)size + 1)};
    memcpy(change->bytes, bytes, (size_t)size);
    image_write(&file->now, bytes, size, offset);
}

enum call { CALL_READ, CALL_WRITE, CALL_SPACE, CALL_SYNC };

static bool concerns(enum call call)
{
    switch (disk.fault) {
    case DISK_FULL:
    case DISK_SHORT_WRITE:
        return call == CALL_WRITE;
    case DISK_IO:
        return call != CALL_READ;
    case DISK_SYNC:
        return call == CALL_SYNC;
    case DISK_READ:
        return call == CALL_READ;
    default:
        return false;
    }
}

static bool fails(enum call call)
{
    if (!disk.dead && disk.cut_in > 0 && call != CALL_READ && --disk.cut_in == 0)
        disk.dead = true;
    if (disk.dead)
        return true;
    return !disk.looking && concerns(call) && chance_one_in(disk.chance, disk.one_in);
}

static int on_close(sqlite3_file *file)
{
    return SQLITE_OK;
}

static int on_read(sqlite3_file *base, void *bytes, int size, sqlite3_int64 offset)
{
    const struct image *image = &stored_of(base)->now;
    sqlite3_int64 there = image->size > offset ? image->size - offset : 0;

    if (fails(CALL_READ))
        return SQLITE_IOERR_READ;
    if (there >= size) {
        memcpy(bytes, image->bytes + offset, (size_t)size);
        return SQLITE_OK;
    }
    if (there > 0)
        memcpy(bytes, image->bytes + offset, (size_t)there);
    memset((char *)bytes + there, 0, (size_t)(size - there));
    return SQLITE_IOERR_SHORT_READ;
}

static int on_write(sqlite3_file *base, const void *bytes, int size, sqlite3_int64 offset)
{
    struct stored *file = stored_of(base);

    if (!fails(CALL_WRITE)) {
        write_now(file, bytes, size, offset);
        return SQLITE_OK;
    }
    /* When the power fails, any part of the write may have been made. */
    if (disk.dead && disk.cut_in == 0) {
        write_now(file, bytes, (int)chance_below(disk.chance, (uint32_t)size + 1), offset);
        disk.cut_in = UINT32_MAX;
    } else if (!disk.dead && disk.fault != DISK_IO) {
        write_now(file, bytes, size / 2, offset);
    }
    return !disk.dead && disk.fault == DISK_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int on_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    struct stored *file = stored_of(base);

    if (fails(CALL_SPACE))
        return SQLITE_IOERR_TRUNCATE;
    if (size < file->now.size) {
        *add_change(file) = (struct change){.offset = size};
        image_resize(&file->now, size);
    }
    return SQLITE_OK;
}

static int on_sync(sqlite3_file *base, int flags)
{
    struct stored *file = stored_of(base);

    if (fails(CALL_SYNC))
        return SQLITE_IOERR_FSYNC;
    for (size_t i = 0; i < file->n_changes; i++)
        image_apply(&file->synced, &file->changes[i], file->changes[i].size);
    forget_changes(file);
    return SQLITE_OK;
}

static int on_size(sqlite3_file *base, sqlite3_int64 *size)
{
    *size = stored_of(base)->now.size;
    return SQLITE_OK;
}

static int on_lock(sqlite3_file *base, int level)
{
    return SQLITE_OK;
}

static int on_check_lock(sqlite3_file *base, int *result)
{
    *result = 0;
    return SQLITE_OK;
}

static int on_control(sqlite3_file *base, int operation, void *argument)
{
    return SQLITE_NOTFOUND;
}

static int on_sector(sqlite3_file *base)
{
    return SECTOR;
}

static int on_characteristics(sqlite3_file *base)
{
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = on_close,
    .xRead = on_read,
    .xWrite = on_write,
    .xTruncate = on_truncate,
    .xSync = on_sync,
    .xFileSize = on_size,
    .xLock = on_lock,
    .xUnlock = on_lock,
    .xCheckReservedLock = on_check_lock,
    .xFileControl = on_control,
    .xSectorSize = on_sector,
    .xDeviceCharacteristics = on_characteristics,
};

static struct stored *find_file(const char *name)
{
    for (size_t i = 0; i < N_FILES; i++) {
        if (strcmp(disk.files[i].name, name) == 0)
            return &disk.files[i];
    }
    return NULL;
}

static void empty(struct stored *file)
{
    forget_changes(file);
    file->now.size = file->synced.size = 0;
}

static int on_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *ret_flags)
{
    struct handle *handle = (struct handle *)base;

    handle->base.pMethods = NULL;
    handle->file = find_file(name);
    if (!handle->file && (flags & SQLITE_OPEN_CREATE) && !fails(CALL_SPACE)) {
        handle->file = find_file("");
        strncpy(handle->file->name, name, sizeof handle->file->name - 1);
    }
    if (!handle->file || disk.dead) {
        errno = EIO;
        return SQLITE_CANTOPEN;
    }
    handle->base.pMethods = &methods;
    if (ret_flags)
        *ret_flags = flags;
    return SQLITE_OK;
}

static int on_delete(sqlite3_vfs *vfs, const char *name, int sync_directory)
{
    struct stored *file = find_file(name);

    if (fails(CALL_SPACE))
        return SQLITE_IOERR_DELETE;
    if (!file)
        return SQLITE_IOERR_DELETE_NOENT;
    empty(file);
    file->name[0] = '\0';
    return SQLITE_OK;
}

static int on_access(sqlite3_vfs *vfs, const char *name, int flags, int *ret)
{
    *ret = find_file(name) != NULL;
    return SQLITE_OK;
}

static int on_full_name(sqlite3_vfs *vfs, const char *name, int size, char *full)
{
    sqlite3_snprintf(size, full, "%s", name);
    return SQLITE_OK;
}

static int on_randomness(sqlite3_vfs *vfs, int size, char *bytes)
{
    for (int i = 0; i < size; i++)
        bytes[i] = (char)chance_next(disk.chance);
    return size;
}

void disk_init(struct chance *chance)
{
    static sqlite3_vfs vfs;

    disk_done();
    disk.chance = chance;
    strcpy(disk.files[0].name, DISK_FILE);
    if (vfs.zName)
        return;
    /* All is in one thread: an eighth faster. */
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    vfs = *sqlite3_vfs_find(NULL);
    vfs.iVersion = 1;
    vfs.zName = DISK_VFS;
    vfs.pNext = NULL;
    vfs.szOsFile = sizeof(struct handle);
    vfs.xOpen = on_open;
    vfs.xDelete = on_delete;
    vfs.xAccess = on_access;
    vfs.xFullPathname = on_full_name;
    vfs.xRandomness = on_randomness;
    sqlite3_vfs_register(&vfs, 0);
}

void disk_done(void)
{
    for (size_t i = 0; i < N_FILES; i++) {
        empty(&disk.files[i]);
        free(disk.files[i].now.bytes);
        free(disk.files[i].synced.bytes);
        free(disk.files[i].changes);
    }
    memset(&disk, 0, sizeof disk);
}

void disk_fault(enum disk_fault fault, uint32_t one_in)
{
    disk.fault = fault;
    disk.one_in = one_in;
}

enum disk_fault disk_faulty(void)
{
    return disk.fault;
}

void disk_cut(uint32_t n)
{
    disk.cut_in = n;
}

void disk_power_off(void)
{
    disk.dead = true;
    disk.cut_in = UINT32_MAX;
}

bool disk_is_dead(void)
{
    return disk.dead;
}

bool disk_look(bool looking)
{
    const bool before = disk.looking;

    disk.looking = looking;
    return before;
}

/* All, nothing, or each change by chance; the one that is torn keeps a first part. */
static void lose_unsynced(struct stored *file)
{
    const uint32_t how = chance_below(disk.chance, 4);

    for (size_t i = 0; i < file->n_changes; i++) {
        const struct change *change = &file->changes[i];
        int size = change->size;

        if (how == 0 || (how > 1 && chance_one_in(disk.chance, 2)))
            continue;
        if (how == 3 && chance_one_in(disk.chance, 4))
            size = (int)chance_below(disk.chance, (uint32_t)size + 1) / SECTOR * SECTOR;
        image_apply(&file->synced, change, size);
    }
    forget_changes(file);
    image_resize(&file->now, file->synced.size);
    if (file->synced.size > 0)
        memcpy(file->now.bytes, file->synced.bytes, (size_t)file->synced.size);
}

void disk_restart(void)
{
    for (size_t i = 0; i < N_FILES; i++)
        lose_unsynced(&disk.files[i]);
    disk.dead = false;
    disk.cut_in = 0;
}
