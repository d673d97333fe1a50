/* The commands of lunzhictl: one table, one handler each. */
#ifndef LUNZHI_COMMANDS_H
#define LUNZHI_COMMANDS_H

#include "ctl.h"

struct command {
    const char *name;
    /* argv[0] is the command's name. Returns the exit code. */
    int (*run)(struct ctl *ctl, int argc, char **argv);
    const char *usage; /* what follows the name; not translated */
    const char *help;  /* one line, to be translated */
};

/* NULL-ended by name. */
extern const struct command commands[];

/* NULL if there is none; *ret_nearest is then the nearest name, or NULL. */
const struct command *command_find(const char *name, const char **ret_nearest);

int cmd_accept(struct ctl *ctl, int argc, char **argv);
int cmd_agenda(struct ctl *ctl, int argc, char **argv);
int cmd_appoint(struct ctl *ctl, int argc, char **argv);
int cmd_backup(struct ctl *ctl, int argc, char **argv);
int cmd_file(struct ctl *ctl, int argc, char **argv);
int cmd_case(struct ctl *ctl, int argc, char **argv);
int cmd_chair(struct ctl *ctl, int argc, char **argv);
int cmd_check(struct ctl *ctl, int argc, char **argv);
int cmd_check_config(struct ctl *ctl, int argc, char **argv);
int cmd_decline(struct ctl *ctl, int argc, char **argv);
int cmd_event(struct ctl *ctl, int argc, char **argv);
int cmd_handover(struct ctl *ctl, int argc, char **argv);
int cmd_help(struct ctl *ctl, int argc, char **argv);
int cmd_log(struct ctl *ctl, int argc, char **argv);
int cmd_members(struct ctl *ctl, int argc, char **argv);
int cmd_notify(struct ctl *ctl, int argc, char **argv);
int cmd_outbox(struct ctl *ctl, int argc, char **argv);
int cmd_plan(struct ctl *ctl, int argc, char **argv);
int cmd_record(struct ctl *ctl, int argc, char **argv);
int cmd_report(struct ctl *ctl, int argc, char **argv);
int cmd_reload(struct ctl *ctl, int argc, char **argv);
int cmd_remove(struct ctl *ctl, int argc, char **argv);
int cmd_roster(struct ctl *ctl, int argc, char **argv);
int cmd_show(struct ctl *ctl, int argc, char **argv);
int cmd_simulate(struct ctl *ctl, int argc, char **argv);
int cmd_status(struct ctl *ctl, int argc, char **argv);
int cmd_swap(struct ctl *ctl, int argc, char **argv);
int cmd_turns(struct ctl *ctl, int argc, char **argv);
int cmd_waive(struct ctl *ctl, int argc, char **argv);

#endif
