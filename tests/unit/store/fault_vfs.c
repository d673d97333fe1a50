#include "fault_vfs.h"

#include <errno.h>
#include <sqlite3.h>
#include <stddef.h>

static struct {
    bool armed, lasting, fired;
    enum fault_kind kind;
    int left;
} fault;

struct faulty_file {
    sqlite3_file base;
    sqlite3_file *real; /* behind this struct */
};

static sqlite3_vfs *real_vfs;

void fault_arm(enum fault_kind kind, int n, bool lasting)
{
    fault.armed = true;
    fault.lasting = lasting;
    fault.fired = false;
    fault.kind = kind;
    fault.left = n;
}

void fault_disarm(void)
{
    fault.armed = false;
}

bool fault_fired(void)
{
    return fault.fired;
}

enum call { CALL_READ, CALL_WRITE, CALL_SYNC, CALL_SPACE /* truncate, open for creation */ };

static bool concerns(enum call call)
{
    switch (fault.kind) {
    case FAULT_FULL:
        return call == CALL_WRITE || call == CALL_SPACE;
    case FAULT_IO:
        return call == CALL_WRITE || call == CALL_SPACE || call == CALL_SYNC;
    case FAULT_SYNC:
        return call == CALL_SYNC;
    case FAULT_SHORT_WRITE:
        return call == CALL_WRITE;
    case FAULT_READ:
        return call == CALL_READ;
    default:
        return false;
    }
}

static bool fails(enum call call)
{
    if (!fault.armed || !concerns(call))
        return false;
    if (fault.fired)
        return fault.lasting;
    if (--fault.left > 0)
        return false;
    fault.fired = true;
    return true;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct faulty_file *)file)->real;
}

static int faulty_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int faulty_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 offset)
{
    return fails(CALL_READ) ? SQLITE_IOERR_READ : real_of(file)->pMethods->xRead(real_of(file), bytes, size, offset);
}

static int faulty_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset)
{
    if (!fails(CALL_WRITE))
        return real_of(file)->pMethods->xWrite(real_of(file), bytes, size, offset);
    if (fault.kind != FAULT_IO)
        (void)real_of(file)->pMethods->xWrite(real_of(file), bytes, size / 2, offset);
    return fault.kind == FAULT_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int faulty_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return fails(CALL_SPACE) ? SQLITE_IOERR_TRUNCATE : real_of(file)->pMethods->xTruncate(real_of(file), size);
}

/* Not made: no power fails in a test, and thousands of them would take minutes. */
static int faulty_sync(sqlite3_file *file, int flags)
{
    return fails(CALL_SYNC) ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static int faulty_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int faulty_lock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int faulty_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int faulty_check_lock(sqlite3_file *file, int *result)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), result);
}

static int faulty_control(sqlite3_file *file, int operation, void *argument)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}

static int faulty_sector(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int faulty_characteristics(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

/* Version 1: no shared memory, so that a store that wanted a file for its WAL's index would be caught. */
static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = faulty_close,
    .xRead = faulty_read,
    .xWrite = faulty_write,
    .xTruncate = faulty_truncate,
    .xSync = faulty_sync,
    .xFileSize = faulty_size,
    .xLock = faulty_lock,
    .xUnlock = faulty_unlock,
    .xCheckReservedLock = faulty_check_lock,
    .xFileControl = faulty_control,
    .xSectorSize = faulty_sector,
    .xDeviceCharacteristics = faulty_characteristics,
};

static int faulty_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags)
{
    struct faulty_file *faulty = (struct faulty_file *)file;
    int code;

    faulty->base.pMethods = NULL;
    faulty->real = (sqlite3_file *)(faulty + 1);
    if ((flags & SQLITE_OPEN_CREATE) && fails(CALL_SPACE)) {
        errno = fault.kind == FAULT_FULL ? ENOSPC : EIO;
        return SQLITE_CANTOPEN;
    }
    code = real_vfs->xOpen(real_vfs, name, faulty->real, flags, ret_flags);
    if (code == SQLITE_OK)
        faulty->base.pMethods = &methods;
    return code;
}

/* Without the sync of its directory. */
static int faulty_delete(sqlite3_vfs *vfs, const char *name, int sync_directory)
{
    return real_vfs->xDelete(real_vfs, name, 0);
}

void fault_vfs_init(void)
{
    static sqlite3_vfs vfs;

    fault_disarm();
    if (real_vfs)
        return;
    real_vfs = sqlite3_vfs_find(NULL);
    vfs = *real_vfs;
    vfs.zName = FAULT_VFS;
    vfs.pNext = NULL;
    vfs.szOsFile = (int)sizeof(struct faulty_file) + real_vfs->szOsFile;
    vfs.xOpen = faulty_open;
    vfs.xDelete = faulty_delete;
    sqlite3_vfs_register(&vfs, 0);
}
