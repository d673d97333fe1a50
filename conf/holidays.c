#include "holidays.h"

#include <stdlib.h>
#include <string.h>

#include "intl.h"
#include "paths.h"
#include "source.h"
#include "values.h"

/* One year as the file writes it. */
struct year {
    int32_t year;
    const char *source; /* the notice; for people */
    const char *const *off;
    size_t n_off;
    const char *const *work;
    size_t n_work;
};

struct years {
    const struct year *items;
    size_t n;
};

/* Days while they are collected. */
struct days {
    struct special_day *items;
    size_t n, room;
};

static const struct schema year_schema = {
    .fields =
        (const struct field[]){
            {.name = "year",
             .forms = FORM_INTEGER,
             .required = true,
             .read = value_integer,
             .offset = offsetof(struct year, year),
             .min = 1970,
             .max = 2199},
            {.name = "source", .forms = FORM_STRING, .read = value_string, .offset = offsetof(struct year, source)},
            {.name = "off",
             .forms = FORM_STRINGS,
             .read = value_strings,
             .offset = offsetof(struct year, off),
             .count = offsetof(struct year, n_off)},
            {.name = "work",
             .forms = FORM_STRINGS,
             .read = value_strings,
             .offset = offsetof(struct year, work),
             .count = offsetof(struct year, n_work)},
            {0},
        },
    .size = sizeof(struct year),
};

static const struct schema list_schema = {
    .fields =
        (const struct field[]){
            {.name = "years",
             .forms = FORM_GROUPS,
             .required = true,
             .read = field_groups,
             .offset = offsetof(struct years, items),
             .count = offsetof(struct years, n),
             .schema = &year_schema},
            {0},
        },
    .size = sizeof(struct years),
};

void holidays_init(struct holidays *holidays)
{
    catalogue_init(&holidays->lists, NULL);
    holidays->arena = (struct arena){0};
}

void holidays_done(struct holidays *holidays)
{
    catalogue_done(&holidays->lists);
    arena_done(&holidays->arena);
}

static void add_day(struct days *days, date_t on, bool works)
{
    if (days->n == days->room) {
        days->room = days->room * 2 + 64;
        days->items = xrealloc(days->items, days->room * sizeof *days->items);
    }
    days->items[days->n++] = (struct special_day){.on = on, .works = works};
}

/* "DAY" or "DAY..DAY", both within the year. */
static bool parse_range(const char *text, int32_t year, date_t *ret_first, date_t *ret_last)
{
    char first[DATE_TEXT_SIZE] = "";
    const char *dots = strstr(text, "..");
    size_t length = dots != NULL ? (size_t)(dots - text) : strlen(text);
    date_t begins, ends, new_year, next_year;
    if (length >= sizeof first)
        return false;
    memcpy(first, text, length);
    if (date_parse(first, &begins) != 0 || date_parse(dots != NULL ? dots + 2 : text, &ends) != 0)
        return false;
    if (date_from_ymd(year, 1, 1, &new_year) != 0 || date_from_ymd(year, 12, 31, &next_year) != 0)
        return false;
    *ret_first = begins;
    *ret_last = ends;
    return begins <= ends && begins >= new_year && ends <= next_year;
}

static void add_ranges(struct reader *reader, config_setting_t *group, const struct year *year, bool works, struct days *days)
{
    const char *const *texts = works ? year->work : year->off;
    size_t n = works ? year->n_work : year->n_off;
    for (size_t i = 0; i < n; i++) {
        date_t first = 0, last = 0;
        if (!parse_range(texts[i], year->year, &first, &last)) {
            reader_bad(reader, reader_element(group, works ? "work" : "off", i), _("a day YYYY-MM-DD of its year, or two as FIRST..LAST"),
                       NULL);
            continue;
        }
        for (date_t on = first; on <= last; on++)
            add_day(days, on, works);
    }
}

static int by_day(const void *a, const void *b)
{
    const struct special_day *left = a;
    const struct special_day *right = b;
    return (left->on > right->on) - (left->on < right->on);
}

static void check_days(struct reader *reader, const config_setting_t *list, const struct days *days)
{
    for (size_t i = 1; i < days->n; i++) {
        char text[DATE_TEXT_SIZE];
        if (days->items[i].on == days->items[i - 1].on)
            reader_add(reader, FINDING_ERROR, list, NULL, _("%s is named twice"), date_format(days->items[i].on, text));
    }
}

static void collect(struct reader *reader, config_setting_t *root, const struct years *years, struct holiday_list *ret)
{
    config_setting_t *list = reader_member(root, "years");
    struct days days = {0};
    int32_t *numbers = arena_array(reader->arena, years->n, sizeof *numbers);
    for (size_t i = 0; i < years->n; i++) {
        config_setting_t *group = config_setting_get_elem(list, (unsigned)i);
        numbers[i] = years->items[i].year;
        if (i > 0 && numbers[i] != 0 && numbers[i] <= numbers[i - 1])
            reader_add(reader, FINDING_ERROR, group, "year", _("found %d after %d; allowed: years in order, each once"), numbers[i],
                       numbers[i - 1]);
        add_ranges(reader, group, &years->items[i], false, &days);
        add_ranges(reader, group, &years->items[i], true, &days);
    }
    if (days.n > 0)
        qsort(days.items, days.n, sizeof *days.items, by_day);
    check_days(reader, list != NULL ? list : root, &days);
    struct special_day *sorted = arena_array(reader->arena, days.n, sizeof *sorted);
    if (days.n > 0)
        memcpy(sorted, days.items, days.n * sizeof *sorted);
    free(days.items);
    *ret = (struct holiday_list){.days = sorted, .n_days = days.n, .years = numbers, .n_years = years->n};
}

/* Says that no shipped list has the name, with the nearest one that there is. */
static void unknown_list(struct reader *reader, const config_setting_t *setting)
{
    struct nearest nearest = {.word = config_setting_get_string(setting)};
    paths_offer_data(reader->arena, reader->options->data_dir, "holidays", &nearest);
    reader_add(reader, FINDING_ERROR, setting, NULL, _("found %s, which is no holiday list in %s/holidays%s"),
               reader_found(reader, setting), reader->options->data_dir, reader_hint(reader, &nearest));
}

static const struct holiday_list *holidays_read(struct holidays *holidays, struct reader *reader, const config_setting_t *setting,
                                                const char *path)
{
    struct source_named from = {
        .file = reader_file(reader, setting), .line = (int)config_setting_source_line(setting), .setting = reader_path(reader, setting)};
    struct holiday_list *list = arena_alloc(&holidays->arena, sizeof *list);
    config_t config;
    /* One that cannot be read is kept too, empty: it is said once. */
    catalogue_add(&holidays->lists, arena_strdup(&holidays->arena, path), list);
    if (source_parse(path, &from, reader->report, &config) != 0)
        return list;
    struct reader inner = {
        .options = reader->options, .report = reader->report, .arena = &holidays->arena, .file = catalogue_last_id(&holidays->lists)};
    struct years years = {0};
    reader_group(&inner, config_root_setting(&config), &list_schema, &years);
    collect(&inner, config_root_setting(&config), &years, list);
    config_destroy(&config);
    return list;
}

const struct holiday_list *holidays_get(struct holidays *holidays, struct reader *reader, const config_setting_t *setting)
{
    const char *name = config_setting_get_string(setting);
    const char *path = strchr(name, '/') != NULL ? paths_beside(reader->arena, reader->file, name) : NULL;
    if (path == NULL) {
        path = paths_data(reader->arena, reader->options->data_dir, "holidays", name);
        if (!value_is_id(name) || !paths_exists(path)) {
            unknown_list(reader, setting);
            return NULL;
        }
    }
    const struct holiday_list *list = catalogue_find(&holidays->lists, path);
    return list != NULL ? list : holidays_read(holidays, reader, setting, path);
}
