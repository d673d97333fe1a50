/* One run of lunzhictl: what was asked for everywhere (--json, --socket), where output goes, and the ways a command ends. */
#ifndef LUNZHI_CTL_H
#define LUNZHI_CTL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "screen.h"

/* DESIGN.md, lunzhictl. `check` alone has the codes of monitoring plug-ins. */
enum exit_code { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_NO_DAEMON = 3 };

struct command;
struct http_client;

struct ctl {
    const struct command *command; /* NULL until one is named */
    bool json;
    const char *socket_path;      /* as given with --socket, borrowed; NULL: socket_path_default() */
    FILE *out, *err;              /* borrowed */
    struct screen screen;         /* of `out` */
    const char *language;         /* for Accept-Language; NULL: the daemon's */
    struct http_client *client;   /* NULL until the first request */
    void (*sleep_ms)(int64_t ms); /* how `notify test` waits; tests give one that does not */
};

void ctl_init(struct ctl *ctl, FILE *out, FILE *err);
void ctl_done(struct ctl *ctl);
/* The whole of lunzhictl, argv[0] included: the exit code. */
int ctl_run(struct ctl *ctl, int argc, char **argv);

/* Says why on stderr, made clean (text.h), and returns EXIT_FAILED. */
int ctl_fail(struct ctl *ctl, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same for a wrong command line, with where to read how it is used: EXIT_USAGE. */
int ctl_usage_error(struct ctl *ctl, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* EXIT_USAGE; `nearest` may be NULL. */
int ctl_unknown_command(struct ctl *ctl, const char *name, const char *nearest);

/* $RUNTIME_DIRECTORY, /run/lunzhi, $XDG_RUNTIME_DIR/lunzhi: the first with a control.sock. Heap. */
char *socket_path_default(void) __attribute__((returns_nonnull));

#endif
