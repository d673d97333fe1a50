/* The command line of one command, from tables: getopt_long with the options every command has, values checked, and --help made of the same
 * table. */
#ifndef LUNZHI_OPTIONS_H
#define LUNZHI_OPTIONS_H

#include "ctl.h"

enum option_kind {
    OPTION_FLAG,  /* bool *; takes no value */
    OPTION_TEXT,  /* const char **; not empty */
    OPTION_DAY,   /* const char **; YYYY-MM-DD or "today" */
    OPTION_COUNT, /* int *; 1 to `max` */
    OPTION_PAIR,  /* json_t **, an object: K=V adds a member; may be given again */
    OPTION_WORDS, /* json_t **, an array of texts: may be given again */
};

#define OPTION_COUNT_MAX 100000

struct option_spec {
    const char *name;  /* without the dashes */
    const char *value; /* what --help calls it; NULL for a flag */
    enum option_kind kind;
    bool required;
    void *target;     /* untouched when the option is not given */
    const char *help; /* one line, to be translated */
    int max;          /* of a count; 0: OPTION_COUNT_MAX */
};

/* The command line of a command. */
struct cmdline {
    const struct option_spec *specs; /* ended by name NULL; may be NULL */
    int operands_min, operands_max;
    char **operands; /* out: borrowed from argv */
    int n_operands;  /* out */
};

#define GO_ON (-1)

/* Options and operands in any order; argv is permuted. GO_ON, or the exit code to end with: EXIT_DONE after --help or --version, EXIT_USAGE
 * with the reason said. */
int options_parse(struct ctl *ctl, struct cmdline *cmdline, int argc, char **argv) __attribute__((warn_unused_result));
/* Only the options before the command; *ret_first is the index of the command in argv. */
int options_parse_global(struct ctl *ctl, int argc, char **argv, int *ret_first) __attribute__((warn_unused_result));

#endif
