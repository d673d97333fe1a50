/* What an organization's own columns do not hold, as JSON: {"kind", "language", "members": [MEMBER], "rotation": {"mandates": [{"elected",
 * "order": [ID]}], "acting_counts", "notify": [ID], "proposal", "propose": "-28d", "answer": "-14d", "answer_required", "handover"},
 * "fallback": [ID]}. The obligations are rows of their own. */
#include "json.h"

static void encode_rotation(struct json_writer *writer, const struct rotation *rotation)
{
    write_object(writer, "rotation");
    write_array(writer, "mandates");
    for (size_t i = 0; i < rotation->n_mandates; i++) {
        write_object(writer, NULL);
        encode_date(writer, "elected", rotation->mandates[i].elected);
        encode_texts(writer, "order", rotation->mandates[i].order, rotation->mandates[i].n_order);
        write_object_end(writer);
    }
    write_array_end(writer);
    encode_text(writer, "proposal", rotation->proposal);
    if (rotation->proposal) {
        encode_span(writer, "propose", rotation->propose);
        encode_span(writer, "answer", rotation->answer);
    }
    encode_flag(writer, "answer_required", rotation->answer_required);
    encode_text(writer, "handover", rotation->handover);
    encode_flag(writer, "acting_counts", rotation->acting_counts);
    encode_texts(writer, "notify", rotation->notify, rotation->n_notify);
    write_object_end(writer);
}

char *organization_encode(const struct organization *organization)
{
    struct json_writer writer = {0};

    write_object(&writer, NULL);
    encode_text(&writer, "kind", organization->kind);
    encode_texts(&writer, "traits", organization->traits, organization->n_traits);
    encode_text(&writer, "language", organization->language);
    members_write(&writer, "members", organization->members, organization->n_members);
    encode_rotation(&writer, &organization->rotation);
    encode_texts(&writer, "fallback", organization->fallback, organization->n_fallback);
    write_object_end(&writer);
    return json_writer_take(&writer);
}

static struct rotation decode_rotation(struct decoder *decoder, const json_t *object)
{
    const json_t *value = json_object_get(object, "rotation"), *array = decode_array(decoder, value, "mandates");
    const size_t n = json_array_size(array);
    struct mandate *mandates = n ? arena_array(decoder->arena, n, sizeof *mandates) : NULL;
    struct rotation rotation = {
        .mandates = mandates, .n_mandates = n, .acting_counts = decode_bool(decoder, value, "acting_counts", false)};

    rotation.proposal = decode_text_or_null(decoder, value, "proposal");
    if (rotation.proposal) {
        rotation.propose = decode_span_value(decoder, json_object_get(value, "propose"), "propose");
        rotation.answer = decode_span_value(decoder, json_object_get(value, "answer"), "answer");
    }
    rotation.answer_required = decode_bool(decoder, value, "answer_required", false);
    rotation.handover = decode_text_or_null(decoder, value, "handover");
    for (size_t i = 0; i < n; i++) {
        const json_t *mandate = json_array_get(array, i);

        mandates[i].elected = decode_date_value(decoder, json_object_get(mandate, "elected"), "elected");
        mandates[i].order = decode_texts(decoder, mandate, "order", &mandates[i].n_order);
    }
    rotation.notify = decode_texts(decoder, value, "notify", &rotation.n_notify);
    return rotation;
}

bool organization_decode(struct decoder *decoder, const char *text, struct organization *ret)
{
    json_t *object = decode_start(decoder, text);
    struct organization read = {
        .kind = decode_text_or_null(decoder, object, "kind"),
        .language = decode_text(decoder, object, "language"),
        .rotation = decode_rotation(decoder, object),
    };

    read.members = members_from_json(decoder, decode_array(decoder, object, "members"), &read.n_members);
    read.traits = decode_texts(decoder, object, "traits", &read.n_traits);
    read.fallback = decode_texts(decoder, object, "fallback", &read.n_fallback);
    json_decref(object);
    if (decoder->trouble)
        return false;
    *ret = read;
    return true;
}
