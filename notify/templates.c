/* The set of templates: one file for each language and kind, and the layout of mails, the administrator's before the shipped one, all
 * checked before any is used. */
#include <dirent.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "intl.h"
#include "message_internal.h"
#include "nearest.h"

#define FILE_SIZE_MAX (64 * 1024)
#define SUBJECT       "Subject:"
#define LAYOUT        "mail.html"

static const char *const languages[] = {"en", "zh_CN"}; /* the first one stands in for all that are not here */
#define N_LANGUAGES (sizeof(languages) / sizeof(languages[0]))

struct templates {
    struct message_template items[N_LANGUAGES][WORDS_COUNT];
    struct template *layout;
};

static bool is_written(int words)
{
    return words != NOTIFICATION_MET; /* nobody is told that all is well */
}

static const char *words_name(int words)
{
    return words == WORDS_DIGEST ? "digest" : notification_kind_name((enum notification_kind)words);
}

const struct template *templates_layout(const struct templates *templates)
{
    return templates->layout;
}

const struct message_template *templates_find(const struct templates *templates, const char *language, int words, const char **ret_language)
{
    size_t found = 0;

    for (size_t i = 0; i < N_LANGUAGES; i++) {
        if (language != NULL && strcmp(language, languages[i]) == 0)
            found = i;
    }
    if (!is_written(words))
        return NULL;
    *ret_language = languages[found];
    return &templates->items[found][words];
}

/* Editors on other systems leave a byte order mark and CR LF behind. */
static void plain_text(char *text)
{
    char *to = text;
    const char *from = strncmp(text, "\xef\xbb\xbf", 3) == 0 ? text + 3 : text;

    for (; *from != '\0'; from++) {
        if (from[0] != '\r' || from[1] != '\n')
            *to++ = *from;
    }
    *to = '\0';
}

static int read_text(const char *path, char **ret_text, char **ret_why)
{
    GError *error = NULL;
    gsize length;

    if (!g_file_get_contents(path, ret_text, &length, &error)) {
        *ret_why = xasprintf("%s: %s", path, error->message);
        g_error_free(error);
        return ERROR_CONFIG;
    }
    if (length <= FILE_SIZE_MAX && g_utf8_validate(*ret_text, (gssize)length, NULL)) {
        plain_text(*ret_text);
        return 0;
    }
    *ret_why =
        xasprintf("%s: %s", path, length > FILE_SIZE_MAX ? _("a template has at most 64 KiB") : _("a template is a text file in UTF-8"));
    g_free(*ret_text);
    return ERROR_CONFIG;
}

/* "Subject: …", an empty line, the body. Cuts `text` in two. */
static int split(char *text, const char *path, const char **ret_subject, const char **ret_body, char **ret_why)
{
    char *end = strchr(text, '\n');

    if (strncmp(text, SUBJECT, strlen(SUBJECT)) != 0) {
        *ret_why = xasprintf("%s:1: %s", path, _("the first line must be “Subject: …”"));
        return ERROR_CONFIG;
    }
    if (end == NULL || (end[1] != '\n' && end[1] != '\0')) {
        *ret_why = xasprintf("%s:2: %s", path, _("an empty line must follow the subject"));
        return ERROR_CONFIG;
    }
    *end = '\0';
    *ret_subject = text + strlen(SUBJECT) + strspn(text + strlen(SUBJECT), " \t");
    *ret_body = end[1] == '\n' ? end + 2 : end + 1;
    return 0;
}

static int load_file(const char *path, struct message_template *ret, char **ret_why)
{
    const char *subject, *body;
    char *text;
    int r = read_text(path, &text, ret_why);

    if (r < 0)
        return r;
    r = split(text, path, &subject, &body, ret_why);
    if (r == 0)
        r = template_parse(subject, path, 1, &message_value_names, &ret->subject, ret_why);
    if (r == 0)
        r = template_parse(body, path, 3, &message_value_names, &ret->body, ret_why);
    g_free(text);
    return r;
}

/* The administrator's file if there is one, else the shipped one; heap. */
static char *find_file(const char *dir, const char *override_dir, const char *name)
{
    char *path = override_dir != NULL ? xasprintf("%s/%s", override_dir, name) : NULL;

    if (path != NULL && g_file_test(path, G_FILE_TEST_EXISTS))
        return path;
    free(path);
    return xasprintf("%s/%s", dir, name);
}

static int load_words(struct message_template *ret, const char *dir, const char *override_dir, const char *language, const char *words,
                      char **ret_why)
{
    g_autofree char *name = g_strdup_printf("%s/%s.txt", language, words);
    char *path = find_file(dir, override_dir, name);
    int r = load_file(path, ret, ret_why);

    free(path);
    return r;
}

static int load_layout(struct template **ret, const char *dir, const char *override_dir, char **ret_why)
{
    char *path = find_file(dir, override_dir, LAYOUT), *text;
    int r = read_text(path, &text, ret_why);

    if (r == 0) {
        r = template_parse(text, path, 1, &layout_value_names, ret, ret_why);
        g_free(text);
    }
    free(path);
    return r;
}

/* A file that would never be used is a mistake worth telling. */
static int check_name(const char *dir, const char *name, char **ret_why)
{
    const char *dot = strrchr(name, '.');
    struct nearest nearest = {.word = name};

    if (dot == NULL || strcmp(dot, ".txt") != 0 || *name == '.')
        return 0;
    for (int words = 0; words < WORDS_COUNT; words++) {
        g_autofree char *known = g_strconcat(words_name(words), ".txt", NULL);

        if (!is_written(words))
            continue;
        if (strcmp(known, name) == 0)
            return 0;
        nearest_offer(&nearest, known);
        if (nearest.name == known) /* it must outlive this turn of the loop */
            nearest.name = words_name(words);
    }
    *ret_why = nearest.name != NULL ? xasprintf(_("%s/%s: no message has this name; did you mean “%s.txt”?"), dir, name, nearest.name)
                                    : xasprintf(_("%s/%s: no message has this name"), dir, name);
    return ERROR_CONFIG;
}

static int check_override(const char *override_dir, const char *language, char **ret_why)
{
    char *path = xasprintf("%s/%s", override_dir, language);
    DIR *dir = opendir(path);
    struct dirent *entry;
    int r = 0;

    while (dir != NULL && r == 0 && (entry = readdir(dir)) != NULL)
        r = check_name(path, entry->d_name, ret_why);
    if (dir != NULL)
        closedir(dir);
    free(path);
    return r;
}

static int load_language(struct templates *templates, size_t language, const char *dir, const char *override_dir, char **ret_why)
{
    int r = override_dir != NULL ? check_override(override_dir, languages[language], ret_why) : 0;

    for (int words = 0; words < WORDS_COUNT && r == 0; words++) {
        if (is_written(words))
            r = load_words(&templates->items[language][words], dir, override_dir, languages[language], words_name(words), ret_why);
    }
    return r;
}

int templates_load(const char *dir, const char *override_dir, struct templates **ret, char **ret_why)
{
    struct templates *templates = xcalloc(1, sizeof(*templates));
    int r = 0;

    for (size_t i = 0; i < N_LANGUAGES && r == 0; i++)
        r = load_language(templates, i, dir, override_dir, ret_why);
    if (r == 0)
        r = load_layout(&templates->layout, dir, override_dir, ret_why);
    if (r < 0) {
        templates_free(templates);
        return r;
    }
    *ret = templates;
    return 0;
}

void templates_free(struct templates *templates)
{
    if (templates == NULL)
        return;
    for (size_t i = 0; i < N_LANGUAGES; i++) {
        for (int words = 0; words < WORDS_COUNT; words++) {
            template_free(templates->items[i][words].subject);
            template_free(templates->items[i][words].body);
        }
    }
    template_free(templates->layout);
    free(templates);
}
