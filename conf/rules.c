#include "rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AT(type, object, offset) ((type *)(void *)((char *)(object) + (offset)))
#define WEEK_MAX                 60

double span_days(struct span span)
{
    switch (span.unit) {
    case SPAN_DAYS:
        return span.count;
    case SPAN_WORKDAYS:
        return span.count * 7.0 / 5.0;
    case SPAN_WEEKS:
        return span.count * 7.0;
    default:
        return (double)span_seconds(span) / 86400.0;
    }
}

static bool parse_civil(const char *text, struct span *ret)
{
    return span_parse(text, ret) == 0 && span_is_civil(*ret);
}

/* "week N" */
static bool parse_week(const char *text, struct due_rule *ret)
{
    char *end = NULL;
    if (strncmp(text, "week ", 5) != 0 || text[5] < '1' || text[5] > '9')
        return false;
    long week = strtol(text + 5, &end, 10);
    *ret = (struct due_rule){.kind = DUE_WEEK, .week = (int32_t)week};
    return *end == '\0' && week <= WEEK_MAX;
}

/* "12-31": a day of each year; February 29 is none. */
static bool parse_annual(const char *text, struct due_rule *ret)
{
    char common_year[DATE_TEXT_SIZE];
    date_t on;
    int year, month, day;
    if (strlen(text) != strlen("MM-DD"))
        return false;
    snprintf(common_year, sizeof common_year, "2001-%s", text);
    if (date_parse(common_year, &on) != 0)
        return false;
    date_to_ymd(on, &year, &month, &day);
    *ret = (struct due_rule){.kind = DUE_ANNUAL, .month = month, .day = day};
    return true;
}

/* "-14d", and with "inclusive" working days that begin with the day itself. */
static bool parse_offset(const char *text, struct due_rule *ret)
{
    static const char word[] = " inclusive";
    char span[SPAN_TEXT_SIZE];
    size_t length = strcspn(text, " ");
    if (length >= sizeof span)
        return false;
    memcpy(span, text, length);
    span[length] = '\0';
    ret->inclusive = strcmp(text + length, word) == 0;
    if (!parse_civil(span, &ret->offset))
        return false;
    return ret->inclusive ? ret->offset.unit == SPAN_WORKDAYS && ret->offset.count >= 1 : text[length] == '\0';
}

/* "end", "end -14d", "previous +5wd inclusive" */
static bool parse_anchored(const char *text, struct due_rule *ret)
{
    static const struct {
        const char *word;
        enum due_kind kind;
    } anchors[] = {{"begin", DUE_BEGIN}, {"end", DUE_END}, {"event", DUE_EVENT}, {"previous", DUE_PREVIOUS}};
    for (size_t i = 0; i < sizeof anchors / sizeof anchors[0]; i++) {
        size_t length = strlen(anchors[i].word);
        if (strncmp(text, anchors[i].word, length) != 0)
            continue;
        *ret = (struct due_rule){.kind = anchors[i].kind, .offset = {.count = 0, .unit = SPAN_DAYS}};
        return text[length] == '\0' || (text[length] == ' ' && parse_offset(text + length + 1, ret));
    }
    return false;
}

static bool parse_due(const char *text, struct due_rule *ret)
{
    struct due_rule day = {.kind = DUE_DATE};
    if (date_parse(text, &day.date) == 0) {
        *ret = day;
        return true;
    }
    return parse_annual(text, ret) || parse_week(text, ret) || parse_anchored(text, ret);
}

void rule_due(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    struct due_rule rule;
    if (parse_due(config_setting_get_string(setting), &rule))
        *AT(struct due_rule, object, field->offset) = rule;
    else
        reader_bad(reader, setting, _(DUE_ALLOWED), NULL);
}

void rule_opens(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    struct due_rule rule = {.kind = DUE_DUE};
    const char *text = config_setting_get_string(setting);
    if ((parse_civil(text, &rule.offset) && rule.offset.count <= 0) || parse_due(text, &rule))
        *AT(struct due_rule, object, field->offset) = rule;
    else
        reader_bad(reader, setting, _(OPENS_ALLOWED), NULL);
}

void rule_remind(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    size_t n = (size_t)config_setting_length(setting);
    struct span *spans = arena_array(reader->arena, n, sizeof *spans);
    for (size_t i = 0; i < n; i++) {
        config_setting_t *element = config_setting_get_elem(setting, (unsigned)i);
        if (!parse_civil(config_setting_get_string(element), &spans[i]) || spans[i].count > 0)
            reader_bad(reader, element, _(REMIND_ALLOWED), NULL);
    }
    *AT(struct span *, object, field->offset) = spans;
    *AT(size_t, object, field->count) = n;
}

static void read_span_from(struct reader *reader, const struct field *field, config_setting_t *setting, void *object, int32_t least,
                           const char *allowed)
{
    struct span span;
    if (parse_civil(config_setting_get_string(setting), &span) && span.count >= least)
        *AT(struct span, object, field->offset) = span;
    else
        reader_bad(reader, setting, allowed, NULL);
}

void rule_repeat(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    read_span_from(reader, field, setting, object, 0, _(REPEAT_ALLOWED));
}

void rule_before(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    struct span span;
    if (parse_civil(config_setting_get_string(setting), &span) && span.count <= 0)
        *AT(struct span, object, field->offset) = span;
    else
        reader_bad(reader, setting, _(BEFORE_ALLOWED), NULL);
}

void rule_after(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    read_span_from(reader, field, setting, object, 1, _(AFTER_ALLOWED));
}

void rule_per(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    static const char *const words[] = {[PERIOD_TERM] = "term", [PERIOD_YEAR] = "year", [PERIOD_ONCE] = "once", [PERIOD_CASE] = "case"};
    struct nearest nearest = {.word = config_setting_get_string(setting)};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i], nearest.word) == 0) {
            *AT(enum period_kind, object, field->offset) = (enum period_kind)i;
            return;
        }
        nearest_offer(&nearest, words[i]);
    }
    reader_bad(reader, setting, _(PER_ALLOWED), &nearest);
}
