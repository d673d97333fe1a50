#include "json_writer.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The bytes up to the first that is escaped, or the end. */
static size_t plain_bytes(const char *string)
{
    size_t n = 0;

    while ((unsigned char)string[n] >= ' ' && string[n] != '"' && string[n] != '\\')
        n++;
    return n;
}

static void add_escape(struct buffer *buffer, unsigned char c)
{
    static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt"; /* what is escaped, and by which letter */
    char escape[sizeof "\\u0000"];

    for (const char *letter = letters; *letter != '\0'; letter += 2) {
        if ((unsigned char)*letter == c) {
            buffer_add_char(buffer, '\\');
            buffer_add_char(buffer, letter[1]);
            return;
        }
    }
    snprintf(escape, sizeof(escape), "\\u%04X", c);
    buffer_add_string(buffer, escape);
}

static void add_quoted(struct json_writer *writer, const char *string)
{
    buffer_add_char(&writer->buffer, '"');
    for (;;) {
        size_t plain = plain_bytes(string);

        buffer_add(&writer->buffer, string, plain);
        string += plain;
        if (*string == '\0')
            break;
        add_escape(&writer->buffer, (unsigned char)*string++);
    }
    buffer_add_char(&writer->buffer, '"');
}

static void start_value(struct json_writer *writer, const char *key)
{
    if (writer->comma)
        buffer_add_char(&writer->buffer, ',');
    writer->comma = true;
    if (key == NULL)
        return;
    add_quoted(writer, key);
    buffer_add_char(&writer->buffer, ':');
}

static void open_bracket(struct json_writer *writer, const char *key, char bracket)
{
    start_value(writer, key);
    buffer_add_char(&writer->buffer, bracket);
    writer->comma = false;
}

static void close_bracket(struct json_writer *writer, char bracket)
{
    buffer_add_char(&writer->buffer, bracket);
    writer->comma = true;
}

void write_object(struct json_writer *writer, const char *key)
{
    open_bracket(writer, key, '{');
}

void write_object_end(struct json_writer *writer)
{
    close_bracket(writer, '}');
}

void write_array(struct json_writer *writer, const char *key)
{
    open_bracket(writer, key, '[');
}

void write_array_end(struct json_writer *writer)
{
    close_bracket(writer, ']');
}

void write_string(struct json_writer *writer, const char *key, const char *string)
{
    start_value(writer, key);
    add_quoted(writer, string);
}

void write_string_or_null(struct json_writer *writer, const char *key, const char *string)
{
    if (string != NULL)
        write_string(writer, key, string);
    else
        write_null(writer, key);
}

void write_integer(struct json_writer *writer, const char *key, int64_t integer)
{
    char digits[sizeof "-9223372036854775808"];

    start_value(writer, key);
    snprintf(digits, sizeof(digits), "%" PRId64, integer);
    buffer_add_string(&writer->buffer, digits);
}

void write_bool(struct json_writer *writer, const char *key, bool value)
{
    start_value(writer, key);
    buffer_add_string(&writer->buffer, value ? "true" : "false");
}

void write_null(struct json_writer *writer, const char *key)
{
    start_value(writer, key);
    buffer_add_string(&writer->buffer, "null");
}

char *json_writer_take(struct json_writer *writer)
{
    size_t n_bytes = writer->buffer.n_bytes;
    char *text = buffer_take(&writer->buffer);
    json_t *judged;

    *writer = (struct json_writer){0};
    judged = json_stringn(text, n_bytes); /* refuses what is not UTF-8 */
    json_decref(judged);
    if (judged != NULL)
        return text;
    free(text);
    return NULL;
}
