/* Loading the configuration, all or nothing. DESIGN.md, Desired state. */
#ifndef LUNZHI_DAEMON_RELOAD_H
#define LUNZHI_DAEMON_RELOAD_H

struct daemon;
struct report;

/* Checks every file, then makes the database agree in one transaction, and puts the zone, language, templates and channels in force.
 * `actor`: who wanted it. ERROR_CONFIG: the findings are in daemon->findings; any other error is the database's. On failure nothing has
 * changed but daemon->findings and failed_at. Logs what happened. */
int reload(struct daemon *daemon, const char *actor) __attribute__((warn_unused_result));
/* Each finding as a line of the log. */
void report_log(const struct report *report);

#endif
