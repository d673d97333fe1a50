/* Civil dates of the proleptic Gregorian calendar, counted in days. Pure arithmetic: no time zone, no clock. */
#ifndef LUNZHI_DATE_H
#define LUNZHI_DATE_H

#include <stdbool.h>
#include <stdint.h>

/* Days since 1970-01-01. */
typedef int32_t date_t;

#define DATE_NONE      INT32_MIN /* no such day: sorts before every date */
#define DATE_FOREVER   INT32_MAX /* an end that never comes */
#define DATE_TEXT_SIZE 16        /* "2020-01-02" and its NUL, with room */

enum weekday { MONDAY = 1, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY }; /* ISO 8601 */

/* Year 1900 to 2199, month and day as on a calendar; ERROR_INVALID for a day that does not exist. */
int date_from_ymd(int year, int month, int day, date_t *ret_date) __attribute__((warn_unused_result));
void date_to_ymd(date_t date, int *ret_year, int *ret_month, int *ret_day);
/* Exactly YYYY-MM-DD, nothing before or after; ERROR_INVALID otherwise. */
int date_parse(const char *text, date_t *ret_date) __attribute__((warn_unused_result));
/* DATE_NONE and DATE_FOREVER become "". Returns `text`. */
const char *date_format(date_t date, char text[static DATE_TEXT_SIZE]);
enum weekday date_weekday(date_t date);
/* The Monday of the date's week. */
date_t date_monday(date_t date);

/* "HH:MM", 00:00 to 23:59, in seconds after midnight. */
int time_of_day_parse(const char *text, int32_t *ret_seconds) __attribute__((warn_unused_result));

#endif
