/* Checks of a record's fields: see record_fields.h. */
#include "record_fields.h"

#include <string.h>

#include "words.h"

#define DIGITS_MAX   12
#define DECIMALS_MAX 6
#define ONE          1000000 /* a number is counted in millionths */

static const char *const names[FIELD_TYPE_COUNT] = {
#define X(name, word) [FIELD_TYPE_##name] = word,
    FIELD_TYPE_MAP(X)
#undef X
};

const char *field_type_name(enum field_type type)
{
    return names[type];
}

int field_type_parse(const char *word, enum field_type *ret_type)
{
    int type = words_find(names, FIELD_TYPE_COUNT, word);

    if (type < 0)
        return type;
    *ret_type = (enum field_type)type;
    return 0;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "-12.5" in millionths. */
static bool parse_number(const char *text, int64_t *ret_millionths)
{
    const bool negative = text[0] == '-';
    int64_t number = 0;
    int n = 0, unit = ONE;

    for (text += negative; is_digit(*text) && n < DIGITS_MAX; text++, n++)
        number = number * 10 + (*text - '0');
    if (n == 0)
        return false;
    number *= ONE;
    if (*text == '.') {
        for (text++, n = 0; is_digit(*text) && n < DECIMALS_MAX; text++, n++)
            number += (int64_t)(*text - '0') * (unit /= 10);
        if (n == 0)
            return false;
    }
    *ret_millionths = negative ? -number : number;
    return *text == '\0';
}

static int64_t count_characters(const char *text)
{
    int64_t n = 0;

    for (; *text; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

static bool lies_within(const struct field_rule *rule, int64_t number, int64_t unit)
{
    return (!rule->has_min || number >= rule->min * unit) && (!rule->has_max || number <= rule->max * unit);
}

static bool is_link(const char *text)
{
    const size_t scheme = strncmp(text, "https://", 8) == 0 ? 8 : strncmp(text, "http://", 7) == 0 ? 7 : 0;

    if (scheme == 0 || text[scheme] == '\0' || text[scheme] == '/')
        return false;
    for (const char *at = text; *at; at++) {
        if ((unsigned char)*at <= ' ' || *at == 0x7f || strchr("\"<>\\^`{|}", *at))
            return false;
    }
    return true;
}

static bool is_good(const struct field_rule *rule, const char *text, const struct organization *organization)
{
    int64_t number;
    date_t date;

    switch (rule->type) {
    case FIELD_TYPE_NUMBER:
        return parse_number(text, &number) && lies_within(rule, number, ONE);
    case FIELD_TYPE_DATE:
        return date_parse(text, &date) == 0;
    case FIELD_TYPE_MEMBER:
        return organization_member(organization, text) != NULL;
    case FIELD_TYPE_LINK:
        return is_link(text);
    default:
        return lies_within(rule, count_characters(text), 1);
    }
}

static const struct record_value *find_value(const struct record_value *values, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(values[i].name, name) == 0)
            return &values[i];
    }
    return NULL;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t")] == '\0';
}

size_t record_fields_check(const struct field_rule *rules, size_t n_rules, const struct record_value *values, size_t n_values,
                           const struct organization *organization, struct arena *arena, struct field_fault **ret_faults)
{
    struct field_fault *faults = arena_array(arena, n_rules + 1, sizeof *faults);
    size_t n = 0;

    for (size_t i = 0; i < n_rules; i++) {
        const struct record_value *value = find_value(values, n_values, rules[i].id);

        if (!value || (value->text && is_blank(value->text))) {
            if (rules[i].required)
                faults[n++] = (struct field_fault){.rule = &rules[i]};
        } else if (!value->text || !is_good(&rules[i], value->text, organization)) {
            faults[n++] = (struct field_fault){.rule = &rules[i], .found = value->text ? value->text : ""};
        }
    }
    *ret_faults = faults;
    return n;
}
