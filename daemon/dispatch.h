/* From a whole request to its handler: route, permission, parameters, JSON. */
#ifndef LUNZHI_DAEMON_DISPATCH_H
#define LUNZHI_DAEMON_DISPATCH_H

#include "request.h"

/* With the header: a route that streams its body refuses it or begins to take it; others wait for the whole. */
void dispatch_header(struct request *request, const struct route *routes, const char *method, const char *path);
/* With the whole request: answers it, or leaves it suspended. */
void dispatch(struct request *request, const struct route *routes, const char *method, const char *path);

#endif
