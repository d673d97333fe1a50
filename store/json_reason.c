/* Why a turn is whose it is, as JSON: {"code": "fewest", "member", "on", "turns", "tied", "words", "void": [ID, ID], "others": [{"member",
 * "why", "turns"}]}. */
#include <string.h>

#include "json.h"

static json_t *passed_to_json(const struct passed *passed)
{
    json_t *object = json_object();

    encode_text(object, "member", passed->member);
    encode_text(object, "why", passed_words(passed->why));
    if (passed->turns)
        json_object_set_new_nocheck(object, "turns", json_integer(passed->turns));
    return object;
}

char *reason_encode(const struct turn_reason *reason)
{
    json_t *object = json_object(), *others = json_array();
    const char *const voided[] = {reason->void_member, reason->void_other};

    encode_text(object, "code", reason_code_name(reason->code));
    encode_text(object, "member", reason->member);
    if (reason->code == REASON_LEFT || reason->code == REASON_SUSPENDED || reason->code == REASON_REMOVED)
        encode_date(object, "on", reason->on);
    if (reason->turns)
        json_object_set_new_nocheck(object, "turns", json_integer(reason->turns));
    if (reason->tied)
        json_object_set_new_nocheck(object, "tied", json_true());
    encode_text(object, "words", reason->words);
    encode_texts(object, "void", voided, reason->void_member ? 2 : 0);
    for (size_t i = 0; i < reason->n_others; i++)
        json_array_append_new(others, passed_to_json(&reason->others[i]));
    json_object_set_new_nocheck(object, "others", others);
    return encode_finish(object);
}

static struct passed passed_from_json(struct decoder *decoder, const json_t *object)
{
    struct passed passed = {
        .member = decode_text(decoder, object, "member"),
        .turns = (int32_t)decode_integer(decoder, object, "turns", 0, INT32_MAX, 0),
    };

    if (passed_parse(decode_text(decoder, object, "why"), &passed.why) != 0)
        decoder->trouble = "why";
    return passed;
}

bool reason_decode(struct decoder *decoder, const char *text, struct turn_reason *ret)
{
    json_t *object = decode_start(decoder, text);
    const json_t *array = decode_array(decoder, object, "others");
    const size_t n = json_array_size(array);
    struct passed *others = arena_array(decoder->arena, n + 1, sizeof *others);
    size_t n_void;
    const char *const *voided = decode_texts(decoder, object, "void", &n_void);
    struct turn_reason read = {
        .member = decode_text_or_null(decoder, object, "member"),
        .on = decode_date(decoder, object, "on", DATE_NONE),
        .turns = (int32_t)decode_integer(decoder, object, "turns", 0, INT32_MAX, 0),
        .tied = decode_bool(decoder, object, "tied", false),
        .words = decode_text_or_null(decoder, object, "words"),
        .void_member = n_void == 2 ? voided[0] : NULL,
        .void_other = n_void == 2 ? voided[1] : NULL,
        .others = others,
        .n_others = n,
    };

    if (reason_code_parse(decode_text(decoder, object, "code"), &read.code) != 0)
        decoder->trouble = "code";
    for (size_t i = 0; i < n; i++)
        others[i] = passed_from_json(decoder, json_array_get(array, i));
    json_decref(object);
    if (decoder->trouble)
        return false;
    *ret = read;
    return true;
}
