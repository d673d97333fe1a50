/* What an organization's own columns do not hold, as JSON: {"kind", "language", "members": [MEMBER], "rotation": {"mandates": [{"elected",
 * "order": [ID]}], "acting_counts", "notify": [ID], "proposal", "propose": "-28d", "answer": "-14d", "answer_required", "handover"},
 * "fallback": [ID]}. The obligations are rows of their own. */
#include "json.h"

static void encode_rotation(json_t *object, const struct rotation *rotation)
{
    json_t *value = json_object(), *mandates = json_array();

    for (size_t i = 0; i < rotation->n_mandates; i++) {
        json_t *mandate = json_object();

        encode_date(mandate, "elected", rotation->mandates[i].elected);
        encode_texts(mandate, "order", rotation->mandates[i].order, rotation->mandates[i].n_order);
        json_array_append_new(mandates, mandate);
    }
    json_object_set_new_nocheck(value, "mandates", mandates);
    encode_text(value, "proposal", rotation->proposal);
    if (rotation->proposal) {
        encode_span(value, "propose", rotation->propose);
        encode_span(value, "answer", rotation->answer);
    }
    if (rotation->answer_required)
        json_object_set_new_nocheck(value, "answer_required", json_true());
    encode_text(value, "handover", rotation->handover);
    if (rotation->acting_counts)
        json_object_set_new_nocheck(value, "acting_counts", json_true());
    encode_texts(value, "notify", rotation->notify, rotation->n_notify);
    json_object_set_new_nocheck(object, "rotation", value);
}

char *organization_encode(const struct organization *organization)
{
    json_t *object = json_object(), *members = json_array();

    encode_text(object, "kind", organization->kind);
    encode_texts(object, "traits", organization->traits, organization->n_traits);
    encode_text(object, "language", organization->language);
    for (size_t i = 0; i < organization->n_members; i++)
        json_array_append_new(members, member_to_json(&organization->members[i]));
    json_object_set_new_nocheck(object, "members", members);
    encode_rotation(object, &organization->rotation);
    encode_texts(object, "fallback", organization->fallback, organization->n_fallback);
    return encode_finish(object);
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
