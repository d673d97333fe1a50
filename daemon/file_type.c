/* Names and first bytes of files: see file_type.h. */
#include "file_type.h"

#include <ctype.h>
#include <jansson.h>
#include <string.h>

/* Code points that turn the direction of writing or are not seen: U+200B–U+200F, U+2028–U+202E, U+2060–U+2069, U+FEFF. */
static bool is_mark(const unsigned char *at)
{
    if (at[0] == 0xEF)
        return at[1] == 0xBB && at[2] == 0xBF;
    if (at[0] != 0xE2)
        return false;
    return (at[1] == 0x80 && ((at[2] >= 0x8B && at[2] <= 0x8F) || (at[2] >= 0xA8 && at[2] <= 0xAE))) ||
           (at[1] == 0x81 && at[2] >= 0xA0 && at[2] <= 0xA9);
}

static bool is_utf8(const char *text)
{
    json_t *string = json_string(text);
    json_decref(string);
    return string != NULL;
}

bool file_name_is_good(const char *name)
{
    size_t length = strlen(name);
    if (length == 0 || length > FILE_NAME_MAX_BYTES || name[0] == '.' || !is_utf8(name) ||
        strstr(name, "%00") != NULL) /* with a NUL inside it was never decoded */
        return false;
    for (const unsigned char *at = (const unsigned char *)name; *at != '\0'; at++)
        if (*at < 0x20 || *at == 0x7F || *at == '/' || *at == '\\' || (*at == 0xC2 && at[1] < 0xA0) || is_mark(at))
            return false;
    return true;
}

const char *file_type_of(const char *name, char type[static FILE_TYPE_SIZE])
{
    const char *dot = strrchr(name, '.');
    size_t n = 0;
    if (dot != NULL && strlen(dot + 1) < FILE_TYPE_SIZE)
        for (; dot[1 + n] != '\0'; n++)
            type[n] = (char)tolower((unsigned char)dot[1 + n]);
    type[n] = '\0';
    return type;
}

#define ZIP "PK\003\004"
#define OLE "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
#define ROW(t, b, at)                                                                                                                      \
    {                                                                                                                                      \
        t, b, sizeof b - 1, at                                                                                                             \
    }

/* The first bytes of types that have such. */
static const struct beginning {
    const char *type;
    const char *bytes;
    size_t size, offset;
} beginnings[] = {
    ROW("pdf", "%PDF-", 0),
    ROW("jpg", "\xFF\xD8\xFF", 0),
    ROW("jpeg", "\xFF\xD8\xFF", 0),
    ROW("png", "\x89PNG\r\n\x1A\n", 0),
    ROW("heic", "ftyp", 4),
    ROW("docx", ZIP, 0),
    ROW("xlsx", ZIP, 0),
    ROW("pptx", ZIP, 0),
    ROW("odt", ZIP, 0),
    ROW("ods", ZIP, 0),
    ROW("odp", ZIP, 0),
    ROW("ofd", ZIP, 0),
    ROW("doc", OLE, 0),
    ROW("xls", OLE, 0),
    ROW("ppt", OLE, 0),
    ROW("zip", ZIP, 0),
};

bool file_type_fits(const char *type, const unsigned char *head, size_t size)
{
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        const struct beginning *row = &beginnings[i];
        if (strcmp(row->type, type) == 0)
            return size >= row->offset + row->size && memcmp(head + row->offset, row->bytes, row->size) == 0;
    }
    return true;
}
