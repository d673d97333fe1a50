/* A calendar as JSON: {"terms": [{"id", "year", "begins", "ends", "turn"}], "off": [DATE], "work": [DATE]}. */
#include "json.h"

#include <stdlib.h>

static json_t *term_to_json(const struct term *term)
{
    json_t *object = json_object();

    encode_text(object, "id", term->id);
    encode_text(object, "year", term->year);
    encode_date(object, "begins", term->begins);
    encode_date(object, "ends", term->ends);
    if (!term->turn)
        json_object_set_new_nocheck(object, "turn", json_false());
    return object;
}

char *calendar_encode(const struct calendar *calendar)
{
    json_t *object = json_object(), *terms = json_array(), *off = json_array(), *work = json_array();

    for (size_t i = 0; i < calendar->n_terms; i++)
        json_array_append_new(terms, term_to_json(&calendar->terms[i]));
    for (size_t i = 0; i < calendar->n_days; i++)
        json_array_append_new(calendar->days[i].works ? work : off, encode_date_value(calendar->days[i].on));
    json_object_set_new_nocheck(object, "terms", terms);
    json_object_set_new_nocheck(object, "off", off);
    json_object_set_new_nocheck(object, "work", work);
    return encode_finish(object);
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
