/* Allocation that does not fail, and arenas: blocks in a list, the newest first, each filled from its start. */
#include "memory.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Under AddressSanitizer what is not handed out is out of bounds, with a gap behind each piece: an arena must not hide an overrun. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_SANITIZER
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define WITH_SANITIZER
#endif
#ifdef WITH_SANITIZER
#include <sanitizer/asan_interface.h>
#define GAP_BYTES 16
#else
#define ASAN_POISON_MEMORY_REGION(memory, size)   ((void)0)
#define ASAN_UNPOISON_MEMORY_REGION(memory, size) ((void)0)
#define GAP_BYTES                                 0
#endif

#define BLOCK_SIZE_MIN 4096
#define BLOCK_SIZE_MAX (256 * 1024) /* blocks double up to here, so that a big file costs few of them */

struct arena_block {
    struct arena_block *next;
    size_t size_bytes; /* of `bytes` */
    size_t used_bytes;
    alignas(max_align_t) char bytes[];
};

static void *or_abort(void *pointer, size_t size)
{
    if (pointer == NULL) {
        fprintf(stderr, "lunzhi: out of memory (%zu bytes)\n", size);
        abort();
    }
    return pointer;
}

static size_t multiply_or_abort(size_t count, size_t size)
{
    size_t product;

    if (__builtin_mul_overflow(count, size, &product))
        or_abort(NULL, SIZE_MAX);
    return product;
}

void *xmalloc(size_t size)
{
    return or_abort(malloc(size ? size : 1), size);
}

void *xcalloc(size_t count, size_t size)
{
    size_t bytes = multiply_or_abort(count, size);

    return or_abort(calloc(1, bytes ? bytes : 1), bytes);
}

void *xrealloc(void *old, size_t size)
{
    return or_abort(realloc(old, size ? size : 1), size);
}

char *xstrdup(const char *text)
{
    size_t size = strlen(text) + 1;

    return memcpy(xmalloc(size), text, size);
}

char *xasprintf(const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vasprintf(&text, format, arguments);
    va_end(arguments);
    return or_abort(length < 0 ? NULL : text, 0);
}

static struct arena_block *arena_grow(struct arena *arena, size_t size)
{
    size_t block_size = arena->head ? arena->head->size_bytes * 2 : BLOCK_SIZE_MIN;
    struct arena_block *block;

    if (block_size > BLOCK_SIZE_MAX)
        block_size = BLOCK_SIZE_MAX;
    if (block_size < size)
        block_size = size;
    if (block_size > SIZE_MAX - sizeof(*block))
        or_abort(NULL, size);
    block = xmalloc(sizeof(*block) + block_size);
    *block = (struct arena_block){.next = arena->head, .size_bytes = block_size};
    ASAN_POISON_MEMORY_REGION(block->bytes, block_size);
    arena->head = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t align = alignof(max_align_t);
    struct arena_block *block = arena->head;
    size_t taken;
    void *memory;

    if (size > SIZE_MAX - align - GAP_BYTES)
        or_abort(NULL, size);
    taken = size ? (size + align - 1) / align * align : align;
    if (block == NULL || block->size_bytes - block->used_bytes < taken + GAP_BYTES)
        block = arena_grow(arena, taken + GAP_BYTES);
    memory = block->bytes + block->used_bytes;
    ASAN_UNPOISON_MEMORY_REGION(memory, size);
    block->used_bytes += taken + GAP_BYTES;
    arena->used_bytes += taken;
    return memset(memory, 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    return arena_alloc(arena, multiply_or_abort(count, size));
}

char *arena_strdup(struct arena *arena, const char *text)
{
    size_t size;

    if (text == NULL)
        return NULL;
    size = strlen(text) + 1;
    return memcpy(arena_alloc(arena, size), text, size);
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    char small[256]; /* most texts fit and are formatted once */
    va_list arguments;
    size_t size;
    char *text;
    int length;

    va_start(arguments, format);
    length = vsnprintf(small, sizeof(small), format, arguments);
    va_end(arguments);
    if (length < 0)
        or_abort(NULL, 0);
    size = (size_t)length + 1;
    text = arena_alloc(arena, size);
    if (size <= sizeof(small))
        return memcpy(text, small, size);
    va_start(arguments, format);
    vsnprintf(text, size, format, arguments);
    va_end(arguments);
    return text;
}

void arena_done(struct arena *arena)
{
    struct arena_block *block = arena->head;

    while (block) {
        struct arena_block *next = block->next;

        free(block);
        block = next;
    }
    *arena = (struct arena){0};
}
