/* Keeps the last line of a stream that may be endless, in constant memory. */
#ifndef LUNZHI_LAST_LINE_H
#define LUNZHI_LAST_LINE_H

#include <stddef.h>

#define LAST_LINE_MAX 500 /* of a longer line the beginning is kept */

/* Zero-initialised is empty. */
struct last_line {
    char current[LAST_LINE_MAX + 1]; /* the line that has not ended */
    char whole[LAST_LINE_MAX + 1];   /* the last one that had words */
    size_t n;
};

void last_line_feed(struct last_line *line, const char *bytes, size_t n);
/* At the end of the stream. The last line with anything but blanks on it, or "". Borrowed. */
const char *last_line_get(struct last_line *line);

#endif
