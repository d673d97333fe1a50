/* Which handler answers a request: method and path looked up in one table. */
#ifndef LUNZHI_DAEMON_ROUTE_H
#define LUNZHI_DAEMON_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct request;

enum method { METHOD_GET, METHOD_POST, METHOD_OTHER };

/* HEAD is a GET whose body the server leaves out. */
enum method method_parse(const char *word);

struct route {
    enum method method;
    const char *path; /* "/v1/outbox/#/retry": # stands for a number from 1 on, a last @ for a SHA-256 in lower-case hex */
    void (*handle)(struct request *request);
    bool needs_operator;
    bool is_polled;         /* its answer without parameters comes from the database and daemon state that reply_cache.h knows of */
    const char *parameters; /* names allowed in the query, spaces between; NULL: none */
    /* Called with the header: refuses, sets request->take, which streams the body, or allows it more than REQUEST_BODY_MAX. NULL: the body
     * is JSON of at most that. */
    void (*begin)(struct request *request);
};

enum route_result { ROUTE_FOUND, ROUTE_NO_PATH, ROUTE_NO_METHOD };

/* Looks in a table that ends with path NULL. ROUTE_NO_METHOD: the path exists with the other method only. *ret_number is what # stood for,
 * else 0. */
enum route_result route_find(const struct route *routes, enum method method, const char *path, const struct route **ret_route,
                             int64_t *ret_number);
/* Does the route take this query parameter? */
bool route_takes(const struct route *route, const char *parameter);

#endif
