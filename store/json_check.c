/* A check as JSON: {"id", "table", "counts": [{"id", "zh", "en", "from", "distinct", "where": [{"columns", "is", "at_least", "at_most",
 * "negated"}], "compared"}], "rules": [{"id", "section", "zh", "en", "part", "whole", "bound", "limit", "kinds", "except", "since",
 * "until"}]}. Parts and wholes are indices of counts; bounds of a condition are thousandths. */
#include "json.h"

#include <string.h>

#include "check.h"
#include "words.h"

static const char *const from_words[] = {[COUNT_ROWS] = "rows", [COUNT_DISTINCT] = "distinct", [COUNT_STATED] = "stated"};
static const char *const bound_words[] = {[CHECK_AT_MOST] = "at_most", [CHECK_AT_LEAST] = "at_least", [CHECK_MORE_THAN] = "more_than"};

#define N_OF(array) (sizeof(array) / sizeof *(array))

static void encode_number(struct json_writer *writer, const char *key, int64_t number, int64_t otherwise)
{
    if (number != otherwise)
        write_integer(writer, key, number);
}

static void encode_condition(struct json_writer *writer, const struct condition *condition)
{
    write_object(writer, NULL);
    encode_texts(writer, "columns", condition->columns, condition->n_columns);
    encode_texts(writer, "is", condition->is, condition->n_is);
    encode_number(writer, "at_least", condition->at_least, INT64_MIN);
    encode_number(writer, "at_most", condition->at_most, INT64_MAX);
    encode_flag(writer, "negated", condition->negated);
    write_object_end(writer);
}

static void encode_count(struct json_writer *writer, const struct check_count *count)
{
    write_object(writer, NULL);
    encode_text(writer, "id", count->id);
    encode_text(writer, "zh", count->title.zh);
    encode_text(writer, "en", count->title.en);
    encode_text(writer, "from", from_words[count->from]);
    encode_text(writer, "distinct", count->distinct);
    write_array(writer, "where");
    for (size_t i = 0; i < count->n_where; i++)
        encode_condition(writer, &count->where[i]);
    write_array_end(writer);
    encode_flag(writer, "compared", count->compared);
    write_object_end(writer);
}

static void encode_rule(struct json_writer *writer, const struct check_rule *rule)
{
    write_object(writer, NULL);
    encode_text(writer, "id", rule->id);
    encode_text(writer, "section", rule->section);
    encode_text(writer, "zh", rule->title.zh);
    encode_text(writer, "en", rule->title.en);
    write_integer(writer, "part", (int64_t)rule->part);
    if (rule->whole != CHECK_NO_WHOLE)
        write_integer(writer, "whole", (int64_t)rule->whole);
    encode_text(writer, "bound", bound_words[rule->bound]);
    write_integer(writer, "limit", rule->limit);
    encode_texts(writer, "kinds", rule->kinds, rule->n_kinds);
    encode_texts(writer, "except", rule->except, rule->n_except);
    encode_text(writer, "since", rule->since);
    encode_text(writer, "until", rule->until);
    write_object_end(writer);
}

void check_write(struct json_writer *writer, const char *key, const struct check *check)
{
    write_object(writer, key);
    encode_text(writer, "id", check->id);
    encode_text(writer, "table", check->table);
    write_array(writer, "counts");
    for (size_t i = 0; i < check->n_counts; i++)
        encode_count(writer, &check->counts[i]);
    write_array_end(writer);
    write_array(writer, "rules");
    for (size_t i = 0; i < check->n_rules; i++)
        encode_rule(writer, &check->rules[i]);
    write_array_end(writer);
    write_object_end(writer);
}

static int decode_word(struct decoder *decoder, const json_t *object, const char *key, const char *const *words, size_t n_words)
{
    const char *word = json_string_value(json_object_get(object, key));
    const int index = word ? words_find(words, n_words, word) : -1;

    if (index < 0)
        decoder->trouble = key;
    return index < 0 ? 0 : index;
}

static struct text decode_title(struct decoder *decoder, const json_t *object)
{
    const struct text title = {.zh = decode_text_or_null(decoder, object, "zh"), .en = decode_text_or_null(decoder, object, "en")};

    if (!title.zh && !title.en)
        decoder->trouble = "zh";
    return title;
}

static struct condition decode_condition(struct decoder *decoder, const json_t *object)
{
    struct condition condition = {
        .at_least = decode_integer(decoder, object, "at_least", INT64_MIN, INT64_MAX, INT64_MIN),
        .at_most = decode_integer(decoder, object, "at_most", INT64_MIN, INT64_MAX, INT64_MAX),
        .negated = decode_bool(decoder, object, "negated", false),
    };

    condition.columns = decode_texts(decoder, object, "columns", &condition.n_columns);
    condition.is = decode_texts(decoder, object, "is", &condition.n_is);
    return condition;
}

static struct check_count decode_count(struct decoder *decoder, const json_t *object)
{
    const json_t *array = decode_array(decoder, object, "where");
    const size_t n = json_array_size(array);
    struct condition *where = arena_array(decoder->arena, n, sizeof *where);
    struct check_count count = {
        .id = decode_text(decoder, object, "id"),
        .title = decode_title(decoder, object),
        .from = (enum count_from)decode_word(decoder, object, "from", from_words, N_OF(from_words)),
        .distinct = decode_text_or_null(decoder, object, "distinct"),
        .where = where,
        .n_where = n,
        .compared = decode_bool(decoder, object, "compared", false),
    };

    for (size_t i = 0; i < n; i++)
        where[i] = decode_condition(decoder, json_array_get(array, i));
    if ((count.from == COUNT_DISTINCT) != (count.distinct != NULL))
        decoder->trouble = "distinct";
    return count;
}

static struct check_rule decode_rule(struct decoder *decoder, const json_t *object, size_t n_counts)
{
    const int64_t last = (int64_t)n_counts - 1;
    struct check_rule rule = {
        .id = decode_text(decoder, object, "id"),
        .section = decode_text_or_null(decoder, object, "section"),
        .title = decode_title(decoder, object),
        .part = (size_t)decode_integer(decoder, object, "part", 0, last, 0),
        .whole = CHECK_NO_WHOLE,
        .bound = (enum check_bound)decode_word(decoder, object, "bound", bound_words, N_OF(bound_words)),
        .limit = decode_integer(decoder, object, "limit", 0, CHECK_VALUE_MAX, 0),
        .since = decode_text_or_null(decoder, object, "since"),
        .until = decode_text_or_null(decoder, object, "until"),
    };

    if (json_object_get(object, "whole"))
        rule.whole = (size_t)decode_integer(decoder, object, "whole", 0, last, 0);
    rule.kinds = decode_texts(decoder, object, "kinds", &rule.n_kinds);
    rule.except = decode_texts(decoder, object, "except", &rule.n_except);
    if (n_counts == 0)
        decoder->trouble = "counts";
    return rule;
}

const struct check *check_from_json(struct decoder *decoder, const json_t *object)
{
    const json_t *counts = decode_array(decoder, object, "counts"), *rules = decode_array(decoder, object, "rules");
    struct check *check = arena_alloc(decoder->arena, sizeof *check);
    const size_t n_counts = json_array_size(counts), n_rules = json_array_size(rules);
    struct check_count *count = arena_array(decoder->arena, n_counts, sizeof *count);
    struct check_rule *rule = arena_array(decoder->arena, n_rules, sizeof *rule);

    for (size_t i = 0; i < n_counts; i++)
        count[i] = decode_count(decoder, json_array_get(counts, i));
    for (size_t i = 0; i < n_rules; i++)
        rule[i] = decode_rule(decoder, json_array_get(rules, i), n_counts);
    *check = (struct check){
        .id = decode_text(decoder, object, "id"),
        .table = decode_text_or_null(decoder, object, "table"),
        .counts = count,
        .n_counts = n_counts,
        .rules = rule,
        .n_rules = n_rules,
    };
    return check;
}
