/* Numbers as people write them into rosters and records. */
#include "check.h"
#include "error.h"

int decimal_parse(const char *text, int64_t *ret_down, int64_t *ret_up)
{
    const bool negative = *text == '-';
    int64_t number = 0, rest = 0; /* thousandths, and what lies beyond them */
    int decimals = -1;            /* after the point; -1: before it */

    text += negative;
    if (*text < '0' || *text > '9')
        return ERROR_INVALID;
    for (; *text; text++) {
        if (*text == '.' && decimals < 0) {
            decimals = 0;
            continue;
        }
        if (*text < '0' || *text > '9' || (decimals < 0 && number >= CHECK_VALUE_MAX))
            return ERROR_INVALID;
        if (decimals < 3)
            number = number * 10 + (*text - '0');
        else
            rest |= *text - '0';
        decimals += decimals >= 0;
    }
    if (decimals == 0)
        return ERROR_INVALID;
    for (int i = decimals < 0 ? 0 : decimals; i < 3; i++)
        number *= 10;
    *ret_down = negative ? -number - (rest != 0) : number;
    *ret_up = negative ? -number : number + (rest != 0);
    return 0;
}

int check_number(const char *text, int64_t *ret_count)
{
    int64_t down, up;

    if (decimal_parse(text, &down, &up) || down < 0 || down != up || down % 1000 != 0 || down / 1000 > CHECK_VALUE_MAX)
        return ERROR_INVALID;
    *ret_count = down / 1000;
    return 0;
}
