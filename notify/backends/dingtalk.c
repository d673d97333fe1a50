/* A robot of a DingTalk (钉钉) group: plain text; whom it mentions also stands in the text. Signed in the address, if the robot has a
 * secret. RULES.md section 5. */
#include <glib.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "mac.h"
#include "memory.h"
#include "robot.h"

#define BLOCKED_S 600 /* after more than 20 in a minute */

static char *lead(const struct robot_mention *mention)
{
    return xasprintf("@%s ", mention->user_id ? mention->user_id : mention->mobile);
}

static char *sign(const char *url, const char *secret, int64_t now_ms)
{
    if (!secret)
        return xstrdup(url);
    char mac[MAC_TEXT_SIZE];
    char *signed_text = xasprintf("%" PRId64 "\n%s", now_ms, secret);
    mac_base64(secret, strlen(secret), signed_text, strlen(signed_text), mac);
    g_autofree char *in_url = g_uri_escape_string(mac, NULL, FALSE);
    free(signed_text);
    return xasprintf("%s&timestamp=%" PRId64 "&sign=%s", url, now_ms, in_url);
}

static json_t *list_of(const char *one)
{
    return one ? json_pack("[s]", one) : json_array();
}

static json_t *body(const char *text, const struct robot_mention *mention, const char *secret, int64_t now_ms)
{
    return json_pack("{s:s, s:{s:s}, s:{s:o, s:o, s:b}}", "msgtype", "text", "text", "content", text, "at", "atMobiles",
                     list_of(mention->mobile), "atUserIds", list_of(mention->user_id), "isAtAll", 0);
}

static const struct robot_code codes[] = {
    {-1, ATTEMPT_TRANSIENT, 0},             /* busy */
    {130101, ATTEMPT_TRANSIENT, BLOCKED_S}, /* too fast */
    {410100, ATTEMPT_TRANSIENT, BLOCKED_S},
    {310000, ATTEMPT_CHANNEL, 0}, /* its security settings: signature, keyword or address */
    {300001, ATTEMPT_CHANNEL, 0}, /* the token, or the robot, or the group is no more */
    {400101, ATTEMPT_CHANNEL, 0},
    {400102, ATTEMPT_CHANNEL, 0}, /* switched off */
    {400106, ATTEMPT_CHANNEL, 0},
    {400013, ATTEMPT_CHANNEL, 0},
    {400105, ATTEMPT_PERMANENT, 0}, /* the type of the message */
    {0},
};

/* Of about 20,000 bytes for the whole body, what is not the text is less than a thousand. */
const struct robot_service robot_dingtalk = {
    .key_mark = "access_token=",
    .form = {.max_bytes = 19000, .as_json = true},
    .codes = {.code_name = "errcode", .words_name = "errmsg", .known = codes},
    .lead = lead,
    .sign = sign,
    .body = body,
};

static void check(const struct channel *channel, setting_fault_cb fault, void *ctx)
{
    robot_check(&robot_dingtalk, channel, fault, ctx);
}

static int dingtalk_open(const struct channel *channel, const struct backend_context *context, void **ret_impl, char **ret_why)
{
    return robot_open(&robot_dingtalk, channel, context, ret_impl, ret_why);
}

static const struct setting_spec settings[] = {ROBOT_SETTINGS, {.name = "secret_file", .type = SETTING_STRING, .names = NAMES_SECRET}, {0}};

const struct backend_ops backend_dingtalk = {
    .name = "dingtalk",
    .settings = settings,
    .rate = {.count = 20, .period_ms = 60000},
    .digest_max = 30,
    .check = check,
    .open = dingtalk_open,
    .capacity = robot_capacity,
    .send = robot_send,
    .close = robot_close,
};
