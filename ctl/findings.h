/* Findings about a configuration: as lines "FILE:LINE: error: SETTING: TEXT", as compilers print them, and as the protocol's FINDING. */
#ifndef LUNZHI_FINDINGS_H
#define LUNZHI_FINDINGS_H

#include <jansson.h>
#include <stdio.h>

/* A line for each FINDING of the array, made clean (text.h). */
void findings_print(FILE *stream, const json_t *findings);
/* The way back, from English words: an array of FINDING. Lines that are none go to `others`. */
json_t *findings_parse(const char *text, FILE *others) __attribute__((returns_nonnull));

#endif
