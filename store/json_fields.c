/* The fields a record must have, as JSON: [{"id", "zh", "en", "type", "required", "min", "max"}]. */
#include "json.h"
#include "record_fields.h"

void encode_fields(struct json_writer *writer, const struct obligation *obligation)
{
    if (obligation->n_fields == 0)
        return;
    write_array(writer, "fields");
    for (size_t i = 0; i < obligation->n_fields; i++) {
        const struct field_rule *rule = &obligation->fields[i];

        write_object(writer, NULL);
        encode_text(writer, "id", rule->id);
        encode_text(writer, "zh", rule->title.zh);
        encode_text(writer, "en", rule->title.en);
        encode_text(writer, "type", field_type_name(rule->type));
        encode_flag(writer, "required", rule->required);
        if (rule->has_min)
            write_integer(writer, "min", rule->min);
        if (rule->has_max)
            write_integer(writer, "max", rule->max);
        write_object_end(writer);
    }
    write_array_end(writer);
}

static void decode_field(struct decoder *decoder, const json_t *field, struct field_rule *ret)
{
    *ret = (struct field_rule){
        .id = decode_text(decoder, field, "id"),
        .title.zh = decode_text_or_null(decoder, field, "zh"),
        .title.en = decode_text_or_null(decoder, field, "en"),
        .required = decode_bool(decoder, field, "required", false),
        .has_min = json_object_get(field, "min") != NULL,
        .has_max = json_object_get(field, "max") != NULL,
        .min = (int32_t)decode_integer(decoder, field, "min", INT32_MIN, INT32_MAX, 0),
        .max = (int32_t)decode_integer(decoder, field, "max", INT32_MIN, INT32_MAX, 0),
    };
    if (field_type_parse(decode_text(decoder, field, "type"), &ret->type) != 0)
        decoder->trouble = "type";
}

const struct field_rule *decode_fields(struct decoder *decoder, const json_t *object, size_t *ret_n)
{
    const json_t *array = decode_array(decoder, object, "fields");
    const size_t n = json_array_size(array);
    struct field_rule *rules = n ? arena_array(decoder->arena, n, sizeof *rules) : NULL;

    for (size_t i = 0; i < n; i++)
        decode_field(decoder, json_array_get(array, i), &rules[i]);
    *ret_n = n;
    return rules;
}
