/* Peer credentials: see peer.h. */
#include "peer.h"

#include <pwd.h>
#include <stdio.h>
#include <sys/socket.h>

void peer_of(int fd, struct peer *ret_peer)
{
    int family = AF_UNSPEC;
    struct ucred credentials;
    socklen_t family_size = sizeof family, size = sizeof credentials;
    *ret_peer = (struct peer){.uid = (uid_t)-1, .name = "unknown"};
    if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &family_size) != 0 || family != AF_UNIX ||
        getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0 || size != sizeof credentials)
        return;
    ret_peer->known = true;
    ret_peer->uid = credentials.uid;
    snprintf(ret_peer->name, sizeof ret_peer->name, "uid %u", (unsigned)credentials.uid);

    struct passwd entry, *found = NULL;
    char buffer[1024];
    if (getpwuid_r(credentials.uid, &entry, buffer, sizeof buffer, &found) == 0 && found != NULL)
        snprintf(ret_peer->name, sizeof ret_peer->name, "uid %u (%s)", (unsigned)credentials.uid, found->pw_name);
}

bool peer_is_operator(const struct peer *peer, uid_t own, const uid_t *operators, size_t n_operators)
{
    if (!peer->known)
        return false;
    if (peer->uid == 0 || peer->uid == own)
        return true;
    for (size_t i = 0; i < n_operators; i++)
        if (operators[i] == peer->uid)
            return true;
    return false;
}
