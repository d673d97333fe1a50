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

void encode_text(struct json_writer *writer, const char *key, const char *text)
{
    if (text)
        write_string(writer, key, text);
}

void encode_date_value(struct json_writer *writer, date_t date)
{
    char text[DATE_TEXT_SIZE];

    write_string(writer, NULL, date_format(date, text));
}

void encode_date(struct json_writer *writer, const char *key, date_t date)
{
    char text[DATE_TEXT_SIZE];

    if (date != DATE_NONE && date != DATE_FOREVER)
        write_string(writer, key, date_format(date, text));
}

void encode_flag(struct json_writer *writer, const char *key, bool flag)
{
    if (flag)
        write_bool(writer, key, true);
}

void encode_span(struct json_writer *writer, const char *key, struct span span)
{
    char text[SPAN_TEXT_SIZE];

    write_string(writer, key, span_format(span, text));
}

void encode_texts(struct json_writer *writer, const char *key, const char *const *texts, size_t n)
{
    if (n == 0)
        return;
    write_array(writer, key);
    for (size_t i = 0; i < n; i++)
        write_string(writer, NULL, texts[i]);
    write_array_end(writer);
}
