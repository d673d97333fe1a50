/* Civil dates as day numbers. A year is counted from March here, so that the leap day is its last and month lengths follow one line. */
#include "date.h"

#include <stdio.h>
#include <string.h>

#include "digits.h"
#include "error.h"

#define DAYS_OF_ERA       146097 /* 400 Gregorian years */
#define DAYS_TO_EPOCH     719468 /* from 0000-03-01 to 1970-01-01 */
#define FIRST_YEAR        1900
#define LAST_YEAR         2199
#define SECONDS_OF_HOUR   3600
#define SECONDS_OF_MINUTE 60

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

int date_from_ymd(int year, int month, int day, date_t *ret_date)
{
    int march_year, march_month;

    if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1 || day > days_of_month(year, month))
        return ERROR_INVALID;
    march_year = month > 2 ? year : year - 1;
    march_month = (month + 9) % 12;
    *ret_date =
        march_year * 365 + march_year / 4 - march_year / 100 + march_year / 400 + (153 * march_month + 2) / 5 + day - 1 - DAYS_TO_EPOCH;
    return 0;
}

void date_to_ymd(date_t date, int *ret_year, int *ret_month, int *ret_day)
{
    int64_t days = (int64_t)date + DAYS_TO_EPOCH;
    int64_t era = (days >= 0 ? days : days - DAYS_OF_ERA + 1) / DAYS_OF_ERA;
    int day_of_era = (int)(days - era * DAYS_OF_ERA);
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int march_month = (5 * day_of_year + 2) / 153;
    int month = march_month < 10 ? march_month + 3 : march_month - 9;

    *ret_year = (int)(era * 400) + year_of_era + (month <= 2);
    *ret_month = month;
    *ret_day = day_of_year - (153 * march_month + 2) / 5 + 1;
}

/* The number that exactly `n` digits write, or -1. */
static int digits(const char *text, int n)
{
    int value = 0;

    for (int i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

int date_parse(const char *text, date_t *ret_date)
{
    int year, month, day;

    /* Each step looks only at characters the one before has shown to be there. */
    if ((year = digits(text, 4)) < 0 || text[4] != '-' || (month = digits(text + 5, 2)) < 0 || text[7] != '-' ||
        (day = digits(text + 8, 2)) < 0 || text[10] != '\0')
        return ERROR_INVALID;
    return date_from_ymd(year, month, day, ret_date);
}

const char *date_format(date_t date, char text[static DATE_TEXT_SIZE])
{
    int year, month, day;

    text[0] = '\0';
    if (date == DATE_NONE || date == DATE_FOREVER)
        return text;
    date_to_ymd(date, &year, &month, &day);
    if (year < 0 || year > 9999) {
        snprintf(text, DATE_TEXT_SIZE, "%d-%02d-%02d", year, month, day);
        return text;
    }
    memcpy(text, "0000-00-00", sizeof "0000-00-00");
    digits_put(text, year, 4);
    digits_put(text + 5, month, 2);
    digits_put(text + 8, day, 2);
    return text;
}

/* 0 for Monday to 6. 1970-01-01 was a Thursday. */
static int days_since_monday(date_t date)
{
    return (int)((((int64_t)date + 3) % 7 + 7) % 7);
}

enum weekday date_weekday(date_t date)
{
    return (enum weekday)(MONDAY + days_since_monday(date));
}

date_t date_monday(date_t date)
{
    return date - days_since_monday(date);
}

int time_of_day_parse(const char *text, int32_t *ret_seconds)
{
    int hour, minute;

    if ((hour = digits(text, 2)) < 0 || text[2] != ':' || (minute = digits(text + 3, 2)) < 0 || text[5] != '\0')
        return ERROR_INVALID;
    if (hour > 23 || minute > 59)
        return ERROR_INVALID;
    *ret_seconds = hour * SECONDS_OF_HOUR + minute * SECONDS_OF_MINUTE;
    return 0;
}
