#include "plan_text.h"

#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "intl.h"
#include "memory.h"
#include "table.h"

#define INDENT 2

static bool is_added(const json_t *change)
{
    return strcmp(field_text(change, "change", ""), "added") == 0;
}

static bool is_removed(const json_t *change)
{
    return strcmp(field_text(change, "change", ""), "removed") == 0;
}

static void add_sign(struct table *table, bool before, bool after)
{
    const enum style style = !before ? STYLE_GOOD : !after ? STYLE_WARN : STYLE_PLAIN;

    table_add(table, style, !before ? "+" : !after ? "-" : "~");
}

static void print_table(struct ctl *ctl, const char *title, struct table *table)
{
    screen_line(&ctl->screen, STYLE_BOLD, "%s", title);
    table_print(table, &ctl->screen, INDENT);
    table_free(table);
}

/* Turns: one that is another's now is one line. */

static bool is_same_turn(const json_t *left, const json_t *right)
{
    return json_equal(json_object_get(left, "organization"), json_object_get(right, "organization")) &&
           json_equal(json_object_get(left, "period"), json_object_get(right, "period")) &&
           json_equal(json_object_get(left, "at"), json_object_get(right, "at"));
}

static const json_t *find_turn(const json_t *turns, const json_t *like, bool (*has_side)(const json_t *change))
{
    const json_t *turn;
    size_t i;

    json_array_foreach(turns, i, turn)
    {
        if (has_side(turn) && is_same_turn(turn, like))
            return turn;
    }
    return NULL;
}

static const char *chair_of(const json_t *turn)
{
    return turn ? field_text(turn, "chair", _("VACANT")) : NULL;
}

/* "2021-01-17 → 2020-10-17" where its last day moves. */
static void add_ends(struct table *table, const json_t *before, const json_t *after)
{
    const char *old = before ? field_text(before, "ends", "…") : NULL, *new = after ? field_text(after, "ends", "…") : NULL;

    if (old && new &&strcmp(old, new) != 0)
        table_addf(table, STYLE_BOLD, "%s → %s", old, new);
    else
        table_add(table, STYLE_PLAIN, new ? new : old);
}

static void add_turn(struct table *table, const json_t *before, const json_t *after)
{
    const json_t *turn = after ? after : before;

    add_sign(table, before, after);
    table_add(table, STYLE_PLAIN, field_text(turn, "organization", "?"));
    table_add(table, STYLE_PLAIN, field_text(turn, "period", "-"));
    table_addf(table, STYLE_PLAIN, "%.10s", field_text(turn, "at", ""));
    add_ends(table, before, after);
    table_add(table, STYLE_PLAIN, chair_of(before));
    table_add(table, STYLE_BOLD, chair_of(after));
    table_add(table, STYLE_DIM, field_text(turn, "reason", ""));
}

static void print_turns(struct ctl *ctl, const json_t *turns)
{
    const char *const titles[] = {"", _("organization"), _("term"), _("begins"), _("ends"), _("before"), _("after"), _("why")};
    struct table *table = table_new("mllllllf");
    const json_t *turn;
    size_t i;

    table_head(table, titles);
    json_array_foreach(turns, i, turn)
    {
        const json_t *after = is_added(turn) ? turn : find_turn(turns, turn, is_added);
        const json_t *before = is_removed(turn) ? turn : find_turn(turns, turn, is_removed);

        if (!after || after == turn) /* one that becomes another is shown where that is */
            add_turn(table, before, after);
    }
    print_table(ctl, _("TURNS"), table);
}

/* Due days. */

static void print_dues(struct ctl *ctl, const json_t *dues)
{
    const char *const titles[] = {"", _("occurrence"), _("before"), _("after")};
    struct table *table = table_new("mlll");
    const json_t *due;
    size_t i;

    table_head(table, titles);
    json_array_foreach(dues, i, due)
    {
        const char *waits = _("waits for its day");

        add_sign(table, !is_added(due), !is_removed(due));
        table_add(table, STYLE_PLAIN, field_text(due, "occurrence", ""));
        table_add(table, STYLE_PLAIN, is_added(due) ? NULL : field_text(due, "before", waits));
        table_add(table, STYLE_BOLD, is_removed(due) ? NULL : field_text(due, "after", waits));
    }
    print_table(ctl, _("DUE DAYS"), table);
}

/* Messages: those about one occurrence to one recipient on one channel are one line. */

struct message_group {
    const json_t *like; /* one of them */
    size_t removed, added;
    const char *first_removed, *first_added; /* instants */
};

/* The occurrence, or the organization where the message is about none. Heap. */
static char *subject_of(const json_t *message)
{
    const char *organization = field_text(message, "organization", "-"), *obligation = field_text(message, "obligation", NULL);

    return obligation ? xasprintf("%s/%s/%s", organization, obligation, field_text(message, "period", "-")) : xstrdup(organization);
}

static bool is_same_group(const json_t *left, const json_t *right)
{
    static const char *const names[] = {"organization", "obligation", "period", "recipient", "channel"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(field_text(left, names[i], ""), field_text(right, names[i], "")) != 0)
            return false;
    }
    return true;
}

static int group_order(const void *a, const void *b)
{
    const struct message_group *left = a, *right = b;
    char *left_subject = subject_of(left->like), *right_subject = subject_of(right->like);
    int order = strcmp(left_subject, right_subject);

    free(left_subject);
    free(right_subject);
    return order ? order : strcmp(field_text(left->like, "recipient", ""), field_text(right->like, "recipient", ""));
}

static void count_message(struct message_group *group, const json_t *message)
{
    const char **first = is_added(message) ? &group->first_added : &group->first_removed;

    if (!*first)
        *first = field_text(message, "at", "");
    *(is_added(message) ? &group->added : &group->removed) += 1;
}

/* In the order of time, as the messages are; there are at most as many groups as messages. */
static struct message_group *group_messages(const json_t *messages, size_t *ret_n)
{
    struct message_group *groups = xcalloc(json_array_size(messages) + 1, sizeof *groups);
    const json_t *message;
    size_t i, n = 0;

    json_array_foreach(messages, i, message)
    {
        size_t k = n; /* the next message is most often about what was just told */

        while (k > 0 && !is_same_group(groups[k - 1].like, message))
            k--;
        if (k == 0)
            groups[n++] = (struct message_group){.like = message};
        count_message(&groups[k == 0 ? n - 1 : k - 1], message);
    }
    if (n > 0)
        qsort(groups, n, sizeof *groups, group_order);
    *ret_n = n;
    return groups;
}

static void add_count(struct table *table, enum style style, size_t n, const char *first)
{
    if (n > 0)
        table_addf(table, style, _("%zu from %.10s"), n, first);
    else
        table_add(table, style, NULL);
}

static void add_recipient(struct table *table, const json_t *message)
{
    table_addf(table, STYLE_PLAIN, "%s (%s)", field_text(message, "recipient", "?"), field_text(message, "channel", _("no channel")));
}

static void print_groups(struct ctl *ctl, const json_t *messages)
{
    const char *const titles[] = {"", _("about"), _("to"), _("before"), _("after")};
    struct table *table = table_new("mllll");
    size_t n;
    struct message_group *groups = group_messages(messages, &n);

    table_head(table, titles);
    for (size_t i = 0; i < n; i++) {
        char *subject = subject_of(groups[i].like);

        add_sign(table, groups[i].removed > 0, groups[i].added > 0);
        table_add(table, STYLE_PLAIN, subject);
        add_recipient(table, groups[i].like);
        add_count(table, STYLE_PLAIN, groups[i].removed, groups[i].first_removed);
        add_count(table, STYLE_BOLD, groups[i].added, groups[i].first_added);
        free(subject);
    }
    free(groups);
    print_table(ctl, _("MESSAGES that differ (--messages lists each)"), table);
}

static void print_messages(struct ctl *ctl, const json_t *messages)
{
    struct table *table = table_new("mlllll");
    const json_t *message;
    size_t i;

    json_array_foreach(messages, i, message)
    {
        char at[INSTANT_SIZE], *subject = subject_of(message);

        add_sign(table, !is_added(message), is_added(message));
        table_add(table, STYLE_PLAIN, instant_format(field_text(message, "at", NULL), at));
        table_add(table, STYLE_PLAIN, field_text(message, "kind", ""));
        table_add(table, STYLE_PLAIN, subject);
        add_recipient(table, message);
        table_add(table, STYLE_DIM, field_text(message, "due", NULL));
        free(subject);
    }
    print_table(ctl, _("MESSAGES"), table);
}

void plan_show(struct ctl *ctl, const json_t *plan, bool each_message)
{
    const json_t *turns = json_object_get(plan, "turns"), *dues = json_object_get(plan, "dues"),
                 *messages = json_object_get(plan, "messages");

    if (json_array_size(turns) + json_array_size(dues) + json_array_size(messages) == 0)
        screen_line(&ctl->screen, STYLE_GOOD, _("It changes no turn, no due day and no message up to %s."), field_text(plan, "until", "?"));
    if (json_array_size(turns) > 0)
        print_turns(ctl, turns);
    if (json_array_size(dues) > 0)
        print_dues(ctl, dues);
    if (json_array_size(messages) > 0 && each_message)
        print_messages(ctl, messages);
    else if (json_array_size(messages) > 0)
        print_groups(ctl, messages);
}
