#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "language.h"
#include "lunzhi_config.h"
#include "memory.h"
#include "peer.h"

#define FIXTURES   LUNZHI_SOURCE_DIR "/tests/unit/ctl/fixtures/"
#define ROUTES_MAX 16

struct stage {
    const struct route *routes;
    bool used[ROUTES_MAX];
    FILE *requests;
};

static int64_t slept_ms;
static const char *language; /* of LANGUAGE; NULL: English */

void fixture_speak(const char *spoken)
{
    language = spoken;
}

/* Nothing depends on who runs the test. */
static void set_environment(void)
{
    setenv("LC_ALL", "C.UTF-8", 1);
    language != NULL ? setenv("LANGUAGE", language, 1) : unsetenv("LANGUAGE");
}

static void sleep_nowhere(int64_t ms)
{
    slept_ms += ms;
}

char *fixture_read(const char *name)
{
    char *path = xasprintf("%s%s", FIXTURES, name), *text = xcalloc(1, 65536);
    FILE *file = fopen(path, "r");

    if (file == NULL)
        fail_msg("%s is missing", path);
    text[fread(text, 1, 65535, file)] = '\0';
    fclose(file);
    free(path);
    return text;
}

void fixture_compare(const char *name, const char *text)
{
    if (getenv("LUNZHI_UPDATE_FIXTURES") != NULL) {
        char *path = xasprintf("%s%s", FIXTURES, name);
        FILE *file = fopen(path, "w");

        assert_non_null(file);
        fputs(text, file);
        fclose(file);
        free(path);
        return;
    }
    char *wanted = fixture_read(name);
    assert_string_equal(text, wanted);
    free(wanted);
}

/* The next answer for this request line. */
static const struct route *find_route(struct stage *stage, const char *line)
{
    const struct route *found = NULL;

    for (size_t i = 0; stage->routes[i].request != NULL; i++) {
        if (strcmp(stage->routes[i].request, line) != 0)
            continue;
        found = &stage->routes[i];
        if (!stage->used[i]) {
            stage->used[i] = true;
            break;
        }
    }
    return found;
}

static int answer(void *ctx, const char *request, FILE *out)
{
    struct stage *stage = ctx;
    char *line = strndup(request, strcspn(request, "\r"));
    const char *body = strstr(request, "\r\n\r\n") + 4;

    *strstr(line, " HTTP/1.1") = '\0';
    fprintf(stage->requests, "%s%s%s\n", line, *body != '\0' ? " " : "", body);
    const struct route *route = find_route(stage, line);
    char *reply = route == NULL           ? xstrdup("{\"error\": \"the test has no such route\"}")
                  : route->body[0] == '@' ? fixture_read(route->body + 1)
                                          : xstrdup(route->body);
    fprintf(out, "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", route != NULL ? route->status : 404,
            strlen(reply), reply);
    free(reply);
    free(line);
    return 1;
}

/* "lunzhictl --socket PATH WORDS…" */
static int run_words(struct ctl *ctl, const char *path, char **words)
{
    char *argv[64] = {"lunzhictl", "--socket", (char *)path};
    int argc = 3;

    for (; words[argc - 3] != NULL; argc++)
        argv[argc] = words[argc - 3];
    return ctl_run(ctl, argc, argv);
}

struct run run_ctl(const struct route *routes, int columns, bool colour, char **words)
{
    struct run run = {0};
    struct stage stage = {.routes = routes};
    struct ctl ctl;
    size_t out_bytes, err_bytes, requests_bytes;
    FILE *out = open_memstream(&run.out, &out_bytes), *err = open_memstream(&run.err, &err_bytes);

    stage.requests = open_memstream(&run.requests, &requests_bytes);
    struct peer *peer = routes != NULL ? peer_start(answer, &stage) : NULL;
    set_environment();
    language_init();
    ctl_init(&ctl, out, err);
    ctl.sleep_ms = sleep_nowhere;
    ctl.screen.columns = columns;
    ctl.screen.colour = colour;
    slept_ms = 0;
    run.code = run_words(&ctl, peer != NULL ? peer_path(peer) : "/nonexistent/control.sock", words);
    run.slept_ms = slept_ms;
    ctl_done(&ctl);
    if (peer != NULL)
        peer_stop(peer);
    fclose(out);
    fclose(err);
    fclose(stage.requests);
    return run;
}

void run_done(struct run *run)
{
    free(run->out);
    free(run->err);
    free(run->requests);
}
