/* How long the loop was ever away from its descriptors: the time from one wait to the next, less what it spent waiting. Whatever blocks it
 * is in there: a commit, a callback that takes long, a reload, a machine too busy to run us. It wakes nobody and keeps no loop alive. */
#ifndef LUNZHI_DAEMON_STALL_H
#define LUNZHI_DAEMON_STALL_H

#include <stdint.h>
#include <uv.h>

struct stall {
    uv_prepare_t prepare;
    uint64_t turned_at_ns, idle_ns; /* as of the last turn; 0: there was none */
    uint64_t longest_ns;
};

/* Before the loop runs for the first time. */
void stall_init(struct stall *stall, uv_loop_t *loop);
/* Since the loop's first turn, in whole milliseconds. */
int64_t stall_longest_ms(const struct stall *stall);
/* The handle closes with the loop's next turn. May be called twice. */
void stall_close(struct stall *stall);

#endif
