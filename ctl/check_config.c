/* lunzhictl check-config: the daemon itself checks the file, so that both always agree. */
#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "api.h"
#include "commands.h"
#include "findings.h"
#include "intl.h"
#include "lunzhi_config.h"
#include "memory.h"
#include "options.h"

#define OUTPUT_MAX (1024 * 1024) /* of the daemon's words, with --json */

/* Beside us in the build tree, where it is installed, else wherever PATH has it. Heap. */
static char *find_daemon(void)
{
    static const char build_dir[] = LUNZHI_BUILD_DIR "/";
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self);
    bool built = length >= (ssize_t)sizeof build_dir && memcmp(self, build_dir, sizeof build_dir - 1) == 0;
    const char *const places[] = {built ? LUNZHI_BUILD_DIR "/daemon/lunzhid" : LUNZHI_SBIN_DIR "/lunzhid", LUNZHI_SBIN_DIR "/lunzhid"};

    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (access(places[i], X_OK) == 0)
            return xstrdup(places[i]);
    return xstrdup("lunzhid");
}

/* In the child. `output` >= 0: what it says goes there, in English, to be parsed. */
static void run_daemon(const char *file, int output) __attribute__((noreturn));

static void run_daemon(const char *file, int output)
{
    char *daemon = find_daemon();

    if (output >= 0) {
        dup2(output, STDOUT_FILENO);
        dup2(output, STDERR_FILENO);
        setenv("LC_ALL", "C.UTF-8", 1);
        unsetenv("LANGUAGE");
    }
    execlp(daemon, "lunzhid", "--check", "--config", file, (char *)NULL);
    fprintf(stderr, "lunzhictl check-config: %s: %s\n", daemon, strerror(errno));
    _exit(127);
}

/* Everything the child says, up to OUTPUT_MAX; the rest is read and dropped. Heap. */
static char *read_output(int fd)
{
    char *text = xmalloc(OUTPUT_MAX + 1), spare[4096];
    size_t used = 0;
    ssize_t got;

    do {
        bool full = used == OUTPUT_MAX;

        got = read(fd, full ? spare : text + used, full ? sizeof spare : OUTPUT_MAX - used);
        used += got > 0 && !full ? (size_t)got : 0;
    } while (got > 0 || (got < 0 && errno == EINTR));
    text[used] = '\0';
    return text;
}

static int wait_for_child(struct ctl *ctl, pid_t child)
{
    int status;

    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return ctl_fail(ctl, "waitpid: %s", strerror(errno));
    if (WIFSIGNALED(status))
        return ctl_fail(ctl, _("lunzhid was ended by signal %d"), WTERMSIG(status));
    return WEXITSTATUS(status) == 0 ? EXIT_DONE : EXIT_FAILED;
}

/* {"good": true, "findings": [FINDING, …]}; a line that is no finding is told on stderr. */
static int print_json(struct ctl *ctl, int fd, pid_t child)
{
    char *text = read_output(fd);
    int rc = wait_for_child(ctl, child);
    json_t *result = json_pack("{s:b, s:o}", "good", rc == EXIT_DONE, "findings", findings_parse(text, ctl->err));

    api_print(ctl, result);
    json_decref(result);
    free(text);
    return rc;
}

int cmd_check_config(struct ctl *ctl, int argc, char **argv)
{
    struct cmdline cmdline = {.operands_min = 1, .operands_max = 1};
    int rc = options_parse(ctl, &cmdline, argc, argv), ends[2] = {-1, -1};

    if (rc != GO_ON)
        return rc;
    fflush(ctl->out);
    if (ctl->json && pipe(ends) != 0)
        return ctl_fail(ctl, "pipe: %s", strerror(errno));
    pid_t child = fork();
    if (child == 0)
        run_daemon(cmdline.operands[0], ends[1]);
    if (ctl->json)
        close(ends[1]);
    if (child < 0)
        rc = ctl_fail(ctl, "fork: %s", strerror(errno));
    else
        rc = ctl->json ? print_json(ctl, ends[0], child) : wait_for_child(ctl, child);
    if (ctl->json)
        close(ends[0]);
    else if (rc == EXIT_DONE)
        screen_line(&ctl->screen, STYLE_GOOD, _("%s: no errors"), cmdline.operands[0]);
    return rc;
}
