/* One out-of-memory policy: abort with a message. What a peer or a user can make us allocate is bounded before it
 * reaches these. An arena holds the values of one configuration file or one organization and frees them at once. */
#ifndef LUNZHI_MEMORY_H
#define LUNZHI_MEMORY_H

#include <stdarg.h>
#include <stddef.h>

void *xmalloc(size_t size) __attribute__((malloc, returns_nonnull));
void *xcalloc(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
void *xrealloc(void *old, size_t size) __attribute__((returns_nonnull));
char *xstrdup(const char *text) __attribute__((malloc, returns_nonnull, nonnull));
char *xasprintf(const char *format, ...) __attribute__((malloc, returns_nonnull, format(printf, 1, 2)));

/* Zero-initialised ({0}) is an empty arena. */
struct arena {
    struct arena_block *head;
    size_t used_bytes; /* all handed out since the last reset, for bounds and for tests */
};

/* Zeroed memory, aligned for any type, valid until arena_done(). */
void *arena_alloc(struct arena *arena, size_t size) __attribute__((returns_nonnull));
void *arena_array(struct arena *arena, size_t count, size_t size) __attribute__((returns_nonnull));
/* NULL stays NULL. */
char *arena_strdup(struct arena *arena, const char *text);
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Frees everything; the arena is empty and usable again. */
void arena_done(struct arena *arena);

#endif
