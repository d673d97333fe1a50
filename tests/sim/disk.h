/* A disk in memory as an SQLite VFS. What was written and not synced may be lost, in part or torn, when the power fails; a fault may last
 * for a while. Only one disk, for one connection at a time. */
#ifndef LUNZHI_TESTS_DISK_H
#define LUNZHI_TESTS_DISK_H

#include "chance.h"

#define DISK_VFS  "sim-disk"
#define DISK_FILE "lunzhi.db"

enum disk_fault {
    DISK_WELL,
    DISK_FULL,        /* a write writes its first half, then ENOSPC */
    DISK_IO,          /* EIO from writing, truncating, syncing; nothing is done */
    DISK_SHORT_WRITE, /* EIO after half of it */
    DISK_SYNC,        /* EIO from syncing alone */
    DISK_READ,        /* EIO from reading */
    DISK_FAULT_COUNT
};

/* Registers the VFS once and begins with an empty database file. Chance is borrowed. */
void disk_init(struct chance *chance);
void disk_done(void);
/* Until the next call, one in `one_in` of the calls concerned fails. */
void disk_fault(enum disk_fault fault, uint32_t one_in);
enum disk_fault disk_faulty(void);
/* The power fails at the n-th write, truncation or sync from now, n >= 1; 0: it does not. From then on everything fails. */
void disk_cut(uint32_t n);
/* At once. */
void disk_power_off(void);
bool disk_is_dead(void);
/* The power is back: of what was not synced, any part may have reached the disk, in any order. */
void disk_restart(void);
/* While looking at the database nothing fails, unless the power has. Returns whether one was looking before. */
bool disk_look(bool looking);

#endif
