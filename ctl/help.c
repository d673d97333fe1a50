#include "help.h"

#include "commands.h"
#include "intl.h"
#include "lunzhi_config.h"
#include "table.h"

static const struct option_spec global_specs[] = {
    {.name = "json", .help = N_("print JSON, as the daemon sends it")},
    {.name = "socket", .value = "PATH", .help = N_("the daemon's control socket")},
    {.name = "help", .help = N_("print this")},
    {.name = "version", .help = N_("print the version")},
    {.name = NULL},
};

static void add_options(struct table *table, const struct option_spec *specs)
{
    for (; specs != NULL && specs->name != NULL; specs++) {
        table_addf(table, STYLE_PLAIN, "--%s%s%s", specs->name, specs->value != NULL ? " " : "", specs->value != NULL ? specs->value : "");
        table_add(table, STYLE_PLAIN, _(specs->help));
    }
}

static void print_options(struct ctl *ctl, const struct option_spec *specs)
{
    struct table *table = table_new("ll");

    fprintf(ctl->out, "\n%s\n", _("Options:"));
    add_options(table, specs);
    add_options(table, global_specs);
    table_print(table, &ctl->screen, 2);
    table_free(table);
}

static void print_commands(struct ctl *ctl)
{
    struct table *table = table_new("ll");

    fprintf(ctl->out, "%s\n", _("Usage: lunzhictl [--json] [--socket PATH] COMMAND ..."));
    fprintf(ctl->out, "%s\n\n%s\n", _("Asks lunzhid who is on duty and what is due, and tells it what was done."), _("Commands:"));
    for (const struct command *command = commands; command->name != NULL; command++) {
        table_add(table, STYLE_BOLD, command->name);
        table_add(table, STYLE_PLAIN, _(command->help));
    }
    table_print(table, &ctl->screen, 2);
    table_free(table);
}

void help_print(struct ctl *ctl, const struct command *command, const struct option_spec *specs)
{
    if (command == NULL) {
        print_commands(ctl);
    } else {
        fprintf(ctl->out, _("Usage: lunzhictl %s %s\n"), command->name, command->usage);
        fprintf(ctl->out, "%s\n", _(command->help));
    }
    print_options(ctl, specs);
}

void help_version(struct ctl *ctl)
{
    fprintf(ctl->out, "lunzhictl %s\n", LUNZHI_VERSION);
}

int cmd_help(struct ctl *ctl, int argc, char **argv)
{
    struct cmdline cmdline = {.operands_max = 1};
    int rc = options_parse(ctl, &cmdline, argc, argv);
    const char *nearest;

    if (rc != GO_ON)
        return rc;
    if (cmdline.n_operands == 0) {
        help_print(ctl, NULL, NULL);
        return EXIT_DONE;
    }
    const struct command *command = command_find(cmdline.operands[0], &nearest);
    if (command == NULL)
        return ctl_unknown_command(ctl, cmdline.operands[0], nearest);
    char *arguments[] = {cmdline.operands[0], "--help", NULL};
    ctl->command = command;
    return command->run(ctl, 2, arguments);
}
