/* Several messages to one recipient as one: the most urgent first, in words of one day. What is late, and how late, follows from the rows
 * alone, so that a retry says the same. */
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "message_internal.h"

/* Missed, overdue, vacant, to come. */
static int rank(const struct notification *about)
{
    if (about->kind == NOTIFICATION_MISSED)
        return 0;
    if (message_is_late(about))
        return 1;
    return about->kind == NOTIFICATION_TURN ? 2 : 3;
}

static int order_of_texts(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

/* Of two overdue ones the one due earlier is later by more days. */
static int order(const void *a, const void *b)
{
    const struct notification *left = &((const struct digest_item *)a)->about, *right = &((const struct digest_item *)b)->about;
    int result = rank(left) - rank(right);

    if (result == 0)
        result = (left->due_on > right->due_on) - (left->due_on < right->due_on);
    if (result == 0)
        result = order_of_texts(left->organization, right->organization);
    if (result == 0)
        result = order_of_texts(left->obligation, right->obligation);
    return result != 0 ? result : (left->id > right->id) - (left->id < right->id);
}

/* One day for all of them but vacancies: the last. */
static struct digest_item *make_items(const struct outbox_row *rows, size_t n, const struct zone *zone, struct arena *arena)
{
    struct digest_item *items = arena_array(arena, n, sizeof(*items));
    date_t today = DATE_NONE;

    for (size_t i = 0; i < n; i++) {
        date_t day = message_day(&rows[i], zone);

        if (day > today)
            today = day;
    }
    for (size_t i = 0; i < n; i++) {
        items[i] = (struct digest_item){.row = &rows[i], .about = rows[i].notification};
        if (items[i].about.kind != NOTIFICATION_TURN)
            items[i].about.on = today;
    }
    qsort(items, n, sizeof(*items), order);
    return items;
}

static size_t count_late(const struct digest_item *items, size_t n)
{
    size_t n_late = 0;

    for (size_t i = 0; i < n; i++)
        n_late += message_is_late(&items[i].about);
    return n_late;
}

static size_t count_organizations(const struct digest_item *items, size_t n)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        size_t j = 0;

        while (j < i && order_of_texts(items[i].about.organization, items[j].about.organization) != 0)
            j++;
        count += j == i;
    }
    return count;
}

static void fill(const struct digest_item *items, size_t n, struct arena *arena, const char *values[static VALUE_COUNT])
{
    size_t n_late = count_late(items, n), others = count_organizations(items, n) - 1;

    values[VALUE_organization] = items[0].values[VALUE_organization];
    values[VALUE_organization_id] = items[0].values[VALUE_organization_id];
    values[VALUE_recipient] = items[0].values[VALUE_recipient];
    for (size_t i = 0; i < n && values[VALUE_today] == NULL; i++)
        values[VALUE_today] = items[i].about.kind != NOTIFICATION_TURN ? items[i].values[VALUE_today] : NULL;
    values[VALUE_count] = arena_printf(arena, "%zu", n);
    if (n_late > 0)
        values[VALUE_late_count] = arena_printf(arena, "%zu", n_late);
    if (others > 0)
        values[VALUE_other_organizations] = arena_printf(arena, "%zu", others);
}

static const char *const *threads_of(const struct digest_item *items, size_t n, struct arena *arena)
{
    const char **threads = arena_array(arena, n + 1, sizeof(*threads));
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        if (items[i].message.thread_id != NULL)
            threads[count++] = items[i].message.thread_id;
    }
    return threads;
}

static int render_items(const struct templates *templates, struct digest_item *items, size_t n, struct arena *arena,
                        const char *const **values)
{
    for (size_t i = 0; i < n; i++) {
        int r = message_render_about(templates, items[i].row, &items[i].about, arena, items[i].values, &items[i].message);

        if (r < 0)
            return r;
        items[i].values[VALUE_number] = arena_printf(arena, "%zu", i + 1);
        values[i] = items[i].values;
    }
    return 0;
}

int digest_render(const struct templates *templates, const char *id, const struct outbox_row *rows, size_t n, const struct zone *zone,
                  bool json, struct arena *arena, struct message *ret)
{
    struct digest_item *items = make_items(rows, n, zone, arena);
    const char *const **item_values = arena_array(arena, n, sizeof(*item_values));
    const char *values[VALUE_COUNT] = {0};
    const struct template_values all = {.values = values, .items = item_values, .n_items = n};
    struct message message = {.row = items[0].row, .id = id, .templates = templates};
    const struct message_template *template = templates_find(templates, items[0].about.language, WORDS_DIGEST, &message.language);
    int r = render_items(templates, items, n, arena, item_values);

    if (r < 0)
        return r;
    fill(items, n, arena, values);
    message.threads = threads_of(items, n, arena);
    message.thread_id = message.threads[0];
    message.several = values[VALUE_other_organizations] != NULL;
    for (size_t i = 0; i < n; i++) {
        message.urgent = message.urgent || items[i].message.urgent;
        if (items[i].message.created_at > message.created_at)
            message.created_at = items[i].message.created_at;
    }
    message_write(template, &all, arena, &message);
    message.json = json ? digest_to_json(&message, items, n, count_late(items, n), zone, arena) : NULL;
    if (json && message.json == NULL)
        return ERROR_INVALID;
    *ret = message;
    return 0;
}
