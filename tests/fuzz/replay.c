/* Runs a fuzz target over files and folders of inputs: one TAP test an argument. */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"

static unsigned long n_inputs;

static int replay(const char *path, const struct stat *status, int type, struct FTW *place)
{
    uint8_t *data;
    size_t size;
    FILE *file;

    if (type != FTW_F)
        return 0;
    file = fopen(path, "r");
    data = malloc((size_t)status->st_size + 1);
    if (file == NULL || data == NULL)
        abort();
    size = fread(data, 1, (size_t)status->st_size, file);
    fclose(file);
    printf("# %s\n", path); /* the last one printed is the one that ended the program */
    fflush(stdout);
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    n_inputs++;
    return 0;
}

int main(int argc, char **argv)
{
    int failed = 0;

    printf("1..%d\n", argc - 1);
    for (int i = 1; i < argc; i++) {
        n_inputs = 0;
        if (nftw(argv[i], replay, 8, FTW_PHYS) != 0 || n_inputs == 0)
            failed++, printf("not ");
        printf("ok %d - %lu inputs of %s\n", i, n_inputs, argv[i]);
    }
    return failed > 0;
}
