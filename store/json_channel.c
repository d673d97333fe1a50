/* A channel's settings as one JSON object, each value of the setting's own type. */
#include "json.h"

static void encode_setting(struct json_writer *writer, const struct setting *setting)
{
    switch (setting->type) {
    case SETTING_STRING:
        write_string(writer, setting->name, setting->string);
        break;
    case SETTING_INTEGER:
        write_integer(writer, setting->name, setting->integer);
        break;
    case SETTING_BOOLEAN:
        write_bool(writer, setting->name, setting->integer != 0);
        break;
    case SETTING_STRINGS:
        write_array(writer, setting->name);
        for (size_t i = 0; i < setting->n_strings; i++)
            write_string(writer, NULL, setting->strings[i]);
        write_array_end(writer);
        break;
    case SETTING_REFUSED:
        break;
    }
}

char *channel_encode(const struct channel *channel)
{
    struct json_writer writer = {0};

    write_object(&writer, NULL);
    for (size_t i = 0; i < channel->n_settings; i++)
        encode_setting(&writer, &channel->settings[i]);
    write_object_end(&writer);
    return json_writer_take(&writer);
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
