#include "record_values.h"

const struct record_value *record_values(const json_t *fields, struct arena *arena, size_t *ret_n)
{
    struct record_value *values = arena_array(arena, json_object_size(fields), sizeof *values);
    const char *name;
    json_t *value;
    size_t n = 0;
    json_object_foreach((json_t *)fields, name, value)
    {
        const char *text = json_string_value(value);
        if (json_is_integer(value))
            text = arena_printf(arena, "%lld", (long long)json_integer_value(value));
        else if (json_is_real(value))
            text = arena_printf(arena, "%.15g", json_real_value(value));
        values[n++] = (struct record_value){.name = name, .text = text};
    }
    *ret_n = n;
    return values;
}

const struct record_value *record_values_copied(const json_t *fields, struct arena *arena, size_t *ret_n)
{
    const struct record_value *borrowed = record_values(fields, arena, ret_n);
    struct record_value *values = arena_array(arena, *ret_n, sizeof *values);
    for (size_t i = 0; i < *ret_n; i++)
        values[i] = (struct record_value){arena_strdup(arena, borrowed[i].name), arena_strdup(arena, borrowed[i].text)};
    return values;
}
