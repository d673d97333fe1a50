#include "claiming.h"

struct notification notification_to(const char *key, const char *recipient, const char *address)
{
    struct notification notification = a_notification(0, key);

    notification.recipient = recipient;
    notification.recipient_name = recipient;
    notification.address = address;
    return notification;
}

int64_t put_to(struct fixture *fixture, const char *key, const char *recipient, int64_t at)
{
    struct notification notification = notification_to(key, recipient, arena_printf(&fixture->arena, "%s@example.edu.cn", recipient));

    return put_notification(fixture, &notification, at);
}

struct claimed claim_with(struct fixture *fixture, const struct outbox_claim *claim)
{
    struct claimed claimed = {.keys = ""};

    OK(fixture->store, outbox_claim(fixture->store, claim, &fixture->arena, &claimed.deliveries, &claimed.n, &claimed.more));
    for (size_t i = 0; i < claimed.n; i++) {
        for (size_t k = 0; k < claimed.deliveries[i].n; k++) {
            const struct outbox_row *row = &claimed.deliveries[i].rows[k];

            if (claimed.deliveries[i].n > 1)
                assert_string_equal(row->digest, claimed.deliveries[i].id);
            else
                assert_string_equal(row->message_id, claimed.deliveries[i].id);
            claimed.keys = arena_printf(&fixture->arena, "%s%s%s", claimed.keys, k > 0 ? "+" : i > 0 ? " " : "", row->notification.key);
        }
    }
    return claimed;
}

struct claimed claim_mail(struct fixture *fixture, int64_t now)
{
    return claim_with(fixture, &(struct outbox_claim){.channel = "mail", .now = now, .max = 10, .together = OUTBOX_DIGEST_MAX});
}

void end_delivery(struct fixture *fixture, const struct outbox_delivery *delivery, enum delivery_state state, int64_t next_at)
{
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    for (size_t i = 0; i < delivery->n; i++) {
        const struct delivery_result result = {.id = delivery->rows[i].notification.id,
                                               .state = state,
                                               .began_at_ms = 1,
                                               .ended_at_ms = 2,
                                               .reply = "words",
                                               .next_at = next_at};

        OK(fixture->store, outbox_put_results(fixture->store, &result, 1));
    }
    OK(fixture->store, fixture->ledger.commit(fixture->store));
}
