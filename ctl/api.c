#include "api.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "date.h"
#include "error.h"
#include "fields.h"
#include "findings.h"
#include "intl.h"
#include "language.h"
#include "memory.h"

#define SLOW_MS (24 * 3600 * 1000) /* whoever is tired of waiting interrupts us */

static void append_encoded(FILE *stream, const char *value)
{
    for (; *value != '\0'; value++) {
        unsigned char c = (unsigned char)*value;

        if (c < 0x80 && (isalnum(c) || strchr("-._~/", c) != NULL))
            fputc(c, stream);
        else
            fprintf(stream, "%%%02X", c);
    }
}

char *api_target(const char *path, ...)
{
    char *target = NULL, separator = '?';
    size_t bytes;
    FILE *stream = open_memstream(&target, &bytes);
    const char *name;
    va_list args;

    if (stream == NULL)
        abort();
    fputs(path, stream);
    va_start(args, path);
    while ((name = va_arg(args, const char *)) != NULL) {
        const char *value = va_arg(args, const char *);

        if (value == NULL)
            continue;
        fprintf(stream, "%c%s=", separator, name);
        append_encoded(stream, value);
        separator = '&';
    }
    va_end(args);
    if (fclose(stream) != 0)
        abort();
    return target;
}

/* DEL, or what begins with 0xC2: U+0080 to U+009F are control characters. Returns the bytes used. */
static size_t print_escaped(struct ctl *ctl, const unsigned char *at)
{
    if (at[0] == 0x7F) {
        fputs("\\u007F", ctl->out);
    } else if (at[1] >= 0x80 && at[1] < 0xA0) {
        fprintf(ctl->out, "\\u00%02X", at[1]);
        return 2;
    } else {
        fputc(at[0], ctl->out);
    }
    return 1;
}

void api_print_text(struct ctl *ctl, const char *json)
{
    for (const char *at = json; *at != '\0';) {
        const size_t plain = strcspn(at, "\x7F\xC2");

        fwrite(at, 1, plain, ctl->out);
        at += plain;
        if (*at != '\0')
            at += print_escaped(ctl, (const unsigned char *)at);
    }
    fputc('\n', ctl->out);
}

void api_print(struct ctl *ctl, const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);

    api_print_text(ctl, text != NULL ? text : "");
    free(text);
}

static int fail_exchange(struct ctl *ctl, int error)
{
    ctl_fail(ctl, "%s", http_client_error(ctl->client));
    return error == ERROR_NOT_FOUND ? EXIT_NO_DAEMON : EXIT_FAILED;
}

static int exchange(struct ctl *ctl, struct http_request *request, struct http_reply *ret_reply)
{
    if (ctl->client == NULL) {
        char *path = ctl->socket_path != NULL ? xstrdup(ctl->socket_path) : socket_path_default();

        ctl->client = http_client_new(path, &HTTP_LIMITS_DEFAULT);
        free(path);
    }
    request->language = ctl->language;
    int rc = http_client_exchange(ctl->client, request, ret_reply);
    if (rc == 0)
        language_answered(ret_reply->head.language);
    return rc == 0 ? EXIT_DONE : fail_exchange(ctl, rc);
}

/* A reply other than 200: the daemon's own words, and what is wrong with its configuration if that is why. */
static int fail_refused(struct ctl *ctl, int status, const json_t *reply)
{
    const char *words = field_text(reply, "error", NULL);

    if (reply != NULL && ctl->json)
        api_print(ctl, reply);
    fflush(ctl->out);
    findings_print(ctl->err, json_object_get(reply, "findings"));
    if (words != NULL)
        return ctl_fail(ctl, "%s", words);
    return ctl_fail(ctl, _("lunzhid answers with HTTP status %d and says no more"), status);
}

/* Takes over the reply's body. A refusal that has the member `excuse` is a reply, too; NULL: none is. */
static int read_reply(struct ctl *ctl, struct http_reply *reply, const char *excuse, json_t **ret_reply)
{
    json_error_t error;
    json_t *value = json_loadb(reply->body, reply->body_bytes, JSON_REJECT_DUPLICATES, &error);
    int rc = EXIT_DONE;

    free(reply->body);
    if (reply->head.status != 200 && (excuse == NULL || json_object_get(value, excuse) == NULL))
        rc = fail_refused(ctl, reply->head.status, json_is_object(value) ? value : NULL);
    else if (!json_is_object(value))
        rc = ctl_fail(ctl, _("lunzhid's answer is malformed: %s"), value != NULL ? _("it is no JSON object") : error.text);
    if (rc != EXIT_DONE)
        json_decref(value);
    else
        *ret_reply = value;
    return rc;
}

int api_ask(struct ctl *ctl, const char *target, json_t *body, json_t **ret_reply)
{
    char *text = body != NULL ? json_dumps(body, JSON_COMPACT) : NULL;
    struct http_request request = {.method = body != NULL ? "POST" : "GET", .target = target, .body = text};
    struct http_reply reply;
    int rc = exchange(ctl, &request, &reply);

    json_decref(body);
    free(text);
    return rc == EXIT_DONE ? read_reply(ctl, &reply, NULL, ret_reply) : rc;
}

int api_ask_excusing(struct ctl *ctl, const char *target, const char *excuse, json_t **ret_reply)
{
    struct http_request request = {.method = "GET", .target = target};
    struct http_reply reply;
    int rc = exchange(ctl, &request, &reply);

    return rc == EXIT_DONE ? read_reply(ctl, &reply, excuse, ret_reply) : rc;
}

int api_ask_slow(struct ctl *ctl, const char *target, json_t **ret_reply)
{
    struct http_request request = {.method = "GET", .target = target, .timeout_ms = SLOW_MS};
    struct http_reply reply;
    int rc = exchange(ctl, &request, &reply);

    return rc == EXIT_DONE ? read_reply(ctl, &reply, NULL, ret_reply) : rc;
}

int api_show(struct ctl *ctl, char *target, json_t *body, int (*show)(struct ctl *ctl, const json_t *reply))
{
    json_t *reply = NULL;
    int rc = api_ask(ctl, target, body, &reply);

    free(target);
    if (rc == EXIT_DONE && ctl->json)
        api_print(ctl, reply);
    else if (rc == EXIT_DONE)
        rc = show(ctl, reply);
    json_decref(reply);
    return rc;
}

int api_stream(struct ctl *ctl, const char *target, struct http_sink sink, const volatile sig_atomic_t *stop)
{
    struct http_request request = {.method = "GET", .target = target, .sink = sink, .stop = stop};
    struct http_reply reply;
    int rc = exchange(ctl, &request, &reply);

    if (rc != EXIT_DONE || reply.head.status == 200)
        return rc;
    json_t *value = NULL;
    rc = read_reply(ctl, &reply, NULL, &value);
    json_decref(value);
    return rc;
}

/* A file there is, that is one; *ret_file is open. */
static int open_file(struct ctl *ctl, const char *path, struct http_file *ret_file)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0)
        return ctl_fail(ctl, "%s: %s", path, strerror(errno));
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
        *ret_file = (struct http_file){.fd = fd, .bytes = status.st_size};
        return EXIT_DONE;
    }
    close(fd);
    return ctl_fail(ctl, S_ISREG(status.st_mode) ? _("%s: the file is empty") : _("%s: it is no file"), path);
}

int api_check_file(struct ctl *ctl, const char *path)
{
    struct http_file file = {.fd = -1};
    int rc = open_file(ctl, path, &file);

    if (rc == EXIT_DONE)
        close(file.fd);
    return rc;
}

int api_upload(struct ctl *ctl, const char *path, json_t **ret_file)
{
    const char *slash = strrchr(path, '/');
    char *target = api_target("/v1/files", "name", slash != NULL ? slash + 1 : path, NULL);
    struct http_file file;
    struct http_request request = {.method = "POST", .target = target, .file = &file};
    struct http_reply reply;
    json_t *value = NULL;
    int rc = open_file(ctl, path, &file);

    if (rc == EXIT_DONE) {
        rc = exchange(ctl, &request, &reply);
        close(file.fd);
        if (rc == EXIT_DONE)
            rc = read_reply(ctl, &reply, NULL, &value);
    }
    free(target);
    if (rc == EXIT_DONE)
        *ret_file = json_incref(json_object_get(value, "file"));
    json_decref(value);
    return rc;
}

int api_resolve_day(struct ctl *ctl, const char *day, char **ret_day)
{
    json_t *status;
    date_t date;

    if (strcmp(day, "today") != 0) {
        *ret_day = xstrdup(day);
        return EXIT_DONE;
    }
    int rc = api_ask(ctl, "/v1/status", NULL, &status);
    if (rc != EXIT_DONE)
        return rc;
    char *today = strndup(field_text(status, "now", ""), 10);
    json_decref(status);
    if (date_parse(today, &date) != 0) {
        free(today);
        return ctl_fail(ctl, _("lunzhid's answer is malformed: %s"), _("it does not say what time it is"));
    }
    *ret_day = today;
    return EXIT_DONE;
}
