#include "last_line.h"

#include <string.h>

static void end_line(struct last_line *line)
{
    line->current[line->n] = '\0';
    if (line->current[strspn(line->current, " \t\r")] != '\0')
        memcpy(line->whole, line->current, line->n + 1);
    line->n = 0;
}

void last_line_feed(struct last_line *line, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (bytes[i] == '\n')
            end_line(line);
        else if (line->n < LAST_LINE_MAX && bytes[i] != '\0' && bytes[i] != '\r')
            line->current[line->n++] = bytes[i];
    }
}

const char *last_line_get(struct last_line *line)
{
    end_line(line);
    return line->whole;
}
