#include "fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "error.h"

const char *field_text(const json_t *object, const char *name, const char *otherwise)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text != NULL ? text : otherwise;
}

int64_t field_number(const json_t *object, const char *name, int64_t otherwise)
{
    const json_t *number = json_object_get(object, name);

    return json_is_integer(number) ? json_integer_value(number) : otherwise;
}

const char *field_name(const json_t *object, const char *name)
{
    const json_t *named = json_object_get(object, name);

    return field_text(named, "name", field_text(named, "id", NULL));
}

const char *instant_format(const char *instant, char text[static INSTANT_SIZE])
{
    if (instant == NULL)
        instant = "";
    snprintf(text, INSTANT_SIZE, "%.16s", instant);
    if (strlen(text) == 16 && text[10] == 'T')
        text[10] = ' ';
    return text;
}

int instant_parse(const char *instant, int64_t *ret_at)
{
    char day[11], sign = 'Z';
    int hour, minute, second, offset_hours = 0, offset_minutes = 0;
    date_t date;

    if (instant == NULL || strlen(instant) < 20 || instant[10] != 'T')
        return ERROR_INVALID;
    snprintf(day, sizeof day, "%.10s", instant);
    if (date_parse(day, &date) != 0)
        return ERROR_INVALID;
    int fields = sscanf(instant + 11, "%2d:%2d:%2d%c%2d:%2d", &hour, &minute, &second, &sign, &offset_hours, &offset_minutes);
    if (!(fields == 4 && sign == 'Z') && !(fields == 6 && (sign == '+' || sign == '-')))
        return ERROR_INVALID;
    int64_t offset = (int64_t)offset_hours * 3600 + offset_minutes * 60;
    *ret_at = (int64_t)date * 86400 + hour * 3600 + minute * 60 + second - (sign == '-' ? -offset : offset);
    return 0;
}
