/* The command line of lunzhid and its defaults: the service manager's directories, root's, or the XDG ones. lunzhid(8). */
#ifndef LUNZHI_DAEMON_OPTIONS_H
#define LUNZHI_DAEMON_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

enum options_action { OPTIONS_RUN, OPTIONS_CHECK, OPTIONS_HELP, OPTIONS_VERSION };

/* Paths are heap strings, freed by options_done(). */
struct options {
    enum options_action action;
    char *config_path;
    char *config_dir; /* the directory it lies in */
    char *state_dir;
    char *socket_path;
    char *data_dir;        /* NULL: look for it */
    char *credentials_dir; /* NULL: none given */
};

/* Where defaults come from: getenv(3) or a test's own. */
struct options_environment {
    char *(*get)(const char *name);
    uid_t uid;
};

/* ERROR_INVALID for a usage error, said on `errors`; then nothing is to be freed. */
int options_parse(int argc, char *const argv[], const struct options_environment *environment, FILE *errors, struct options *ret_options)
    __attribute__((warn_unused_result));
void options_done(struct options *options);
void options_print_help(FILE *stream);

#endif
