#include "buffer.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define ROOM_MIN 256

static void make_room(struct buffer *buffer, size_t n_bytes)
{
    if (buffer->room - buffer->n_bytes > n_bytes) /* and the NUL */
        return;
    if (buffer->room < ROOM_MIN)
        buffer->room = ROOM_MIN;
    while (buffer->room - buffer->n_bytes <= n_bytes)
        buffer->room *= 2;
    buffer->bytes = xrealloc(buffer->bytes, buffer->room);
}

void buffer_add(struct buffer *buffer, const char *bytes, size_t n_bytes)
{
    make_room(buffer, n_bytes);
    memcpy(buffer->bytes + buffer->n_bytes, bytes, n_bytes);
    buffer->n_bytes += n_bytes;
    buffer->bytes[buffer->n_bytes] = '\0';
}

void buffer_add_char(struct buffer *buffer, char c)
{
    buffer_add(buffer, &c, 1);
}

void buffer_add_string(struct buffer *buffer, const char *string)
{
    buffer_add(buffer, string, strlen(string));
}

char *buffer_take(struct buffer *buffer)
{
    char *bytes;

    make_room(buffer, 0);
    bytes = buffer->bytes;
    bytes[buffer->n_bytes] = '\0';
    *buffer = (struct buffer){0};
    return bytes;
}
