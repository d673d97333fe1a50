/* What the tests of notify/ share: a row of the outbox as the engine makes one, the shipped templates, a world whose clock stands still,
 * and files. */
#ifndef LUNZHI_TESTS_NOTIFY_FIXTURE_H
#define LUNZHI_TESTS_NOTIFY_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "backend.h"
#include "message.h"

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

extern const struct zone shanghai;

/* The templates of the source tree. */
struct templates *shipped_templates(void);
/* Their folder; heap. */
char *shipped_templates_dir(void);

/* A reminder of 党委听取汇报 to 甲 by mail, sent on 2020-01-03, due on 2020-01-10. */
struct outbox_row reminder_row(void);
date_t day(const char *text);

/* A wall clock that stands still until it is set, and chance that is always the same. */
struct still_world {
    struct notify_world world;
    int64_t now_ms;
    uint64_t random;
};

void still_world_init(struct still_world *still, int64_t now);

/* A new folder under the temporary directory; heap. */
char *scratch_dir(void);
/* With all that is in it; frees the name. */
void scratch_remove(char *dir);
/* Writes dir/name with the mode, making the folders it needs; the path is heap. */
char *scratch_file(const char *dir, const char *name, int mode, const char *text);

#endif
