#include "robot.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "http.h"
#include "intl.h"
#include "memory.h"
#include "secret.h"
#include "words.h"

#define CHINA "+86"

struct robot {
    const struct robot_service *service;
    const struct channel *channel;
    const struct backend_context *context;
    struct poster poster;
    char *url;    /* secret: it holds the key */
    char *secret; /* NULL: not signed */
    char *key;
};

/* The key in the address, heap; NULL if it is not such a robot's. */
static char *key_of(const struct robot_service *service, const char *url)
{
    const char *mark = http_is_url(url) ? strstr(url, service->key_mark) : NULL;
    size_t size = mark ? strcspn(mark + strlen(service->key_mark), "&#?/") : 0;
    if (size == 0)
        return NULL;
    char *key = xcalloc(1, size + 1);
    memcpy(key, mark + strlen(service->key_mark), size);
    return key;
}

static char *what_it_should_be(const struct robot_service *service)
{
    return xasprintf(_("not the address of such a robot: http:// or https://, with %s and the key"), service->key_mark);
}

void robot_check(const struct robot_service *service, const struct channel *channel, setting_fault_cb fault, void *ctx)
{
    const struct setting *url = channel_setting(channel, "url");
    bool in_file = channel_setting(channel, "url_file") != NULL;
    char *key = url ? key_of(service, url->string) : NULL;
    if (!url && !in_file) {
        fault(ctx, NULL, "url", _("url or url_file is needed"));
    } else if (url && in_file) {
        fault(ctx, url, "url", _("not together with url_file"));
    } else if (url && !key) {
        char *shown = http_url_shown(url->string);
        char *text = xasprintf(_("is “%s”; allowed is the address of such a robot: http:// or https://, with %s and the key"), shown,
                               service->key_mark);
        fault(ctx, url, "url", text);
        free(text);
        free(shown);
    }
    secret_free(key);
    poster_check(channel, fault, ctx);
}

static int read_url(struct robot *robot, char **ret_why)
{
    const char *file = channel_string(robot->channel, "url_file", NULL);
    int r = 0;
    if (file)
        r = secret_read(robot->context, file, &robot->url, ret_why);
    else
        robot->url = xstrdup(channel_string(robot->channel, "url", ""));
    if (r < 0)
        return r;
    robot->key = key_of(robot->service, robot->url);
    if (robot->key)
        return 0;
    char *text = what_it_should_be(robot->service);
    *ret_why = xasprintf("%s: %s", file ? file : "url", text);
    free(text);
    return ERROR_CONFIG;
}

static int read_all(struct robot *robot, char **ret_why)
{
    const char *file = channel_string(robot->channel, "secret_file", NULL);
    int r = poster_init(&robot->poster, robot->channel, robot->context, ret_why);
    if (r == 0)
        r = read_url(robot, ret_why);
    if (r == 0 && file)
        r = secret_read(robot->context, file, &robot->secret, ret_why);
    return r;
}

static void released(struct robot *robot)
{
    poster_done(&robot->poster);
    secret_free(robot->url);
    secret_free(robot->secret);
    secret_free(robot->key);
    free(robot);
}

/* A service, or who stands in its place, may say our own secrets back. */
static void redact(char *words, const char *secret)
{
    size_t size = secret ? strlen(secret) : 0;
    for (char *found = words; size > 0 && (found = strstr(found, secret)); found += size)
        memset(found, '*', size);
}

static void judge(void *owner, const struct http_response *response, struct attempt *attempt, char reply[static WORDS_SIZE])
{
    struct robot *robot = owner;
    char *words = robot_judge(&robot->service->codes, response, attempt);
    redact(words, robot->key);
    redact(words, robot->secret);
    words_copy(reply, WORDS_SIZE, words, strlen(words));
    free(words);
}

int robot_open(const struct robot_service *service, const struct channel *channel, const struct backend_context *context, void **ret_impl,
               char **ret_why)
{
    struct robot *robot = xcalloc(1, sizeof *robot);
    *robot = (struct robot){.service = service, .channel = channel, .context = context};
    int r = read_all(robot, ret_why);
    if (r < 0) {
        released(robot);
        return r;
    }
    robot->poster.judge = judge;
    robot->poster.owner = robot;
    *ret_impl = robot;
    return 0;
}

size_t robot_capacity(void *impl)
{
    const struct robot *robot = impl;
    return channel_setting(robot->channel, "connections") ? channel_connections(robot->channel) : 1;
}

static bool is_id(const char *text)
{
    size_t n = 0;
    while (isalnum((unsigned char)text[n]) || (text[n] && strchr("._@-", text[n])))
        n++;
    return n > 0 && text[n] == '\0';
}

static bool is_mobile(const char *text)
{
    size_t size = strlen(text);
    return size > 0 && size < ROBOT_MOBILE_SIZE && strspn(text + (*text == '+'), "0123456789") == size - (*text == '+');
}

struct robot_mention robot_mention_of(const struct notification *notification, char mobile[static ROBOT_MOBILE_SIZE])
{
    static const char by_mobile[] = "mobile:";
    struct robot_mention mention = {.name = notification->recipient_name};
    const char *address = notification->address ? notification->address : "";
    if (strncmp(address, by_mobile, strlen(by_mobile)) != 0) {
        mention.user_id = is_id(address) ? address : NULL;
        return mention;
    }
    address += strlen(by_mobile);
    if (strncmp(address, CHINA, strlen(CHINA)) == 0)
        address += strlen(CHINA);
    if (is_mobile(address))
        mention.mobile = strcpy(mobile, address);
    return mention;
}

static char *text_of(const struct robot_service *service, const struct robot_mention *mention, const struct message *message)
{
    bool mentions = mention->user_id || mention->mobile;
    char *lead = service->lead && mentions ? service->lead(mention) : xstrdup("");
    char *text = robot_text(&service->form, lead, message);
    free(lead);
    return text;
}

void robot_send(void *impl, const struct message *message, attempt_cb cb, void *arg)
{
    static const char *const headers[] = {"Content-Type: application/json; charset=utf-8", NULL};
    struct robot *robot = impl;
    const struct robot_service *service = robot->service;
    const struct notify_world *world = robot->context->world;
    int64_t now_ms = world->now_ms(world->ctx);
    char mobile[ROBOT_MOBILE_SIZE];
    struct robot_mention mention = robot_mention_of(&message->row->notification, mobile);
    char *text = text_of(service, &mention, message);
    json_t *object = service->body(text, &mention, robot->secret, now_ms);
    char *body = json_dumps(object, JSON_COMPACT);
    char *url = service->sign ? service->sign(robot->url, robot->secret, now_ms) : xstrdup(robot->url);
    poster_post(&robot->poster, url, headers, body, cb, arg);
    secret_free(url);
    free(body);
    json_decref(object);
    free(text);
}

void robot_close(void *impl, void (*closed)(void *arg), void *arg)
{
    released(impl);
    closed(arg);
}
