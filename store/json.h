/* Reading and writing the definitions kept as JSON. Writing leaves out what is empty; reading keeps the first thing it does not understand,
 * so that a value is read in one go and judged at the end. */
#ifndef LUNZHI_STORE_JSON_H
#define LUNZHI_STORE_JSON_H

#include <jansson.h>

#include "channel.h"
#include "json_writer.h"
#include "memory.h"
#include "organization.h"
#include "reason.h"

struct decoder {
    struct arena *arena;
    const char *trouble; /* the key that is missing or wrong; NULL: none */
};

/* Required texts and arrays of texts come back as "" and empty when they are missing, with the trouble noted. */
const char *decode_text(struct decoder *decoder, const json_t *object, const char *key);
const char *decode_text_or_null(struct decoder *decoder, const json_t *object, const char *key);
int64_t decode_integer(struct decoder *decoder, const json_t *object, const char *key, int64_t min, int64_t max, int64_t otherwise);
bool decode_bool(struct decoder *decoder, const json_t *object, const char *key, bool otherwise);
date_t decode_date(struct decoder *decoder, const json_t *object, const char *key, date_t otherwise);
/* Of a JSON string. */
date_t decode_date_value(struct decoder *decoder, const json_t *value, const char *key);
struct span decode_span_value(struct decoder *decoder, const json_t *value, const char *key);
/* NULL when it is left out: an empty array. */
const json_t *decode_array(struct decoder *decoder, const json_t *object, const char *key);
const char *const *decode_texts(struct decoder *decoder, const json_t *object, const char *key, size_t *ret_n);

/* Empty ones are left out: NULL, dates that are none, no texts, false. */
void encode_text(struct json_writer *writer, const char *key, const char *text);
void encode_date(struct json_writer *writer, const char *key, date_t date);
void encode_texts(struct json_writer *writer, const char *key, const char *const *texts, size_t n);
void encode_flag(struct json_writer *writer, const char *key, bool flag);
void encode_span(struct json_writer *writer, const char *key, struct span span);
/* Always written: "" for a date that is none. */
void encode_date_value(struct json_writer *writer, date_t date);
/* NULL with the trouble noted. The value is the caller's to json_decref(). */
json_t *decode_start(struct decoder *decoder, const char *text);

/* The fields a record of an obligation must have; left out when there are none. */
void encode_fields(struct json_writer *writer, const struct obligation *obligation);
const struct field_rule *decode_fields(struct decoder *decoder, const json_t *object, size_t *ret_n);

/* The nouns. encode: as json_writer_take(). decode: false with decoder->trouble set. What a column of its own holds (ids, titles) is
 * neither written nor filled in. */
char *calendar_encode(const struct calendar *calendar);
bool calendar_decode(struct decoder *decoder, const char *text, struct calendar *ret);
char *channel_encode(const struct channel *channel);
bool channel_decode(struct decoder *decoder, const char *text, struct channel *ret);
char *obligation_encode(const struct obligation *obligation);
bool obligation_decode(struct decoder *decoder, const char *text, struct obligation *ret);
char *organization_encode(const struct organization *organization);
bool organization_decode(struct decoder *decoder, const char *text, struct organization *ret);
char *members_encode(const struct member *members, size_t n);
bool members_decode(struct decoder *decoder, const char *text, struct member **ret_members, size_t *ret_n);
/* A check as one value. */
void check_write(struct json_writer *writer, const char *key, const struct check *check);
const struct check *check_from_json(struct decoder *decoder, const json_t *object);
/* What a roster says; the rest of `ret` stays. */
char *roster_encode(const struct roster *roster);
bool roster_decode(struct decoder *decoder, const char *text, struct roster *ret);
char *reason_encode(const struct turn_reason *reason);
bool reason_decode(struct decoder *decoder, const char *text, struct turn_reason *ret);
/* Members as an array. */
void members_write(struct json_writer *writer, const char *key, const struct member *members, size_t n);
struct member *members_from_json(struct decoder *decoder, const json_t *array, size_t *ret_n);

#endif
