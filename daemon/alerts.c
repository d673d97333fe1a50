/* Alerts: see alerts.h. */
#include "alerts.h"

#include <stdlib.h>
#include <string.h>

#include "daemon.h"
#include "error.h"
#include "log.h"
#include "wall_timer.h"

/* Can it carry a message that is written to no member? reload.c warns of those that cannot. */
static bool is_suited(const struct daemon *daemon, const char *channel)
{
    const char *kind = daemon->ledger.channel_address_kind(daemon->ledger.ctx, channel);
    return kind != NULL && kind[0] == '\0';
}

/* Told today already is no error. */
static int put(struct daemon *daemon, const struct alert *alert, const char *channel, int64_t now)
{
    const struct conf_main *main = &daemon->policy->main;
    char day[DATE_TEXT_SIZE];
    struct notification notification = {
        .kind = NOTIFICATION_ALERT,
        .on = zone_date(&main->zone, now),
        .due_on = DATE_NONE,
        .recipient = channel,
        .channel = channel,
        .address = "",
        .language = main->language,
        .also_told = "",
        .detail = alert->text,
    };
    char *key = xasprintf("alert %s %s %s", alert->subject, date_format(notification.on, day), channel);
    notification.key = key;
    int error = daemon->ledger.put_notification(daemon->ledger.ctx, &notification, now);
    free(key);
    return error == ERROR_EXISTS ? 0 : error;
}

static int put_all(struct alerts *alerts)
{
    struct daemon *daemon = alerts->daemon;
    const struct conf_main *main = &daemon->policy->main;
    int64_t now = wall_now();
    int error = daemon->ledger.begin(daemon->ledger.ctx);
    if (error != 0)
        return error;
    for (size_t i = 0; error == 0 && i < alerts->n_waiting; i++)
        for (size_t channel = 0; error == 0 && channel < main->n_alerts; channel++)
            if (strcmp(main->alerts[channel], alerts->waiting[i].subject) != 0 && is_suited(daemon, main->alerts[channel]))
                error = put(daemon, &alerts->waiting[i], main->alerts[channel], now);
    if (error == 0)
        return daemon->ledger.commit(daemon->ledger.ctx);
    daemon->ledger.rollback(daemon->ledger.ctx);
    return error;
}

static void drop_all(struct alerts *alerts)
{
    for (size_t i = 0; i < alerts->n_waiting; i++) {
        free(alerts->waiting[i].subject);
        free(alerts->waiting[i].text);
    }
    alerts->n_waiting = 0;
}

static void on_later(uv_timer_t *handle)
{
    struct alerts *alerts = handle->data;
    if (alerts->closing)
        return;
    int error = alerts->daemon->policy->main.n_alerts > 0 ? put_all(alerts) : 0;
    drop_all(alerts);
    if (error != 0)
        log_error("alerts", NULL, "an alert cannot be queued: %s", store_error(alerts->daemon->store));
    else
        daemon_committed(alerts->daemon);
}

void alerts_init(struct alerts *alerts, struct daemon *daemon, uv_loop_t *loop)
{
    *alerts = (struct alerts){.daemon = daemon};
    uv_timer_init(loop, &alerts->later);
    alerts->later.data = alerts;
}

void alerts_raise(struct alerts *alerts, const char *subject, const char *text)
{
    log_error("alerts", subject, "%s", text);
    if (alerts->closing || alerts->n_waiting == ALERTS_WAITING_MAX)
        return;
    alerts->waiting[alerts->n_waiting++] = (struct alert){xstrdup(subject), xstrdup(text)};
    uv_timer_start(&alerts->later, on_later, 0, 0);
}

void alerts_close(struct alerts *alerts)
{
    if (alerts->closing)
        return;
    alerts->closing = true;
    drop_all(alerts);
    uv_close((uv_handle_t *)&alerts->later, NULL);
}
