/* Trees of organizations: each below its parent, its own counts and those of all below it summed. */
#include "report_tree.h"

#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "fields.h"
#include "intl.h"
#include "memory.h"
#include "table.h"
#include "turns.h"

#define COUNTS_MAX 5
#define DEPTH_MAX  32
#define TRIES      3

struct node {
    const json_t *organization; /* of the daemon's list */
    const char *id, *parent;
    int64_t counts[COUNTS_MAX]; /* its own, then with those below it */
    bool wanted;
    bool counted;          /* it or one below it has counts */
    const json_t *refusal; /* its calendar has not the year asked for; NULL: it has. Borrowed */
};

struct tree {
    struct node *nodes;
    size_t n, n_counts;
    bool with_chairs; /* who is chair now */
};

static struct tree tree_of(const json_t *reply, size_t n_counts)
{
    const json_t *list = json_object_get(reply, "organizations"), *one;
    struct tree tree = {.nodes = xcalloc(json_array_size(list) + 1, sizeof *tree.nodes), .n_counts = n_counts};
    size_t i;
    json_array_foreach(list, i, one) tree.nodes[tree.n++] = (struct node){
        .organization = one, .id = field_text(json_object_get(one, "organization"), "id", ""), .parent = field_text(one, "parent", NULL)};
    return tree;
}

static const struct node *node_of(const struct tree *tree, const char *id)
{
    for (size_t i = 0; id != NULL && i < tree->n; i++) {
        if (strcmp(tree->nodes[i].id, id) == 0)
            return &tree->nodes[i];
    }
    return NULL;
}

static bool is_top(const struct tree *tree, const struct node *node)
{
    const struct node *parent = node_of(tree, node->parent);
    return parent == NULL || !parent->wanted;
}

/* Marks a node and all below it. */
static void want(struct tree *tree, struct node *node, int depth)
{
    node->wanted = true;
    for (size_t i = 0; depth < DEPTH_MAX && i < tree->n; i++) {
        if (tree->nodes[i].parent != NULL && strcmp(tree->nodes[i].parent, node->id) == 0)
            want(tree, &tree->nodes[i], depth + 1);
    }
}

static void sum_up(struct tree *tree, struct node *node, int depth)
{
    for (size_t i = 0; depth < DEPTH_MAX && i < tree->n; i++) {
        struct node *child = &tree->nodes[i];
        if (child->parent == NULL || strcmp(child->parent, node->id) != 0)
            continue;
        sum_up(tree, child, depth + 1);
        node->counted = node->counted || child->counted;
        for (size_t j = 0; j < tree->n_counts; j++)
            node->counts[j] += child->counts[j];
    }
}

static void add_chair(struct table *table, const json_t *organization, const char *chair, bool vacant)
{
    if (chair != NULL && turn_is_caretakers(organization))
        table_addf(table, STYLE_WARN, _("%s (caretaker)"), chair);
    else
        table_add(table, vacant ? STYLE_LOUD : STYLE_PLAIN, vacant ? _("VACANT") : chair);
}

static void add_row(const struct tree *tree, struct table *table, const struct node *node, int depth)
{
    const char *chair = field_name(node->organization, "chair");
    const bool vacant = chair == NULL && json_is_true(json_object_get(node->organization, "has_rotation"));
    table_addf(table, depth == 0 ? STYLE_BOLD : STYLE_PLAIN, "%s%s %s", depth > 0 ? "└ " : "", node->id,
               field_text(json_object_get(node->organization, "organization"), "name", ""));
    if (tree->with_chairs)
        add_chair(table, node->organization, chair, vacant);
    for (size_t i = 0; i < tree->n_counts; i++) {
        if (node->counted)
            table_addf(table, STYLE_PLAIN, "%lld", (long long)node->counts[i]);
        else
            table_add(table, STYLE_DIM, "–");
    }
    for (size_t i = 0; depth < DEPTH_MAX && i < tree->n; i++) {
        if (tree->nodes[i].parent != NULL && strcmp(tree->nodes[i].parent, node->id) == 0)
            add_row(tree, table, &tree->nodes[i], depth + 1);
    }
}

static void print_tree(struct ctl *ctl, struct tree *tree, const char *const *titles)
{
    struct table *table = table_new(tree->with_chairs ? "flrr" : "frrrrr");
    table_head(table, titles);
    for (size_t i = 0; i < tree->n; i++) {
        if (!tree->nodes[i].wanted || !is_top(tree, &tree->nodes[i]))
            continue;
        sum_up(tree, &tree->nodes[i], 0);
        add_row(tree, table, &tree->nodes[i], 0);
    }
    table_print(table, &ctl->screen, 0);
    table_free(table);
}

static int show_status_tree(struct ctl *ctl, const json_t *reply)
{
    const char *const titles[] = {_("organization"), _("chair"), _("overdue"), _("missed in the last 30 days")};
    struct tree tree = tree_of(reply, 2);
    tree.with_chairs = true;
    for (size_t i = 0; i < tree.n; i++) {
        tree.nodes[i].wanted = tree.nodes[i].counted = true;
        tree.nodes[i].counts[0] = field_number(tree.nodes[i].organization, "late", 0);
        tree.nodes[i].counts[1] = field_number(tree.nodes[i].organization, "missed", 0);
    }
    print_tree(ctl, &tree, titles);
    free(tree.nodes);
    return EXIT_DONE;
}

int status_tree(struct ctl *ctl)
{
    return api_show(ctl, api_target("/v1/tree", NULL), NULL, show_status_tree);
}

/* Answers by kind, then what was missed and waived. */
static void count_report(struct node *node, const json_t *report)
{
    static const char *const answers[] = {"yes", "no", "unproven"};
    const json_t *one;
    size_t i;
    json_array_foreach(json_object_get(json_object_get(report, "table"), "items"), i, one)
    {
        for (size_t j = 0; j < 3; j++)
            node->counts[j] += strcmp(field_text(one, "answer", ""), answers[j]) == 0;
    }
    json_array_foreach(json_object_get(report, "occurrences"), i, one) node->counts[3] +=
        strcmp(field_text(one, "state", ""), "missed") == 0;
    node->counts[4] = (int64_t)json_array_size(json_object_get(report, "waivers"));
}

/* What the daemon says of one node: its report, or that its calendar has no such year. */
static int ask_report(struct ctl *ctl, struct node *node, const char *year, json_t *replies, int64_t *ret_line)
{
    json_t *reply;
    char *target = api_target("/v1/report", "org", node->id, "year", year, NULL);
    int rc = api_ask_excusing(ctl, target, "years", &reply);
    free(target);
    if (rc != EXIT_DONE)
        return rc;
    memset(node->counts, 0, sizeof node->counts);
    node->refusal = json_object_get(reply, "years") != NULL ? reply : NULL;
    node->counted = node->refusal == NULL;
    if (node->counted) {
        *ret_line = field_number(json_object_get(reply, "made_from"), "line", 0);
        count_report(node, reply);
    }
    json_array_append_new(replies, reply);
    return EXIT_DONE;
}

/* One reply for each node that is wanted, in their order. *ret_same: all reports were made from the same line of the log, so that together
 * they are one snapshot. */
static int ask_reports(struct ctl *ctl, struct tree *tree, const char *year, json_t *replies, bool *ret_same)
{
    int64_t line = -1;
    *ret_same = true;
    for (size_t i = 0; i < tree->n; i++) {
        int64_t made_from = line;
        if (!tree->nodes[i].wanted)
            continue;
        int rc = ask_report(ctl, &tree->nodes[i], year, replies, &made_from);
        if (rc != EXIT_DONE)
            return rc;
        *ret_same = *ret_same && (line < 0 || line == made_from);
        line = made_from;
    }
    return EXIT_DONE;
}

static int collect(struct ctl *ctl, struct tree *tree, const char *year, json_t *replies)
{
    for (int i = 0; i < TRIES; i++) {
        bool same;
        json_array_clear(replies);
        int rc = ask_reports(ctl, tree, year, replies, &same);
        if (rc != EXIT_DONE || same)
            return rc;
    }
    return ctl_fail(ctl, "%s", _("the records change while they are read; try again"));
}

static int fail_year(struct ctl *ctl, const struct node *top)
{
    if (ctl->json)
        api_print(ctl, top->refusal);
    return ctl_fail(ctl, "%s", field_text(top->refusal, "error", "?"));
}

static void print_json(struct ctl *ctl, const struct tree *tree, const json_t *replies)
{
    json_t *object = json_object(), *reports = json_array(), *without = json_array();
    size_t n = 0;
    for (size_t i = 0; i < tree->n; i++) {
        const struct node *node = &tree->nodes[i];
        if (!node->wanted)
            continue;
        json_t *reply = json_array_get(replies, n++);
        if (node->refusal == NULL)
            json_array_append(reports, reply);
        else
            json_array_append_new(without, json_pack("{s:O, s:O}", "organization", json_object_get(node->organization, "organization"),
                                                     "years", json_object_get(node->refusal, "years")));
    }
    json_object_set_new(object, "reports", reports);
    json_object_set_new(object, "without_year", without);
    api_print(ctl, object);
    json_decref(object);
}

static void print_report(struct ctl *ctl, struct tree *tree, const char *year)
{
    const char *const titles[] = {_("organization"), _("yes"), _("no"), _("unproven"), _("missed"), _("waived")};
    print_tree(ctl, tree, titles);
    for (size_t i = 0; i < tree->n; i++) {
        if (tree->nodes[i].refusal != NULL)
            screen_line(&ctl->screen, STYLE_WARN, _("%s: its calendar has no academic year %s"), tree->nodes[i].id, year);
    }
}

static bool has_report(const struct tree *tree)
{
    for (size_t i = 0; i < tree->n; i++) {
        if (tree->nodes[i].wanted && tree->nodes[i].refusal == NULL)
            return true;
    }
    return false;
}

int report_tree(struct ctl *ctl, const char *organization, const char *year)
{
    char *target = api_target("/v1/tree", NULL);
    json_t *reply, *replies = json_array();
    int rc = api_ask(ctl, target, NULL, &reply);
    free(target);
    if (rc != EXIT_DONE) {
        json_decref(replies);
        return rc;
    }
    struct tree tree = tree_of(reply, COUNTS_MAX);
    struct node *top = (struct node *)node_of(&tree, organization);
    if (top != NULL) {
        want(&tree, top, 0);
        rc = collect(ctl, &tree, year, replies);
    } else {
        rc = ctl_fail(ctl, _("%s: there is no such organization"), organization);
    }
    if (rc == EXIT_DONE && !has_report(&tree))
        rc = fail_year(ctl, top);
    else if (rc == EXIT_DONE && ctl->json)
        print_json(ctl, &tree, replies);
    else if (rc == EXIT_DONE)
        print_report(ctl, &tree, year);
    free(tree.nodes);
    json_decref(replies);
    json_decref(reply);
    return rc;
}
