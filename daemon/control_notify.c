/* POST /v1/notify/test: a message to one channel, or to every way out of one member. */
#include <string.h>

#include "body.h"
#include "control.h"
#include "daemon.h"
#include "error.h"
#include "intl.h"
#include "message_list.h"
#include "recipients.h"

/* One request's test messages. */
struct test {
    struct request *request;
    const char *to;
    int64_t *ids;
    size_t n;
    const char *why_not; /* of ERROR_REFUSED */
};

static int put(struct test *test, struct notification *notification)
{
    struct request *request = test->request;
    const struct ledger *ledger = &request->daemon->ledger;
    notification->kind = NOTIFICATION_TEST;
    notification->on = request->today;
    notification->due_on = DATE_NONE;
    notification->also_told = "";
    notification->detail = arena_printf(&request->arena, _("asked for by %s"), request->peer->name);
    notification->key = arena_printf(&request->arena, "test %s %s %lld", test->to, notification->channel, (long long)wall_now_ms());
    int error = ledger->put_notification(ledger->ctx, notification, request->now);
    if (error == 0)
        test->ids[test->n++] = notification->id;
    return error;
}

static int put_to_channel(struct test *test)
{
    struct request *request = test->request;
    const struct ledger *ledger = &request->daemon->ledger;
    const char *kinds = ledger->channel_address_kind(ledger->ctx, test->to);
    struct channel channel;
    if (kinds == NULL)
        return ERROR_NOT_FOUND;
    int error = store_get_channel(request->daemon->store, test->to, &request->arena, &channel);
    if (error != 0)
        return error;
    if (!recipient_may_be_channel(kinds) && channel_setting(&channel, "to") == NULL) {
        test->why_not = N_("this channel sends to members: name one, ORGANIZATION/MEMBER, or give it the setting to");
        return ERROR_REFUSED;
    }
    struct notification notification = {
        .recipient = test->to, .channel = test->to, .address = "", .language = request->daemon->policy->main.language};
    test->ids = arena_array(&request->arena, 1, sizeof *test->ids);
    return put(test, &notification);
}

/* ERROR_REFUSED when no channel reaches the member. */
static int put_to_member(struct test *test, const char *organization_id, const char *member_id)
{
    struct request *request = test->request;
    const struct ledger *ledger = &request->daemon->ledger;
    const struct organization *organization;
    int error = engine_organization(request->daemon->engine, organization_id, &organization);
    if (error != 0)
        return error;
    const struct member *member = organization_member(organization, member_id);
    if (member == NULL)
        return ERROR_NOT_FOUND;
    test->ids = arena_array(&request->arena, member->n_channels + 1, sizeof *test->ids);
    for (size_t i = 0; error == 0 && i < member->n_channels; i++) {
        const char *kinds = ledger->channel_address_kind(ledger->ctx, member->channels[i]);
        const char *address = kinds == NULL ? NULL : recipient_address(member, kinds, &request->arena);
        struct notification notification = {.organization = organization->id,
                                            .organization_name = organization->name,
                                            .recipient = member->id,
                                            .recipient_name = member->name,
                                            .channel = member->channels[i],
                                            .address = address,
                                            .language = organization->language};
        if (address != NULL)
            error = put(test, &notification);
    }
    test->why_not = N_("no channel reaches this member");
    return error != 0 ? error : test->n > 0 ? 0 : ERROR_REFUSED;
}

static int put_all(struct test *test)
{
    const struct ledger *ledger = &test->request->daemon->ledger;
    char *organization = arena_strdup(&test->request->arena, test->to);
    char *slash = strchr(organization, '/');
    int error = ledger->begin(ledger->ctx);
    if (error != 0)
        return error;
    if (slash == NULL) {
        error = put_to_channel(test);
    } else {
        *slash = '\0';
        error = put_to_member(test, organization, slash + 1);
    }
    if (error == 0) {
        const struct log_entry entry = {test->request->now, test->request->peer->name, "test", test->to, NULL};
        error = ledger->put_log(ledger->ctx, &entry);
    }
    if (error == 0)
        return ledger->commit(ledger->ctx);
    ledger->rollback(ledger->ctx);
    return error;
}

void control_notify_test(struct request *request)
{
    struct test test = {.request = request};
    const struct field fields[] = {{"to", FIELD_STRING, true, &test.to}};
    if (body_read(request, fields, 1) != 0)
        return;
    int error = put_all(&test);
    json_t *messages = json_array(), *message;
    for (size_t i = 0; error == 0 && i < test.n; i++) {
        error = message_find(request, test.ids[i], &message);
        if (error == 0)
            json_array_append_new(messages, message);
    }
    if (error != 0) {
        json_decref(messages);
        request_fail(request, error, test.to, test.why_not);
        return;
    }
    daemon_committed(request->daemon);
    json_t *reply = json_object();
    json_object_set_new_nocheck(reply, "messages", messages);
    request_reply(request, reply);
}
