/* A main configuration file, whatever it holds: findings, never a crash. */
#include <assert.h>

#include "conf.h"
#include "fuzz.h"
#include "policy.h"

static int take_calendar(void *ctx, const struct calendar *calendar)
{
    return 0;
}

static int take_channel(void *ctx, const struct channel *channel)
{
    return 0;
}

static int take_organization(void *ctx, const struct organization *organization)
{
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct conf_options options = policy_conf_options(DATA_DIR, NULL);
    const struct conf_sink sink = {.calendar = take_calendar, .channel = take_channel, .organization = take_organization};
    const char *path = scratch_file("lunzhi.conf", data, size);
    struct arena arena = {0};
    struct report report = {0}, main_report = {0};
    struct conf_main main;
    int error;

    error = conf_load(path, &options, &sink, &report);
    assert((error != 0) == (report.n_errors > 0));
    error = conf_read_main(path, &options, &arena, &main, &main_report);
    assert((error != 0) == (main_report.n_errors > 0));
    report_done(&report);
    report_done(&main_report);
    arena_done(&arena);
    return 0;
}
