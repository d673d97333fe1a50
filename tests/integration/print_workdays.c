/* Prints each day of a calendar's terms and whether it is a working day, "2020-01-19 1" a line: print_workdays DATA_DIR CONFIG. */
#include <stdio.h>

#include "backend_names.h"
#include "conf.h"

static int print_calendar(void *ctx, const struct calendar *calendar)
{
    char text[DATE_TEXT_SIZE];
    for (size_t i = 0; i < calendar->n_terms; i++) {
        for (date_t on = calendar->terms[i].begins; on <= calendar->terms[i].ends; on++)
            printf("%s %d\n", date_format(on, text), calendar_is_workday(calendar, on));
    }
    return 0;
}

static int pass_channel(void *ctx, const struct channel *channel)
{
    return 0;
}

static int pass_organization(void *ctx, const struct organization *organization)
{
    return 0;
}

int main(int argc, char **argv)
{
    const struct conf_sink sink = {.calendar = print_calendar, .channel = pass_channel, .organization = pass_organization};
    struct report report = {0};
    if (argc != 3) {
        fputs("usage: print_workdays DATA_DIR CONFIG\n", stderr);
        return 2;
    }
    const struct conf_options options = {.data_dir = argv[1], .backends = backend_names};
    int error = conf_load(argv[2], &options, &sink, &report);
    report_print(&report, stderr);
    report_done(&report);
    return error == 0 ? 0 : 1;
}
