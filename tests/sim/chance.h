/* Seeded chance and the hash of a trace: the same seed gives the same run on every machine. */
#ifndef LUNZHI_TESTS_CHANCE_H
#define LUNZHI_TESTS_CHANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chance {
    uint64_t state;
};

uint64_t chance_next(struct chance *chance);
/* 0 to n - 1; 0 for n == 0. */
uint32_t chance_below(struct chance *chance, uint32_t n);
/* Both included. */
int32_t chance_between(struct chance *chance, int32_t least, int32_t most);
bool chance_one_in(struct chance *chance, uint32_t n);

#define HASH_START UINT64_C(0xcbf29ce484222325) /* FNV-1a */

uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size);
/* NULL is another text than "". */
uint64_t hash_text(uint64_t hash, const char *text);
uint64_t hash_number(uint64_t hash, int64_t number);

#endif
