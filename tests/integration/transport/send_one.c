/* Sends messages through one backend without the daemon, as a JSON object on stdin says, and tells each attempt as a JSON line on stdout.
 *
 * {"backend": "email", "settings": {…}, "config_dir": D, "credentials_dir": D, "messages": [{"id", "thread_id", "subject", "text", "html",
 * "json", "address", "name", "created_at"}, …] (with "rows": real_words.h), "repeat": N (the last message N times), "one_by_one": true,
 * "abort_after_ms": N, "linger": true (wait until nothing is active)}
 * -> {"fault": SETTING, "text": …} | {"open": WORDS} | {"n": 0, "class": "delivered", "code": 250, "reply": "…", "retry_after_ms": 0, "ms":
 * 12} …
 *    {"closed": true, "lingered_ms": N} */
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "backend.h"
#include "error.h"
#include "http.h"
#include "memory.h"
#include "real_words.h"

struct sending {
    struct run *run;
    size_t number;
    struct outbox_row row;
    struct message message;
    uint64_t began_ms;
};

struct run {
    uv_loop_t loop;
    uv_timer_t timer; /* for abort_after_ms */
    json_t *spec;
    struct setting settings[32];
    struct channel channel;
    struct backend_context context;
    const struct backend_ops *ops;
    void *impl;
    struct sending *sendings;
    size_t n, begun, answered, in_flight, capacity;
    uint64_t answered_at_ms;
    bool closed, aborted;
};

static const char *const class_names[] = {[ATTEMPT_DELIVERED] = "delivered",
                                          [ATTEMPT_TRANSIENT] = "transient",
                                          [ATTEMPT_PERMANENT] = "permanent",
                                          [ATTEMPT_CHANNEL] = "channel",
                                          [ATTEMPT_UNKNOWN] = "unknown"};

static int64_t now_ms(void *ctx)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static uint64_t no_random(void *ctx)
{
    return 4;
}

static void print(json_t *line)
{
    char *text = json_dumps(line, JSON_COMPACT);
    puts(text ? text : "null");
    fflush(stdout);
    free(text);
    json_decref(line);
}

static const char *member(json_t *object, const char *name, const char *otherwise)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : otherwise;
}

static void read_settings(struct run *run)
{
    const char *name;
    json_t *value;
    size_t n = 0;
    json_object_foreach(json_object_get(run->spec, "settings"), name, value)
    {
        struct setting *setting = &run->settings[n++];
        setting->name = name;
        setting->type = json_is_string(value) ? SETTING_STRING : SETTING_INTEGER;
        setting->string = json_string_value(value);
        setting->integer = json_integer_value(value);
        if (n == sizeof run->settings / sizeof *run->settings)
            break;
    }
    run->channel = (struct channel){.id = "test", .backend = member(run->spec, "backend", ""), .settings = run->settings, .n_settings = n};
}

static void read_message(struct run *run, size_t i, json_t *object)
{
    struct sending *sending = &run->sendings[i];
    struct notification *about = &sending->row.notification;
    sending->run = run;
    sending->number = i;
    *about = (struct notification){.organization = "su",
                                   .organization_name = "校学生会",
                                   .recipient = "jia",
                                   .recipient_name = member(object, "name", NULL),
                                   .channel = "test",
                                   .address = member(object, "address", "")};
    snprintf(sending->row.message_id, sizeof sending->row.message_id, "%s", member(object, "id", "0123456789abcdef0123456789abcdef"));
    sending->message = (struct message){.row = &sending->row,
                                        .id = sending->row.message_id,
                                        .thread_id = member(object, "thread_id", NULL),
                                        .subject = member(object, "subject", "a subject"),
                                        .text = member(object, "text", "a text\n"),
                                        .html = member(object, "html", NULL),
                                        .json = member(object, "json", "{}"),
                                        .created_at = json_integer_value(json_object_get(object, "created_at"))};
    if (json_object_get(object, "rows"))
        sending->message = real_words(object);
}

static void read_messages(struct run *run)
{
    json_t *messages = json_object_get(run->spec, "messages");
    size_t given = json_array_size(messages), repeat = (size_t)json_integer_value(json_object_get(run->spec, "repeat"));
    run->n = given > 0 && repeat > 0 ? given - 1 + repeat : given;
    run->sendings = xcalloc(run->n + 1, sizeof *run->sendings);
    for (size_t i = 0; i < run->n; i++) {
        read_message(run, i, json_array_get(messages, i < given ? i : given - 1));
        if (i >= given)
            snprintf(run->sendings[i].row.message_id, sizeof run->sendings[i].row.message_id, "%032zx", i);
    }
}

static void send_more(struct run *run);

static void on_attempt(void *arg, const struct attempt *attempt)
{
    struct sending *sending = arg;
    struct run *run = sending->run;
    uv_update_time(&run->loop);
    run->answered_at_ms = uv_now(&run->loop);
    print(json_pack("{s:I, s:s, s:i, s:s, s:I, s:I}", "n", (json_int_t)sending->number, "class", class_names[attempt->class], "code",
                    attempt->code, "reply", attempt->reply, "retry_after_ms", (json_int_t)attempt->retry_after_ms, "ms",
                    (json_int_t)(run->answered_at_ms - sending->began_ms)));
    run->answered++;
    run->in_flight--;
    send_more(run);
}

static void send_more(struct run *run)
{
    while (!run->aborted && run->begun < run->n && run->in_flight < run->capacity) {
        struct sending *sending = &run->sendings[run->begun++];
        sending->began_ms = uv_now(&run->loop);
        run->in_flight++;
        run->ops->send(run->impl, &sending->message, on_attempt, sending);
    }
}

static void on_abort(uv_timer_t *timer)
{
    ((struct run *)timer->data)->aborted = true;
}

static void on_closed(void *arg)
{
    *(bool *)arg = true;
}

static void on_fault(void *ctx, const struct setting *setting, const char *name, const char *text)
{
    *(bool *)ctx = true;
    print(json_pack("{s:s, s:s}", "fault", name, "text", text));
}

/* Until every message is answered, or it is time to abort; then until the loop has nothing to do, if that is asked for. */
static void send_all(struct run *run)
{
    int64_t abort_ms = json_integer_value(json_object_get(run->spec, "abort_after_ms"));
    uv_timer_init(&run->loop, &run->timer);
    run->timer.data = run;
    if (abort_ms > 0)
        uv_timer_start(&run->timer, on_abort, (uint64_t)abort_ms, 0);
    run->capacity = json_is_true(json_object_get(run->spec, "one_by_one")) ? 1 : run->ops->capacity(run->impl);
    send_more(run);
    while (!run->aborted && run->answered < run->n)
        uv_run(&run->loop, UV_RUN_ONCE);
    uv_close((uv_handle_t *)&run->timer, NULL);
    if (json_is_true(json_object_get(run->spec, "linger")))
        uv_run(&run->loop, UV_RUN_DEFAULT);
    uv_update_time(&run->loop);
}

static int run_backend(struct run *run)
{
    char *why = NULL;
    bool faulty = false;
    run->ops = backend_find(run->channel.backend);
    backend_check(&run->channel, on_fault, &faulty);
    if (faulty || !run->ops)
        return 1;
    if (run->ops->open(&run->channel, &run->context, &run->impl, &why) < 0) {
        print(json_pack("{s:s}", "open", why));
        free(why);
        return 1;
    }
    send_all(run);
    uint64_t lingered_ms = uv_now(&run->loop) - run->answered_at_ms;
    run->ops->close(run->impl, on_closed, &run->closed);
    while (!run->closed)
        uv_run(&run->loop, UV_RUN_ONCE);
    print(json_pack("{s:b, s:I}", "closed", run->answered == run->begun, "lingered_ms", (json_int_t)lingered_ms));
    return 0;
}

int main(void)
{
    static struct run run;
    struct notify_world world = {.now_ms = now_ms, .random = no_random};
    signal(SIGPIPE, SIG_IGN);
    run.spec = json_loadf(stdin, 0, NULL);
    if (!run.spec)
        return 2;
    uv_loop_init(&run.loop);
    run.context = (struct backend_context){.loop = &run.loop,
                                           .world = &world,
                                           .http = http_new(&run.loop),
                                           .credentials_dir = member(run.spec, "credentials_dir", NULL),
                                           .config_dir = member(run.spec, "config_dir", ".")};
    read_settings(&run);
    read_messages(&run);
    int exit_code = run_backend(&run);
    bool closed = false;
    http_close(run.context.http, on_closed, &closed);
    uv_run(&run.loop, UV_RUN_DEFAULT);
    if (!closed || uv_loop_close(&run.loop) < 0) /* a handle is left over */
        exit_code = 3;
    free(run.sendings);
    json_decref(run.spec);
    return exit_code;
}
