/* Loading the configuration: see reload.h. */
#include "reload.h"

#include "daemon.h"
#include "error.h"
#include "log.h"
#include "resident.h"
#include "speech.h"
#include "wall_timer.h"

/* One load under way. The transaction begins with the first value, when conf/ has found no error. */
struct loading {
    struct daemon *daemon;
    struct policy *policy; /* to be in force */
    int64_t now;
    bool begun;
};

static int begin(struct loading *loading)
{
    struct daemon *daemon = loading->daemon;
    if (loading->begun)
        return 0;
    if (daemon->policy == NULL)
        engine_set_zone(daemon->engine, &loading->policy->main.zone); /* a start: none is in force */
    int error = engine_load_begin(daemon->engine, loading->now);      /* settles turns under the old policy and zone */
    if (error != 0)
        return error;
    loading->begun = true;
    engine_set_zone(daemon->engine, &loading->policy->main.zone);
    return store_load_start(daemon->store, zone_date(&loading->policy->main.zone, loading->now));
}

static int on_calendar(void *ctx, const struct calendar *calendar)
{
    struct loading *loading = ctx;
    int error = begin(loading);
    return error != 0 ? error : store_put_calendar(loading->daemon->store, calendar);
}

static int on_channel(void *ctx, const struct channel *channel)
{
    struct loading *loading = ctx;
    int error = begin(loading);
    return error != 0 ? error : store_put_channel(loading->daemon->store, channel);
}

static int on_organization(void *ctx, const struct organization *organization)
{
    struct loading *loading = ctx;
    int error = begin(loading);
    return error != 0 ? error : engine_put_organization(loading->daemon->engine, organization, loading->now);
}

static int finish(struct loading *loading, const char *actor)
{
    struct daemon *daemon = loading->daemon;
    int error = begin(loading);
    if (error == 0)
        error = store_load_finish(daemon->store, zone_date(&loading->policy->main.zone, loading->now), loading->now);
    if (error == 0) {
        const struct log_entry entry = {loading->now, actor, "load", "configuration", daemon->options->config_path};
        error = daemon->ledger.put_log(daemon->ledger.ctx, &entry);
    }
    if (error != 0)
        return error;
    loading->begun = false;
    return engine_load_commit(daemon->engine);
}

static int load_values(struct loading *loading, const struct conf_options *conf, const char *actor, struct report *report)
{
    struct daemon *daemon = loading->daemon;
    const struct conf_sink sink = {on_calendar, on_channel, on_organization, loading};
    int error = conf_load(daemon->options->config_path, conf, &sink, report);
    if (error == 0)
        error = finish(loading, actor);
    if (error == 0)
        return 0;
    if (loading->begun)
        engine_load_abort(daemon->engine);
    if (daemon->policy != NULL)
        engine_set_zone(daemon->engine, &daemon->policy->main.zone);
    return error;
}

/* The old policy is freed once nothing points to it any more. */
static void put_in_force(struct daemon *daemon, struct policy *policy)
{
    struct policy *old = daemon->policy;
    daemon->policy = policy;
    if (daemon->dispatcher != NULL)
        dispatcher_reload(daemon->dispatcher, policy->templates, &policy->main.zone);
    policy_free(old);
    speech_use(policy->main.language);
    daemon->loaded_at = wall_now();
    daemon->failed_at = NEVER;
    if (daemon->dispatcher != NULL)
        resident_trim(); /* at a start daemon_run() does it */
}

void report_log(const struct report *report)
{
    for (size_t i = 0; i < report->n; i++) {
        const struct finding *finding = &report->items[i];
        char *place = finding_place(finding);
        log_write(finding->level == FINDING_ERROR ? LEVEL_ERROR : LEVEL_WARNING, "conf", NULL, "%s: %s%s%s", place, finding->setting,
                  finding->setting[0] != '\0' ? ": " : "", finding->text);
        free(place);
    }
    if (report->left_out > 0)
        log_warning("conf", NULL, "%zu more findings are left out", report->left_out);
}

static int load(struct daemon *daemon, const char *actor, struct report *report, struct policy **ret_policy)
{
    const struct backend_context files = policy_files(daemon->options);
    const struct conf_options conf = policy_conf_options(daemon->data_dir, &files);
    struct loading loading = {.daemon = daemon, .now = wall_now()};
    int error = policy_read(daemon->options, &conf, report, &loading.policy);
    if (error != 0)
        return error;
    error = load_values(&loading, &conf, actor, report);
    if (error == 0)
        *ret_policy = loading.policy;
    else
        policy_free(loading.policy);
    return error;
}

int reload(struct daemon *daemon, const char *actor)
{
    struct report report = {0};
    struct policy *policy = NULL;
    int error = load(daemon, actor, &report, &policy);
    report_log(&report);
    report_done(&daemon->findings);
    daemon->findings = report;
    if (error == 0) {
        put_in_force(daemon, policy);
        log_notice("daemon", NULL, "loaded %s for %s", daemon->options->config_path, actor);
        return 0;
    }
    daemon->failed_at = wall_now();
    if (error == ERROR_CONFIG)
        log_error("daemon", NULL, "%s has errors: nothing was changed", daemon->options->config_path);
    else
        log_error("daemon", NULL, "%s was not loaded, nothing was changed: %s", daemon->options->config_path, store_error(daemon->store));
    return error;
}
