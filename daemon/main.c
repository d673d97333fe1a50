/* lunzhid: the process. Options, locale, signals that would kill it; everything else is the daemon's. */
#include <curl/curl.h>
#include <jansson.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../ctl/language.h"
#include "daemon.h"
#include "data.h"
#include "error.h"
#include "intl.h"
#include "log.h"
#include "lunzhi_config.h"

/* Arenas that idle threads would keep. */
#define MALLOC_ARENAS 2

/* --check: what is wrong on stderr, as compilers print it. */
static int check(const struct options *options)
{
    struct report report = {0};
    char *data_dir = NULL;
    if (data_dir_find(options->data_dir, &data_dir) != 0) {
        fputs(_("lunzhid: the data directory with presets/ and templates/ is not found\n"), stderr);
        return EXIT_FAILED;
    }
    const struct backend_context files = policy_files(options);
    const struct conf_options conf = policy_conf_options(data_dir, &files);
    int error = policy_check(options, &conf, &report);
    report_print(&report, stderr);
    report_done(&report);
    free(data_dir);
    if (error == 0)
        return EXIT_SUCCESS;
    if (error != ERROR_CONFIG)
        fprintf(stderr, "lunzhid: %s: %s\n", options->config_path, error_text(error));
    return error == ERROR_CONFIG ? EXIT_BAD_CONFIGURATION : EXIT_FAILED;
}

static int serve(const struct options *options)
{
    struct daemon *daemon;
    log_init();
    umask(umask(0) | 0027);
    signal(SIGPIPE, SIG_IGN);
    mallopt(M_ARENA_MAX, MALLOC_ARENAS);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    int status = daemon_new(options, &daemon);
    if (status == 0) {
        status = daemon_run(daemon);
        daemon_free(daemon);
    }
    curl_global_cleanup();
    return status;
}

int main(int argc, char **argv)
{
    const struct options_environment environment = {.get = getenv, .uid = geteuid()};
    struct options options;
    int status = EXIT_SUCCESS;
    language_init();
    setlocale(LC_NUMERIC, "C"); /* JSON and configuration are not the user's language */
    json_set_alloc_funcs(xmalloc, free);
    if (options_parse(argc, argv, &environment, stderr, &options) != 0)
        return EXIT_USAGE;
    switch (options.action) {
    case OPTIONS_HELP:
        options_print_help(stdout);
        break;
    case OPTIONS_VERSION:
        puts("lunzhid " LUNZHI_VERSION);
        break;
    case OPTIONS_CHECK:
        status = check(&options);
        break;
    case OPTIONS_RUN:
        status = serve(&options);
        break;
    }
    options_done(&options);
    return status;
}
