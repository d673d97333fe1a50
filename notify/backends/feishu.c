/* A robot of a Feishu (飞书) group: plain text, with the mention as a tag in it. Signed in the body, if the robot has a secret. It cannot
 * mention by mobile. RULES.md section 5. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mac.h"
#include "memory.h"
#include "robot.h"

#define MARK "<at"

static char *lead(const struct robot_mention *mention)
{
    char *name = robot_defuse("<", mention->name ? mention->name : "");
    char *tag = mention->user_id ? xasprintf(MARK " user_id=\"%s\">%s</at> ", mention->user_id, name) : xstrdup("");
    free(name);
    return tag;
}

static void sign(json_t *object, const char *secret, int64_t seconds)
{
    char timestamp[24], mac[MAC_TEXT_SIZE];
    char *key = xasprintf("%" PRId64 "\n%s", seconds, secret);
    snprintf(timestamp, sizeof timestamp, "%" PRId64, seconds);
    mac_base64(key, strlen(key), "", 0, mac);
    json_object_set_new(object, "timestamp", json_string(timestamp));
    json_object_set_new(object, "sign", json_string(mac));
    free(key);
}

static json_t *body(const char *text, const struct robot_mention *mention, const char *secret, int64_t now_ms)
{
    json_t *object = json_pack("{s:s, s:{s:s}}", "msg_type", "text", "content", "text", text);
    if (secret)
        sign(object, secret, now_ms / 1000);
    return object;
}

static const struct robot_code codes[] = {
    {11232, ATTEMPT_TRANSIENT, 60}, /* too fast */
    {9499, ATTEMPT_PERMANENT, 0},   /* something in the message */
    {19021, ATTEMPT_CHANNEL, 0},    /* its security settings: signature, address, keyword */
    {19022, ATTEMPT_CHANNEL, 0},    {19024, ATTEMPT_CHANNEL, 0}, {0},
};

/* Of 20 KB for the whole body, what is not the text is less than a thousand bytes. */
const struct robot_service robot_feishu = {
    .key_mark = "/hook/",
    .form = {.max_bytes = 19000, .as_json = true, .mark = MARK},
    .codes = {.code_name = "code", .words_name = "msg", .known = codes},
    .lead = lead,
    .body = body,
};

static void check(const struct channel *channel, setting_fault_cb fault, void *ctx)
{
    robot_check(&robot_feishu, channel, fault, ctx);
}

static int feishu_open(const struct channel *channel, const struct backend_context *context, void **ret_impl, char **ret_why)
{
    return robot_open(&robot_feishu, channel, context, ret_impl, ret_why);
}

static const struct setting_spec settings[] = {ROBOT_SETTINGS, {.name = "secret_file", .type = SETTING_STRING, .names = NAMES_SECRET}, {0}};

/* Of its two limits, 100 a minute and 5 a second, the second bounds the burst: 3 at once and 97 a minute are at most 4 in a second. */
const struct backend_ops backend_feishu = {
    .name = "feishu",
    .settings = settings,
    .rate = {.count = 100, .period_ms = 60000, .at_once = 3},
    .digest_max = 30,
    .check = check,
    .open = feishu_open,
    .capacity = robot_capacity,
    .send = robot_send,
    .close = robot_close,
};
