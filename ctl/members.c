/* lunzhictl members: who is in which post, how each can be reached, and with --reachability whether they ever were. */
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "commands.h"
#include "fields.h"
#include "intl.h"
#include "memory.h"
#include "options.h"
#include "table.h"

/* What is shown of the reply. */
struct view {
    const char *today;
    bool reachability, all;
};

static bool is_true(const json_t *object, const char *name)
{
    return json_is_true(json_object_get(object, name));
}

/* Days are written so that their order is that of the text. */
static bool has_left(const struct view *view, const json_t *member)
{
    const char *until = field_text(member, "until", NULL);

    return until != NULL && strcmp(until, view->today) < 0;
}

static bool is_shown(const struct view *view, const json_t *member)
{
    return view->all || !has_left(view, member);
}

/* Someone who should be told things and cannot be. */
static bool is_out_of_reach(const json_t *member)
{
    return is_true(member, "in_office") && !is_true(member, "reachable");
}

/* "presidium, editor", or ids of channels; heap. */
static char *join(const json_t *array, const char *name)
{
    char *text = xstrdup("");
    const json_t *item;
    size_t i;

    json_array_foreach(array, i, item)
    {
        const char *word = name != NULL ? field_text(item, name, "?") : json_string_value(item);
        char *longer = xasprintf("%s%s%s", text, i > 0 ? ", " : "", word != NULL ? word : "?");

        free(text);
        text = longer;
    }
    return text;
}

static void add_posts(struct table *table, const json_t *member)
{
    char *posts = join(json_object_get(member, "posts"), NULL);

    if (is_true(member, "chair"))
        table_addf(table, STYLE_BOLD, _("%s; executive chair"), posts);
    else
        table_addf(table, STYLE_PLAIN, is_true(member, "away") ? _("%s; away") : "%s", posts);
    free(posts);
}

static void add_member(struct table *table, const struct view *view, const json_t *member)
{
    bool lost = is_out_of_reach(member);
    enum style style = is_true(member, "in_office") ? STYLE_PLAIN : STYLE_DIM;
    char *ways = join(json_object_get(member, "channels"), "id");

    table_add(table, STYLE_LOUD, lost ? "!" : NULL);
    table_add(table, style, field_text(member, "id", "?"));
    table_add(table, style, field_text(member, "name", NULL));
    add_posts(table, member);
    table_add(table, style, field_text(member, "since", NULL));
    table_add(table, has_left(view, member) ? STYLE_DIM : STYLE_PLAIN, field_text(member, "until", NULL));
    table_add(table, lost ? STYLE_LOUD : style, lost ? _("NOBODY CAN REACH THEM") : ways);
    free(ways);
}

/* How the last attempts on one channel went. */
enum outcome { NEVER_TRIED, REACHED, FAILED_SINCE, NEVER_REACHED };

static enum outcome outcome_of(const json_t *channel)
{
    int64_t delivered_at, failed_at;
    bool delivered = instant_parse(field_text(channel, "delivered_at", NULL), &delivered_at) == 0;
    bool failed = instant_parse(field_text(channel, "failed_at", NULL), &failed_at) == 0;

    if (!delivered)
        return failed ? NEVER_REACHED : NEVER_TRIED;
    return failed && failed_at > delivered_at ? FAILED_SINCE : REACHED;
}

static void add_way(struct table *table, const json_t *member, const json_t *channel, bool first)
{
    static const enum style styles[] = {
        [NEVER_TRIED] = STYLE_WARN, [REACHED] = STYLE_GOOD, [FAILED_SINCE] = STYLE_WARN, [NEVER_REACHED] = STYLE_LOUD};
    enum outcome outcome = outcome_of(channel);
    const char *trouble = field_text(channel, "trouble", NULL);
    char delivered[INSTANT_SIZE], failed[INSTANT_SIZE];
    bool loud = outcome == NEVER_REACHED || trouble != NULL;

    table_add(table, STYLE_LOUD, loud ? "!" : NULL);
    table_add(table, STYLE_PLAIN, first ? field_text(member, "id", "?") : NULL);
    table_add(table, STYLE_PLAIN, first ? field_text(member, "name", NULL) : NULL);
    table_add(table, STYLE_PLAIN, field_text(channel, "id", "?"));
    table_add(table, STYLE_DIM, field_text(channel, "address", NULL));
    instant_format(field_text(channel, "delivered_at", NULL), delivered);
    table_add(table, styles[outcome], *delivered != '\0' ? delivered : outcome == NEVER_TRIED ? _("never tried") : _("never"));
    table_add(table, STYLE_PLAIN, instant_format(field_text(channel, "failed_at", NULL), failed));
    if (trouble != NULL)
        table_addf(table, STYLE_LOUD, _("the channel is in trouble: %s"), trouble);
    else
        table_add(table, loud ? STYLE_LOUD : STYLE_PLAIN, field_text(channel, "reply", NULL));
}

static void add_ways(struct table *table, const json_t *member)
{
    const json_t *channels = json_object_get(member, "channels"), *channel;
    bool lost = is_out_of_reach(member);
    size_t i;

    json_array_foreach(channels, i, channel) add_way(table, member, channel, i == 0);
    if (json_array_size(channels) > 0)
        return;
    table_add(table, STYLE_LOUD, lost ? "!" : NULL);
    table_add(table, STYLE_PLAIN, field_text(member, "id", "?"));
    table_add(table, STYLE_PLAIN, field_text(member, "name", NULL));
    table_add(table, STYLE_PLAIN, NULL);
    table_add(table, STYLE_PLAIN, NULL);
    table_add(table, lost ? STYLE_LOUD : STYLE_DIM, lost ? _("NOBODY CAN REACH THEM") : _("no way out"));
    table_add(table, STYLE_PLAIN, NULL);
    table_add(table, STYLE_PLAIN, NULL);
}

static struct table *new_table(const struct view *view)
{
    const char *const posts[] = {"", _("id"), _("name"), _("post"), _("since"), _("until"), _("ways out")};
    const char *const reach[] = {"", _("id"), _("name"), _("channel"), _("address"), _("reached"), _("failed"), _("the answer")};
    struct table *table = table_new(view->reachability ? "mlflflll" : "mlfflll");

    table_head(table, view->reachability ? reach : posts);
    return table;
}

static void print_table(struct ctl *ctl, const struct view *view, const json_t *members)
{
    struct table *table = new_table(view);
    const char *last = "";
    const json_t *member;
    size_t i;

    json_array_foreach(members, i, member)
    {
        const json_t *organization = json_object_get(member, "organization");
        const char *id = field_text(organization, "id", "?");

        if (!is_shown(view, member))
            continue;
        if (strcmp(id, last) != 0) {
            char *heading = xasprintf("%s %s", id, field_text(organization, "name", ""));

            table_section(table, STYLE_BOLD, heading);
            free(heading);
        }
        last = id;
        if (view->reachability)
            add_ways(table, member);
        else
            add_member(table, view, member);
    }
    table_print(table, &ctl->screen, 0);
    table_free(table);
}

/* Of those in office. */
static void print_summary(struct ctl *ctl, const struct view *view, const json_t *members)
{
    const json_t *member;
    size_t i, lost = 0, never = 0;

    json_array_foreach(members, i, member)
    {
        lost += is_out_of_reach(member);
        never += is_true(member, "in_office") && is_true(member, "reachable") && field_text(member, "reached_at", NULL) == NULL;
    }
    if (lost > 0)
        screen_line(&ctl->screen, STYLE_LOUD,
                    ngettext("! %zu member cannot be reached by anything", "! %zu members cannot be reached by anything", lost), lost);
    if (view->reachability && never > 0)
        screen_line(&ctl->screen, STYLE_WARN,
                    ngettext("%zu member was never reached: lunzhictl notify test ORG/MEMBER",
                             "%zu members were never reached: lunzhictl notify test ORG/MEMBER", never),
                    never);
}

static int show(struct ctl *ctl, const struct view *options, const json_t *reply)
{
    const json_t *members = json_object_get(reply, "members");
    struct view view = *options;

    view.today = field_text(reply, "at", "");
    if (json_array_size(members) == 0) {
        screen_line(&ctl->screen, STYLE_WARN, "%s", _("There are no members."));
        return EXIT_DONE;
    }
    print_table(ctl, &view, members);
    print_summary(ctl, &view, members);
    return EXIT_DONE;
}

int cmd_members(struct ctl *ctl, int argc, char **argv)
{
    struct view view = {0};
    const struct option_spec specs[] = {
        {"reachability", NULL, OPTION_FLAG, false, &view.reachability,
         N_("when each was last reached, on what, and what stood in the way")},
        {"all", NULL, OPTION_FLAG, false, &view.all, N_("those, too, who have left")},
        {.name = NULL},
    };
    struct cmdline cmdline = {.specs = specs, .operands_max = 1};
    json_t *reply;
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc != GO_ON)
        return rc;
    char *target = api_target("/v1/members", "org", cmdline.n_operands > 0 ? cmdline.operands[0] : NULL, NULL);
    rc = api_ask(ctl, target, NULL, &reply);
    free(target);
    if (rc != EXIT_DONE)
        return rc;
    if (ctl->json)
        api_print(ctl, reply);
    else
        rc = show(ctl, &view, reply);
    json_decref(reply);
    return rc;
}
