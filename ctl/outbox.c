/* lunzhictl outbox: messages and what became of them, in the servers' own words. */
#include "outbox.h"

#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "commands.h"
#include "due.h"
#include "fields.h"
#include "intl.h"
#include "memory.h"
#include "nearest.h"
#include "options.h"
#include "table.h"

enum style outbox_style(const char *state)
{
    static const struct {
        const char *state;
        enum style style;
    } styles[] = {{"delivered", STYLE_GOOD}, {"refused", STYLE_LOUD}, {"unknown", STYLE_WARN}, {"cancelled", STYLE_DIM}};

    for (size_t i = 0; i < sizeof styles / sizeof styles[0]; i++)
        if (strcmp(styles[i].state, state) == 0)
            return styles[i].style;
    return STYLE_PLAIN;
}

char *outbox_recipient(const json_t *message)
{
    return xasprintf("%s (%s)", field_name(message, "recipient") != NULL ? field_name(message, "recipient") : "?",
                     field_text(message, "channel", _("no way out")));
}

static void add_message(struct table *table, const json_t *message, bool about)
{
    const char *state = field_text(message, "state", "?");
    char created[INSTANT_SIZE], *recipient = outbox_recipient(message);

    table_addf(table, STYLE_DIM, "%lld", (long long)field_number(message, "id", 0));
    table_add(table, STYLE_PLAIN, instant_format(field_text(message, "created_at", NULL), created));
    table_add(table, outbox_style(state), protocol_word(state));
    table_add(table, STYLE_PLAIN, protocol_word(field_text(message, "kind", NULL)));
    table_add(table, STYLE_PLAIN, recipient);
    table_add(table, STYLE_PLAIN, about ? field_text(message, "occurrence", NULL) : NULL);
    table_add(table, STYLE_DIM, field_text(message, "last_reply", NULL));
    free(recipient);
}

void outbox_print(struct ctl *ctl, const json_t *messages, bool headings)
{
    const char *const titles[] = {_("id"), _("made"), _("state"), _("kind"), _("to"), _("about"), _("last answer")};
    struct table *table = table_new("rlllfff");
    const json_t *message;
    size_t i;

    if (headings)
        table_head(table, titles);
    json_array_foreach(messages, i, message) add_message(table, message, headings);
    table_print(table, &ctl->screen, headings ? 0 : 2);
    table_free(table);
}

static int show_list(struct ctl *ctl, const json_t *reply)
{
    const json_t *messages = json_object_get(reply, "messages");

    if (json_array_size(messages) == 0)
        screen_line(&ctl->screen, STYLE_DIM, "%s", _("No message."));
    else
        outbox_print(ctl, messages, true);
    return EXIT_DONE;
}

static void add_fact(struct table *table, const char *name, const char *value, enum style style)
{
    table_add(table, STYLE_DIM, name);
    table_add(table, style, value != NULL && *value != '\0' ? value : "-");
}

static void print_message(struct ctl *ctl, const json_t *message)
{
    const char *state = field_text(message, "state", "?"), *recipient = field_name(message, "recipient");
    struct table *table = table_new("ll");
    char next[INSTANT_SIZE], created[INSTANT_SIZE], number[24];

    add_fact(table, _("state"), protocol_word(state), outbox_style(state));
    add_fact(table, _("kind"), protocol_word(field_text(message, "kind", NULL)), STYLE_PLAIN);
    add_fact(table, _("about"), field_text(message, "occurrence", NULL), STYLE_PLAIN);
    add_fact(table, _("to"), recipient, STYLE_PLAIN);
    add_fact(table, _("channel"), field_text(message, "channel", _("no way out")), STYLE_PLAIN);
    add_fact(table, _("address"), field_text(message, "address", NULL), STYLE_PLAIN);
    add_fact(table, _("made"), instant_format(field_text(message, "created_at", NULL), created), STYLE_PLAIN);
    add_fact(table, _("next try"), instant_format(field_text(message, "next_at", NULL), next), STYLE_PLAIN);
    add_fact(table, _("message id"), field_text(message, "message_id", NULL), STYLE_DIM);
    if (field_text(message, "digest", NULL) != NULL)
        add_fact(table, _("in digest"), field_text(message, "digest", NULL), STYLE_DIM);
    if (field_number(message, "stands_for", 0) != 0) {
        snprintf(number, sizeof number, "%lld", (long long)field_number(message, "stands_for", 0));
        add_fact(table, _("stands for"), number, STYLE_PLAIN);
    }
    screen_line(&ctl->screen, STYLE_BOLD, _("Message %lld"), (long long)field_number(message, "id", 0));
    table_print(table, &ctl->screen, 2);
    table_free(table);
}

/* 0 is no code. */
static void add_code(struct table *table, int64_t code)
{
    if (code != 0)
        table_addf(table, STYLE_PLAIN, "%lld", (long long)code);
    else
        table_add(table, STYLE_PLAIN, NULL);
}

static void print_attempts(struct ctl *ctl, const json_t *attempts)
{
    const char *const titles[] = {"", _("began"), _("took"), _("state"), _("code"), _("answer")};
    struct table *table = table_new("rlrlrl");
    const json_t *attempt;
    size_t i;

    table_head(table, titles);
    json_array_foreach(attempts, i, attempt)
    {
        const char *state = field_text(attempt, "state", "?"), *began_at = field_text(attempt, "began_at", "");
        char began[32];

        snprintf(began, sizeof began, "%.19s", began_at); /* to the second: attempts follow each other closely */
        if (strlen(began) == 19)
            began[10] = ' ';
        table_addf(table, STYLE_DIM, "%lld", (long long)field_number(attempt, "number", 0));
        table_add(table, STYLE_PLAIN, began);
        table_addf(table, STYLE_PLAIN, _("%lld ms"), (long long)field_number(attempt, "duration_ms", 0));
        table_add(table, outbox_style(state), protocol_word(state));
        add_code(table, field_number(attempt, "code", 0));
        table_add(table, STYLE_PLAIN, field_text(attempt, "reply", NULL));
    }
    screen_heading(&ctl->screen, _("ATTEMPTS"));
    if (json_array_size(attempts) == 0)
        screen_line(&ctl->screen, STYLE_DIM, "  %s", _("none yet"));
    else
        table_print(table, &ctl->screen, 2);
    table_free(table);
}

static int show_message(struct ctl *ctl, const json_t *reply)
{
    print_message(ctl, json_object_get(reply, "message"));
    if (json_object_get(reply, "attempts") != NULL)
        print_attempts(ctl, json_object_get(reply, "attempts"));
    return EXIT_DONE;
}

/* Message numbers are positive decimals. */
static bool is_number(const char *word)
{
    size_t digits = strspn(word, "0123456789");

    return digits > 0 && digits <= 18 && word[digits] == '\0' && word[0] != '0';
}

static int refuse_word(struct ctl *ctl, const char *word)
{
    struct nearest nearest = {.word = word};

    nearest_offer(&nearest, "retry");
    nearest_offer(&nearest, "cancel");
    if (nearest.name != NULL)
        return ctl_usage_error(ctl, _("unknown action \"%s\"; did you mean %s?"), word, nearest.name);
    return ctl_usage_error(ctl, _("\"%s\" is neither the number of a message nor retry nor cancel"), word);
}

/* retry ID, cancel ID */
static int act(struct ctl *ctl, char **operands, int n_operands)
{
    if (strcmp(operands[0], "retry") != 0 && strcmp(operands[0], "cancel") != 0)
        return refuse_word(ctl, operands[0]);
    if (n_operands < 2 || !is_number(operands[1]))
        return ctl_usage_error(ctl, _("%s needs the number of a message, as outbox prints it"), operands[0]);
    char *target = xasprintf("/v1/outbox/%s/%s", operands[1], operands[0]);
    return api_show(ctl, target, json_object(), show_message);
}

int cmd_outbox(struct ctl *ctl, int argc, char **argv)
{
    const char *state = NULL;
    int max = 0;
    const struct option_spec specs[] = {
        {"state", "S", OPTION_TEXT, false, &state, N_("only queued, sending, delivered, refused, unknown or cancelled ones")},
        {"max", "N", OPTION_COUNT, false, &max, N_("at most so many, the newest (50)")},
        {.name = NULL},
    };
    struct cmdline cmdline = {.specs = specs, .operands_max = 2};
    int rc = options_parse(ctl, &cmdline, argc, argv);
    char text[16];

    if (rc != GO_ON)
        return rc;
    if (cmdline.n_operands > 0 && (state != NULL || max > 0))
        return ctl_usage_error(ctl, _("--state and --max are for the list of messages"));
    if (cmdline.n_operands == 1 && is_number(cmdline.operands[0]))
        return api_show(ctl, xasprintf("/v1/outbox/%s", cmdline.operands[0]), NULL, show_message);
    if (cmdline.n_operands > 0)
        return act(ctl, cmdline.operands, cmdline.n_operands);
    snprintf(text, sizeof text, "%d", max);
    return api_show(ctl, api_target("/v1/outbox", "state", state, "max", max > 0 ? text : NULL, NULL), NULL, show_list);
}
