/* From a whole request to its handler: route, permission, parameters, JSON. */
#ifndef LUNZHI_DAEMON_DISPATCH_H
#define LUNZHI_DAEMON_DISPATCH_H

#include "request.h"

/* Answers the request, or leaves it suspended. */
void dispatch(struct request *request, const struct route *routes, const char *method, const char *path);

#endif
