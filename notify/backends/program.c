#include "program.h"

#include <linux/close_range.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "last_line.h"
#include "memory.h"

#define TERM_MS      2000 /* from SIGTERM to SIGKILL */
#define LINGER_MS    1000 /* for the rest of the output after the exit */
#define PATH_DEFAULT "/usr/local/bin:/usr/bin:/bin"

/*   RUNNING -> LINGERING             it exited; suspends until its output ends
 *   RUNNING -> TERMINATING           timeout; suspends until it exits or TERM_MS have passed
 *   RUNNING, TERMINATING -> KILLED   suspends until it exits
 *   any -> CLOSING                   suspends until the handles are closed, then `ended` */
enum program_state { PROGRAM_RUNNING, PROGRAM_TERMINATING, PROGRAM_DYING, PROGRAM_LINGERING, PROGRAM_CLOSING };

struct program {
    struct program_options options;
    enum program_state state;
    uv_process_t process;
    uv_pipe_t input, output;
    uv_timer_t timer;
    uv_write_t write;
    size_t n_handles; /* not yet closed */
    char **environment;
    struct last_line line;
    enum program_end end;
    int code;
};

/* Its end */

static void free_strings(char **strings)
{
    for (char **string = strings; *string != NULL; string++)
        free(*string);
    free(strings);
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct program *program = handle->data;

    if (--program->n_handles > 0)
        return;
    program->options.ended(program->options.arg, program->end, program->code, last_line_get(&program->line));
    free_strings(program->environment);
    free(program);
}

/* A handle's data is set once it is initialised. */
static void close_handle(struct program *program, void *handle)
{
    if (((uv_handle_t *)handle)->data == program && !uv_is_closing(handle))
        uv_close(handle, on_handle_closed);
}

static void close_all(struct program *program)
{
    program->state = PROGRAM_CLOSING;
    close_handle(program, &program->process);
    close_handle(program, &program->input);
    close_handle(program, &program->output);
    close_handle(program, &program->timer);
}

/* While it runs */

static void kill_group(const struct program *program, int number)
{
    if (program->process.pid > 0)
        kill(-program->process.pid, number); /* ESRCH: all of it is gone already */
}

static void on_timer(uv_timer_t *timer)
{
    struct program *program = timer->data;

    if (program->state == PROGRAM_RUNNING) {
        program->state = PROGRAM_TERMINATING;
        program->end = PROGRAM_TIMED_OUT;
        kill_group(program, SIGTERM);
        uv_timer_start(&program->timer, on_timer, TERM_MS, 0);
    } else if (program->state == PROGRAM_TERMINATING) {
        program->state = PROGRAM_DYING;
        kill_group(program, SIGKILL);
    } else if (program->state == PROGRAM_LINGERING) {
        close_all(program);
    }
}

static void on_exited(uv_process_t *process, int64_t status, int number)
{
    struct program *program = process->data;
    bool by_itself = program->state == PROGRAM_RUNNING;

    if (program->state == PROGRAM_CLOSING)
        return;
    if (by_itself) {
        program->end = number != 0 ? PROGRAM_SIGNALLED : PROGRAM_EXITED;
        program->code = number != 0 ? number : (int)status;
    } else {
        kill_group(program, SIGKILL); /* others of the group may have outlived its leader; while they do, its number is not used again */
    }
    if (by_itself && !uv_is_closing((uv_handle_t *)&program->output)) {
        program->state = PROGRAM_LINGERING;
        uv_timer_start(&program->timer, on_timer, LINGER_MS, 0);
    } else {
        close_all(program);
    }
}

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    static char room[4096]; /* one loop, one read at a time: it is used up before the next */

    *buffer = uv_buf_init(room, sizeof(room));
}

static void on_output(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    struct program *program = stream->data;

    if (n > 0)
        last_line_feed(&program->line, buffer->base, (size_t)n);
    if (n >= 0 || program->state == PROGRAM_CLOSING)
        return;
    close_handle(program, &program->output);
    if (program->state == PROGRAM_LINGERING)
        close_all(program);
}

/* Whether it was read or not, there is no more. */
static void on_written(uv_write_t *write, int status)
{
    close_handle(write->data, write->handle);
}

/* Its beginning */

static char **make_environment(const char *const *added)
{
    const char *path = getenv("PATH"), *lang = getenv("LANG");
    char **environment;
    size_t n = 0;

    while (added[n] != NULL)
        n++;
    environment = xcalloc(n + 3, sizeof(*environment));
    for (size_t i = 0; i < n; i++)
        environment[i] = xstrdup(added[i]);
    environment[n] = xasprintf("PATH=%s", path != NULL ? path : PATH_DEFAULT);
    environment[n + 1] = xasprintf("LANG=%s", lang != NULL ? lang : "C.UTF-8");
    return environment;
}

static int spawn(struct program *program, uv_loop_t *loop, int output)
{
    uv_stdio_container_t stdio[3] = {
        {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&program->input},
        {.flags = UV_INHERIT_FD, .data.fd = output},
        {.flags = UV_INHERIT_FD, .data.fd = output},
    };
    uv_process_options_t options = {
        .exit_cb = on_exited,
        .file = program->options.argv[0],
        .args = (char **)program->options.argv,
        .env = program->environment,
        .cwd = "/",
        .flags = UV_PROCESS_DETACHED, /* its own session, thus its own group */
        .stdio = stdio,
        .stdio_count = 3,
    };

    /* Our own descriptors are CLOEXEC; this is for a library's that are not. A kernel that lacks it changes nothing. */
    close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
    program->process.data = program;
    program->n_handles++;
    return uv_spawn(loop, &program->process, &options);
}

/* One pipe for both streams keeps their lines in the order they were written. */
static int start(struct program *program, uv_loop_t *loop)
{
    int pipes[2], r = uv_pipe(pipes, UV_NONBLOCK_PIPE, 0);

    if (r < 0)
        return r;
    r = uv_pipe_open(&program->output, pipes[0]);
    if (r < 0)
        close(pipes[0]);
    else
        r = spawn(program, loop, pipes[1]);
    close(pipes[1]);
    return r;
}

static void init_handles(struct program *program, uv_loop_t *loop)
{
    uv_pipe_init(loop, &program->input, 0);
    uv_pipe_init(loop, &program->output, 0);
    uv_timer_init(loop, &program->timer);
    program->input.data = program->output.data = program->timer.data = program->write.data = program;
    program->n_handles = 3;
}

struct program *program_run(uv_loop_t *loop, const struct program_options *options)
{
    struct program *program = xcalloc(1, sizeof(*program));
    uv_buf_t input = uv_buf_init((char *)options->input, (unsigned)strlen(options->input));
    int r;

    program->options = *options;
    program->environment = make_environment(options->added);
    init_handles(program, loop);
    r = start(program, loop);
    if (r < 0) {
        program->end = PROGRAM_NOT_STARTED;
        program->code = r;
        close_all(program);
        return program;
    }
    uv_timer_start(&program->timer, on_timer, options->timeout_ms, 0);
    uv_read_start((uv_stream_t *)&program->output, on_room, on_output);
    if (uv_write(&program->write, (uv_stream_t *)&program->input, &input, 1, on_written) < 0)
        close_handle(program, &program->input);
    return program;
}

void program_kill(struct program *program)
{
    if (program->state == PROGRAM_LINGERING) {
        close_all(program);
    } else if (program->state == PROGRAM_RUNNING) {
        program->state = PROGRAM_DYING;
        program->end = PROGRAM_KILLED;
        kill_group(program, SIGKILL);
    } else if (program->state == PROGRAM_TERMINATING) {
        program->state = PROGRAM_DYING;
        kill_group(program, SIGKILL);
    }
}
