#include "http_head.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "error.h"
#include "intl.h"

#define DECIMAL_DIGITS_MAX 15 /* of Content-Length: far beyond what is taken, far below overflow */
#define HEX_DIGITS_MAX     12

/* A stretch of the head, not NUL-terminated. */
struct piece {
    const char *text;
    size_t bytes;
};

static bool is_word(struct piece piece, const char *word)
{
    return piece.bytes == strlen(word) && strncasecmp(piece.text, word, piece.bytes) == 0;
}

static struct piece trim(struct piece piece)
{
    while (piece.bytes > 0 && (piece.text[0] == ' ' || piece.text[0] == '\t')) {
        piece.text++;
        piece.bytes--;
    }
    while (piece.bytes > 0 && (piece.text[piece.bytes - 1] == ' ' || piece.text[piece.bytes - 1] == '\t'))
        piece.bytes--;
    return piece;
}

/* "HTTP/1.1 200 OK": the reason may be empty. */
static int parse_status_line(struct piece line, struct http_head *head)
{
    const char *text = line.text;

    if (line.bytes < 12 || strncmp(text, "HTTP/1.", 7) != 0 || (text[7] != '0' && text[7] != '1') || text[8] != ' ')
        return ERROR_CORRUPT;
    if (line.bytes > 12 && text[12] != ' ')
        return ERROR_CORRUPT;
    head->keeps = text[7] == '1';
    head->status = 0;
    for (size_t i = 9; i < 12; i++) {
        if (!isdigit((unsigned char)text[i]))
            return ERROR_CORRUPT;
        head->status = 10 * head->status + text[i] - '0';
    }
    return head->status >= 100 && head->status <= 599 ? 0 : ERROR_CORRUPT;
}

static int parse_length(struct piece value, struct http_head *head)
{
    int64_t bytes = 0;

    if (value.bytes == 0 || value.bytes > DECIMAL_DIGITS_MAX)
        return ERROR_CORRUPT;
    for (size_t i = 0; i < value.bytes; i++) {
        if (!isdigit((unsigned char)value.text[i]))
            return ERROR_CORRUPT;
        bytes = 10 * bytes + value.text[i] - '0';
    }
    if (head->content_bytes >= 0 && head->content_bytes != bytes)
        return ERROR_CORRUPT;
    head->content_bytes = bytes;
    return 0;
}

static void take_type(struct piece value, struct http_head *head)
{
    size_t bytes = 0;

    while (bytes < value.bytes && bytes < HTTP_TYPE_SIZE - 1 && value.text[bytes] != ';' && value.text[bytes] != ' ') {
        head->type[bytes] = (char)tolower((unsigned char)value.text[bytes]);
        bytes++;
    }
    head->type[bytes] = '\0';
}

static void take_language(struct piece value, struct http_head *head)
{
    size_t bytes = value.bytes < HTTP_LANGUAGE_SIZE ? value.bytes : 0;

    for (size_t i = 0; i < bytes; i++)
        head->language[i] = (char)tolower((unsigned char)value.text[i]);
    head->language[bytes] = '\0';
}

/* One "Name: value". What we do not use is passed over. */
static int parse_field(struct piece line, struct http_head *head)
{
    const char *colon = memchr(line.text, ':', line.bytes);

    if (colon == NULL || colon == line.text || memchr(line.text, '\0', line.bytes) != NULL || memchr(line.text, '\n', line.bytes) != NULL)
        return ERROR_CORRUPT;
    struct piece name = {line.text, (size_t)(colon - line.text)};
    struct piece value = trim((struct piece){colon + 1, line.bytes - name.bytes - 1});
    if (memchr(name.text, ' ', name.bytes) != NULL || memchr(name.text, '\t', name.bytes) != NULL)
        return ERROR_CORRUPT; /* a folded line among them */

    if (is_word(name, "Content-Length"))
        return parse_length(value, head);
    if (is_word(name, "Transfer-Encoding")) {
        if (head->chunked || !is_word(value, "chunked"))
            return ERROR_CORRUPT;
        head->chunked = true;
    } else if (is_word(name, "Content-Type")) {
        take_type(value, head);
    } else if (is_word(name, "Content-Language")) {
        take_language(value, head);
    } else if (is_word(name, "Connection") && is_word(value, "close")) {
        head->keeps = false;
    }
    return 0;
}

/* The line that begins at *at, without its end; *at moves past it. */
static struct piece take_line(const char *head, size_t bytes, size_t *at)
{
    const char *end = memmem(head + *at, bytes - *at, "\r\n", 2);
    struct piece line = {head + *at, end != NULL ? (size_t)(end - head) - *at : bytes - *at};

    *at += line.bytes + (end != NULL ? 2 : 0);
    return line;
}

int http_head_parse(const char *text, size_t bytes, struct http_head *ret_head, const char **ret_why)
{
    struct http_head head = {.content_bytes = -1};
    size_t at = 0;

    if (parse_status_line(take_line(text, bytes, &at), &head) != 0) {
        *ret_why = _("it does not begin as HTTP/1.1 does");
        return ERROR_CORRUPT;
    }
    while (at < bytes) {
        if (parse_field(take_line(text, bytes, &at), &head) != 0) {
            *ret_why = _("one of its header lines is malformed");
            return ERROR_CORRUPT;
        }
    }
    if (head.chunked && head.content_bytes >= 0) {
        *ret_why = _("it gives its length in two ways");
        return ERROR_CORRUPT;
    }
    *ret_head = head;
    return 0;
}

int http_chunk_parse(const char *line, size_t bytes, uint64_t *ret_bytes)
{
    uint64_t size = 0;
    size_t digits = 0;

    for (; digits < bytes && isxdigit((unsigned char)line[digits]); digits++) {
        char c = (char)tolower((unsigned char)line[digits]);

        if (digits == HEX_DIGITS_MAX)
            return ERROR_CORRUPT;
        size = 16 * size + (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    if (digits == 0 || (digits < bytes && line[digits] != ';' && line[digits] != ' '))
        return ERROR_CORRUPT;
    *ret_bytes = size;
    return 0;
}
