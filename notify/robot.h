/* Group robots (RULES.md section 5): what WeCom's, DingTalk's and Feishu's have in common. Each backend says in a struct robot_service what
 * is its own: how it signs, what it posts, whom it mentions, how long a text may be, and what its codes mean. */
#ifndef LUNZHI_ROBOT_H
#define LUNZHI_ROBOT_H

#include <jansson.h>

#include "backend.h"
#include "poster.h"
#include "robot_reply.h"
#include "robot_text.h"

/* Settings every robot has. The address holds the key, so it may stand in a file. */
#define ROBOT_SETTINGS                                                                                                                     \
    {.name = "url", .type = SETTING_STRING}, {.name = "url_file", .type = SETTING_STRING, .names = NAMES_SECRET}, POSTER_SETTINGS

/* Whom a message mentions: by one of the two, or nobody. */
struct robot_mention {
    const char *user_id; /* NULL, or letters, digits and . _ @ - */
    const char *mobile;  /* NULL, or digits, a + before the country's code but for China's */
    const char *name;    /* the person's; NULL where there is none */
};

struct robot_service {
    const char *key_mark; /* what stands before the key in its address */
    struct robot_form form;
    struct robot_codes codes;
    /* What the text begins with to mention somebody, heap. NULL: the mention is not in the text. */
    char *(*lead)(const struct robot_mention *mention);
    /* The address signed with the secret (NULL: none), heap. NULL: it is posted to as it is. */
    char *(*sign)(const char *url, const char *secret, int64_t now_ms);
    json_t *(*body)(const char *text, const struct robot_mention *mention, const char *secret, int64_t now_ms);
};

extern const struct robot_service robot_wecom, robot_dingtalk, robot_feishu;

/* The address in the outbox is a user id, "mobile:NUMBER", or "" for nobody; what is none of these mentions nobody. `mobile` is room for
 * the number. */
#define ROBOT_MOBILE_SIZE 20
struct robot_mention robot_mention_of(const struct notification *notification, char mobile[static ROBOT_MOBILE_SIZE]);

/* A backend's functions; `check` and `open` with the service. Messages are posted one at a time unless `connections` says otherwise, so
 * that they stand in the group in their order. */
void robot_check(const struct robot_service *service, const struct channel *channel, setting_fault_cb fault, void *ctx);
int robot_open(const struct robot_service *service, const struct channel *channel, const struct backend_context *context, void **ret_impl,
               char **ret_why) __attribute__((warn_unused_result));
size_t robot_capacity(void *impl);
void robot_send(void *impl, const struct message *message, attempt_cb cb, void *arg);
void robot_close(void *impl, void (*closed)(void *arg), void *arg);

#endif
