/* Why a turn is whose it is, as JSON: {"code": "fewest", "member", "on", "turns", "tied", "words", "void": [ID, ID], "others": [{"member",
 * "why", "turns"}]}. */
#include <string.h>

#include "json.h"

static void encode_passed(struct json_writer *writer, const struct passed *passed)
{
    write_object(writer, NULL);
    encode_text(writer, "member", passed->member);
    encode_text(writer, "why", passed_words(passed->why));
    if (passed->turns)
        write_integer(writer, "turns", passed->turns);
    write_object_end(writer);
}

char *reason_encode(const struct turn_reason *reason)
{
    struct json_writer writer = {0};
    const char *const voided[] = {reason->void_member, reason->void_other};

    write_object(&writer, NULL);
    encode_text(&writer, "code", reason_code_name(reason->code));
    encode_text(&writer, "member", reason->member);
    if (reason->code == REASON_LEFT || reason->code == REASON_SUSPENDED || reason->code == REASON_REMOVED)
        encode_date(&writer, "on", reason->on);
    if (reason->turns)
        write_integer(&writer, "turns", reason->turns);
    encode_flag(&writer, "tied", reason->tied);
    encode_text(&writer, "words", reason->words);
    encode_texts(&writer, "void", voided, reason->void_member ? 2 : 0);
    write_array(&writer, "others");
    for (size_t i = 0; i < reason->n_others; i++)
        encode_passed(&writer, &reason->others[i]);
    write_array_end(&writer);
    write_object_end(&writer);
    return json_writer_take(&writer);
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
