/* A calendar as JSON: {"terms": [{"id", "year", "begins", "ends", "turn"}], "off": [DATE], "work": [DATE]}. */
#include "json.h"

#include <stdlib.h>

static void encode_term(struct json_writer *writer, const struct term *term)
{
    write_object(writer, NULL);
    encode_text(writer, "id", term->id);
    encode_text(writer, "year", term->year);
    encode_date(writer, "begins", term->begins);
    encode_date(writer, "ends", term->ends);
    if (!term->turn)
        write_bool(writer, "turn", false);
    write_object_end(writer);
}

static void encode_days(struct json_writer *writer, const char *key, const struct calendar *calendar, bool works)
{
    write_array(writer, key);
    for (size_t i = 0; i < calendar->n_days; i++) {
        if (calendar->days[i].works == works)
            encode_date_value(writer, calendar->days[i].on);
    }
    write_array_end(writer);
}

char *calendar_encode(const struct calendar *calendar)
{
    struct json_writer writer = {0};

    write_object(&writer, NULL);
    write_array(&writer, "terms");
    for (size_t i = 0; i < calendar->n_terms; i++)
        encode_term(&writer, &calendar->terms[i]);
    write_array_end(&writer);
    encode_days(&writer, "off", calendar, false);
    encode_days(&writer, "work", calendar, true);
    write_object_end(&writer);
    return json_writer_take(&writer);
}

static struct term term_from_json(struct decoder *decoder, const json_t *object)
{
    return (struct term){
        .id = decode_text(decoder, object, "id"),
        .year = decode_text(decoder, object, "year"),
        .begins = decode_date_value(decoder, json_object_get(object, "begins"), "begins"),
        .ends = decode_date_value(decoder, json_object_get(object, "ends"), "ends"),
        .turn = decode_bool(decoder, object, "turn", true),
    };
}

static int day_order(const void *a, const void *b)
{
    const struct special_day *left = a, *right = b;

    return (left->on > right->on) - (left->on < right->on);
}

bool calendar_decode(struct decoder *decoder, const char *text, struct calendar *ret)
{
    json_t *object = decode_start(decoder, text);
    const json_t *all_terms = decode_array(decoder, object, "terms");
    const json_t *off = decode_array(decoder, object, "off"), *work = decode_array(decoder, object, "work");
    const size_t n_terms = json_array_size(all_terms), n_off = json_array_size(off), n_days = n_off + json_array_size(work);
    struct term *terms = arena_array(decoder->arena, n_terms, sizeof *terms);
    struct special_day *days = arena_array(decoder->arena, n_days, sizeof *days);

    for (size_t i = 0; i < n_terms; i++)
        terms[i] = term_from_json(decoder, json_array_get(all_terms, i));
    for (size_t i = 0; i < n_days; i++) {
        days[i].works = i >= n_off;
        days[i].on = decode_date_value(decoder, days[i].works ? json_array_get(work, i - n_off) : json_array_get(off, i), "days");
    }
    json_decref(object);
    if (decoder->trouble)
        return false;
    qsort(days, n_days, sizeof *days, day_order);
    *ret = (struct calendar){.terms = terms, .n_terms = n_terms, .days = days, .n_days = n_days};
    return true;
}
