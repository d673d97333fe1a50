/* Arenas and the allocators that do not fail. */
#include "memory.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

static void an_arena_gives_zeroed_aligned_memory(void **state)
{
    struct arena arena = {0};
    struct dice dice = dice_new(1);
    size_t total = 0;

    for (int i = 0; i < 5000; i++) {
        size_t size = (size_t)dice_roll(&dice, i % 100 == 0 ? 300000 : 200);
        unsigned char *bytes = arena_alloc(&arena, size);

        assert_int_equal((uintptr_t)bytes % alignof(max_align_t), 0);
        for (size_t at = 0; at < size; at++)
            assert_int_equal(bytes[at], 0);
        memset(bytes, 0xff, size); /* an overlap would show in a later piece, an overrun under the sanitizer */
        total += size;
    }
    assert_true(arena.used_bytes >= total && arena.used_bytes <= total + 5000 * alignof(max_align_t));
    arena_done(&arena);
    assert_null(arena.head);
    assert_int_equal(arena.used_bytes, 0);
    assert_non_null(arena_array(&arena, 0, 8));
    arena_done(&arena);
    arena_done(&arena);
}

static void small_pieces_share_a_block(void **state)
{
    struct arena arena = {0};
    const struct arena_block *block;

    arena_alloc(&arena, 1);
    block = arena.head;
    for (int i = 0; i < 100; i++)
        arena_alloc(&arena, 1);
    assert_ptr_equal(arena.head, block);
    arena_done(&arena);
}

static void an_arena_keeps_text(void **state)
{
    struct arena arena = {0};
    const char *words = arena_strdup(&arena, "轮值");
    char *printed = arena_printf(&arena, "%s-%d", "su", 7);

    assert_string_equal(words, "轮值");
    assert_string_equal(printed, "su-7");
    assert_null(arena_strdup(&arena, NULL));
    assert_string_equal(arena_strdup(&arena, ""), "");
    for (int length = 250; length < 260; length++) {
        char *text = arena_printf(&arena, "%0*d", length, 1);

        assert_int_equal(strlen(text), length);
        assert_int_equal(text[length - 1], '1');
    }
    arena_done(&arena);
}

static void plain_allocation(void **state)
{
    char *text = xasprintf("%s %d", "turn", 3);
    int *numbers = xcalloc(4, sizeof(*numbers));
    char *copy = xstrdup(text);

    assert_string_equal(text, "turn 3");
    assert_string_equal(copy, "turn 3");
    assert_int_equal(numbers[3], 0);
    copy = xrealloc(copy, 100);
    assert_string_equal(copy, "turn 3");
    free(xmalloc(0));
    free(xcalloc(0, 8));
    free(copy);
    free(numbers);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(an_arena_gives_zeroed_aligned_memory), cmocka_unit_test(small_pieces_share_a_block),
                                       cmocka_unit_test(an_arena_keeps_text), cmocka_unit_test(plain_allocation)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
