/* The simulation: see docs/testing.md.
 *
 *   sim --seed N [--years Y] [--verbose]   one run, which prints the hash of its trace
 *   sim --runs K [--years Y]               K runs with fresh seeds
 *   sim --twice                            a fresh seed twice: the traces must be the same
 *   sim --tap MORE                         the regression seeds of seeds.def, replay, and fresh runs of MORE university-years; as a test */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "run.h"

#define YEARS 3

/* Seeds that found something once. */
static const uint64_t regressions[] = {
#include "seeds.def"
};

struct totals {
    unsigned long runs, years, steps, crashes, faults, facts;
    size_t taken, again;
};

static uint64_t fresh_seed(void)
{
    uint64_t seed = 0;

    if (getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed)
        abort();
    return seed >> 20; /* short enough to be typed */
}

static uint64_t run_seed(uint64_t seed, int n_years, bool verbose, struct totals *totals)
{
    struct run *run = xcalloc(1, sizeof *run);
    size_t taken, again;
    uint64_t trace;

    run_init(run, seed, n_years);
    run->verbose = verbose;
    run_all(run);
    peers_counts(&taken, &again);
    totals->runs++;
    totals->years += (unsigned long)n_years * run->n_universities;
    totals->steps += run->step;
    totals->crashes += run->n_crashes;
    totals->faults += run->n_faults;
    totals->facts += run->n_facts;
    totals->taken += taken;
    totals->again += again;
    trace = run->trace;
    run_done(run);
    free(run);
    return trace;
}

static void tell(const char *prefix, const struct totals *totals)
{
    printf("%s%lu university-years in %lu runs: %lu steps, %lu crashes, %lu storage faults, %lu facts, %zu messages taken, %zu of them "
           "again\n",
           prefix, totals->years, totals->runs, totals->steps, totals->crashes, totals->faults, totals->facts, totals->taken,
           totals->again);
}

static bool same_twice(uint64_t seed, int n_years, struct totals *totals)
{
    const uint64_t first = run_seed(seed, n_years, false, totals), second = run_seed(seed, n_years, false, totals);

    if (first != second)
        fprintf(stderr, "seed %" PRIu64 " gives %016" PRIx64 " and then %016" PRIx64 "\n", seed, first, second);
    return first == second;
}

static int tap(unsigned long more, int n_years)
{
    const size_t n = sizeof regressions / sizeof *regressions;
    struct totals totals = {0}, fresh = {0};
    bool same;

    printf("1..3\n");
    for (size_t i = 0; i < n; i++)
        (void)run_seed(regressions[i], n_years, false, &totals);
    printf("ok 1 - %zu seeds that found something once\n", n);
    same = same_twice(fresh_seed(), n_years, &totals);
    printf("%sok 2 - a seed replays exactly\n", same ? "" : "not ");
    while (fresh.years < more)
        (void)run_seed(fresh_seed(), n_years, false, &fresh);
    printf("ok 3 - fresh seeds\n");
    tell("# ", &fresh);
    return same ? 0 : 1;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"seed", required_argument, NULL, 's'},
                                            {"years", required_argument, NULL, 'y'},
                                            {"runs", required_argument, NULL, 'r'},
                                            {"twice", no_argument, NULL, 't'},
                                            {"tap", required_argument, NULL, 'p'},
                                            {"verbose", no_argument, NULL, 'v'},
                                            {0}};
    struct totals totals = {0};
    unsigned long runs = 1, more = 0;
    uint64_t seed = fresh_seed();
    bool given = false, verbose = false, twice = false;
    int n_years = YEARS, option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (option) {
        case 's':
            seed = strtoull(optarg, NULL, 10);
            given = true;
            break;
        case 'y':
            n_years = atoi(optarg);
            break;
        case 'r':
            runs = strtoul(optarg, NULL, 10);
            break;
        case 't':
            twice = true;
            break;
        case 'p':
            more = strtoul(optarg, NULL, 10);
            break;
        case 'v':
            verbose = true;
            break;
        default:
            return 2;
        }
    }
    if (n_years < 1 || n_years > 12)
        return 2;
    if (more > 0)
        return tap(more, n_years);
    if (twice)
        return same_twice(seed, n_years, &totals) ? 0 : 1;
    for (unsigned long i = 0; i < runs; i++) {
        uint64_t trace = run_seed(seed, n_years, verbose, &totals);

        if (given || runs < 20)
            printf("seed %" PRIu64 ": %016" PRIx64 "\n", seed, trace);
        seed = given ? seed + 1 : fresh_seed();
    }
    tell("", &totals);
    return 0;
}
