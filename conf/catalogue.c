#include "catalogue.h"

void catalogue_init(struct catalogue *catalogue, const struct catalogue *outer)
{
    *catalogue = (struct catalogue){
        .by_id = g_hash_table_new(g_str_hash, g_str_equal),
        .things = g_ptr_array_new(),
        .ids = g_ptr_array_new(),
        .outer = outer,
    };
}

void catalogue_done(struct catalogue *catalogue)
{
    g_hash_table_destroy(catalogue->by_id);
    g_ptr_array_free(catalogue->things, TRUE);
    g_ptr_array_free(catalogue->ids, TRUE);
}

void catalogue_add(struct catalogue *catalogue, const char *id, void *thing)
{
    g_hash_table_insert(catalogue->by_id, (void *)id, thing);
    g_ptr_array_add(catalogue->things, thing);
    g_ptr_array_add(catalogue->ids, (void *)id);
}

void *catalogue_find(const struct catalogue *catalogue, const char *id)
{
    for (; catalogue != NULL; catalogue = catalogue->outer) {
        void *thing = g_hash_table_lookup(catalogue->by_id, id);
        if (thing != NULL)
            return thing;
    }
    return NULL;
}

void catalogue_offer(const struct catalogue *catalogue, struct nearest *nearest)
{
    for (; catalogue != NULL; catalogue = catalogue->outer) {
        for (guint i = 0; i < catalogue->ids->len; i++)
            nearest_offer(nearest, g_ptr_array_index(catalogue->ids, i));
    }
}

const char *catalogue_last_id(const struct catalogue *catalogue)
{
    return g_ptr_array_index(catalogue->ids, catalogue->ids->len - 1);
}
