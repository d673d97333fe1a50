/* Who is at the other end of a control connection. unix(7), SO_PEERCRED. */
#ifndef LUNZHI_DAEMON_PEER_H
#define LUNZHI_DAEMON_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define PEER_NAME_SIZE 80

struct peer {
    bool known; /* false: not an AF_UNIX connection, nothing is believed of it */
    uid_t uid;
    char name[PEER_NAME_SIZE]; /* "uid 1000 (office)", or "uid 1000" for a user without a name */
};

/* Asks the kernel. It answers on TCP as well, with nonsense: the family is looked at first. */
void peer_of(int fd, struct peer *ret_peer);
/* Who may change things: root, the daemon's own user, or one of the operators. */
bool peer_is_operator(const struct peer *peer, uid_t own, const uid_t *operators, size_t n_operators);

#endif
