/* lunzhictl reload: the daemon reads its configuration again; a bad one changes nothing. */
#include "api.h"
#include "commands.h"
#include "fields.h"
#include "findings.h"
#include "intl.h"
#include "options.h"

static int show_reload(struct ctl *ctl, const json_t *reply)
{
    long long organizations = (long long)field_number(reply, "organizations", 0),
              occurrences = (long long)field_number(reply, "occurrences", 0);

    findings_print(ctl->err, json_object_get(reply, "findings"));
    screen_line(&ctl->screen, STYLE_GOOD, _("Loaded: organizations %lld, occurrences %lld."), organizations, occurrences);
    return EXIT_DONE;
}

int cmd_reload(struct ctl *ctl, int argc, char **argv)
{
    struct cmdline cmdline = {0};
    int rc = options_parse(ctl, &cmdline, argc, argv);

    return rc == GO_ON ? api_show(ctl, api_target("/v1/reload", NULL), json_object(), show_reload) : rc;
}
