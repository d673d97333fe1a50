/* libconfig files -> validated values. All or nothing: every file is parsed and checked before the first value is handed out.
 * One file (a university) is in memory at a time. */
#ifndef LUNZHI_CONF_H
#define LUNZHI_CONF_H

#include "channel.h"
#include "ledger.h"
#include "memory.h"
#include "organization.h"
#include "report.h"
#include "zone.h"

/* `heartbeat`: whom the daemon tells that it is well. */
struct conf_heartbeat {
    const char *url;      /* http or https, without a slash, a query or a fragment at its end; NULL: url_file holds it */
    const char *url_file; /* NULL: `url` is it. Both NULL: nobody is told. */
    int url_file_line;
    int64_t period_s;
    int64_t late_after_s; /* work that has been due for longer is trouble */
};

/* `evidence`: which files a record may have. */
struct conf_evidence {
    int64_t max_bytes;        /* of one file */
    const char *const *types; /* endings in lower case, without the dot */
    size_t n_types;
};

/* What the main file says about the daemon itself. Strings live in the arena given to conf_read_main(). */
struct conf_main {
    struct zone zone;
    const char *language;         /* "zh_CN" or "en" */
    const char *const *operators; /* control.operators: user names or numeric uids that may change things; root always may */
    size_t n_operators;
    int operators_line;
    const char *const *alerts; /* control.alerts: channel ids told about lunzhid's own troubles */
    size_t n_alerts;
    struct conf_heartbeat heartbeat;
    struct conf_evidence evidence;
    const char *templates_dir; /* `templates`: an administrator's own, as seen from the main file's directory; NULL: none */
};

struct conf_options {
    const char *data_dir;                /* holds presets/ and holidays/; not NULL */
    const struct backend_name *backends; /* ended by name NULL */
    /* Checks a channel's own settings, each fault with its name; NULL: not checked (simulate). The channel's id may be NULL. */
    void (*check_channel)(const struct channel *channel, setting_fault_cb fault, void *ctx);
    /* Looks for the files that a channel's settings name: what cannot be used now is told, a warning each. NULL: not looked for. */
    void (*look_for_files)(const struct channel *channel, const void *files_ctx, setting_fault_cb lack, void *ctx);
    const void *files_ctx;
};

/* Where the values go, in order: each calendar before the organizations that use it, channels before organizations. Values live until the
 * callback returns. A negative return stops the load and is returned by conf_load(). */
struct conf_sink {
    int (*calendar)(void *ctx, const struct calendar *calendar);
    int (*channel)(void *ctx, const struct channel *channel);
    int (*organization)(void *ctx, const struct organization *organization);
    void *ctx;
    bool revocable; /* what was handed out counts for nothing if the load fails: one pass is enough */
};

/* The main file alone. ERROR_CONFIG with the findings in the report. */
int conf_read_main(const char *path, const struct conf_options *options, struct arena *arena, struct conf_main *ret, struct report *report)
    __attribute__((warn_unused_result));
/* Main file and includes, checked, nothing handed out. Warnings alone are success. */
int conf_check(const char *path, const struct conf_options *options, struct report *report) __attribute__((warn_unused_result));
/* conf_check(), then once more file by file into the sink, which is not called if there is any error; a revocable one is called in the
 * first pass until there is. */
int conf_load(const char *path, const struct conf_options *options, const struct conf_sink *sink, struct report *report)
    __attribute__((warn_unused_result));

/* Facts for `simulate`, each with its day. */
struct scenario_fact {
    enum { FACT_RECORD, FACT_WAIVER, FACT_DECISION, FACT_EVENT, FACT_ROSTER, FACT_CASE, FACT_CLOSING } kind;
    date_t on;
    date_t known_on; /* in force from midnight of this day: `known` of the file, by default `on` */
    const char *organization;
    const char *obligation; /* not for decisions */
    const char *period;     /* may be named; else the period that holds `on` */
    const char *document;
    const char *reason;
    const char *by;
    const char *decision; /* "appoint", … */
    const char *member, *other, *other_period;
    const char *id, *title, *outcome;  /* of a case; a closing waives what is still open of it */
    date_t event_on;                   /* of a case: DATE_NONE is its opening */
    const struct record_value *values; /* of a record */
    size_t n_values;
    date_t until; /* of a waiver; DATE_NONE: for good */
    const char *basis;
    const char *agreed;          /* of a swap: as in struct decision */
    const struct roster *roster; /* without its organization */
    const char *setting;         /* where it stands: "records[3]" */
    int line;
};

struct scenario {
    struct scenario_fact *facts; /* by known_on, then as written */
    size_t n;
    const char *file;
};

int conf_read_scenario(const char *path, const struct conf_options *options, struct arena *arena, struct scenario *ret,
                       struct report *report) __attribute__((warn_unused_result));

#endif
