/* Runs one external program: input given, output's last line kept, time bounded.
 *
 * The happy path: spawn in a process group of its own -> write the input, close the pipe -> read its output until it ends -> it exits ->
 * all handles close -> the callback. A program that takes too long gets SIGTERM, two seconds later SIGKILL, and so does its whole group.
 * One that exits and leaves its output open to another process is waited for one second more, not longer. */
#ifndef LUNZHI_PROGRAM_H
#define LUNZHI_PROGRAM_H

#include <stdint.h>
#include <uv.h>

struct program;

enum program_end {
    PROGRAM_EXITED,      /* code: exit status */
    PROGRAM_SIGNALLED,   /* code: the signal that ended it, not one of ours */
    PROGRAM_TIMED_OUT,   /* stopped by us */
    PROGRAM_KILLED,      /* program_kill() */
    PROGRAM_NOT_STARTED, /* code: libuv's error */
};

struct program_options {
    char *const *argv;        /* NULL-ended; argv[0] is an absolute path; no shell */
    const char *const *added; /* "NAME=value", NULL-ended; besides them it gets PATH and LANG and nothing else */
    const char *input;        /* written to its standard input, then closed; one that does not read it is none the worse */
    uint64_t timeout_ms;
    /* Once, from the loop, never from within program_run(); then the program is freed. `last_line` is the last one of its standard output
     * and error together that has words, or "", at most 500 bytes, any bytes but NUL and LF. */
    void (*ended)(void *arg, enum program_end end, int code, const char *last_line);
    void *arg;
};

/* The options' strings live until `ended`. The working directory is the root; no descriptor but 0, 1, 2 is left open. */
struct program *program_run(uv_loop_t *loop, const struct program_options *options);
/* Kills it and its group at once; `ended` comes later as usual. */
void program_kill(struct program *program);

#endif
