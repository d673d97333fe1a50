/* The daemon's own part of the configuration: see policy.h. */
#include "policy.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "backend_names.h"
#include "error.h"
#include "intl.h"
#include "secret.h"

struct conf_options policy_conf_options(const char *data_dir, const struct backend_context *files)
{
    return (struct conf_options){
        .data_dir = data_dir,
        .backends = backend_names,
        .check_channel = backend_check,
        .look_for_files = files != NULL ? backend_look_for_files : NULL,
        .files_ctx = files,
    };
}

struct backend_context policy_files(const struct options *options)
{
    return (struct backend_context){.credentials_dir = options->credentials_dir, .config_dir = options->config_dir};
}

/* A number, or the user of that name. False when there is none. */
static bool find_user(const char *word, uid_t *ret_uid)
{
    char *end;
    errno = 0;
    unsigned long number = strtoul(word, &end, 10);
    if (word[0] >= '0' && word[0] <= '9' && *end == '\0') {
        *ret_uid = (uid_t)number;
        return errno == 0 && number < (uid_t)-1;
    }
    const struct passwd *entry = getpwnam(word);
    if (entry != NULL)
        *ret_uid = entry->pw_uid;
    return entry != NULL;
}

static void find_operators(struct policy *policy, const char *file, struct report *report)
{
    const struct conf_main *main = &policy->main;
    policy->operators = arena_array(&policy->arena, main->n_operators + 1, sizeof *policy->operators);
    for (size_t i = 0; i < main->n_operators; i++) {
        if (find_user(main->operators[i], &policy->operators[policy->n_operators]))
            policy->n_operators++;
        else
            report_add(report, FINDING_WARNING, file, main->operators_line, "control.operators", _("this system has no user %s"),
                       main->operators[i]);
    }
}

/* As the files of channels are looked for. */
static void look_for_beat_url(const struct policy *policy, const struct conf_options *conf, const char *file, struct report *report)
{
    const struct conf_heartbeat *heartbeat = &policy->main.heartbeat;
    char *url = NULL, *why = NULL;
    if (conf->files_ctx == NULL || heartbeat->url_file == NULL)
        return;
    if (secret_read(conf->files_ctx, heartbeat->url_file, &url, &why) != 0)
        report_add(report, FINDING_WARNING, file, heartbeat->url_file_line, "heartbeat.url_file", "%s", why);
    secret_free(url);
    free(why);
}

static int read_templates(struct policy *policy, const struct options *options, const char *data_dir, struct report *report)
{
    char *shipped = xasprintf("%s/templates", data_dir), *own = xasprintf("%s/templates", options->config_dir), *why = NULL;
    int error = templates_load(shipped, own, &policy->templates, &why);
    if (error != 0)
        report_add(report, FINDING_ERROR, shipped, 0, "", "%s", why != NULL ? why : error_text(error));
    free(shipped);
    free(own);
    free(why);
    return error != 0 ? ERROR_CONFIG : 0;
}

int policy_read(const struct options *options, const struct conf_options *conf, struct report *report, struct policy **ret_policy)
{
    struct policy *policy = xcalloc(1, sizeof *policy);
    struct report of_main = {0};
    int error = conf_read_main(options->config_path, conf, &policy->arena, &policy->main, &of_main);
    report_done(&of_main); /* whatever it holds is found again by conf_check() or conf_load() */
    if (error == 0) {
        find_operators(policy, options->config_path, report);
        look_for_beat_url(policy, conf, options->config_path, report);
        error = read_templates(policy, options, conf->data_dir, report);
        if (assessments_load(conf, &policy->arena, &policy->assessments, report) != 0)
            error = ERROR_CONFIG;
    }
    if (error == 0) {
        *ret_policy = policy;
        return 0;
    }
    if (error == ERROR_CONFIG)
        error = conf_check(options->config_path, conf, report) == 0 && report->n_errors == 0 ? ERROR_IO : ERROR_CONFIG;
    policy_free(policy);
    return error;
}

int policy_check(const struct options *options, const struct conf_options *conf, struct report *report)
{
    struct policy *policy;
    int error = policy_read(options, conf, report, &policy);
    if (error != 0)
        return error;
    policy_free(policy);
    return conf_check(options->config_path, conf, report);
}

void policy_free(struct policy *policy)
{
    if (policy == NULL)
        return;
    if (policy->templates != NULL)
        templates_free(policy->templates);
    arena_done(&policy->arena);
    free(policy);
}
