/* One lunzhid on one state directory. */
#ifndef LUNZHI_DAEMON_LOCK_H
#define LUNZHI_DAEMON_LOCK_H

/* Makes the directory (0750, its parents too) where it is missing and takes `lunzhid.lock` in it. *ret_fd keeps the lock until it is
 * closed; the kernel releases it however the process ends. On failure *ret_why (heap) says what is wrong, naming the file: ERROR_BUSY when
 * another process has it. */
int lock_take(const char *state_dir, int *ret_fd, char **ret_why) __attribute__((warn_unused_result));

/* mkdir -p. 0, or -1 with errno. */
int make_directories(const char *path, unsigned mode) __attribute__((warn_unused_result));

#endif
