/* Starting, running and stopping: see daemon.h. */
#include "daemon.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend_names.h"
#include "backup.h"
#include "control.h"
#include "data.h"
#include "error.h"
#include "files.h"
#include "lock.h"
#include "log.h"
#include "lunzhi_config.h"
#include "observer.h"
#include "reload.h"
#include "resident.h"
#include "speech.h"
#include "vault.h"
#include "wall_timer.h"
#include "watch.h"

#define CACHED_ORGANIZATIONS 64
#define STOP_GRACE_MS        3000

/* Until the configuration says otherwise. */
static const struct zone_span utc_span = {.begins_at = INT64_MIN, .offset_seconds = 0};
static const struct zone utc = {.name = "UTC", .spans = &utc_span, .n_spans = 1};

void daemon_committed(struct daemon *daemon)
{
    reply_cache_forget(&daemon->replies);
    dispatcher_kick(daemon->dispatcher);
    driver_look(&daemon->driver);
}

void daemon_database_failed(struct daemon *daemon, int error)
{
    driver_fail(&daemon->driver, error);
}

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

int daemon_reload(struct daemon *daemon, const char *actor)
{
    service_reloading();
    int error = reload(daemon, actor);
    if (error == 0) {
        watch_loaded(daemon);
        daemon_committed(daemon);
    } else if (error == ERROR_CONFIG) {
        watch_failed_reload(daemon);
    }
    reply_cache_forget(&daemon->replies);
    service_ready();
    return error;
}

static void reload_by_signal(struct daemon *daemon)
{
    int error = daemon_reload(daemon, "SIGHUP");
    if (error != 0 && error != ERROR_CONFIG)
        driver_fail(&daemon->driver, error);
}

/* Stopping, step by step: the server and everything that could queue more; then the dispatcher, which writes what its peers still say; its
 * context last. */
static void on_world_closed(void *ctx)
{
    log_info("daemon", NULL, "stopped");
}

static void on_dispatcher_closed(void *ctx)
{
    struct daemon *daemon = ctx;
    daemon->dispatcher = NULL;
    world_close(&daemon->world, on_world_closed, daemon);
}

static void on_server_closed(void *ctx)
{
    struct daemon *daemon = ctx;
    daemon->server = NULL;
    listener_close(&daemon->listener);
    if (daemon->has_driver)
        driver_close(&daemon->driver);
    watch_close(daemon);
    if (daemon->dispatcher != NULL)
        dispatcher_close(daemon->dispatcher, STOP_GRACE_MS, on_dispatcher_closed, daemon);
    else
        on_dispatcher_closed(daemon);
}

static void stop(struct daemon *daemon)
{
    if (daemon->stopping)
        return;
    daemon->stopping = true;
    service_stopping();
    service_close(&daemon->service);
    for (size_t i = 0; i < sizeof daemon->signals / sizeof daemon->signals[0]; i++)
        uv_close((uv_handle_t *)&daemon->signals[i], NULL);
    if (daemon->server != NULL)
        server_close(daemon->server, on_server_closed, daemon);
    else
        on_server_closed(daemon);
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct daemon *daemon = handle->data;
    if (daemon->stopping)
        return;
    if (number == SIGHUP) {
        reload_by_signal(daemon);
        return;
    }
    log_notice("daemon", NULL, "stopping: SIG%s", sigabbrev_np(number));
    stop(daemon);
}

static void watch_signals(struct daemon *daemon)
{
    static const int numbers[] = {SIGTERM, SIGINT, SIGHUP};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        uv_signal_init(&daemon->loop, &daemon->signals[i]);
        daemon->signals[i].data = daemon;
        uv_signal_start(&daemon->signals[i], on_signal, numbers[i]);
    }
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
    const struct conf_options conf = policy_conf_options(daemon->data_dir);
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

static int start(struct daemon *daemon)
{
    int status = check_configuration(daemon);
    if (status == 0)
        status = claim(daemon);
    if (status == 0)
        status = open_database(daemon);
    if (status == 0)
        status = open_vault(daemon);
    if (status != 0)
        return status;
    uv_loop_init(&daemon->loop);
    daemon->has_loop = true;
    watch_signals(daemon);
    service_init(&daemon->service, &daemon->loop);
    world_init(&daemon->world, &daemon->loop, daemon->options);
    watch_init(daemon);
    status = start_driver(daemon);
    if (status == 0)
        status = start_dispatcher(daemon);
    return status != 0 ? status : start_server(daemon);
}

int daemon_new(const struct options *options, struct daemon **ret_daemon)
{
    struct daemon *daemon = xcalloc(1, sizeof *daemon);
    daemon->options = options;
    daemon->lock_fd = daemon->listener.fd = daemon->vault = -1;
    daemon->failed_at = NEVER;
    daemon->started_at = wall_now();
    int status = start(daemon);
    if (status == 0)
        *ret_daemon = daemon;
    else
        daemon_free(daemon);
    return status;
}

int daemon_run(struct daemon *daemon)
{
    log_notice("daemon", NULL, "lunzhid %s is ready: %s, %s", LUNZHI_VERSION, daemon->options->config_path, daemon->database_path);
    service_ready();
    watch_loaded(daemon);
    daemon_committed(daemon);
    resident_trim();
    uv_run(&daemon->loop, UV_RUN_DEFAULT);
    return uv_loop_alive(&daemon->loop) ? EXIT_FAILED : EXIT_SUCCESS;
}

/* After daemon_run(), or after a start that failed half-way. */
void daemon_free(struct daemon *daemon)
{
    if (daemon->has_loop) {
        stop(daemon);
        uv_run(&daemon->loop, UV_RUN_DEFAULT);
        if (uv_loop_close(&daemon->loop) != 0)
            log_error("daemon", NULL, "a handle was left open");
    }
    listener_close(&daemon->listener);
    if (daemon->engine != NULL)
        engine_free(daemon->engine);
    if (daemon->store != NULL)
        store_close(daemon->store);
    policy_free(daemon->policy);
    report_done(&daemon->findings);
    if (daemon->vault >= 0)
        close(daemon->vault);
    if (daemon->lock_fd >= 0)
        close(daemon->lock_fd);
    trouble_done(&daemon->database);
    reply_cache_forget(&daemon->replies);
    free(daemon->heartbeat_fault);
    free(daemon->database_path);
    free(daemon->data_dir);
    free(daemon);
}
