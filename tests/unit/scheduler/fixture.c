/* Days, a calendar and dice. */
#include "fixture.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define N_SEEDS 400

date_t day(const char *text)
{
    date_t date;

    if (*text == '\0')
        return DATE_NONE;
    if (strcmp(text, "forever") == 0)
        return DATE_FOREVER;
    if (date_parse(text, &date) < 0)
        fail_msg("'%s' is no date", text);
    return date;
}

void assert_day(date_t got, const char *expected, const char *of)
{
    char text[DATE_TEXT_SIZE];

    if (got != day(expected))
        fail_msg("%s: '%s' instead of '%s'", of, date_format(got, text), expected);
}

/* RULES.md section 4: first and last day of each time off, and the weekend days that work. */
static const char *const off[][2] = {
    {"2019-09-13", "2019-09-15"}, {"2019-10-01", "2019-10-07"}, {"2020-01-01", "2020-01-01"}, {"2020-01-24", "2020-02-02"},
    {"2020-04-04", "2020-04-06"}, {"2020-05-01", "2020-05-05"}, {"2020-06-25", "2020-06-27"}, {"2020-10-01", "2020-10-08"},
};
static const char *const works[] = {
    "2019-09-29", "2019-10-12", "2020-01-19", "2020-04-26", "2020-05-09", "2020-06-28", "2020-09-27", "2020-10-10",
};

static int by_day(const void *a, const void *b)
{
    const struct special_day *left = a, *right = b;

    return (left->on > right->on) - (left->on < right->on);
}

const struct calendar *wust(void)
{
    static struct special_day days[64];
    static struct term terms[] = {
        {.id = "2019-2020-1", .year = "2019-2020", .turn = true},
        {.id = "2019-2020-2", .year = "2019-2020", .turn = true},
        {.id = "2019-2020-3", .year = "2019-2020", .turn = false},
        {.id = "2020-2021-1", .year = "2020-2021", .turn = true},
    };
    static const char *const spans[][2] = {
        {"2019-09-02", "2020-01-12"}, {"2020-02-17", "2020-07-05"}, {"2020-07-13", "2020-07-26"}, {"2020-09-07", "2021-01-17"}};
    static struct calendar calendar = {.id = "wust", .terms = terms, .n_terms = N_OF(terms), .days = days};

    if (calendar.n_days)
        return &calendar;
    for (size_t i = 0; i < N_OF(terms); i++) {
        terms[i].begins = day(spans[i][0]);
        terms[i].ends = day(spans[i][1]);
    }
    for (size_t i = 0; i < N_OF(off); i++) {
        for (date_t on = day(off[i][0]); on <= day(off[i][1]); on++)
            days[calendar.n_days++] = (struct special_day){.on = on, .works = false};
    }
    for (size_t i = 0; i < N_OF(works); i++)
        days[calendar.n_days++] = (struct special_day){.on = day(works[i]), .works = true};
    qsort(days, calendar.n_days, sizeof(days[0]), by_day);
    return &calendar;
}

struct dice dice_new(uint64_t seed)
{
    return (struct dice){.state = seed * 0x9e3779b97f4a7c15u + 1};
}

int32_t dice_roll(struct dice *dice, int32_t sides)
{
    /* A 64-bit linear congruential step; its upper bits are good enough for cases. */
    dice->state = dice->state * 6364136223846793005u + 1442695040888963407u;
    return (int32_t)((dice->state >> 33) % (uint64_t)sides);
}

bool dice_once_in(struct dice *dice, int32_t times)
{
    return dice_roll(dice, times) == 0;
}

/* The seed at work; 0: none. A failed assertion leaves for_each_seed() by a jump. */
static uint64_t seed_at_work;

void for_each_seed(void (*property)(struct dice *dice))
{
    const char *asked = getenv("LUNZHI_SEED");
    uint64_t first = asked ? strtoull(asked, NULL, 10) : 1;
    uint64_t last = asked ? first : N_SEEDS;

    for (seed_at_work = first; seed_at_work <= last; seed_at_work++) {
        struct dice dice = dice_new(seed_at_work);

        property(&dice);
    }
    seed_at_work = 0;
}

int seed_report(void **state)
{
    if (seed_at_work)
        print_error("failed with LUNZHI_SEED=%" PRIu64 "\n", seed_at_work);
    seed_at_work = 0;
    return 0;
}
