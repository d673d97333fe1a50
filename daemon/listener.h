/* The control socket: passed by the service manager, or made here. */
#ifndef LUNZHI_DAEMON_LISTENER_H
#define LUNZHI_DAEMON_LISTENER_H

#include <stdbool.h>
#include <sys/types.h>

struct listener {
    int fd;       /* non-blocking, close on exec */
    char *path;   /* NULL: passed by the service manager, whose it stays */
    dev_t device; /* of our socket's file, so that nobody else's is removed */
    ino_t inode;
};

/* The one listening AF_UNIX stream socket the service manager passed (sd_listen_fds(3)), else a new one at `path`: 0660, group `lunzhi`
 * where there is one, its directory made where missing. A stale file is replaced only when nobody listens on it. On failure *ret_why
 * (heap). */
int listener_open(const char *path, struct listener *ret_listener, char **ret_why) __attribute__((warn_unused_result));
/* Closes it, and removes the file if it is still ours. */
void listener_close(struct listener *listener);

#endif
