/* A preset, as an obligation of a sound configuration uses it. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backend_names.h"
#include "conf.h"
#include "fuzz.h"

static const char configuration[] =
    "timezone = \"Asia/Shanghai\"; language = \"en\";\n"
    "channels = ( { id = \"mail\"; backend = \"email\"; server = \"smtp://127.0.0.1:25\"; from = \"a@example.org\"; } );\n"
    "calendars = ( { id = \"c\"; holidays = [ \"cn\" ]; terms = ( { id = \"2020-2021-1\"; begins = \"2020-09-07\"; ends = \"2021-01-17\"; "
    "} ); } );\n"
    "organizations = ( { id = \"su\"; name = \"su\"; calendar = \"c\";\n"
    "  members = ( { id = \"jia\"; name = \"jia\"; post = \"presidium\"; since = \"2020-01-01\"; email = \"jia@example.org\"; } );\n"
    "  obligations = ( { preset = \"p\"; } ); } );\n";

/* The shipped data, but with a presets/ of our own. */
static void make_data(void)
{
    static const char *const shipped[] = {"posts.conf", "holidays"};
    char from[512], to[512];

    for (size_t i = 0; i < sizeof shipped / sizeof shipped[0]; i++) {
        snprintf(from, sizeof from, "%s/%s", DATA_DIR, shipped[i]);
        snprintf(to, sizeof to, "%s/%s", scratch_dir(), shipped[i]);
        if (symlink(from, to) != 0)
            abort();
    }
    snprintf(to, sizeof to, "%s/presets", scratch_dir());
    if (mkdir(to, 0700) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool made;
    const struct conf_options options = {.data_dir = scratch_dir(), .backends = backend_names};
    struct report report = {0};
    int error;

    if (!made)
        make_data();
    made = true;
    (void)scratch_file("presets/p.conf", data, size);
    error = conf_check(scratch_file("lunzhi.conf", configuration, strlen(configuration)), &options, &report);
    assert((error != 0) == (report.n_errors > 0));
    report_done(&report);
    return 0;
}
