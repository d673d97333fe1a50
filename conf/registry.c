#include "registry.h"

#include "intl.h"

struct place {
    const char *id;
    const char *file;
    int line;
    const char *parent;  /* NULL: none */
    const char *setting; /* of the parent */
    int parent_line;
    guint walk; /* of registry_check_parents(): the walk that came by; 0: none yet */
};

void registry_init(struct registry *registry)
{
    *registry = (struct registry){.organizations = g_ptr_array_new(), .wanted = g_ptr_array_new()};
    for (size_t i = 0; i < REGISTRY_KINDS; i++)
        registry->places[i] = g_hash_table_new(g_str_hash, g_str_equal);
}

void registry_done(struct registry *registry)
{
    for (size_t i = 0; i < REGISTRY_KINDS; i++)
        g_hash_table_destroy(registry->places[i]);
    g_ptr_array_free(registry->organizations, TRUE);
    g_ptr_array_free(registry->wanted, TRUE);
    arena_done(&registry->arena);
}

void registry_add(struct registry *registry, enum registry_kind kind, struct reader *reader, const config_setting_t *group, const char *id,
                  const char *parent)
{
    const struct place *first = g_hash_table_lookup(registry->places[kind], id);
    if (first != NULL) {
        reader_add(reader, FINDING_ERROR, group, "id", _("found \"%s\" again; allowed: each once in all files (first in %s:%d)"), id,
                   first->file, first->line);
        return;
    }
    const config_setting_t *setting = reader_member(group, "parent");
    struct place *place = arena_alloc(&registry->arena, sizeof *place);
    *place = (struct place){
        .id = arena_strdup(&registry->arena, id),
        .file = arena_strdup(&registry->arena, reader_file(reader, group)),
        .line = (int)config_setting_source_line(group),
        .parent = arena_strdup(&registry->arena, parent),
    };
    if (parent != NULL && setting != NULL) {
        place->setting = arena_strdup(&registry->arena, reader_path(reader, setting));
        place->parent_line = (int)config_setting_source_line(setting);
    }
    g_hash_table_insert(registry->places[kind], (void *)place->id, place);
    if (kind == REGISTRY_ORGANIZATION)
        g_ptr_array_add(registry->organizations, place);
}

void registry_want_organization(struct registry *registry, struct reader *reader, const config_setting_t *setting, const char *id)
{
    struct place *place = arena_alloc(&registry->arena, sizeof *place);
    *place = (struct place){
        .file = arena_strdup(&registry->arena, reader_file(reader, setting)),
        .parent = arena_strdup(&registry->arena, id),
        .setting = arena_strdup(&registry->arena, reader_path(reader, setting)),
        .parent_line = (int)config_setting_source_line(setting),
    };
    g_ptr_array_add(registry->wanted, place);
}

static struct place *parent_of(const struct registry *registry, const struct place *place)
{
    return place->parent != NULL ? g_hash_table_lookup(registry->places[REGISTRY_ORGANIZATION], place->parent) : NULL;
}

static void unknown_parent(struct registry *registry, struct report *report, const struct place *place)
{
    struct nearest nearest = {.word = place->parent};
    for (guint i = 0; i < registry->organizations->len; i++)
        nearest_offer(&nearest, ((const struct place *)g_ptr_array_index(registry->organizations, i))->id);
    const char *hint = nearest.name != NULL ? arena_printf(&registry->arena, _("; did you mean \"%s\"?"), nearest.name) : "";
    report_add(report, FINDING_ERROR, place->file, place->parent_line, place->setting,
               _("found \"%s\"; allowed: the id of an organization%s"), place->parent, hint);
}

static void circle(struct registry *registry, struct report *report, const struct place *first)
{
    const char *chain = first->id;
    const struct place *place = first;
    do {
        place = parent_of(registry, place);
        chain = arena_printf(&registry->arena, "%s -> %s", chain, place->id);
    } while (place != first);
    report_add(report, FINDING_ERROR, first->file, first->parent_line, first->setting, _("the parents go in a circle: %s"), chain);
}

void registry_check_parents(struct registry *registry, struct report *report)
{
    for (guint i = 0; i < registry->wanted->len; i++) {
        const struct place *place = g_ptr_array_index(registry->wanted, i);
        if (place->parent[0] != '\0' && parent_of(registry, place) == NULL)
            unknown_parent(registry, report, place);
    }
    for (guint i = 0; i < registry->organizations->len; i++) {
        struct place *place = g_ptr_array_index(registry->organizations, i);
        if (place->parent != NULL && parent_of(registry, place) == NULL)
            unknown_parent(registry, report, place);
        while (place != NULL && place->walk == 0) {
            place->walk = i + 1;
            place = parent_of(registry, place);
        }
        /* Back on its own path, not on that of an earlier walk. */
        if (place != NULL && place->walk == i + 1)
            circle(registry, report, place);
    }
}
