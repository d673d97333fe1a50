/* lunzhictl notify test: sends a message, waits for what becomes of it and says so in the server's own words. */
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "commands.h"
#include "due.h"
#include "fields.h"
#include "intl.h"
#include "memory.h"
#include "options.h"
#include "outbox.h"

#define PATIENCE_MS   30000
#define FIRST_WAIT_MS 25
#define LONG_WAIT_MS  400

static bool is_final(const json_t *message)
{
    const char *state = field_text(message, "state", "");

    return strcmp(state, "delivered") == 0 || strcmp(state, "refused") == 0 || strcmp(state, "cancelled") == 0 ||
           field_text(message, "channel", NULL) == NULL;
}

/* A try that failed for now and will not be made again while we wait. `now` is the daemon's. */
static bool is_put_off(const json_t *message)
{
    int64_t next_at, created_at;

    return field_number(message, "attempts", 0) > 0 && strcmp(field_text(message, "state", ""), "sending") != 0 &&
           instant_parse(field_text(message, "next_at", NULL), &next_at) == 0 &&
           instant_parse(field_text(message, "created_at", NULL), &created_at) == 0 && next_at - created_at > PATIENCE_MS / 1000;
}

/* Asks for each message that is still on its way, and puts what is known now in its place. *ret_settled: nothing more will come soon. */
static int refresh(struct ctl *ctl, json_t *messages, bool *ret_settled)
{
    bool settled = true;

    for (size_t i = 0; i < json_array_size(messages); i++) {
        const json_t *message = json_array_get(messages, i);
        json_t *reply;

        if (is_final(message) || is_put_off(message))
            continue;
        char *target = xasprintf("/v1/outbox/%lld", (long long)field_number(message, "id", 0));
        int rc = api_ask(ctl, target, NULL, &reply);
        free(target);
        if (rc != EXIT_DONE)
            return rc;
        json_array_set(messages, i, json_object_get(reply, "message"));
        json_decref(reply);
        message = json_array_get(messages, i);
        settled = settled && (is_final(message) || is_put_off(message));
    }
    *ret_settled = settled;
    return EXIT_DONE;
}

static int wait_for_outcome(struct ctl *ctl, json_t *messages)
{
    bool settled = false;
    int64_t wait_ms = FIRST_WAIT_MS, waited_ms = 0;

    for (;;) {
        int rc = refresh(ctl, messages, &settled);

        if (rc != EXIT_DONE || settled || waited_ms >= PATIENCE_MS)
            return rc;
        ctl->sleep_ms(wait_ms);
        waited_ms += wait_ms;
        wait_ms = 2 * wait_ms < LONG_WAIT_MS ? 2 * wait_ms : LONG_WAIT_MS;
    }
}

/* True if it was delivered. */
static bool show_outcome(struct ctl *ctl, const json_t *message)
{
    const char *state = field_text(message, "state", "?"), *reply = field_text(message, "last_reply", _("no answer yet"));
    const char *address = field_text(message, "address", "");
    char next[INSTANT_SIZE], *recipient = outbox_recipient(message);
    bool delivered = strcmp(state, "delivered") == 0;

    screen_say(&ctl->screen, STYLE_PLAIN, "%s%s%s: ", recipient, *address != '\0' ? " " : "", address);
    screen_say(&ctl->screen, outbox_style(state), "%s", protocol_word(state));
    screen_say(&ctl->screen, STYLE_PLAIN, ": %s", reply);
    if (!is_final(message) && field_text(message, "next_at", NULL) != NULL)
        screen_say(&ctl->screen, STYLE_WARN, _("; next try %s"), instant_format(field_text(message, "next_at", NULL), next));
    fputc('\n', ctl->out);
    free(recipient);
    return delivered;
}

static int show_outcomes(struct ctl *ctl, const json_t *reply)
{
    const json_t *messages = json_object_get(reply, "messages"), *message;
    size_t i, delivered = 0, n = json_array_size(messages);

    json_array_foreach(messages, i, message)
    {
        if (ctl->json)
            delivered += strcmp(field_text(message, "state", ""), "delivered") == 0;
        else
            delivered += show_outcome(ctl, message);
    }
    if (ctl->json)
        api_print(ctl, reply);
    if (n == 0)
        return ctl_fail(ctl, _("no message was made"));
    return delivered == n
               ? EXIT_DONE
               : ctl_fail(ctl, ngettext("%zu message was not delivered", "%zu messages were not delivered", n - delivered), n - delivered);
}

static int test(struct ctl *ctl, const char *to)
{
    json_t *reply;
    int rc = api_ask(ctl, "/v1/notify/test", json_pack("{s:s}", "to", to), &reply);

    if (rc != EXIT_DONE)
        return rc;
    rc = wait_for_outcome(ctl, json_object_get(reply, "messages"));
    if (rc == EXIT_DONE)
        rc = show_outcomes(ctl, reply);
    json_decref(reply);
    return rc;
}

int cmd_notify(struct ctl *ctl, int argc, char **argv)
{
    struct cmdline cmdline = {.operands_min = 2, .operands_max = 2};
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc != GO_ON)
        return rc;
    if (strcmp(cmdline.operands[0], "test") != 0)
        return ctl_usage_error(ctl, _("unknown action \"%s\"; there is %s"), cmdline.operands[0], "test");
    return test(ctl, cmdline.operands[1]);
}
