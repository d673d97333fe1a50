#include "inheritance.h"

#include <string.h>

#include "intl.h"
#include "scope.h"
#include "values.h"

/* One group of `obligations_for`. */
struct bequest {
    const char *const *kinds; /* the organization's is one of them; none: whatever it is */
    size_t n_kinds;
    const char *const *parents;
    size_t n_parents;
    const char *file;
    config_setting_t *group;
    bool *bad; /* an obligation of it had an error, which is said for one heir only */
    bool used;
};

static const struct schema bequest_schema = {
    .fields =
        (const struct field[]){
            {.name = "kind",
             .forms = FORM_STRING | FORM_STRINGS,
             .read = value_strings,
             .offset = offsetof(struct bequest, kinds),
             .count = offsetof(struct bequest, n_kinds)},
            {.name = "parent",
             .forms = FORM_STRING | FORM_STRINGS,
             .read = value_ids,
             .allowed = ID_ALLOWED,
             .offset = offsetof(struct bequest, parents),
             .count = offsetof(struct bequest, n_parents)},
            {.name = "obligations", .forms = FORM_GROUPS, .required = true},
            {0},
        },
    .size = sizeof(struct bequest),
};

/* What an obligation may say that is only left out. */
static const struct schema omission_schema = {
    .fields =
        (const struct field[]){
            {.name = "id", .forms = FORM_STRING}, {.name = "preset", .forms = FORM_STRING}, {.name = "omit", .forms = FORM_BOOLEAN}, {0}},
};

void inheritance_init(struct inheritance *inheritance, const struct inheritance *outer)
{
    *inheritance = (struct inheritance){.bequests = g_ptr_array_new(), .outer = outer};
}

void inheritance_done(struct inheritance *inheritance)
{
    g_ptr_array_free(inheritance->bequests, TRUE);
}

static config_setting_t *obligations_of(const config_setting_t *group)
{
    config_setting_t *list = reader_member(group, "obligations");
    return list != NULL && config_setting_is_list(list) ? list : NULL;
}

/* Their groups only: what is none was said with the other settings. NULL after the last. */
static config_setting_t *group_at(config_setting_t *list, int *i)
{
    while (list != NULL && *i < config_setting_length(list)) {
        config_setting_t *element = config_setting_get_elem(list, (unsigned)(*i)++);
        if (config_setting_is_group(element))
            return element;
    }
    return NULL;
}

void inheritance_read(struct inheritance *inheritance, struct reader *reader, config_setting_t *root, struct registry *registry)
{
    static const char *const conditions[] = {"kind", "parent"};
    config_setting_t *list = reader_member(root, "obligations_for"), *group;
    if (list == NULL || !config_setting_is_list(list))
        return;
    for (int i = 0; (group = group_at(list, &i)) != NULL;) {
        struct bequest *bequest = arena_alloc(reader->arena, sizeof *bequest);
        *bequest = (struct bequest){.file = reader->file, .group = group};
        reader_group(reader, group, &bequest_schema, bequest);
        for (size_t j = 0; j < sizeof conditions / sizeof conditions[0]; j++) {
            const config_setting_t *condition = reader_member(group, conditions[j]);
            if (condition != NULL && config_setting_is_aggregate(condition) && config_setting_length(condition) == 0)
                reader_add(reader, FINDING_ERROR, condition, NULL, "%s", _("it names none; allowed: at least one, or no such setting"));
        }
        config_setting_t *obligations = obligations_of(group);
        bequest->bad = arena_array(reader->arena, obligations != NULL ? (size_t)config_setting_length(obligations) : 0, sizeof(bool));
        for (size_t j = 0; j < bequest->n_parents; j++)
            registry_want_organization(registry, reader, reader_element(group, "parent", j), bequest->parents[j]);
        g_ptr_array_add(inheritance->bequests, bequest);
    }
}

static bool is_among(const char *word, const char *const *words, size_t n_words)
{
    bool found = n_words == 0;
    for (size_t i = 0; !found && word != NULL && i < n_words; i++)
        found = strcmp(words[i], word) == 0;
    return found;
}

static bool is_for(const struct bequest *bequest, const struct organization *organization)
{
    return is_among(organization->kind, bequest->kinds, bequest->n_kinds) &&
           is_among(organization->parent, bequest->parents, bequest->n_parents);
}

/* As the file would say it of this heir alone: `kind = "college", parent = "su"`. */
static const char *words_of(const struct bequest *bequest, const struct organization *organization, struct arena *arena)
{
    const char *kind = bequest->n_kinds > 0 ? arena_printf(arena, "kind = \"%s\"", organization->kind) : "";
    const char *parent = bequest->n_parents > 0 ? arena_printf(arena, "parent = \"%s\"", organization->parent) : "";
    return arena_printf(arena, "%s%s%s", kind, kind[0] != '\0' && parent[0] != '\0' ? ", " : "", parent);
}

static const char *id_of(const config_setting_t *obligation)
{
    const config_setting_t *id = reader_member(obligation, "id");
    if (id == NULL)
        id = reader_member(obligation, "preset");
    return id != NULL && config_setting_type(id) == CONFIG_TYPE_STRING ? config_setting_get_string(id) : NULL;
}

bool inheritance_omits(const config_setting_t *obligation)
{
    const config_setting_t *omit = reader_member(obligation, "omit");
    return omit != NULL && config_setting_type(omit) == CONFIG_TYPE_BOOL && config_setting_get_bool(omit);
}

/* While one organization inherits. */
struct estate {
    const struct organization *organization;
    struct obligation_list *list;
    GHashTable *own;       /* ids of its own obligations, left out ones among them */
    GHashTable *inherited; /* id -> the reader's place it was first found at, also of those its own take the place of */
};

struct found_at {
    const char *file;
    int line;
};

static void inherit(struct reader *reader, struct estate *estate, const struct bequest *bequest, config_setting_t *group, bool *bad)
{
    const char *id = id_of(group);
    const struct found_at *first = id != NULL ? g_hash_table_lookup(estate->inherited, id) : NULL;
    size_t errors = reader->report->n_errors, before = estate->list->items->len;
    if (id != NULL && first == NULL) {
        struct found_at *place = arena_alloc(reader->arena, sizeof *place);
        *place = (struct found_at){reader_file(reader, group), (int)config_setting_source_line(group)};
        g_hash_table_insert(estate->inherited, (void *)id, place);
    }
    if (*bad || (id != NULL && g_hash_table_contains(estate->own, id)))
        return;
    if (first != NULL) {
        reader_add(reader, FINDING_ERROR, group, NULL,
                   _("found \"%s\" again; allowed: each once for an organization, or its own in their place (first in %s:%d)"), id,
                   first->file, first->line);
        *bad = true;
        return;
    }
    if (inheritance_omits(group)) {
        reader_add(reader, FINDING_ERROR, group, "omit", "%s",
                   _("it is inherited from here; allowed: in an organization's own obligations"));
        *bad = true;
        return;
    }
    obligation_read(reader, group, estate->list);
    for (size_t i = before; i < estate->list->items->len; i++)
        g_array_index(estate->list->items, struct obligation, i).inherited = words_of(bequest, estate->organization, reader->arena);
    *bad = reader->report->n_errors > errors;
}

static void inherit_all(struct reader *reader, struct estate *estate, const struct inheritance *inheritance)
{
    if (inheritance->outer != NULL)
        inherit_all(reader, estate, inheritance->outer);
    for (guint i = 0; i < inheritance->bequests->len; i++) {
        struct bequest *bequest = g_ptr_array_index(inheritance->bequests, i);
        struct reader inner = *reader; /* blames the file it stands in, and says for whom */
        config_setting_t *group;
        if (!is_for(bequest, estate->organization))
            continue;
        bequest->used = true;
        inner.file = bequest->file;
        inner.heir = estate->organization->id;
        for (int j = 0; (group = group_at(obligations_of(bequest->group), &j)) != NULL;)
            inherit(&inner, estate, bequest, group, &bequest->bad[j - 1]);
    }
}

/* What is left out must be there to be left out. */
static void check_omission(struct reader *reader, config_setting_t *group, const struct estate *estate)
{
    const char *id = id_of(group);
    struct nearest nearest = {.word = id};
    GHashTableIter each;
    gpointer inherited;
    reader_overlay(reader, group, &omission_schema, NULL);
    if (id == NULL) {
        reader_add(reader, FINDING_ERROR, group, "id", _("it is missing; required: %s"), _(N_("an id, or a preset")));
        return;
    }
    if (g_hash_table_contains(estate->inherited, id))
        return;
    g_hash_table_iter_init(&each, estate->inherited);
    while (g_hash_table_iter_next(&each, &inherited, NULL))
        nearest_offer(&nearest, inherited);
    reader_add(reader, FINDING_ERROR, group, "omit", _("\"%s\" is not inherited; allowed: what obligations_for gives this organization%s"),
               id, reader_hint(reader, &nearest));
}

void inheritance_apply(struct reader *reader, const config_setting_t *group, config_setting_t *own, const struct organization *organization,
                       struct obligation_list *list)
{
    struct estate estate = {
        .organization = organization,
        .list = list,
        .own = g_hash_table_new(g_str_hash, g_str_equal),
        .inherited = g_hash_table_new(g_str_hash, g_str_equal),
    };
    config_setting_t *obligation;
    for (int i = 0; (obligation = group_at(own, &i)) != NULL;) {
        const char *id = id_of(obligation);
        if (id != NULL)
            g_hash_table_add(estate.own, (void *)id);
    }
    inherit_all(reader, &estate, reader->scope->inheritance);
    for (int i = 0; (obligation = group_at(own, &i)) != NULL;) {
        if (inheritance_omits(obligation))
            check_omission(reader, obligation, &estate);
    }
    g_hash_table_destroy(estate.own);
    g_hash_table_destroy(estate.inherited);
}

void inheritance_check_used(const struct inheritance *inheritance, struct reader *reader)
{
    for (guint i = 0; i < inheritance->bequests->len; i++) {
        const struct bequest *bequest = g_ptr_array_index(inheritance->bequests, i);
        if (!bequest->used)
            reader_add(reader, FINDING_WARNING, bequest->group, NULL, "%s", _("no organization inherits this"));
    }
}
