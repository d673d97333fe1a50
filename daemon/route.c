/* Routing: see route.h. */
#include "route.h"

#include <string.h>

enum method method_parse(const char *word)
{
    if (strcmp(word, "GET") == 0 || strcmp(word, "HEAD") == 0)
        return METHOD_GET;
    return strcmp(word, "POST") == 0 ? METHOD_POST : METHOD_OTHER;
}

/* Digits only, no leading zero, 1 or more; moves *path behind them. */
static bool take_number(const char **path, int64_t *ret_number)
{
    const char *at = *path;
    int64_t number = 0;
    if (*at < '1' || *at > '9')
        return false;
    for (; *at >= '0' && *at <= '9'; at++) {
        if (number > (INT64_MAX - 9) / 10)
            return false;
        number = number * 10 + (*at - '0');
    }
    *path = at;
    *ret_number = number;
    return true;
}

/* 64 lower-case hex digits; moves *path behind them. */
static bool take_hash(const char **path)
{
    if (strspn(*path, "0123456789abcdef") != 64)
        return false;
    *path += 64;
    return true;
}

static bool path_matches(const char *pattern, const char *path, int64_t *ret_number)
{
    int64_t number = 0;
    for (; *pattern != '\0'; pattern++) {
        if (*pattern == '#') {
            if (!take_number(&path, &number))
                return false;
        } else if (*pattern == '@') {
            if (!take_hash(&path))
                return false;
        } else if (*pattern != *path++) {
            return false;
        }
    }
    if (*path != '\0')
        return false;
    *ret_number = number;
    return true;
}

enum route_result route_find(const struct route *routes, enum method method, const char *path, const struct route **ret_route,
                             int64_t *ret_number)
{
    enum route_result result = ROUTE_NO_PATH;
    for (const struct route *route = routes; route->path != NULL; route++) {
        int64_t number;
        if (!path_matches(route->path, path, &number))
            continue;
        if (route->method == method) {
            *ret_route = route;
            *ret_number = number;
            return ROUTE_FOUND;
        }
        result = ROUTE_NO_METHOD;
    }
    return result;
}

bool route_takes(const struct route *route, const char *parameter)
{
    size_t length = strlen(parameter);
    for (const char *at = route->parameters; length > 0 && at != NULL && *at != '\0'; at += strspn(at, " ")) {
        size_t name = strcspn(at, " ");
        if (name == length && strncmp(at, parameter, length) == 0)
            return true;
        at += name;
    }
    return false;
}
