/* lunzhictl simulate: each turn and each message that would be sent, from the configuration alone. */
#include <limits.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "api.h"
#include "backend_names.h"
#include "commands.h"
#include "data.h"
#include "event_text.h"
#include "intl.h"
#include "options.h"
#include "simulation.h"

#define LARGE_PAGE_BYTES (2 << 20)
#define HEAP_BYTES       (1 << 30)
#define TOP_PAD_BYTES    (128 << 10) /* malloc's own */

struct simulate {
    struct ctl *ctl;
    const char *config, *scenario_file, *data_dir, *from_text, *to_text;
    date_t from, to;
    const struct zone *zone;
};

static void print_event(void *ctx, const struct event *event)
{
    const struct simulate *simulate = ctx;

    if (simulate->ctl->json) {
        struct json_writer writer = {0};
        char *line;

        event_write(&writer, simulate->zone, event);
        line = json_writer_take(&writer);
        api_print_text(simulate->ctl, line);
        free(line);
    } else {
        char *line = event_line(simulate->zone, event);

        screen_line(&simulate->ctl->screen, STYLE_PLAIN, "%s", line);
        free(line);
    }
}

/* A year of many organizations is built in memory and looked up at random: a seventh less time in pages of 2 MiB. What is not used of the
 * heap costs nothing; a system without such pages, or that grants no such heap, changes nothing. */
static void use_large_pages(void)
{
    const uintptr_t begins = ((uintptr_t)sbrk(0) + LARGE_PAGE_BYTES - 1) & ~(uintptr_t)(LARGE_PAGE_BYTES - 1);
    void *volatile grown; /* or the compiler would leave out both calls */
    uintptr_t ends;

    mallopt(M_MMAP_THRESHOLD, LARGE_PAGE_BYTES);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    mallopt(M_TOP_PAD, HEAP_BYTES);
    grown = malloc(LARGE_PAGE_BYTES / 2); /* more than the heap has */
    free(grown);
    mallopt(M_TOP_PAD, TOP_PAD_BYTES);
    ends = (uintptr_t)sbrk(0);
    if (ends > begins)
        (void)madvise((void *)begins, ends - begins, MADV_HUGEPAGE);
}

static int run(struct simulate *simulate, const struct conf_options *options, struct report *report)
{
    /* Only facts are ever refused half-way. */
    const struct store_options store_options = {
        .backends = backend_names, .create = true, .irrevocable = simulate->scenario_file == NULL, .seed = 1};
    struct arena arena = {0};
    struct scenario scenario = {0};
    struct simulation *simulation = NULL;
    struct store *store;
    struct conf_main main;
    const char *why = NULL;
    char *open_why = NULL;
    int error;

    use_large_pages();
    error = conf_read_main(simulate->config, options, &arena, &main, report);
    if (!error && simulate->scenario_file)
        error = conf_read_scenario(simulate->scenario_file, options, &arena, &scenario, report);
    if (!error)
        error = store_open(NULL, &store_options, &store, &open_why);
    if (!error) {
        const int64_t from_at = zone_instant(&main.zone, simulate->from, 0);

        simulate->zone = &main.zone;
        simulation = simulation_new(store, &main.zone, from_at, print_event, simulate);
        error = simulation_load(simulation, simulate->config, options, &scenario, from_at, report, &why);
        if (!error)
            error = simulation_run(simulation, &scenario, from_at, zone_instant(&main.zone, simulate->to + 1, 0), report, &why);
    }
    report_print(report, simulate->ctl->err);
    if (error && error != ERROR_CONFIG)
        ctl_fail(simulate->ctl, "%s", open_why ? open_why : why ? why : _(error_text(error)));
    simulation_free(simulation);
    free(open_why);
    arena_done(&arena);
    return error;
}

static int parse_day(struct ctl *ctl, const char *text, date_t *ret_day)
{
    return date_parse(text, ret_day) == 0 ? GO_ON : ctl_usage_error(ctl, _("\"%s\" is not a day, YYYY-MM-DD"), text);
}

static int parse(struct simulate *simulate, int argc, char **argv)
{
    const struct option_spec specs[] = {
        {"config", "FILE", OPTION_TEXT, true, &simulate->config, N_("the configuration")},
        {"from", "DATE", OPTION_TEXT, true, &simulate->from_text, N_("the first day; the configuration is loaded at its midnight")},
        {"to", "DATE", OPTION_TEXT, true, &simulate->to_text, N_("the last day")},
        {"scenario", "FILE", OPTION_TEXT, false, &simulate->scenario_file, N_("records, waivers, decisions and events with their days")},
        {"data", "DIR", OPTION_TEXT, false, &simulate->data_dir, N_("where presets and holidays lie")},
        {0},
    };
    struct cmdline cmdline = {.specs = specs};
    int code = options_parse(simulate->ctl, &cmdline, argc, argv);

    if (code == GO_ON)
        code = parse_day(simulate->ctl, simulate->from_text, &simulate->from);
    if (code == GO_ON)
        code = parse_day(simulate->ctl, simulate->to_text, &simulate->to);
    if (code == GO_ON && simulate->to < simulate->from)
        code = ctl_usage_error(simulate->ctl, "%s", _("--to lies before --from"));
    return code;
}

int cmd_simulate(struct ctl *ctl, int argc, char **argv)
{
    struct simulate simulate = {.ctl = ctl};
    struct report report = {0};
    struct conf_options options = {.backends = backend_names};
    char *data_dir;
    int error, code;

    code = parse(&simulate, argc, argv);
    if (code != GO_ON)
        return code;
    if (data_dir_find(simulate.data_dir, &data_dir) != 0)
        return ctl_fail(ctl, "%s", _("the shipped data is not found: give its directory with --data"));
    options.data_dir = data_dir;
    error = run(&simulate, &options, &report);
    report_done(&report);
    free(data_dir);
    return error ? EXIT_FAILED : EXIT_DONE;
}
