/* Starting, step by step: see start.h. A step that fails has said why. */
#include "start.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "backend_names.h"
#include "backup.h"
#include "control.h"
#include "data.h"
#include "error.h"
#include "files.h"
#include "lock.h"
#include "log.h"
#include "observer.h"
#include "reload.h"
#include "speech.h"
#include "vault.h"
#include "watch.h"

#define CACHED_ORGANIZATIONS 64

/* Until the configuration says otherwise. */
static const struct zone_span utc_span = {.begins_at = INT64_MIN, .offset_seconds = 0};
static const struct zone utc = {.name = "UTC", .spans = &utc_span, .n_spans = 1};

static void on_swept(void *ctx)
{
    struct daemon *daemon = ctx;
    reply_cache_forget(&daemon->replies);
    dispatcher_kick(daemon->dispatcher);
}

static void on_trouble(void *ctx, int error)
{
    watch_database(ctx, TROUBLE_ENGINE, error);
}

static void on_outbox_trouble(void *ctx, int error)
{
    watch_database(ctx, TROUBLE_OUTBOX, error);
}

static void on_stepped(void *ctx, int64_t step_seconds)
{
    struct daemon *daemon = ctx;
    watch_clock(daemon, step_seconds);
    dispatcher_kick(daemon->dispatcher);
}

static int64_t on_queue_next_at(void *ctx)
{
    const struct daemon *daemon = ctx;
    return dispatcher_next_at(daemon->dispatcher);
}

static void on_queue_due(void *ctx)
{
    struct daemon *daemon = ctx;
    dispatcher_kick(daemon->dispatcher);
}

static void on_queue_changed(void *ctx)
{
    struct daemon *daemon = ctx;
    driver_arm(&daemon->driver);
}

static void on_alert(void *ctx, const char *channel, const char *text)
{
    struct daemon *daemon = ctx;
    alerts_raise(&daemon->alerts, channel, text);
}

/* Says why and gives an exit status. Takes `why`. */
static int refuse(const char *subsystem, const char *what, char *why)
{
    log_error(subsystem, NULL, "%s", why != NULL ? why : what);
    free(why);
    return EXIT_FAILED;
}

static int check_configuration(struct daemon *daemon)
{
    struct report report = {0};
    if (data_dir_find(daemon->options->data_dir, &daemon->data_dir) != 0)
        return refuse("daemon", "the data directory with presets/ and templates/ is not found", NULL);
    const struct backend_context files = policy_files(daemon->options);
    const struct conf_options conf = policy_conf_options(daemon->data_dir, &files);
    int error = policy_check(daemon->options, &conf, &report);
    if (error != 0)
        report_log(&report);
    report_done(&report);
    if (error == ERROR_CONFIG)
        return EXIT_BAD_CONFIGURATION;
    return error != 0 ? refuse("conf", error_text(error), NULL) : 0;
}

static const char *translate(void *ctx, const char *language, const char *text)
{
    return speech_say(language, text);
}

/* The state and the socket, before anything is written: somebody else may have them. */
static int claim(struct daemon *daemon)
{
    char *why = NULL;
    if (lock_take(daemon->options->state_dir, &daemon->lock_fd, &why) != 0)
        return refuse("daemon", daemon->options->state_dir, why);
    if (listener_open(daemon->options->socket_path, &daemon->listener, &why) != 0)
        return refuse("control", "the control socket cannot be opened", why);
    return 0;
}

static int open_database(struct daemon *daemon)
{
    const struct store_options store_options = {.backends = backend_names, .create = true};
    const struct engine_observer observer = {.event = observer_log};
    char *why = NULL;
    backup_clean(daemon->options->state_dir);
    daemon->database_path = xasprintf("%s/lunzhi.db", daemon->options->state_dir);
    if (store_open(daemon->database_path, &store_options, &daemon->store, &why) != 0)
        return refuse("store", daemon->database_path, why);
    store_ledger(daemon->store, &daemon->ledger);
    daemon->engine = engine_new(&daemon->ledger, &utc, &observer, CACHED_ORGANIZATIONS);
    engine_set_translation(daemon->engine, translate, NULL);
    int error = reload(daemon, "lunzhid");
    if (error == ERROR_CONFIG)
        return EXIT_BAD_CONFIGURATION;
    return error != 0 ? refuse("store", NULL, xasprintf("%s: %s", daemon->database_path, store_error(daemon->store))) : 0;
}

static int open_vault(struct daemon *daemon)
{
    int error = vault_open(daemon->options->state_dir, &daemon->vault);
    if (error != 0)
        return refuse("daemon", NULL, xasprintf("%s/" VAULT_NAME ": %s", daemon->options->state_dir, strerror(errno)));
    vault_clean(daemon, daemon->started_at);
    return 0;
}

static int start_dispatcher(struct daemon *daemon)
{
    const struct dispatcher_options options = {
        .store = daemon->store,
        .engine = daemon->engine,
        .templates = daemon->policy->templates,
        .zone = &daemon->policy->main.zone,
        .context = &daemon->world.context,
        .alert = on_alert,
        .trouble = on_outbox_trouble,
        .next_changed = on_queue_changed,
        .ctx = daemon,
    };
    if (dispatcher_new(&options, &daemon->dispatcher) != 0)
        return refuse("notify", "the dispatcher cannot start", NULL);
    return 0;
}

static int start_driver(struct daemon *daemon)
{
    const struct driver_options options = {
        .engine = daemon->engine,
        .ledger = &daemon->ledger,
        .committed = on_swept,
        .queue_next_at = on_queue_next_at,
        .queue_due = on_queue_due,
        .trouble = on_trouble,
        .stepped = on_stepped,
        .ctx = daemon,
    };
    daemon->has_driver = driver_init(&daemon->driver, &daemon->loop, &options) == 0;
    return daemon->has_driver ? 0 : refuse("clock", "the wall clock's timer cannot start", NULL);
}

static int start_server(struct daemon *daemon)
{
    char *why = NULL;
    if (server_new(daemon, &daemon->loop, daemon->listener.fd, control_routes, &daemon->server, &why) != 0)
        return refuse("control", NULL, why);
    return 0;
}

int start_state(struct daemon *daemon)
{
    int status = check_configuration(daemon);
    if (status == 0)
        status = claim(daemon);
    if (status == 0)
        status = open_database(daemon);
    return status != 0 ? status : open_vault(daemon);
}

int start_parts(struct daemon *daemon)
{
    service_init(&daemon->service, &daemon->loop);
    world_init(&daemon->world, &daemon->loop, daemon->options);
    watch_init(daemon);
    int status = start_driver(daemon);
    if (status == 0)
        status = start_dispatcher(daemon);
    return status != 0 ? status : start_server(daemon);
}
