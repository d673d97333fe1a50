/* What the configuration says about the daemon itself, as long as it is in force. */
#ifndef LUNZHI_DAEMON_POLICY_H
#define LUNZHI_DAEMON_POLICY_H

#include <sys/types.h>

#include "assessments.h"
#include "backend.h"
#include "conf.h"
#include "message.h"
#include "options.h"

struct policy {
    struct arena arena;
    struct conf_main main;
    struct templates *templates;
    struct assessments assessments; /* in the arena */
    uid_t *operators;               /* control.operators; in the arena */
    size_t n_operators;
};

/* Reads the main file and the templates. Heap. The report gets what only the daemon can find (operators, templates); on ERROR_CONFIG
 * everything that is wrong with all files. `conf`: how conf/ is to read. */
int policy_read(const struct options *options, const struct conf_options *conf, struct report *report, struct policy **ret_policy)
    __attribute__((warn_unused_result));
/* policy_read() and conf_check(), nothing kept: what `--check` and every start say. */
int policy_check(const struct options *options, const struct conf_options *conf, struct report *report) __attribute__((warn_unused_result));
/* NULL is allowed. */
void policy_free(struct policy *policy);

/* What conf/ wants to know to check a file: presets of this data directory, our backends and their settings, and where the files lie that
 * these name (NULL: they are not looked for). Borrows both. */
struct conf_options policy_conf_options(const char *data_dir, const struct backend_context *files);
/* Where the files lie that channels name, before the rest of their context is there. Borrows from the options. */
struct backend_context policy_files(const struct options *options);

#endif
