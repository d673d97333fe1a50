/* A daemon played by the test: listens on a local socket in a directory of its own and answers each request as a function says. */
#ifndef LUNZHI_TEST_PEER_H
#define LUNZHI_TEST_PEER_H

#include <stddef.h>
#include <stdio.h>

/* One request, whole: head and body. Writes the answer to `out`. A return of false closes the connection after it. */
typedef int (*peer_answer)(void *ctx, const char *request, FILE *out);

struct peer;

/* Serves one connection after the other in a thread of its own, until peer_stop(). */
struct peer *peer_start(peer_answer answer, void *ctx);
const char *peer_path(const struct peer *peer);
/* Connections accepted so far. */
int peer_connections(const struct peer *peer);
/* Ends the thread; everything it listened on is gone. */
void peer_stop(struct peer *peer);

#endif
