/* lunzhictl check: one line for a monitoring system, with the exit codes and the form of monitoring plug-ins. */
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "commands.h"
#include "fields.h"
#include "intl.h"
#include "options.h"
#include "text.h"

enum plugin_exit { PLUGIN_OK, PLUGIN_WARNING, PLUGIN_CRITICAL, PLUGIN_UNKNOWN };

/* A bar begins the performance data: none may stand in the words. */
static void print_words(struct ctl *ctl, const char *words)
{
    char *clean = text_clean(words);

    for (char *bar = strchr(clean, '|'); bar != NULL; bar = strchr(bar, '|'))
        *bar = '/';
    fputs(clean, ctl->out);
    free(clean);
}

static void show_check(struct ctl *ctl, const json_t *reply)
{
    const char *perfdata = field_text(reply, "perfdata", "");

    fprintf(ctl->out, "LUNZHI ");
    print_words(ctl, field_text(reply, "status", "UNKNOWN"));
    fprintf(ctl->out, " - ");
    print_words(ctl, field_text(reply, "text", ""));
    if (*perfdata != '\0') {
        fprintf(ctl->out, " | ");
        print_words(ctl, perfdata);
    }
    fputc('\n', ctl->out);
}

/* What the daemon says of itself, kept within the four codes there are. */
static int plugin_exit(const json_t *reply)
{
    int64_t code = field_number(reply, "exit", PLUGIN_UNKNOWN);

    return code >= PLUGIN_OK && code <= PLUGIN_UNKNOWN ? (int)code : PLUGIN_UNKNOWN;
}

/* In the daemon's place. */
static json_t *no_reply(enum plugin_exit code, const char *status, const char *text)
{
    return json_pack("{s:i, s:s, s:s, s:s}", "exit", (int)code, "status", status, "text", text, "perfdata", "");
}

int cmd_check(struct ctl *ctl, int argc, char **argv)
{
    struct cmdline cmdline = {0};
    json_t *reply;
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc != GO_ON)
        return rc;
    rc = api_ask(ctl, "/v1/check", NULL, &reply);
    if (rc == EXIT_NO_DAEMON)
        reply = no_reply(PLUGIN_CRITICAL, "CRITICAL", _("lunzhid is not running"));
    else if (rc != EXIT_DONE && ctl->json)
        return PLUGIN_UNKNOWN; /* what it answered is printed */
    else if (rc != EXIT_DONE)
        reply = no_reply(PLUGIN_UNKNOWN, "UNKNOWN", _("lunzhid gives no usable answer"));
    rc = plugin_exit(reply);
    if (ctl->json)
        api_print(ctl, reply);
    else
        show_check(ctl, reply);
    json_decref(reply);
    return rc;
}
