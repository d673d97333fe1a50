/* The head of an HTTP/1.1 reply (RFC 9112), read strictly: what is ambiguous is an error, never a guess. Pure: no socket, no memory of its
 * own. */
#ifndef LUNZHI_HTTP_HEAD_H
#define LUNZHI_HTTP_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_TYPE_SIZE     64
#define HTTP_LANGUAGE_SIZE 16

struct http_head {
    int status;                        /* 100 to 599 */
    bool chunked;                      /* else content_bytes says how much follows */
    int64_t content_bytes;             /* -1: the head does not say */
    bool keeps;                        /* the connection stays open after the body */
    char type[HTTP_TYPE_SIZE];         /* Content-Type without parameters, lower case; "" for none */
    char language[HTTP_LANGUAGE_SIZE]; /* Content-Language, lower case; "" for none, or for one that is longer */
};

/* `head` is everything up to and without the empty line, each line ended by CR LF. ERROR_CORRUPT with the reason in *ret_why (translated,
 * static). */
int http_head_parse(const char *head, size_t bytes, struct http_head *ret_head, const char **ret_why) __attribute__((warn_unused_result));
/* The size that begins a chunk's line: hexadecimal, then nothing or an extension. ERROR_CORRUPT otherwise. */
int http_chunk_parse(const char *line, size_t bytes, uint64_t *ret_bytes) __attribute__((warn_unused_result));

#endif
