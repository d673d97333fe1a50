#include "commands.h"

#include <string.h>

#include "intl.h"
#include "nearest.h"

const struct command commands[] = {
    {"status", cmd_status, "[--tree]", N_("who is chair, what is late, what is due next, whether messages get through")},
    {"chair", cmd_chair, "[ORG] [--at DATE] [--as-of DATE]", N_("who is executive chair")},
    {"turns", cmd_turns, "ORG [--as-of DATE] [--ledger]", N_("the turns of the chair: those begun and those planned")},
    {"members", cmd_members, "[ORG] [--reachability] [--all]", N_("who is in which post, and how they can be reached")},
    {"agenda", cmd_agenda, "[--days N] [--org ORG]", N_("what is open and due, the overdue first")},
    {"show", cmd_show, "OCCURRENCE", N_("one occurrence: dates, reminders ahead, records, messages, log")},
    {"file", cmd_file, "SHA256 FILE", N_("write a file of a record to a new file")},
    {"record", cmd_record,
     "OBLIGATION --org ORG[,ORG] --on DATE [--period ID|--case ID] [--doc S] [--file F]... [--set K=V]... [--corrects ID --why S]",
     N_("record that something was done")},
    {"waive", cmd_waive, "OCCURRENCE --reason S --by S [--basis S] [--until DATE]",
     N_("waive an occurrence, with the reason and who decided it")},
    {"event", cmd_event, "set OBLIGATION --org ORG --on DATE [--period ID]",
     N_("set the day of the event an obligation, or the stages of a procedure, count from")},
    {"case", cmd_case,
     "list [--org ORG] [--obligation ID] [--all] | show CASE | open OBLIGATION --org ORG --on DATE | step CASE [STAGE] --on DATE | "
     "close CASE --on DATE --why S --by S",
     N_("what is followed from its opening to its end: needs, activities, exits")},
    {"accept", cmd_accept, "ORG MEMBER [--term TERM | --swap N] [--by S] [--why S] [--doc S]",
     N_("a member takes the turn proposed, or agrees to a swap")},
    {"decline", cmd_decline, "ORG MEMBER [--term TERM | --swap N] --why S [--by S] [--doc S]",
     N_("a member is passed over for a term, or refuses a swap")},
    {"swap", cmd_swap, "ORG MEMBER/TERM MEMBER/TERM [--agreed MEMBER[,MEMBER]] --by S --why S [--doc S]",
     N_("two members change their turns, once both agree")},
    {"appoint", cmd_appoint, "ORG MEMBER [--on DATE] --by S --why S [--doc S]",
     N_("somebody is chair by decision, acting or for a whole turn")},
    {"remove", cmd_remove, "ORG MEMBER [--on DATE] --by S --why S [--doc S]",
     N_("somebody may not be chair any longer; their turn is vacated")},
    {"roster", cmd_roster,
     "import [FILE.csv] --org ORG --on DATE [--table T] [--set COUNT=N]... | show ID | show --org ORG | check --org ORG [--year Y]",
     N_("rosters, and what checks make of them and of records")},
    {"report", cmd_report, "ORG --year YEAR [--format html|md|json] [--gaps] [--tree]",
     N_("the yearly report: the self-assessment table and what it stands on")},
    {"handover", cmd_handover, "ORG [--item ID[,ID]] [--on DATE] [--by S] [--doc S]",
     N_("the checklist of the last change of chair; with --item, what is handed over")},
    {"outbox", cmd_outbox, "[--state S] [--max N] [ID | retry ID | cancel ID]", N_("messages and what became of them")},
    {"notify", cmd_notify, "test CHANNEL|ORG/MEMBER", N_("send a test message and wait for the outcome")},
    {"check", cmd_check, "", N_("one line for monitoring; exit 0 OK, 1 warning, 2 critical, 3 unknown")},
    {"plan", cmd_plan, "FILE", N_("what an edited configuration would change")},
    {"reload", cmd_reload, "", N_("load the configuration again")},
    {"log", cmd_log, "[--object ID] [--max N] [--as-of DATE] | --verify [--files]", N_("who did what and when")},
    {"backup", cmd_backup, "FILE", N_("write a copy of the database to a new file")},
    {"check-config", cmd_check_config, "FILE", N_("check a configuration file; needs no daemon")},
    {"simulate", cmd_simulate, "--config FILE --from DATE --to DATE [--scenario FILE]",
     N_("each turn and message of a span of time; needs no daemon")},
    {"help", cmd_help, "[COMMAND]", N_("how to use a command")},
    {NULL, NULL, NULL, NULL},
};

const struct command *command_find(const char *name, const char **ret_nearest)
{
    struct nearest nearest = {.word = name};

    for (const struct command *command = commands; command->name != NULL; command++) {
        if (strcmp(command->name, name) == 0)
            return command;
        nearest_offer(&nearest, command->name);
    }
    *ret_nearest = nearest.name;
    return NULL;
}
