/* A fuzz target is a file with LLVMFuzzerTestOneInput(). With -Dfuzz=true libFuzzer drives it (tools/fuzz); otherwise replay.c runs it over
 * a corpus, as a test. */
#ifndef LUNZHI_FUZZ_H
#define LUNZHI_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input as a string, up to its first NUL; heap. */
char *fuzz_text(const uint8_t *data, size_t size);

/* A directory of this process in memory, made once and removed at exit; its path. */
const char *scratch_dir(void);
/* Writes DIR/name and returns its path, valid until the next call. */
const char *scratch_file(const char *name, const void *data, size_t size);

#endif
