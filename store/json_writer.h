/* Writes JSON (RFC 8259, compact) as it goes, without building values first: for what is written once for each message, obligation or
 * event. What is read, and what is answered now and then, is Jansson's. */
#ifndef LUNZHI_JSON_WRITER_H
#define LUNZHI_JSON_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"

/* Zero-initialised ({0}) is ready to write. */
struct json_writer {
    struct buffer buffer;
    bool comma; /* due before the next value */
};

/* `key` names a member of the object being written; NULL: an element, or the value itself. */
void write_object(struct json_writer *writer, const char *key);
void write_object_end(struct json_writer *writer);
void write_array(struct json_writer *writer, const char *key);
void write_array_end(struct json_writer *writer);
void write_string(struct json_writer *writer, const char *key, const char *string);
/* NULL is written as null. */
void write_string_or_null(struct json_writer *writer, const char *key, const char *string);
void write_integer(struct json_writer *writer, const char *key, int64_t integer);
void write_bool(struct json_writer *writer, const char *key, bool value);
void write_null(struct json_writer *writer, const char *key);
/* The text is the caller's to free(); NULL if a string was not UTF-8. The writer is ready again. */
char *json_writer_take(struct json_writer *writer);

#endif
