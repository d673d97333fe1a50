/* A reply is lines of one code, "250-text" all but the last, "250 text" or "250" the last. Lines end with CR LF; a bare LF is
 * taken as well, as mail servers do. */
#include "smtp_reply.h"

#include <stdbool.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void keep_text(struct smtp_reply *reply)
{
    if (reply->text_size > 0 && reply->text_size + 2 < sizeof reply->text) {
        reply->text[reply->text_size++] = ' ';
        reply->text[reply->text_size] = '\0';
    }
    reply->text_size += words_copy(reply->text + reply->text_size, sizeof reply->text - reply->text_size, reply->line, reply->line_size);
}

/* A whole line is in `line`, its end not counted. */
static enum smtp_reply_state take_line(struct smtp_reply *reply)
{
    const char *line = reply->line;
    size_t size = reply->line_size;
    keep_text(reply);
    reply->lines++;
    if (size < 3 || line[0] < '2' || line[0] > '5' || !is_digit(line[1]) || !is_digit(line[2]))
        return SMTP_REPLY_BAD;
    if (size > 3 && line[3] != ' ' && line[3] != '-')
        return SMTP_REPLY_BAD;
    int code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    if (reply->lines > 1 && code != reply->code)
        return SMTP_REPLY_BAD;
    reply->code = code;
    bool more = size > 3 && line[3] == '-';
    reply->line_size = 0;
    if (!more)
        return SMTP_REPLY_DONE;
    return reply->lines < SMTP_REPLY_LINES_MAX ? SMTP_REPLY_MORE : SMTP_REPLY_BAD;
}

/* Takes bytes up to the end of a line; false if they hold none or the line grows too long, which sets *ret_long. */
static bool fill_line(struct smtp_reply *reply, const char *bytes, size_t size, size_t *ret_used, bool *ret_long)
{
    const char *end = memchr(bytes, '\n', size);
    size_t n = end ? (size_t)(end - bytes) : size;
    *ret_long = n > sizeof reply->line - reply->line_size;
    if (*ret_long)
        n = sizeof reply->line - reply->line_size;
    memcpy(reply->line + reply->line_size, bytes, n);
    reply->line_size += n;
    *ret_used = *ret_long || !end ? n : n + 1;
    return end && !*ret_long;
}

static void begin(struct smtp_reply *reply)
{
    reply->code = 0;
    reply->text[0] = '\0';
    reply->line_size = reply->text_size = reply->lines = 0;
}

enum smtp_reply_state smtp_reply_feed(struct smtp_reply *reply, const char *bytes, size_t size, size_t *ret_used)
{
    size_t used = 0;
    enum smtp_reply_state state = SMTP_REPLY_MORE;
    if (reply->lines == 0 && reply->line_size == 0)
        begin(reply);
    while (used < size && state == SMTP_REPLY_MORE) {
        size_t n;
        bool too_long;
        bool whole = fill_line(reply, bytes + used, size - used, &n, &too_long);
        used += n;
        if (too_long) {
            keep_text(reply);
            state = SMTP_REPLY_BAD;
        } else if (whole) {
            if (reply->line_size > 0 && reply->line[reply->line_size - 1] == '\r')
                reply->line_size--;
            state = take_line(reply);
        }
    }
    *ret_used = used;
    if (state == SMTP_REPLY_DONE)
        reply->lines = reply->line_size = 0; /* text and code stay until the next feed */
    return state;
}
