/* An obligation as JSON: {"preset", "inherited", "per", "at_least", "due": {"end": "-14d"}, "opens": {…}, "remind": ["-14d"], "repeat":
 * "3wd", "at": 32400, "notify": [ID], "escalate": [{"after": "3wd", "to": [ID]}], "procedure": ID, "previous": ID, "outcomes": [{"id",
 * "zh", "en", "removes"}], "fields": (json_fields.c)}. A due rule is an object with one key, its kind, and maybe "inclusive". */
#include "json.h"

#include <string.h>

static const char *const period_words[] = {[PERIOD_TERM] = "term", [PERIOD_YEAR] = "year", [PERIOD_ONCE] = "once", [PERIOD_CASE] = "case"};

#define N_PERIOD_WORDS (sizeof period_words / sizeof *period_words)
_Static_assert(N_PERIOD_WORDS == PERIOD_CASE + 1, "a word a kind");

static const char *const due_words[] = {
    [DUE_DATE] = "date", [DUE_ANNUAL] = "annual", [DUE_WEEK] = "week",         [DUE_BEGIN] = "begin",
    [DUE_END] = "end",   [DUE_EVENT] = "event",   [DUE_PREVIOUS] = "previous", [DUE_DUE] = "due",
};

#define N_DUE_WORDS (sizeof due_words / sizeof *due_words)
_Static_assert(N_DUE_WORDS == DUE_DUE + 1, "a word a kind");

static void encode_due(struct json_writer *writer, const char *key, const struct due_rule *rule)
{
    if (rule->kind == DUE_NONE)
        return;
    write_object(writer, key);
    if (rule->kind == DUE_DATE)
        encode_date(writer, due_words[DUE_DATE], rule->date);
    else if (rule->kind == DUE_ANNUAL)
        write_integer(writer, due_words[DUE_ANNUAL], rule->month * 100 + rule->day);
    else if (rule->kind == DUE_WEEK)
        write_integer(writer, due_words[DUE_WEEK], rule->week);
    else
        encode_span(writer, due_words[rule->kind], rule->offset);
    encode_flag(writer, "inclusive", rule->inclusive);
    write_object_end(writer);
}

static void encode_escalations(struct json_writer *writer, const struct escalation *steps, size_t n)
{
    if (n == 0)
        return;
    write_array(writer, "escalate");
    for (size_t i = 0; i < n; i++) {
        write_object(writer, NULL);
        encode_span(writer, "after", steps[i].after);
        encode_texts(writer, "to", steps[i].to, steps[i].n_to);
        write_object_end(writer);
    }
    write_array_end(writer);
}

static void encode_spans(struct json_writer *writer, const char *key, const struct span *spans, size_t n)
{
    if (n == 0)
        return;
    write_array(writer, key);
    for (size_t i = 0; i < n; i++)
        encode_span(writer, NULL, spans[i]);
    write_array_end(writer);
}

static void encode_outcomes(struct json_writer *writer, const struct outcome *outcomes, size_t n)
{
    if (n == 0)
        return;
    write_array(writer, "outcomes");
    for (size_t i = 0; i < n; i++) {
        write_object(writer, NULL);
        encode_text(writer, "id", outcomes[i].id);
        encode_text(writer, "zh", outcomes[i].title.zh);
        encode_text(writer, "en", outcomes[i].title.en);
        encode_flag(writer, "removes", outcomes[i].removes);
        write_object_end(writer);
    }
    write_array_end(writer);
}

char *obligation_encode(const struct obligation *obligation)
{
    struct json_writer writer = {0};

    write_object(&writer, NULL);
    encode_text(&writer, "preset", obligation->preset);
    encode_text(&writer, "inherited", obligation->inherited);
    encode_text(&writer, "procedure", obligation->procedure);
    encode_text(&writer, "previous", obligation->previous);
    encode_text(&writer, "per", period_words[obligation->per]);
    if (obligation->at_least != 1)
        write_integer(&writer, "at_least", obligation->at_least);
    encode_due(&writer, "due", &obligation->due);
    encode_due(&writer, "opens", &obligation->opens);
    encode_spans(&writer, "remind", obligation->remind, obligation->n_remind);
    if (obligation->repeat.count != 0)
        encode_span(&writer, "repeat", obligation->repeat);
    write_integer(&writer, "at", obligation->at);
    encode_texts(&writer, "notify", obligation->notify, obligation->n_notify);
    encode_escalations(&writer, obligation->escalate, obligation->n_escalate);
    encode_outcomes(&writer, obligation->outcomes, obligation->n_outcomes);
    if (obligation->check)
        check_write(&writer, "check", obligation->check);
    encode_text(&writer, "check_from", obligation->check_from);
    encode_fields(&writer, obligation);
    write_object_end(&writer);
    return json_writer_take(&writer);
}

static enum period_kind decode_per(struct decoder *decoder, const json_t *object)
{
    const char *word = json_string_value(json_object_get(object, "per"));

    for (size_t i = 0; word && i < N_PERIOD_WORDS; i++) {
        if (strcmp(period_words[i], word) == 0)
            return (enum period_kind)i;
    }
    decoder->trouble = "per";
    return PERIOD_TERM;
}

/* 1231 for December 31. */
static void decode_annual(struct decoder *decoder, const json_t *due, struct due_rule *rule)
{
    const int64_t day = decode_integer(decoder, due, due_words[DUE_ANNUAL], 101, 1231, 101);

    rule->month = (int32_t)(day / 100);
    rule->day = (int32_t)(day % 100);
    if (rule->day < 1 || rule->day > 31)
        decoder->trouble = due_words[DUE_ANNUAL];
}

static struct due_rule decode_due(struct decoder *decoder, const json_t *object, const char *key)
{
    const json_t *due = json_object_get(object, key), *value = NULL;
    struct due_rule rule = {.kind = DUE_NONE};

    if (!due)
        return rule;
    for (size_t i = DUE_DATE; i < N_DUE_WORDS && !value; i++) {
        value = json_object_get(due, due_words[i]);
        rule.kind = (enum due_kind)i;
    }
    if (!value)
        decoder->trouble = key;
    else if (rule.kind == DUE_DATE)
        rule.date = decode_date_value(decoder, value, key);
    else if (rule.kind == DUE_ANNUAL)
        decode_annual(decoder, due, &rule);
    else if (rule.kind == DUE_WEEK)
        rule.week = (int32_t)decode_integer(decoder, due, due_words[DUE_WEEK], 1, 1000, 1);
    else
        rule.offset = decode_span_value(decoder, value, key);
    rule.inclusive = decode_bool(decoder, due, "inclusive", false);
    return rule;
}

static const struct span *decode_spans(struct decoder *decoder, const json_t *object, const char *key, size_t *ret_n)
{
    const json_t *array = decode_array(decoder, object, key);
    const size_t n = json_array_size(array);
    struct span *spans = n ? arena_array(decoder->arena, n, sizeof *spans) : NULL;

    for (size_t i = 0; i < n; i++)
        spans[i] = decode_span_value(decoder, json_array_get(array, i), key);
    *ret_n = n;
    return spans;
}

static const struct escalation *decode_escalations(struct decoder *decoder, const json_t *object, size_t *ret_n)
{
    const json_t *array = decode_array(decoder, object, "escalate");
    const size_t n = json_array_size(array);
    struct escalation *steps = n ? arena_array(decoder->arena, n, sizeof *steps) : NULL;

    for (size_t i = 0; i < n; i++) {
        const json_t *step = json_array_get(array, i);

        steps[i].after = decode_span_value(decoder, json_object_get(step, "after"), "after");
        steps[i].to = decode_texts(decoder, step, "to", &steps[i].n_to);
    }
    *ret_n = n;
    return steps;
}

static const struct outcome *decode_outcomes(struct decoder *decoder, const json_t *object, size_t *ret_n)
{
    const json_t *array = decode_array(decoder, object, "outcomes");
    const size_t n = json_array_size(array);
    struct outcome *outcomes = n ? arena_array(decoder->arena, n, sizeof *outcomes) : NULL;

    for (size_t i = 0; i < n; i++) {
        const json_t *outcome = json_array_get(array, i);

        outcomes[i].id = decode_text(decoder, outcome, "id");
        outcomes[i].title.zh = decode_text_or_null(decoder, outcome, "zh");
        outcomes[i].title.en = decode_text_or_null(decoder, outcome, "en");
        outcomes[i].removes = decode_bool(decoder, outcome, "removes", false);
    }
    *ret_n = n;
    return outcomes;
}

bool obligation_decode(struct decoder *decoder, const char *text, struct obligation *ret)
{
    json_t *object = decode_start(decoder, text);
    const json_t *repeat = json_object_get(object, "repeat"), *check = json_object_get(object, "check");
    struct obligation read = {
        .preset = decode_text_or_null(decoder, object, "preset"),
        .inherited = decode_text_or_null(decoder, object, "inherited"),
        .procedure = decode_text_or_null(decoder, object, "procedure"),
        .previous = decode_text_or_null(decoder, object, "previous"),
        .per = decode_per(decoder, object),
        .at_least = (int32_t)decode_integer(decoder, object, "at_least", 1, INT32_MAX, 1),
        .due = decode_due(decoder, object, "due"),
        .opens = decode_due(decoder, object, "opens"),
        .repeat = repeat ? decode_span_value(decoder, repeat, "repeat") : (struct span){0},
        .at = (int32_t)decode_integer(decoder, object, "at", 0, 86399, 0),
    };

    read.remind = decode_spans(decoder, object, "remind", &read.n_remind);
    read.notify = decode_texts(decoder, object, "notify", &read.n_notify);
    read.escalate = decode_escalations(decoder, object, &read.n_escalate);
    read.outcomes = decode_outcomes(decoder, object, &read.n_outcomes);
    read.check = check ? check_from_json(decoder, check) : NULL;
    read.check_from = read.check ? decode_text_or_null(decoder, object, "check_from") : NULL;
    read.fields = decode_fields(decoder, object, &read.n_fields);
    json_decref(object);
    if (decoder->trouble)
        return false;
    *ret = read;
    return true;
}
