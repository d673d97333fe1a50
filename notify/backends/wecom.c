/* A robot of a WeCom (企业微信) group: plain text, because only that mentions people by mobile too. Not signed: the key in the address is
 * the whole secret. RULES.md section 5. */
#include "robot.h"

static json_t *body(const char *text, const struct robot_mention *mention, const char *secret, int64_t now_ms)
{
    json_t *content = json_pack("{s:s}", "content", text);
    if (mention->user_id)
        json_object_set_new(content, "mentioned_list", json_pack("[s]", mention->user_id));
    if (mention->mobile)
        json_object_set_new(content, "mentioned_mobile_list", json_pack("[s]", mention->mobile));
    return json_pack("{s:s, s:o}", "msgtype", "text", "text", content);
}

static const struct robot_code codes[] = {
    {-1, ATTEMPT_TRANSIENT, 0},     /* busy */
    {45009, ATTEMPT_TRANSIENT, 60}, /* more than 20 in a minute */
    {93000, ATTEMPT_CHANNEL, 0},    /* no such robot any more */
    {40058, ATTEMPT_PERMANENT, 0},  /* something in the message */
    {0},
};

const struct robot_service robot_wecom = {
    .key_mark = "key=",
    .form = {.max_bytes = 2048, .mark = "<@"},
    .codes = {.code_name = "errcode", .words_name = "errmsg", .known = codes},
    .body = body,
};

static void check(const struct channel *channel, setting_fault_cb fault, void *ctx)
{
    robot_check(&robot_wecom, channel, fault, ctx);
}

static int wecom_open(const struct channel *channel, const struct backend_context *context, void **ret_impl, char **ret_why)
{
    return robot_open(&robot_wecom, channel, context, ret_impl, ret_why);
}

static const struct setting_spec settings[] = {ROBOT_SETTINGS, {0}};

const struct backend_ops backend_wecom = {
    .name = "wecom",
    .settings = settings,
    .rate = {.count = 20, .period_ms = 60000},
    .digest_max = 4,
    .check = check,
    .open = wecom_open,
    .capacity = robot_capacity,
    .send = robot_send,
    .close = robot_close,
};
