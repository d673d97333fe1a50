#include "calendars.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "intl.h"
#include "unique.h"
#include "values.h"

struct raw_calendar {
    const char *id;
    const char *const *holidays;
    size_t n_holidays;
    struct term *terms;
    size_t n_terms;
};

static const struct schema term_schema = {
    .fields =
        (const struct field[]){
            {.name = "id",
             .forms = FORM_STRING,
             .required = true,
             .read = value_id,
             .allowed = ID_ALLOWED,
             .offset = offsetof(struct term, id)},
            {.name = "year", .forms = FORM_STRING, .read = value_id, .allowed = ID_ALLOWED, .offset = offsetof(struct term, year)},
            {.name = "begins",
             .forms = FORM_STRING,
             .required = true,
             .read = value_date,
             .allowed = DATE_ALLOWED,
             .offset = offsetof(struct term, begins)},
            {.name = "ends",
             .forms = FORM_STRING,
             .required = true,
             .read = value_date,
             .allowed = DATE_ALLOWED,
             .offset = offsetof(struct term, ends)},
            {.name = "turn", .forms = FORM_BOOLEAN, .read = value_boolean, .offset = offsetof(struct term, turn)},
            {0},
        },
    .size = sizeof(struct term),
    .defaults = &(const struct term){.begins = DATE_NONE, .ends = DATE_NONE, .turn = true},
};

static const struct schema calendar_schema = {
    .fields =
        (const struct field[]){
            {.name = "id",
             .forms = FORM_STRING,
             .required = true,
             .read = value_id,
             .allowed = ID_ALLOWED,
             .offset = offsetof(struct raw_calendar, id)},
            {.name = "holidays",
             .forms = FORM_STRINGS,
             .read = value_strings,
             .offset = offsetof(struct raw_calendar, holidays),
             .count = offsetof(struct raw_calendar, n_holidays)},
            {.name = "terms",
             .forms = FORM_GROUPS,
             .required = true,
             .read = field_groups,
             .offset = offsetof(struct raw_calendar, terms),
             .count = offsetof(struct raw_calendar, n_terms),
             .schema = &term_schema},
            {0},
        },
    .size = sizeof(struct raw_calendar),
};

/* "2020-2021": two years that follow each other. */
static bool is_academic_year(const char *text)
{
    static const char pattern[] = "0000-0000";
    if (strlen(text) != strlen(pattern))
        return false;
    for (size_t i = 0; pattern[i] != '\0'; i++) {
        if (pattern[i] == '0' ? !isdigit((unsigned char)text[i]) : text[i] != '-')
            return false;
    }
    return atoi(text) + 1 == atoi(text + 5);
}

/* `year`, or what stands before the last hyphen of the id. */
static void term_set_year(struct reader *reader, const config_setting_t *group, struct term *term)
{
    if (term->id == NULL)
        return;
    bool given = reader_member(group, "year") != NULL;
    if (!given) {
        char *year = arena_strdup(reader->arena, term->id);
        char *hyphen = strrchr(year, '-');
        if (hyphen != NULL)
            *hyphen = '\0';
        term->year = year;
    }
    if (term->year == NULL || is_academic_year(term->year))
        return;
    if (given)
        reader_bad(reader, reader_member(group, "year"), _("an academic year, YYYY-YYYY, of two years that follow each other"), NULL);
    else
        reader_add(reader, FINDING_ERROR, group, "id",
                   _("found \"%s\", which names no academic year; allowed: YYYY-YYYY-NAME, or the setting year"), term->id);
    term->year = NULL;
}

static void term_check_days(struct reader *reader, const config_setting_t *group, const struct term *term, const struct term *before)
{
    char day[DATE_TEXT_SIZE], other[DATE_TEXT_SIZE];
    if (term->begins == DATE_NONE || term->ends == DATE_NONE)
        return;
    if (term->ends < term->begins)
        reader_add(reader, FINDING_ERROR, group, "ends", _("found %s, before the term begins; allowed: %s or later"),
                   date_format(term->ends, day), date_format(term->begins, other));
    if (before == NULL || before->ends == DATE_NONE || before->begins == DATE_NONE || term->begins > before->ends)
        return;
    if (term->begins < before->begins)
        reader_add(reader, FINDING_ERROR, group, "begins",
                   _("found %s, before the first day of the term above it; allowed: terms in order"), date_format(term->begins, day));
    else
        reader_add(reader, FINDING_ERROR, group, "begins",
                   _("found %s, within the term above it, which ends on %s; allowed: terms that do not overlap"),
                   date_format(term->begins, day), date_format(before->ends, other));
}

/* A year's terms stand together: it is a period from its first term to its last. */
static void term_check_year(struct reader *reader, const config_setting_t *group, const struct term *terms, size_t i, struct unique *years)
{
    const char *year = terms[i].year;
    while (i > 0 && terms[i - 1].year == NULL)
        i--; /* an error of its own, and nobody knows of which year */
    if (year == NULL || (i > 0 && strcmp(year, terms[i - 1].year) == 0))
        return;
    if (!unique_add(years, year, 0))
        reader_add(reader, FINDING_ERROR, group, NULL,
                   _("the term belongs to %s, but a term of another year lies between; allowed: the terms of a year together"), year);
}

static void check_terms(struct reader *reader, config_setting_t *group, struct raw_calendar *raw)
{
    config_setting_t *list = reader_member(group, "terms");
    struct unique ids, years;
    if (list != NULL && config_setting_is_list(list) && config_setting_length(list) == 0)
        reader_add(reader, FINDING_ERROR, list, NULL, _("found no term; required: at least one"));
    unique_init(&ids);
    unique_init(&years);
    for (size_t i = 0; i < raw->n_terms; i++) {
        config_setting_t *term_group = config_setting_get_elem(list, (unsigned)i);
        term_set_year(reader, term_group, &raw->terms[i]);
        unique_check(reader, &ids, term_group, "id", raw->terms[i].id);
        term_check_days(reader, term_group, &raw->terms[i], i > 0 ? &raw->terms[i - 1] : NULL);
        term_check_year(reader, term_group, raw->terms, i, &years);
    }
    unique_done(&ids);
    unique_done(&years);
}

static bool covers(const struct holiday_list *const *lists, size_t n_lists, int year)
{
    for (size_t i = 0; i < n_lists; i++) {
        for (size_t j = 0; j < lists[i]->n_years; j++) {
            if (lists[i]->years[j] == year)
                return true;
        }
    }
    return false;
}

static void check_years(struct reader *reader, config_setting_t *group, const struct raw_calendar *raw,
                        const struct holiday_list *const *lists, size_t n_lists)
{
    int told = 0; /* the last year told: terms go upwards */
    for (size_t i = 0; i < raw->n_terms; i++) {
        int first = 0, last = 0, month, day;
        if (raw->terms[i].begins == DATE_NONE || raw->terms[i].ends == DATE_NONE)
            continue;
        date_to_ymd(raw->terms[i].begins, &first, &month, &day);
        date_to_ymd(raw->terms[i].ends, &last, &month, &day);
        for (int year = first; year <= last; year++) {
            if (year <= told || covers(lists, n_lists, year))
                continue;
            reader_add(reader, FINDING_ERROR, reader_element(group, "terms", i), NULL,
                       _("%d is a year without a holiday list; allowed: years the lists of this calendar's holidays cover"), year);
            told = year;
        }
    }
}

/* Of days named in several lists the later list's counts; days that agree with their weekday are left out. */
static void merge(struct reader *reader, struct calendar *calendar, const struct holiday_list *const *lists, size_t n_lists)
{
    struct special_day *days = NULL;
    size_t n = 0;
    for (size_t i = 0; i < n_lists; i++) {
        const struct holiday_list *list = lists[i];
        struct special_day *merged = arena_array(reader->arena, n + list->n_days, sizeof *merged);
        size_t a = 0, b = 0, m = 0;
        while (a < n || b < list->n_days) {
            bool later = a == n || (b < list->n_days && list->days[b].on <= days[a].on);
            a += later && a < n && days[a].on == list->days[b].on;
            merged[m++] = later ? list->days[b++] : days[a++];
        }
        days = merged;
        n = m;
    }
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (days[i].works == (date_weekday(days[i].on) >= SATURDAY))
            days[kept++] = days[i];
    }
    calendar->days = days;
    calendar->n_days = kept;
}

static void set_days(struct reader *reader, config_setting_t *group, const struct raw_calendar *raw, struct holidays *holidays,
                     struct calendar *calendar)
{
    const struct holiday_list **lists = arena_array(reader->arena, raw->n_holidays, sizeof *lists);
    size_t n = 0;
    for (size_t i = 0; i < raw->n_holidays; i++) {
        const struct holiday_list *list = holidays_get(holidays, reader, reader_element(group, "holidays", i));
        if (list != NULL && list->n_years > 0)
            lists[n++] = list;
    }
    if (reader_member(group, "holidays") == NULL)
        reader_add(reader, FINDING_WARNING, group, "holidays",
                   _("no holiday list: every Monday to Friday counts as a working day; an empty list [ ] says that this is meant"));
    else if (raw->n_holidays > 0 && n == raw->n_holidays) /* a list that cannot be read is an error of its own */
        check_years(reader, group, raw, lists, n);
    merge(reader, calendar, lists, n);
}

struct calendar *calendar_read(struct reader *reader, config_setting_t *group, struct holidays *holidays)
{
    struct raw_calendar raw = {0};
    size_t errors = reader->report->n_errors;
    reader_group(reader, group, &calendar_schema, &raw);
    check_terms(reader, group, &raw);
    struct calendar *calendar = arena_alloc(reader->arena, sizeof *calendar);
    calendar->id = raw.id;
    set_days(reader, group, &raw, holidays, calendar);
    /* Of a calendar with errors only the name is of use: whoever names it is right, but no day can be told from it. */
    if (reader->report->n_errors == errors) {
        calendar->terms = raw.terms;
        calendar->n_terms = raw.n_terms;
    }
    return raw.id != NULL ? calendar : NULL;
}
