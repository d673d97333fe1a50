/* A VFS over the default one that fails when it is told to: the n-th call that changes a file, and every one after it until it is healed,
 * as a full or broken disk does. */
#ifndef TEST_FAULT_VFS_H
#define TEST_FAULT_VFS_H

#include <stdbool.h>

#define FAULT_VFS "fault"

enum fault_kind {
    FAULT_FULL,        /* writes, truncations and creations: no space; the page may be half written */
    FAULT_IO,          /* the same and syncs: an input/output error */
    FAULT_SYNC,        /* syncs only */
    FAULT_SHORT_WRITE, /* half of the page arrives, the call fails */
    FAULT_READ,        /* reads */
    FAULT_KIND_COUNT
};

/* Registers it once; afterwards only disarms. */
void fault_vfs_init(void);
/* The n-th (from 1) call of the kind fails; `lasting`: all from there on. */
void fault_arm(enum fault_kind kind, int n, bool lasting);
void fault_disarm(void);
/* Whether the armed call has come. */
bool fault_fired(void);

#endif
