/* lunzhictl file: a file of a record, as it was sent. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "commands.h"
#include "download.h"
#include "intl.h"
#include "memory.h"
#include "options.h"

/* What it was named after; the daemon itself looks only when asked to (log --verify --files). */
static bool has_hash(const struct download *download)
{
    return strcmp(download->sha256, download->ctx) == 0;
}

static int say_done(struct ctl *ctl, const struct download *download)
{
    if (ctl->json) {
        json_t *result =
            json_pack("{s:s, s:I, s:s}", "file", download->path, "bytes", (json_int_t)download->bytes, "sha256", download->sha256);

        api_print(ctl, result);
        json_decref(result);
    } else {
        screen_line(&ctl->screen, STYLE_GOOD, _("%s: %lld bytes"), download->path, (long long)download->bytes);
    }
    return EXIT_DONE;
}

int cmd_file(struct ctl *ctl, int argc, char **argv)
{
    struct cmdline cmdline = {.operands_min = 2, .operands_max = 2};
    struct download download = {.is_good = has_hash, .otherwise = N_("the file was changed from outside: its SHA-256 is another")};
    int rc = options_parse(ctl, &cmdline, argc, argv);
    char *target;

    if (rc != GO_ON)
        return rc;
    if (!digest_is_text(cmdline.operands[0]))
        return ctl_usage_error(ctl, _("\"%s\" is no SHA-256, as show prints it: 64 of 0-9 a-f"), cmdline.operands[0]);
    download.ctx = cmdline.operands[0];
    download.path = cmdline.operands[1];
    target = xasprintf("/v1/files/%s", cmdline.operands[0]);
    rc = download_run(ctl, target, &download);
    free(target);
    return rc == EXIT_DONE ? say_done(ctl, &download) : rc;
}
