/* A member as JSON: {"id", "name", "posts": [POST], "since", "until", "absent": [[DATE, DATE]], "suspended": [[DATE, DATE]], "addresses":
 * [[KIND, VALUE]], "channels": [ID], "quiet", "workdays_only"}. An open end of an interval is "". */
#include "json.h"

static void encode_intervals(struct json_writer *writer, const char *key, const struct interval *intervals, size_t n)
{
    if (n == 0)
        return;
    write_array(writer, key);
    for (size_t i = 0; i < n; i++) {
        write_array(writer, NULL);
        encode_date_value(writer, intervals[i].since);
        encode_date_value(writer, intervals[i].until);
        write_array_end(writer);
    }
    write_array_end(writer);
}

static void encode_addresses(struct json_writer *writer, const struct address *addresses, size_t n)
{
    if (n == 0)
        return;
    write_array(writer, "addresses");
    for (size_t i = 0; i < n; i++) {
        write_array(writer, NULL);
        write_string(writer, NULL, addresses[i].kind);
        write_string(writer, NULL, addresses[i].value);
        write_array_end(writer);
    }
    write_array_end(writer);
}

static void encode_window(struct json_writer *writer, const struct window *window)
{
    char quiet[WINDOW_QUIET_SIZE];

    if (*window_format_quiet(window, quiet))
        encode_text(writer, "quiet", quiet);
    encode_flag(writer, "workdays_only", window->workdays_only);
}

static void encode_member(struct json_writer *writer, const struct member *member)
{
    write_object(writer, NULL);
    encode_text(writer, "id", member->id);
    encode_text(writer, "name", member->name);
    encode_texts(writer, "posts", member->posts, member->n_posts);
    encode_date(writer, "since", member->term.since);
    encode_date(writer, "until", member->term.until);
    encode_intervals(writer, "absent", member->absent, member->n_absent);
    encode_intervals(writer, "suspended", member->suspended, member->n_suspended);
    encode_addresses(writer, member->addresses, member->n_addresses);
    encode_texts(writer, "channels", member->channels, member->n_channels);
    encode_window(writer, &member->window);
    write_object_end(writer);
}

void members_write(struct json_writer *writer, const char *key, const struct member *members, size_t n)
{
    write_array(writer, key);
    for (size_t i = 0; i < n; i++)
        encode_member(writer, &members[i]);
    write_array_end(writer);
}

/* One end of an interval: "" is open. */
static date_t decode_end(struct decoder *decoder, const json_t *pair, size_t index, const char *key, date_t open)
{
    const json_t *value = json_array_get(pair, index);

    if (json_is_string(value) && json_string_length(value) == 0)
        return open;
    return decode_date_value(decoder, value, key);
}

static const struct interval *decode_intervals(struct decoder *decoder, const json_t *object, const char *key, size_t *ret_n)
{
    const json_t *array = decode_array(decoder, object, key);
    const size_t n = json_array_size(array);
    struct interval *intervals = n ? arena_array(decoder->arena, n, sizeof *intervals) : NULL;

    for (size_t i = 0; i < n; i++) {
        const json_t *pair = json_array_get(array, i);

        intervals[i].since = decode_end(decoder, pair, 0, key, DATE_NONE);
        intervals[i].until = decode_end(decoder, pair, 1, key, DATE_FOREVER);
    }
    *ret_n = n;
    return intervals;
}

static const struct address *decode_addresses(struct decoder *decoder, const json_t *object, size_t *ret_n)
{
    const json_t *array = decode_array(decoder, object, "addresses");
    const size_t n = json_array_size(array);
    struct address *addresses = n ? arena_array(decoder->arena, n, sizeof *addresses) : NULL;

    for (size_t i = 0; i < n; i++) {
        const json_t *pair = json_array_get(array, i);
        const char *kind = json_string_value(json_array_get(pair, 0)), *value = json_string_value(json_array_get(pair, 1));

        if (!kind || !value) {
            decoder->trouble = "addresses";
            break;
        }
        addresses[i] = (struct address){.kind = arena_strdup(decoder->arena, kind), .value = arena_strdup(decoder->arena, value)};
    }
    *ret_n = n;
    return addresses;
}

static void decode_window(struct decoder *decoder, const json_t *object, struct window *ret)
{
    const char *quiet = decode_text_or_null(decoder, object, "quiet");

    if (quiet && window_parse_quiet(quiet, ret) < 0)
        decoder->trouble = "quiet";
    ret->workdays_only = decode_bool(decoder, object, "workdays_only", false);
}

static void member_from_json(struct decoder *decoder, const json_t *object, struct member *ret)
{
    *ret = (struct member){
        .id = decode_text(decoder, object, "id"),
        .name = decode_text(decoder, object, "name"),
        .term = {.since = decode_date(decoder, object, "since", DATE_NONE), .until = decode_date(decoder, object, "until", DATE_FOREVER)},
    };
    ret->posts = decode_texts(decoder, object, "posts", &ret->n_posts);
    ret->absent = decode_intervals(decoder, object, "absent", &ret->n_absent);
    ret->suspended = decode_intervals(decoder, object, "suspended", &ret->n_suspended);
    ret->addresses = decode_addresses(decoder, object, &ret->n_addresses);
    ret->channels = decode_texts(decoder, object, "channels", &ret->n_channels);
    decode_window(decoder, object, &ret->window);
}

struct member *members_from_json(struct decoder *decoder, const json_t *array, size_t *ret_n)
{
    const size_t n = json_array_size(array);
    struct member *members = arena_array(decoder->arena, n, sizeof *members);

    for (size_t i = 0; i < n; i++)
        member_from_json(decoder, json_array_get(array, i), &members[i]);
    *ret_n = n;
    return members;
}

char *members_encode(const struct member *members, size_t n)
{
    struct json_writer writer = {0};

    members_write(&writer, NULL, members, n);
    return json_writer_take(&writer);
}

bool members_decode(struct decoder *decoder, const char *text, struct member **ret_members, size_t *ret_n)
{
    json_t *array = decode_start(decoder, text);
    struct member *members;
    size_t n;

    if (array && !json_is_array(array))
        decoder->trouble = "members";
    members = members_from_json(decoder, array, &n);
    json_decref(array);
    if (decoder->trouble)
        return false;
    *ret_members = members;
    *ret_n = n;
    return true;
}
