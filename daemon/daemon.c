/* Running and stopping: see daemon.h; start.c has the start. */
#include "daemon.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "log.h"
#include "lunzhi_config.h"
#include "reload.h"
#include "resident.h"
#include "start.h"
#include "wall_timer.h"
#include "watch.h"

#define STOP_GRACE_MS 3000

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

static int start(struct daemon *daemon)
{
    int status = start_state(daemon);
    if (status != 0)
        return status;
    uv_loop_init(&daemon->loop);
    daemon->has_loop = true;
    watch_signals(daemon);
    return start_parts(daemon);
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
