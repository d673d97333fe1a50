/* Alerts: see alerts.h. A key holds the instant, so that the hour is asked of the outbox and not of a memory that a restart would empty. */
#include "alerts.h"

#include <stdlib.h>
#include <string.h>

#include "daemon.h"
#include "error.h"
#include "log.h"
#include "wall_timer.h"

static char *key_of(const char *subject, int64_t at, const char *rest)
{
    return xasprintf("alert %s %012lld%s", subject, (long long)(at > 0 ? at : 0), rest);
}

/* Was the subject told within the last hour? What lies ahead, because the clock was set back, does not count. */
static int was_told(struct daemon *daemon, const char *subject, int64_t now, bool *ret_told)
{
    char *first = key_of(subject, now - ALERTS_APART_S + 1, ""), *last = key_of(subject, now, "~");
    int error = outbox_has_key(daemon->store, first, last, ret_told);
    free(first);
    free(last);
    return error;
}

static int put(struct daemon *daemon, const struct alert *alert, const char *channel, int64_t now)
{
    const struct conf_main *main = &daemon->policy->main;
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
    char *rest = xasprintf(" %s", channel), *key = key_of(alert->subject, now, rest);
    notification.key = key;
    int error = daemon->ledger.put_notification(daemon->ledger.ctx, &notification, now);
    free(key);
    free(rest);
    return error;
}

static int put_everywhere(struct daemon *daemon, const struct alert *alert, int64_t now)
{
    const struct conf_main *main = &daemon->policy->main;
    bool told = false;
    int error = was_told(daemon, alert->subject, now, &told);
    for (size_t i = 0; error == 0 && !told && i < main->n_alerts; i++) {
        if (strcmp(main->alerts[i], alert->subject) != 0)
            error = put(daemon, alert, main->alerts[i], now);
        if (error == ERROR_EXISTS) /* named twice */
            error = 0;
    }
    return error;
}

static int put_all(struct alerts *alerts)
{
    struct daemon *daemon = alerts->daemon;
    int64_t now = wall_now();
    int error = daemon->ledger.begin(daemon->ledger.ctx);
    if (error != 0)
        return error;
    for (size_t i = 0; error == 0 && i < alerts->n_waiting; i++)
        error = put_everywhere(daemon, &alerts->waiting[i], now);
    if (error == 0)
        error = daemon->ledger.commit(daemon->ledger.ctx);
    if (error != 0)
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
    if (alerts->closing || alerts->n_waiting == 0)
        return;
    int error = alerts->daemon->policy->main.n_alerts > 0 ? put_all(alerts) : 0;
    if (error != 0) {
        if (!alerts->failing)
            log_error("alerts", NULL, "alerts wait, the outbox cannot be written: %s", store_error(alerts->daemon->store));
        alerts->failing = true;
        uv_timer_start(&alerts->later, on_later, ALERTS_AGAIN_MS, 0);
        return;
    }
    alerts->failing = false;
    drop_all(alerts);
    daemon_committed(alerts->daemon);
}

void alerts_init(struct alerts *alerts, struct daemon *daemon, uv_loop_t *loop)
{
    *alerts = (struct alerts){.daemon = daemon};
    uv_timer_init(loop, &alerts->later);
    alerts->later.data = alerts;
}

static void keep(struct alerts *alerts, const char *subject, const char *text)
{
    for (size_t i = 0; i < alerts->n_waiting; i++) {
        if (strcmp(alerts->waiting[i].subject, subject) != 0)
            continue;
        free(alerts->waiting[i].text);
        alerts->waiting[i].text = xstrdup(text);
        return;
    }
    if (alerts->n_waiting < ALERTS_WAITING_MAX)
        alerts->waiting[alerts->n_waiting++] = (struct alert){xstrdup(subject), xstrdup(text)};
}

void alerts_look(struct alerts *alerts)
{
    if (!alerts->closing && alerts->n_waiting > 0)
        uv_timer_start(&alerts->later, on_later, 0, 0);
}

void alerts_raise(struct alerts *alerts, const char *subject, const char *text)
{
    log_error("alerts", subject, "%s", text);
    if (alerts->closing)
        return;
    keep(alerts, subject, text);
    alerts_look(alerts);
}

void alerts_close(struct alerts *alerts)
{
    if (alerts->closing)
        return;
    alerts->closing = true;
    drop_all(alerts);
    uv_close((uv_handle_t *)&alerts->later, NULL);
}
