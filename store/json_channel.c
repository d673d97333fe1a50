/* A channel's settings as one JSON object, each value of the setting's own type. */
#include "json.h"

static json_t *texts_to_json(const char *const *texts, size_t n)
{
    json_t *array = json_array();

    for (size_t i = 0; i < n; i++)
        json_array_append_new(array, json_string_nocheck(texts[i]));
    return array;
}

static json_t *setting_to_json(const struct setting *setting)
{
    switch (setting->type) {
    case SETTING_STRING:
        return json_string_nocheck(setting->string);
    case SETTING_INTEGER:
        return json_integer(setting->integer);
    case SETTING_BOOLEAN:
        return json_boolean(setting->integer);
    case SETTING_STRINGS:
        return texts_to_json(setting->strings, setting->n_strings);
    case SETTING_REFUSED:
        break;
    }
    return NULL;
}

char *channel_encode(const struct channel *channel)
{
    json_t *object = json_object();

    for (size_t i = 0; i < channel->n_settings; i++)
        json_object_set_new_nocheck(object, channel->settings[i].name, setting_to_json(&channel->settings[i]));
    return encode_finish(object);
}

static void setting_from_json(struct decoder *decoder, const json_t *object, const char *name, struct setting *ret)
{
    const json_t *value = json_object_get(object, name);

    *ret = (struct setting){.name = name};
    switch (json_typeof(value)) {
    case JSON_STRING:
        ret->type = SETTING_STRING;
        ret->string = decode_text(decoder, object, name);
        break;
    case JSON_INTEGER:
        ret->type = SETTING_INTEGER;
        ret->integer = json_integer_value(value);
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        ret->type = SETTING_BOOLEAN;
        ret->integer = json_is_true(value);
        break;
    case JSON_ARRAY:
        ret->type = SETTING_STRINGS;
        ret->strings = decode_texts(decoder, object, name, &ret->n_strings);
        break;
    case JSON_OBJECT:
    case JSON_REAL:
    case JSON_NULL:
        decoder->trouble = "settings";
        break;
    }
}

bool channel_decode(struct decoder *decoder, const char *text, struct channel *ret)
{
    json_t *object = decode_start(decoder, text), *value;
    struct setting *settings = arena_array(decoder->arena, json_object_size(object), sizeof *settings);
    const char *key;
    size_t n = 0;

    if (object && !json_is_object(object))
        decoder->trouble = "settings";
    json_object_foreach(object, key, value) setting_from_json(decoder, object, arena_strdup(decoder->arena, key), &settings[n++]);
    json_decref(object);
    if (decoder->trouble)
        return false;
    *ret = (struct channel){.settings = settings, .n_settings = n};
    return true;
}
