/* Queues messages in a state database that lunzhid has made, as if they had fallen due while it was down:
 *
 *   fill_outbox DATABASE CHANNEL DOMAIN COUNT
 *
 * one reminder each to member0@DOMAIN, member1@DOMAIN …, all due now. Without a DOMAIN (-) they are to the channel itself, each about
 * another obligation. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store.h"

static const struct backend_name no_backends[] = {{0}};

static int put(struct ledger *ledger, const char *channel, const char *domain, long number, int64_t now)
{
    char key[64], member[32], address[128] = "", obligation[32];
    struct notification notification = {
        .key = key,
        .kind = NOTIFICATION_REMINDER,
        .organization = "su",
        .organization_name = "校学生会",
        .obligation = obligation,
        .period = "2026-2027-1",
        .title = {.zh = "向学校党委汇报工作", .en = "Hearing by the university's Party committee"},
        .on = (date_t)(now / 86400),
        .due_on = (date_t)(now / 86400 + 7),
        .recipient = member,
        .recipient_name = "甲",
        .channel = channel,
        .address = address,
        .language = "zh_CN",
        .chair = "甲",
        .also_told = "",
    };

    snprintf(key, sizeof key, "su/bench/%ld %s", number, channel);
    snprintf(obligation, sizeof obligation, "bench%ld", number);
    snprintf(member, sizeof member, "member%ld", number);
    if (strcmp(domain, "-") != 0)
        snprintf(address, sizeof address, "%s@%s", member, domain);
    return ledger->put_notification(ledger->ctx, &notification, now);
}

int main(int argc, char **argv)
{
    const struct store_options options = {.backends = no_backends};
    struct store *store;
    struct ledger ledger;
    char *why = NULL;
    long count = argc == 5 ? strtol(argv[4], NULL, 10) : 0;
    int error;

    if (count <= 0)
        errx(2, "usage: fill_outbox DATABASE CHANNEL DOMAIN COUNT");
    if (store_open(argv[1], &options, &store, &why) != 0)
        errx(1, "%s", why);
    store_ledger(store, &ledger);
    error = ledger.begin(ledger.ctx);
    for (long i = 0; i < count && error == 0; i++)
        error = put(&ledger, argv[2], argv[3], i, time(NULL));
    if (error == 0)
        error = ledger.commit(ledger.ctx);
    if (error != 0)
        errx(1, "%s: %s", argv[1], store_error(store));
    store_close(store);
    return 0;
}
