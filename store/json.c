#include "json.h"

#include <string.h>

static void doubt(struct decoder *decoder, const char *key)
{
    if (!decoder->trouble)
        decoder->trouble = key;
}

json_t *decode_start(struct decoder *decoder, const char *text)
{
    json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

    if (!value)
        doubt(decoder, "JSON");
    return value;
}

static const char *text_of(struct decoder *decoder, const json_t *value, const char *key)
{
    if (json_is_string(value))
        return arena_strdup(decoder->arena, json_string_value(value));
    doubt(decoder, key);
    return "";
}

const char *decode_text(struct decoder *decoder, const json_t *object, const char *key)
{
    return text_of(decoder, json_object_get(object, key), key);
}

const char *decode_text_or_null(struct decoder *decoder, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    return value ? text_of(decoder, value, key) : NULL;
}

int64_t decode_integer(struct decoder *decoder, const json_t *object, const char *key, int64_t min, int64_t max, int64_t otherwise)
{
    const json_t *value = json_object_get(object, key);

    if (!value)
        return otherwise;
    if (json_is_integer(value) && json_integer_value(value) >= min && json_integer_value(value) <= max)
        return json_integer_value(value);
    doubt(decoder, key);
    return otherwise;
}

bool decode_bool(struct decoder *decoder, const json_t *object, const char *key, bool otherwise)
{
    const json_t *value = json_object_get(object, key);

    if (value && !json_is_boolean(value))
        doubt(decoder, key);
    return json_is_boolean(value) ? json_is_true(value) : otherwise;
}

date_t decode_date_value(struct decoder *decoder, const json_t *value, const char *key)
{
    date_t date;

    if (json_is_string(value) && date_parse(json_string_value(value), &date) == 0)
        return date;
    doubt(decoder, key);
    return DATE_NONE;
}

date_t decode_date(struct decoder *decoder, const json_t *object, const char *key, date_t otherwise)
{
    const json_t *value = json_object_get(object, key);

    return value ? decode_date_value(decoder, value, key) : otherwise;
}

struct span decode_span_value(struct decoder *decoder, const json_t *value, const char *key)
{
    struct span span;

    if (json_is_string(value) && span_parse(json_string_value(value), &span) == 0)
        return span;
    doubt(decoder, key);
    return (struct span){0};
}

const json_t *decode_array(struct decoder *decoder, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    if (value && !json_is_array(value))
        doubt(decoder, key);
    return json_is_array(value) ? value : NULL;
}

const char *const *decode_texts(struct decoder *decoder, const json_t *object, const char *key, size_t *ret_n)
{
    const json_t *array = decode_array(decoder, object, key);
    const size_t n = json_array_size(array);
    const char **texts = n ? arena_array(decoder->arena, n, sizeof *texts) : NULL;

    for (size_t i = 0; i < n; i++)
        texts[i] = text_of(decoder, json_array_get(array, i), key);
    *ret_n = n;
    return texts;
}

void encode_text(json_t *object, const char *key, const char *text)
{
    if (text)
        json_object_set_new_nocheck(object, key, json_string_nocheck(text));
}

json_t *encode_date_value(date_t date)
{
    char text[DATE_TEXT_SIZE];

    return json_string_nocheck(date_format(date, text));
}

void encode_date(json_t *object, const char *key, date_t date)
{
    if (date != DATE_NONE && date != DATE_FOREVER)
        json_object_set_new_nocheck(object, key, encode_date_value(date));
}

void encode_span(json_t *object, const char *key, struct span span)
{
    char text[SPAN_TEXT_SIZE];

    json_object_set_new_nocheck(object, key, json_string_nocheck(span_format(span, text)));
}

void encode_texts(json_t *object, const char *key, const char *const *texts, size_t n)
{
    json_t *array;

    if (n == 0)
        return;
    array = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(array, json_string_nocheck(texts[i]));
    json_object_set_new_nocheck(object, key, array);
}

char *encode_finish(json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT);

    json_decref(value);
    return text;
}
