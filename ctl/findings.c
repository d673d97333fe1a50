#include "findings.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "intl.h"
#include "memory.h"
#include "text.h"

static void print_finding(FILE *stream, const json_t *finding)
{
    const char *level = strcmp(field_text(finding, "level", ""), "error") == 0 ? _("error") : _("warning");
    const char *file = field_text(finding, "file", ""), *setting = field_text(finding, "setting", "");
    int64_t line = field_number(finding, "line", 0);
    char *place = line > 0 ? xasprintf("%s:%lld", file, (long long)line) : xstrdup(file);
    char *text = xasprintf("%s: %s: %s%s%s", place, level, setting, *setting != '\0' ? ": " : "", field_text(finding, "text", ""));
    char *clean = text_clean(text);

    fprintf(stream, "%s\n", clean);
    free(clean);
    free(text);
    free(place);
}

void findings_print(FILE *stream, const json_t *findings)
{
    const json_t *finding;
    size_t i;

    json_array_foreach(findings, i, finding) print_finding(stream, finding);
}

/* Settings are paths like organizations[0].members[2].since. */
#define SETTING_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-[]"

/* "SETTING: TEXT" or "TEXT". */
static void set_words(json_t *finding, const char *words)
{
    size_t length = strspn(words, SETTING_LETTERS);
    bool named = length > 0 && strncmp(words + length, ": ", 2) == 0;

    json_object_set_new(finding, "setting", json_stringn(words, named ? length : 0));
    json_object_set_new(finding, "text", json_string(named ? words + length + 2 : words));
}

/* "FILE:LINE" or "FILE". */
static void set_place(json_t *finding, const char *place, size_t length)
{
    size_t digits = 0;

    while (digits < length && place[length - digits - 1] >= '0' && place[length - digits - 1] <= '9')
        digits++;
    bool numbered = digits > 0 && digits < 10 && digits < length && place[length - digits - 1] == ':';
    json_object_set_new(finding, "file", json_stringn(place, numbered ? length - digits - 1 : length));
    json_object_set_new(finding, "line", json_integer(numbered ? atoi(place + length - digits) : 0));
}

/* NULL if the line is no finding. */
static json_t *parse_line(const char *line)
{
    static const char *const levels[] = {"error", "warning"};

    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        char mark[16];
        snprintf(mark, sizeof mark, ": %s: ", levels[i]);
        const char *found = strstr(line, mark);

        if (found == NULL || found == line)
            continue;
        json_t *finding = json_pack("{s:s}", "level", levels[i]);
        set_place(finding, line, (size_t)(found - line));
        set_words(finding, found + strlen(mark));
        return finding;
    }
    return NULL;
}

json_t *findings_parse(const char *text, FILE *others)
{
    json_t *findings = json_array();

    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        char *line = strndup(text, length);
        json_t *finding = parse_line(line);

        if (finding != NULL)
            json_array_append_new(findings, finding);
        else if (length > 0)
            fprintf(others, "%s\n", line);
        free(line);
        text += length + (text[length] == '\n');
    }
    return findings;
}
