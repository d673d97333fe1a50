#include "unique.h"

#include "intl.h"

void unique_init(struct unique *unique)
{
    unique->lines = g_hash_table_new(g_str_hash, g_str_equal);
}

void unique_done(struct unique *unique)
{
    g_hash_table_destroy(unique->lines);
}

bool unique_add(struct unique *unique, const char *id, int line)
{
    if (g_hash_table_contains(unique->lines, id))
        return false;
    g_hash_table_insert(unique->lines, (void *)id, GINT_TO_POINTER(line));
    return true;
}

bool unique_check(struct reader *reader, struct unique *unique, const config_setting_t *group, const char *member, const char *id)
{
    if (id == NULL || unique_add(unique, id, (int)config_setting_source_line(group)))
        return true;
    reader_add(reader, FINDING_ERROR, group, member, _("found \"%s\" again; allowed: each once (first on line %d)"), id,
               GPOINTER_TO_INT(g_hash_table_lookup(unique->lines, id)));
    return false;
}
