/* Watching itself: see watch.h. */
#include "watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon.h"
#include "error.h"
#include "intl.h"
#include "log.h"
#include "outbox.h"
#include "secret.h"
#include "wall_timer.h"

/* What alerts are about that is no channel: the colon keeps them apart from channels' ids. */
#define ABOUT_CLOCK         "lunzhid:clock"
#define ABOUT_CONFIGURATION "lunzhid:configuration"
#define ABOUT_DATABASE      "lunzhid:database"

#define FINDINGS_TOLD 3

static void raise_alert(struct daemon *daemon, const char *about, char *text)
{
    alerts_raise(&daemon->alerts, about, text);
    free(text);
}

/* In time? */

static int64_t behind(int64_t at, int64_t now)
{
    return at < now ? now - at : 0;
}

int watch_late(struct daemon *daemon, int64_t now, struct lateness *ret)
{
    int64_t outbox_at;
    int error = outbox_next_at(daemon->store, NULL, &outbox_at);
    if (error == 0)
        *ret = (struct lateness){.engine_s = behind(daemon->driver.next_at, now), .outbox_s = behind(outbox_at, now)};
    return error;
}

/* The database. */

static void tell_lasting(struct daemon *daemon, const char *words)
{
    char since[ZONE_TEXT_SIZE];
    zone_format(&daemon->policy->main.zone, daemon->database.since, since);
    raise_alert(daemon, ABOUT_DATABASE, xasprintf(_("the database has been failing since %s: %s"), since, words));
}

/* Takes the place of what tell_lasting() said, if that has had to wait until now. */
static void tell_over(struct daemon *daemon)
{
    const struct zone *zone = &daemon->policy->main.zone;
    char since[ZONE_TEXT_SIZE], now[ZONE_TEXT_SIZE];
    log_notice("store", NULL, "%s: it works again", daemon->database_path);
    if (!daemon->database.lasts)
        return;
    zone_format(zone, daemon->database.since, since);
    zone_format(zone, wall_now(), now);
    raise_alert(daemon, ABOUT_DATABASE, xasprintf(_("the database failed from %s to %s: %s"), since, now, daemon->database.words));
}

void watch_database(struct daemon *daemon, enum trouble_source source, int error)
{
    const char *words = error != 0 ? store_error(daemon->store) : NULL;
    if (words != NULL && words[0] == '\0')
        words = error_text(error);
    if (error != 0)
        log_error("store", NULL, "%s: %s (%s)", daemon->database_path, words, error_text(error));
    reply_cache_forget(&daemon->replies);
    enum trouble_news news = trouble_note(&daemon->database, source, words, wall_now());
    if (news == TROUBLE_LASTS)
        tell_lasting(daemon, trouble_words(&daemon->database));
    else if (news == TROUBLE_OVER)
        tell_over(daemon);
    if (news == TROUBLE_OVER)
        alerts_look(&daemon->alerts);
}

/* The clock and the configuration. */

void watch_clock(struct daemon *daemon, int64_t step_seconds)
{
    char now[ZONE_TEXT_SIZE];
    if (step_seconds != 0)
        log_notice("clock", NULL, "the clock was set by %+lld s: everything is looked at again", (long long)step_seconds);
    else
        log_info("clock", NULL, "the clock was touched or the machine slept: everything is looked at again");
    if (step_seconds > -WATCH_STEP_MIN_S && step_seconds < WATCH_STEP_MIN_S)
        return;
    zone_format(&daemon->policy->main.zone, wall_now(), now);
    raise_alert(daemon, ABOUT_CLOCK,
                xasprintf(_("the clock of this machine was set by %+lld seconds, to %s; what is due was looked at again"),
                          (long long)step_seconds, now));
}

void watch_failed_reload(struct daemon *daemon)
{
    const struct report *report = &daemon->findings;
    char *text = xstrdup(_("the configuration has errors; the old one stays in force"));
    size_t told = 0;
    for (size_t i = 0; i < report->n && told < FINDINGS_TOLD; i++) {
        const struct finding *finding = &report->items[i];
        if (finding->level != FINDING_ERROR)
            continue;
        char *place = finding_place(finding),
             *longer = xasprintf("%s\n%s: %s%s%s", text, place, finding->setting, finding->setting[0] != '\0' ? ": " : "", finding->text);
        free(place);
        free(text);
        text = longer;
        told++;
    }
    if (report->n_errors > told) {
        char *more = xasprintf(_("and %zu more errors: lunzhictl status"), report->n_errors - told),
             *longer = xasprintf("%s\n%s", text, more);
        free(more);
        free(text);
        text = longer;
    }
    raise_alert(daemon, ABOUT_CONFIGURATION, text);
}

/* The heartbeat. */

static bool on_late(void *ctx, char *words, size_t size)
{
    struct daemon *daemon = ctx;
    const int64_t limit_s = daemon->policy->main.heartbeat.late_after_s;
    struct lateness late;
    if (trouble_words(&daemon->database) != NULL)
        snprintf(words, size, _("the database fails: %s"), trouble_words(&daemon->database));
    else if (watch_late(daemon, wall_now(), &late) != 0)
        snprintf(words, size, _("the database cannot be read: %s"), store_error(daemon->store));
    else if (late.engine_s > limit_s)
        snprintf(words, size, _("the engine is %lld seconds behind"), (long long)late.engine_s);
    else if (late.outbox_s > limit_s)
        snprintf(words, size, _("a message has waited for %lld seconds"), (long long)late.outbox_s);
    else
        return false;
    return true;
}

static void on_heard(void *ctx, const char *trouble)
{
    struct daemon *daemon = ctx;
    reply_cache_forget(&daemon->replies);
    if (trouble != NULL)
        log_warning("heartbeat", NULL, "it is not taken: %s", trouble);
    else
        log_info("heartbeat", NULL, "it is taken");
}

void watch_init(struct daemon *daemon)
{
    stall_init(&daemon->stall, &daemon->loop);
    alerts_init(&daemon->alerts, daemon, &daemon->loop);
    heartbeat_init(&daemon->heartbeat, &daemon->loop, daemon->world.context.http, on_late, on_heard, daemon);
}

void watch_close(struct daemon *daemon)
{
    stall_close(&daemon->stall);
    alerts_close(&daemon->alerts);
    heartbeat_close(&daemon->heartbeat);
}

void watch_loaded(struct daemon *daemon)
{
    const struct conf_heartbeat *conf = &daemon->policy->main.heartbeat;
    char *url = NULL, *why = NULL;
    if (conf->url != NULL)
        url = xstrdup(conf->url);
    else if (conf->url_file != NULL && secret_read(&daemon->world.context, conf->url_file, &url, &why) != 0)
        log_error("heartbeat", NULL, "nobody is told: %s", why);
    free(daemon->heartbeat_fault);
    daemon->heartbeat_fault = why;
    heartbeat_set(&daemon->heartbeat, url, (uint64_t)conf->period_s * 1000);
    secret_free(url);
}

const char *watch_heartbeat_trouble(const struct daemon *daemon)
{
    return daemon->heartbeat_fault != NULL ? daemon->heartbeat_fault : daemon->heartbeat.trouble;
}
