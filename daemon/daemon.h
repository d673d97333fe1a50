/* The running daemon: every part and how they are tied together. Wiring only.
 *
 * daemon_new() opens everything in order (configuration, lock, socket, database, engine, first load, dispatcher, server); daemon_run()
 * lives until SIGTERM or SIGINT; daemon_free() gives back what is left. Closing: server, then dispatcher (which waits for messages under
 * way), then driver, signals and the rest; the store is closed last, when no handle is left that could use it. */
#ifndef LUNZHI_DAEMON_H
#define LUNZHI_DAEMON_H

#include "alerts.h"
#include "backend.h"
#include "dispatcher.h"
#include "driver.h"
#include "engine.h"
#include "heartbeat.h"
#include "listener.h"
#include "options.h"
#include "policy.h"
#include "reply_cache.h"
#include "report.h"
#include "server.h"
#include "service.h"
#include "shapes.h"
#include "stall.h"
#include "store.h"
#include "trouble.h"
#include "world.h"

struct daemon {
    const struct options *options;
    char *data_dir;
    char *database_path;
    int lock_fd;
    uv_loop_t loop;
    bool has_loop;

    struct store *store;
    struct ledger ledger;
    struct engine *engine;
    struct policy *policy; /* in force; NULL before the first load */
    struct world world;
    struct dispatcher *dispatcher;
    struct driver driver;
    bool has_driver;
    struct alerts alerts;
    struct heartbeat heartbeat;
    char *heartbeat_fault; /* why it could not be set up; NULL: it could, or is not wanted */
    struct listener listener;
    struct server *server;
    struct reply_cache replies;
    struct service service;
    uv_signal_t signals[3]; /* SIGTERM, SIGINT, SIGHUP */

    int64_t started_at, loaded_at, failed_at; /* failed_at: of a reload after loaded_at, else NEVER */
    struct report findings;                   /* of the last load, good or bad */
    struct trouble database;
    struct stall stall;
    int vault; /* the files of records (vault.h); -1: not open */
    uint64_t n_uploads;
    struct request *backup; /* the one that makes a backup; NULL: none */
    bool stopping;
};

/* Exit status of the process when something fails. */
enum { EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_BAD_CONFIGURATION = 78 };

/* 0, or an exit status with everything said on the log. `options` is borrowed. */
int daemon_new(const struct options *options, struct daemon **ret_daemon) __attribute__((warn_unused_result));
/* Until a signal. Returns the exit status. */
int daemon_run(struct daemon *daemon);
void daemon_free(struct daemon *daemon);

/* Loads the configuration anew (reload.h), tells the service manager, and looks at what follows. */
int daemon_reload(struct daemon *daemon, const char *actor) __attribute__((warn_unused_result));
/* A transaction was committed: look at what is due next and at the queue. */
void daemon_committed(struct daemon *daemon);
/* The database failed while a request was served: shown in status, tried again. */
void daemon_database_failed(struct daemon *daemon, int error);

#endif
