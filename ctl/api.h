/* Requests of docs/control-api.md, from a command's point of view: ask, then show, or say why not. */
#ifndef LUNZHI_API_H
#define LUNZHI_API_H

#include <jansson.h>

#include "ctl.h"
#include "http_client.h"

/* "/v1/…" with parameters: name, value, …, NULL. Values are percent-encoded; a parameter whose value is NULL is left out. Heap. */
char *api_target(const char *path, ...) __attribute__((sentinel, malloc, returns_nonnull));

/* Asks with GET, or POST when `body` is not NULL (taken over). EXIT_DONE with *ret_reply, which the caller frees; else the exit code, the
 * reason said: on stderr and, with --json, the daemon's object on stdout. */
int api_ask(struct ctl *ctl, const char *target, json_t *body, json_t **ret_reply) __attribute__((warn_unused_result));
/* As api_ask() by GET, but a refusal whose object has the member `excuse` is one the caller understands: nothing is said, and *ret_reply is
 * that object. */
int api_ask_excusing(struct ctl *ctl, const char *target, const char *excuse, json_t **ret_reply) __attribute__((warn_unused_result));
/* GET with all the time the daemon takes for it. */
int api_ask_slow(struct ctl *ctl, const char *target, json_t **ret_reply) __attribute__((warn_unused_result));
/* Asks, then prints the daemon's JSON (--json) or calls `show`, whose exit code it returns. Takes over `target`, too. */
int api_show(struct ctl *ctl, char *target, json_t *body, int (*show)(struct ctl *ctl, const json_t *reply));
/* EXIT_DONE when the file at a path can be read and is not empty; else the exit code, the reason said. */
int api_check_file(struct ctl *ctl, const char *path) __attribute__((warn_unused_result));
/* Sends the file at a path, as `name`, whole. EXIT_DONE with what the daemon calls it ({"sha256", "name", "type", "size"}), which the
 * caller frees; else the exit code, the reason said. */
int api_upload(struct ctl *ctl, const char *path, json_t **ret_file) __attribute__((warn_unused_result));
/* GET with the body of a 200 streamed into the sink. */
int api_stream(struct ctl *ctl, const char *target, struct http_sink sink, const volatile sig_atomic_t *stop)
    __attribute__((warn_unused_result));

/* One line of compact JSON on stdout. Control characters that JSON allows raw are escaped, so that none reaches a terminal. */
void api_print(struct ctl *ctl, const json_t *value);
/* The same of what is JSON already. */
void api_print_text(struct ctl *ctl, const char *json);
/* The day of the daemon, which knows the zone; "today" becomes it, other days stay. *ret_day is heap. EXIT_DONE or the exit code, the
 * reason said. */
int api_resolve_day(struct ctl *ctl, const char *day, char **ret_day) __attribute__((warn_unused_result));

#endif
