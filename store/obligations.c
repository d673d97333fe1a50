#include "obligations.h"

#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "store_internal.h"

/* What is to be done about one obligation of the file. */
struct change {
    const struct obligation *obligation;
    size_t position;
    enum { INSERT, UPDATE, KEEP } action;
    char *definition;
};

struct changes {
    struct change *items; /* by id */
    size_t n;
    struct rows gone; /* const char *: ids of running rows that the file does not have */
};

static int change_order(const void *a, const void *b)
{
    const struct change *left = a, *right = b;

    return strcmp(left->obligation->id, right->obligation->id);
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static int changes_start(struct store *store, const struct organization *organization, struct arena *arena, struct changes *ret)
{
    *ret = (struct changes){
        .items = arena_array(arena, organization->n_obligations, sizeof *ret->items),
        .n = organization->n_obligations,
        .gone = {.arena = arena, .size = sizeof(const char *)},
    };
    for (size_t i = 0; i < ret->n; i++) {
        struct change *change = &ret->items[i];

        *change = (struct change){.obligation = &organization->obligations[i], .position = i, .action = INSERT};
        change->definition = obligation_encode(change->obligation);
        if (!change->definition)
            return store_refuse(store, ERROR_INVALID, "obligation %s/%s holds text that is not UTF-8", organization->id,
                                change->obligation->id);
    }
    qsort(ret->items, ret->n, sizeof *ret->items, change_order);
    return 0;
}

static void changes_done(struct changes *changes)
{
    for (size_t i = 0; i < changes->n; i++)
        free(changes->items[i].definition);
}

/* The stored row under the cursor against its change, or against none. */
static void compare_row(struct cursor *cursor, struct changes *changes, struct change *change, const char *id)
{
    int64_t position = take_integer(cursor);
    const char *zh = take_text_or_null(cursor, NULL), *en = take_text_or_null(cursor, NULL), *definition = take_text(cursor, NULL);
    bool ended = take_bool(cursor);

    if (!change) {
        if (!ended)
            *(const char **)rows_add(&changes->gone) = arena_strdup(changes->gone.arena, id);
        return;
    }
    change->action = !ended && position == (int64_t)change->position && same_text(zh, change->obligation->title.zh) &&
                             same_text(en, change->obligation->title.en) && strcmp(definition, change->definition) == 0
                         ? KEEP
                         : UPDATE;
}

/* Both sides are in the order of ids: one pass. */
static int compare(struct store *store, const char *organization, struct changes *changes)
{
    struct cursor cursor = cursor_open(store, STATEMENT_ALL_OBLIGATIONS);
    size_t next = 0;
    int step;

    bind_text(&cursor, organization);
    while ((step = cursor_step(&cursor)) > 0) {
        const char *id = take_text(&cursor, NULL);
        int order = 1;

        while (next < changes->n && (order = strcmp(changes->items[next].obligation->id, id)) < 0)
            next++;
        compare_row(&cursor, changes, next < changes->n && order == 0 ? &changes->items[next] : NULL, id);
    }
    return cursor_close(&cursor, step);
}

static int insert(struct store *store, const char *organization, const struct change *change)
{
    struct cursor cursor = cursor_write(store, STATEMENT_INSERT_OBLIGATION);

    bind_text(&cursor, organization);
    bind_text(&cursor, change->obligation->id);
    bind_integer(&cursor, (int64_t)change->position);
    bind_text(&cursor, change->obligation->title.zh);
    bind_text(&cursor, change->obligation->title.en);
    bind_text(&cursor, change->definition);
    return cursor_run(&cursor);
}

static int update(struct store *store, const char *organization, const struct change *change)
{
    struct cursor cursor = cursor_write(store, STATEMENT_UPDATE_OBLIGATION);

    bind_integer(&cursor, (int64_t)change->position);
    bind_text(&cursor, change->obligation->title.zh);
    bind_text(&cursor, change->obligation->title.en);
    bind_text(&cursor, change->definition);
    bind_text(&cursor, organization);
    bind_text(&cursor, change->obligation->id);
    return cursor_run(&cursor);
}

static int end(struct store *store, const char *organization, const char *id)
{
    struct cursor cursor = cursor_write(store, STATEMENT_END_OBLIGATION);

    bind_date(&cursor, store->today);
    bind_text(&cursor, organization);
    bind_text(&cursor, id);
    return cursor_run(&cursor);
}

static int apply(struct store *store, const char *organization, const struct changes *changes, bool *ret_changed)
{
    bool changed = changes->gone.n > 0;
    int error = 0;

    for (size_t i = 0; !error && i < changes->n; i++) {
        const struct change *change = &changes->items[i];

        if (change->action == INSERT)
            error = insert(store, organization, change);
        else if (change->action == UPDATE)
            error = update(store, organization, change);
        changed |= change->action != KEEP;
    }
    for (size_t i = 0; !error && i < changes->gone.n; i++)
        error = end(store, organization, ((const char **)changes->gone.items)[i]);
    if (!error)
        *ret_changed = changed;
    return error;
}

int obligations_put(struct store *store, const struct organization *organization, bool *ret_changed)
{
    struct arena arena = {0};
    struct changes changes;
    int error = changes_start(store, organization, &arena, &changes);

    if (!error)
        error = compare(store, organization->id, &changes);
    if (!error)
        error = apply(store, organization->id, &changes, ret_changed);
    changes_done(&changes);
    arena_done(&arena);
    return error;
}

struct positioned {
    int64_t position;
    struct obligation obligation;
};

static int position_order(const void *a, const void *b)
{
    const struct positioned *left = a, *right = b;

    return (left->position > right->position) - (left->position < right->position);
}

static int row_obligation(struct cursor *cursor, struct arena *arena, void *ret)
{
    struct positioned *row = ret;
    struct decoder decoder = {.arena = arena};
    const char *id = take_text(cursor, arena);
    struct text title;

    row->position = take_integer(cursor);
    title.zh = take_text_or_null(cursor, arena);
    title.en = take_text_or_null(cursor, arena);
    if (!obligation_decode(&decoder, take_text(cursor, NULL), &row->obligation))
        cursor_distrust(cursor, arena_printf(arena, "%s of obligation %s", decoder.trouble, id));
    row->obligation.id = id;
    row->obligation.title = title;
    return cursor_row_result(cursor);
}

int obligations_get(struct store *store, const char *organization, struct arena *arena, const struct obligation **ret, size_t *ret_n)
{
    struct cursor cursor = cursor_open(store, STATEMENT_RUNNING_OBLIGATIONS);
    struct rows rows = {.arena = arena, .size = sizeof(struct positioned)};
    const struct positioned *sorted;
    struct obligation *obligations;
    int error;

    bind_text(&cursor, organization);
    error = cursor_collect(&cursor, row_obligation, &rows);
    if (error)
        return error;
    sorted = rows.items;
    obligations = arena_array(arena, rows.n, sizeof *obligations);
    if (rows.n)
        qsort(rows.items, rows.n, rows.size, position_order);
    for (size_t i = 0; i < rows.n; i++)
        obligations[i] = sorted[i].obligation;
    *ret = obligations;
    *ret_n = rows.n;
    return 0;
}
