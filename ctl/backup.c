/* lunzhictl backup: the database as one file. */
#include <jansson.h>
#include <string.h>

#include "api.h"
#include "commands.h"
#include "download.h"
#include "fields.h"
#include "intl.h"
#include "options.h"

static const char magic[DOWNLOAD_HEAD] = "SQLite format 3"; /* with its NUL: how such a file begins */

static bool is_database(const struct download *download)
{
    return download->bytes >= DOWNLOAD_HEAD && memcmp(download->head, magic, DOWNLOAD_HEAD) == 0;
}

/* The database names them, but does not hold them. */
static void say_evidence(struct ctl *ctl, const json_t *evidence)
{
    const long long files = (long long)field_number(evidence, "files", 0);

    if (files > 0)
        screen_line(&ctl->screen, STYLE_WARN,
                    ngettext("%lld file of evidence (%lld bytes) is not in it: copy %s, too",
                             "%lld files of evidence (%lld bytes) are not in it: copy %s, too", (unsigned long)files),
                    files, (long long)field_number(evidence, "bytes", 0), field_text(evidence, "directory", "?"));
}

static int say_done(struct ctl *ctl, const struct download *backup)
{
    json_t *evidence;
    int rc = api_ask(ctl, "/v1/files", NULL, &evidence);

    if (rc != EXIT_DONE)
        return rc;
    if (ctl->json) {
        json_t *result = json_pack("{s:s, s:I, s:O}", "file", backup->path, "bytes", (json_int_t)backup->bytes, "evidence", evidence);

        api_print(ctl, result);
        json_decref(result);
    } else {
        screen_line(&ctl->screen, STYLE_GOOD, _("%s: %lld bytes"), backup->path, (long long)backup->bytes);
        say_evidence(ctl, evidence);
    }
    json_decref(evidence);
    return EXIT_DONE;
}

int cmd_backup(struct ctl *ctl, int argc, char **argv)
{
    struct cmdline cmdline = {.operands_min = 1, .operands_max = 1};
    struct download backup = {.is_good = is_database, .otherwise = N_("what lunzhid sent is no database")};
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc != GO_ON)
        return rc;
    backup.path = cmdline.operands[0];
    rc = download_run(ctl, "/v1/backup", &backup);
    return rc == EXIT_DONE ? say_done(ctl, &backup) : rc;
}
