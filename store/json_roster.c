/* What a roster says, as JSON: {"columns": [ID], "rows": [[WORD or null, …]], "stated": {COUNT: N}}. */
#include "json.h"

#include "roster.h"

char *roster_encode(const struct roster *roster)
{
    struct json_writer writer = {0};

    write_object(&writer, NULL);
    encode_texts(&writer, "columns", roster->columns, roster->n_columns);
    write_array(&writer, "rows");
    for (size_t i = 0; i < roster->n_rows; i++) {
        write_array(&writer, NULL);
        for (size_t j = 0; j < roster->n_columns; j++)
            write_string_or_null(&writer, NULL, roster_cell(roster, i, j));
        write_array_end(&writer);
    }
    write_array_end(&writer);
    write_object(&writer, "stated");
    for (size_t i = 0; i < roster->n_stated; i++)
        write_integer(&writer, roster->stated[i].count, roster->stated[i].value);
    write_object_end(&writer);
    write_object_end(&writer);
    return json_writer_take(&writer);
}

static const char *const *decode_rows(struct decoder *decoder, const json_t *array, size_t n_columns)
{
    const size_t n_rows = json_array_size(array);
    const char **cells = arena_array(decoder->arena, n_rows * n_columns, sizeof *cells);

    for (size_t i = 0; i < n_rows; i++) {
        const json_t *row = json_array_get(array, i);

        if (json_array_size(row) != n_columns)
            decoder->trouble = "rows";
        for (size_t j = 0; j < n_columns; j++) {
            const json_t *cell = json_array_get(row, j);

            if (json_is_string(cell))
                cells[i * n_columns + j] = arena_strdup(decoder->arena, json_string_value(cell));
            else if (!json_is_null(cell))
                decoder->trouble = "rows";
        }
    }
    return cells;
}

static const struct stated *decode_stated(struct decoder *decoder, json_t *object, size_t *ret_n)
{
    struct stated *stated = arena_array(decoder->arena, json_object_size(object), sizeof *stated);
    const char *count;
    json_t *value;
    size_t n = 0;

    json_object_foreach(object, count, value)
    {
        if (!json_is_integer(value))
            decoder->trouble = "stated";
        stated[n++] = (struct stated){.count = arena_strdup(decoder->arena, count), .value = json_integer_value(value)};
    }
    *ret_n = n;
    return stated;
}

bool roster_decode(struct decoder *decoder, const char *text, struct roster *ret)
{
    json_t *object = decode_start(decoder, text);
    const json_t *rows = decode_array(decoder, object, "rows");
    struct roster roster = *ret;

    roster.columns = decode_texts(decoder, object, "columns", &roster.n_columns);
    roster.cells = decode_rows(decoder, rows, roster.n_columns);
    roster.n_rows = json_array_size(rows);
    roster.stated = decode_stated(decoder, json_object_get(object, "stated"), &roster.n_stated);
    json_decref(object);
    if (decoder->trouble)
        return false;
    *ret = roster;
    return true;
}
