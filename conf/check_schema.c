#include "check_schema.h"

#include <string.h>

#include "intl.h"
#include "unique.h"
#include "values.h"

#define NOT_SET   (-1)
#define LIMIT_MAX 1000000

/* As written: names are looked up once all are known. */
struct raw_condition {
    struct condition condition;
    int32_t at_least, at_most;
};

struct raw_count {
    struct check_count count;
    bool stated;
    const struct raw_condition *where;
    size_t n_where;
};

struct raw_share {
    const char *part, *whole;
    int32_t at_most, at_least, more_than; /* percentages */
};

struct raw_rule {
    struct check_rule rule;
    const char *of;
    int32_t at_most, at_least;
    struct raw_share share;
};

struct raw_file {
    const char *table;
    const struct roster_column *columns;
    size_t n_columns;
    const struct raw_count *counts;
    size_t n_counts;
    const struct raw_rule *rules;
    size_t n_rules;
};

#define ID(type, member)                                                                                                                   \
    {                                                                                                                                      \
        .name = "id", .forms = FORM_STRING, .required = true, .read = value_id, .allowed = ID_ALLOWED, .offset = offsetof(type, member)    \
    }
#define TITLE(type, member)                                                                                                                \
    {                                                                                                                                      \
        .name = "title", .forms = FORM_STRING | FORM_GROUP, .required = true, .read = value_text, .offset = offsetof(type, member)         \
    }
#define WORD(setting, type, member)                                                                                                        \
    {                                                                                                                                      \
        .name = setting, .forms = FORM_STRING, .read = value_string, .offset = offsetof(type, member)                                      \
    }
#define WORDS(setting, type, member, counted)                                                                                              \
    {                                                                                                                                      \
        .name = setting, .forms = FORM_STRING | FORM_STRINGS, .read = value_strings, .offset = offsetof(type, member),                     \
        .count = offsetof(type, counted)                                                                                                   \
    }
#define SWITCH(setting, type, member)                                                                                                      \
    {                                                                                                                                      \
        .name = setting, .forms = FORM_BOOLEAN, .read = value_boolean, .offset = offsetof(type, member)                                    \
    }
#define NUMBER(setting, greatest, type, member)                                                                                            \
    {                                                                                                                                      \
        .name = setting, .forms = FORM_INTEGER, .read = value_integer, .offset = offsetof(type, member), .min = 0, .max = greatest         \
    }
#define GROUPS(setting, needed, type, member, counted, of)                                                                                 \
    {                                                                                                                                      \
        .name = setting, .forms = FORM_GROUPS, .required = needed, .read = field_groups, .offset = offsetof(type, member),                 \
        .count = offsetof(type, counted), .schema = of                                                                                     \
    }

static const struct schema word_schema = {
    .fields = (const struct field[]){ID(struct roster_word, id), WORDS("names", struct roster_word, names, n_names), {0}},
    .size = sizeof(struct roster_word),
};

static const struct schema column_schema = {
    .fields =
        (const struct field[]){
            ID(struct roster_column, id),
            WORDS("headers", struct roster_column, headers, n_headers),
            SWITCH("required", struct roster_column, required),
            SWITCH("unique", struct roster_column, unique),
            SWITCH("number", struct roster_column, number),
            SWITCH("whole", struct roster_column, whole),
            NUMBER("max", LIMIT_MAX, struct roster_column, max),
            SWITCH("open", struct roster_column, open),
            GROUPS("words", false, struct roster_column, words, n_words, &word_schema),
            {0},
        },
    .size = sizeof(struct roster_column),
};

static const struct schema condition_schema = {
    .fields =
        (const struct field[]){
            WORDS("column", struct raw_condition, condition.columns, condition.n_columns),
            WORDS("is", struct raw_condition, condition.is, condition.n_is),
            NUMBER("at_least", LIMIT_MAX, struct raw_condition, at_least),
            NUMBER("at_most", LIMIT_MAX, struct raw_condition, at_most),
            SWITCH("negated", struct raw_condition, condition.negated),
            {0},
        },
    .size = sizeof(struct raw_condition),
    .defaults = &(const struct raw_condition){.at_least = NOT_SET, .at_most = NOT_SET},
};

static const struct schema count_schema = {
    .fields =
        (const struct field[]){
            ID(struct raw_count, count.id),
            TITLE(struct raw_count, count.title),
            SWITCH("stated", struct raw_count, stated),
            WORD("distinct", struct raw_count, count.distinct),
            GROUPS("where", false, struct raw_count, where, n_where, &condition_schema),
            SWITCH("compared", struct raw_count, count.compared),
            {0},
        },
    .size = sizeof(struct raw_count),
};

static const struct schema share_schema = {
    .fields =
        (const struct field[]){
            WORD("part", struct raw_share, part),
            WORD("whole", struct raw_share, whole),
            NUMBER("at_most_percent", 100, struct raw_share, at_most),
            NUMBER("at_least_percent", 100, struct raw_share, at_least),
            NUMBER("more_than_percent", 99, struct raw_share, more_than),
            {0},
        },
    .size = sizeof(struct raw_share),
};

static const struct schema rule_schema = {
    .fields =
        (const struct field[]){
            ID(struct raw_rule, rule.id),
            WORD("section", struct raw_rule, rule.section),
            TITLE(struct raw_rule, rule.title),
            WORD("of", struct raw_rule, of),
            NUMBER("at_most", LIMIT_MAX, struct raw_rule, at_most),
            NUMBER("at_least", LIMIT_MAX, struct raw_rule, at_least),
            {.name = "share",
             .forms = FORM_GROUP,
             .read = field_group,
             .offset = offsetof(struct raw_rule, share),
             .schema = &share_schema},
            WORDS("kinds", struct raw_rule, rule.kinds, rule.n_kinds),
            WORDS("except", struct raw_rule, rule.except, rule.n_except),
            WORD("since", struct raw_rule, rule.since),
            WORD("until", struct raw_rule, rule.until),
            {0},
        },
    .size = sizeof(struct raw_rule),
    .defaults = &(const struct raw_rule){.at_most = NOT_SET,
                                         .at_least = NOT_SET,
                                         .share = {.at_most = NOT_SET, .at_least = NOT_SET, .more_than = NOT_SET}},
};

static const struct schema file_schema = {
    .fields =
        (const struct field[]){
            {.name = "table", .forms = FORM_STRING, .read = value_id, .allowed = ID_ALLOWED, .offset = offsetof(struct raw_file, table)},
            GROUPS("columns", false, struct raw_file, columns, n_columns, &column_schema),
            GROUPS("counts", true, struct raw_file, counts, n_counts, &count_schema),
            GROUPS("checks", true, struct raw_file, rules, n_rules, &rule_schema),
            {0},
        },
    .size = sizeof(struct raw_file),
};

static const struct roster_column *find_column(const struct raw_file *raw, const char *id)
{
    for (size_t i = 0; i < raw->n_columns; i++) {
        if (raw->columns[i].id != NULL && strcmp(raw->columns[i].id, id) == 0)
            return &raw->columns[i];
    }
    return NULL;
}

/* NULL, said, if there is none. `i`: of a list, or of the one word in its place. */
static const struct roster_column *want_column(struct reader *reader, const config_setting_t *group, const char *member, size_t i,
                                               const struct raw_file *raw, const char *id)
{
    const struct roster_column *column = find_column(raw, id);
    struct nearest nearest = {.word = id};
    if (column != NULL)
        return column;
    for (size_t j = 0; j < raw->n_columns; j++) {
        if (raw->columns[j].id != NULL)
            nearest_offer(&nearest, raw->columns[j].id);
    }
    reader_bad(reader, reader_element(group, member, i), _("the id of a column of this file"), &nearest);
    return NULL;
}

/* Words a row can never hold would count nobody, and say nothing. */
static void check_words(struct reader *reader, const config_setting_t *group, const struct condition *condition,
                        const struct roster_column *column)
{
    for (size_t i = 0; column->n_words > 0 && i < condition->n_is; i++) {
        struct nearest nearest = {.word = condition->is[i]};
        bool known = false;
        for (size_t j = 0; j < column->n_words && !known; j++) {
            known = column->words[j].id != NULL && strcmp(column->words[j].id, condition->is[i]) == 0;
            if (!known && column->words[j].id != NULL)
                nearest_offer(&nearest, column->words[j].id);
        }
        if (!known)
            reader_bad(reader, reader_element(group, "is", i), arena_printf(reader->arena, _("a word of the column %s"), column->id),
                       &nearest);
    }
}

static void read_condition(struct reader *reader, const config_setting_t *group, const struct raw_file *raw,
                           const struct raw_condition *from, struct condition *ret)
{
    bool bounded = from->at_least != NOT_SET || from->at_most != NOT_SET;
    *ret = from->condition;
    ret->at_least = from->at_least != NOT_SET ? from->at_least * INT64_C(1000) : INT64_MIN;
    ret->at_most = from->at_most != NOT_SET ? from->at_most * INT64_C(1000) : INT64_MAX;
    if (bounded == (ret->n_is > 0))
        reader_add(reader, FINDING_ERROR, group, NULL, "%s",
                   _("a condition has words (is), or bounds (at_least, at_most); one of the two"));
    if (ret->n_columns == 0)
        reader_add(reader, FINDING_ERROR, group, "column", _("it is missing; required: %s"), _("the id of a column of this file"));
    for (size_t i = 0; i < ret->n_columns; i++) {
        const struct roster_column *column = want_column(reader, group, "column", i, raw, ret->columns[i]);
        if (column != NULL && column->number != bounded)
            reader_add(reader, FINDING_ERROR, group, "column", _("%s; the column %s holds %s"),
                       bounded ? _("bounds are for numbers") : _("words are not for numbers"), column->id,
                       column->number ? _("numbers") : _("words"));
        else if (column != NULL && !column->open)
            check_words(reader, group, ret, column);
    }
}

static void read_count(struct reader *reader, const config_setting_t *group, const struct raw_file *raw, const struct raw_count *from,
                       struct check_count *ret)
{
    struct condition *where = arena_array(reader->arena, from->n_where, sizeof *where);
    *ret = from->count;
    ret->from = from->stated ? COUNT_STATED : ret->distinct != NULL ? COUNT_DISTINCT : COUNT_ROWS;
    if (from->stated && (ret->distinct != NULL || from->n_where > 0))
        reader_add(reader, FINDING_ERROR, group, "stated", "%s", _("a stated count has neither distinct nor where: no row tells it"));
    if (ret->distinct != NULL)
        (void)want_column(reader, group, "distinct", 0, raw, ret->distinct);
    for (size_t i = 0; i < from->n_where; i++) {
        const config_setting_t *place = reader_element(group, "where", i);
        if (config_setting_is_group(place))
            read_condition(reader, place, raw, &from->where[i], &where[i]);
    }
    ret->where = where;
    ret->n_where = from->n_where;
}

static size_t want_count(struct reader *reader, const config_setting_t *group, const char *member, const struct check *check,
                         const char *id)
{
    struct nearest nearest = {.word = id};
    size_t i;
    if (id == NULL) {
        reader_add(reader, FINDING_ERROR, group, member, _("it is missing; required: %s"), _("the id of a count of this file"));
        return 0;
    }
    for (i = 0; i < check->n_counts; i++) {
        if (check->counts[i].id != NULL && strcmp(check->counts[i].id, id) == 0)
            return i;
        if (check->counts[i].id != NULL)
            nearest_offer(&nearest, check->counts[i].id);
    }
    reader_bad(reader, reader_member(group, member), _("the id of a count of this file"), &nearest);
    return 0;
}

/* Exactly one bound of those that are set. */
static void read_bound(struct reader *reader, const config_setting_t *group, int32_t at_most, int32_t at_least, int32_t more_than,
                       const char *allowed, struct check_rule *ret)
{
    if ((at_most != NOT_SET) + (at_least != NOT_SET) + (more_than != NOT_SET) != 1)
        reader_add(reader, FINDING_ERROR, group, NULL, _("it needs exactly one of %s"), allowed);
    ret->bound = at_most != NOT_SET ? CHECK_AT_MOST : at_least != NOT_SET ? CHECK_AT_LEAST : CHECK_MORE_THAN;
    ret->limit = at_most != NOT_SET ? at_most : at_least != NOT_SET ? at_least : more_than;
}

static void read_rule(struct reader *reader, const config_setting_t *group, const struct check *check, const struct raw_rule *from,
                      struct check_rule *ret)
{
    const config_setting_t *share = reader_member(group, "share");
    *ret = from->rule;
    ret->whole = CHECK_NO_WHOLE;
    if (share == NULL) {
        ret->part = want_count(reader, group, "of", check, from->of);
        read_bound(reader, group, from->at_most, from->at_least, NOT_SET, "at_most, at_least", ret);
        return;
    }
    if (from->of != NULL || from->at_most != NOT_SET || from->at_least != NOT_SET)
        reader_add(reader, FINDING_ERROR, group, "share", "%s", _("a share stands alone, without of, at_most and at_least"));
    ret->part = want_count(reader, share, "part", check, from->share.part);
    ret->whole = want_count(reader, share, "whole", check, from->share.whole);
    read_bound(reader, share, from->share.at_most, from->share.at_least, from->share.more_than,
               "at_most_percent, at_least_percent, more_than_percent", ret);
}

static void check_ids(struct reader *reader, config_setting_t *root, const char *list)
{
    struct unique ids;
    config_setting_t *groups = reader_member(root, list);
    unique_init(&ids);
    for (int i = 0; groups != NULL && i < config_setting_length(groups); i++) {
        config_setting_t *group = config_setting_get_elem(groups, (unsigned)i), *id = reader_member(group, "id");
        if (id != NULL && config_setting_type(id) == CONFIG_TYPE_STRING)
            unique_check(reader, &ids, group, "id", config_setting_get_string(id));
    }
    unique_done(&ids);
}

void check_schema_read(struct reader *reader, config_setting_t *root, struct check_file *ret)
{
    struct raw_file raw = {0};
    struct check *check = &ret->check;
    reader_group(reader, root, &file_schema, &raw);
    struct check_count *counts = arena_array(reader->arena, raw.n_counts, sizeof *counts);
    struct check_rule *rules = arena_array(reader->arena, raw.n_rules, sizeof *rules);
    for (size_t i = 0; i < raw.n_counts; i++)
        read_count(reader, reader_element(root, "counts", i), &raw, &raw.counts[i], &counts[i]);
    check->table = raw.table;
    check->counts = counts;
    check->n_counts = raw.n_counts;
    for (size_t i = 0; i < raw.n_rules; i++) {
        const config_setting_t *group = reader_element(root, "checks", i);
        if (config_setting_is_group(group))
            read_rule(reader, group, check, &raw.rules[i], &rules[i]);
    }
    check->rules = rules;
    check->n_rules = raw.n_rules;
    ret->columns = raw.columns;
    ret->n_columns = raw.n_columns;
    for (size_t i = 0; i < raw.n_columns; i++) {
        if (!raw.columns[i].number && (raw.columns[i].whole || raw.columns[i].max > 0))
            reader_add(reader, FINDING_ERROR, reader_element(root, "columns", i), NULL, "%s",
                       _("whole and max are for a column with number = true"));
    }
    check_ids(reader, root, "columns");
    check_ids(reader, root, "counts");
    check_ids(reader, root, "checks");
    if (raw.table != NULL && find_column(&raw, ROSTER_ID_COLUMN) == NULL)
        reader_add(reader, FINDING_ERROR, root, "columns", _("a table needs a column \"%s\""), ROSTER_ID_COLUMN);
}
