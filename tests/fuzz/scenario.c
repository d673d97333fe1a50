/* A scenario file of `lunzhictl simulate`. */
#include <assert.h>

#include "conf.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct report report = {0};
    const struct conf_options options = {.data_dir = "/nonexistent"};
    struct scenario scenario;
    int error;

    error = conf_read_scenario(scratch_file("scenario.conf", data, size), &options, &arena, &scenario, &report);
    assert((error != 0) == (report.n_errors > 0));
    report_done(&report);
    arena_done(&arena);
    return 0;
}
