/* Tables: lined up, narrowed, without what is empty. */
#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "language.h"
#include "text.h"

/* Prints and frees the table. Heap. */
static char *printed(struct table *table, int columns, bool colour, size_t indent)
{
    char *text;
    size_t bytes;
    struct screen screen = {.stream = open_memstream(&text, &bytes), .columns = columns, .colour = colour};

    table_print(table, &screen, indent);
    fclose(screen.stream);
    table_free(table);
    return text;
}

static void expect(struct table *table, int columns, size_t indent, const char *wanted)
{
    char *text = printed(table, columns, false, indent);

    assert_string_equal(text, wanted);
    free(text);
}

static struct table *people(void)
{
    struct table *table = table_new("lfr");
    static const char *const cells[] = {"校学生会", "甲", "3", "su", "a longer name", "12", "研究生会", "乙", "1"};

    for (size_t i = 0; i < N_OF(cells); i++)
        table_add(table, STYLE_PLAIN, cells[i]);
    return table;
}

static void wide_characters_line_up(void **state)
{
    expect(people(), 0, 0,
           "校学生会  甲              3\n"
           "su        a longer name  12\n"
           "研究生会  乙              1\n");
    expect(people(), 0, 2,
           "  校学生会  甲              3\n"
           "  su        a longer name  12\n"
           "  研究生会  乙              1\n");
}

static void narrowed_to_the_terminal(void **state)
{
    expect(people(), 27, 0,
           "校学生会  甲              3\n"
           "su        a longer name  12\n"
           "研究生会  乙              1\n");
    expect(people(), 24, 0,
           "校学生会  甲           3\n"
           "su        a longer …  12\n"
           "研究生会  乙           1\n");
    expect(people(), 5, 0, /* no column is cut below eight cells */
           "校学生会  甲         3\n"
           "su        a longe…  12\n"
           "研究生会  乙         1\n");
}

static void a_wide_character_is_not_cut_in_half(void **state)
{
    struct table *table = table_new("fl");

    table_add(table, STYLE_PLAIN, "党委听取工作汇报");
    table_add(table, STYLE_PLAIN, "x");
    table_add(table, STYLE_PLAIN, "b");
    table_add(table, STYLE_PLAIN, "y");
    expect(table, 13, 0,
           "党委听取…   x\n"
           "b           y\n");
}

static void the_widest_column_gives_way(void **state)
{
    struct table *table = table_new("ff");

    table_add(table, STYLE_PLAIN, "ten letters");
    table_add(table, STYLE_PLAIN, "a much longer sentence about it");
    expect(table, 30, 0, "ten letters  a much longer se…\n");
}

static void empty_columns_are_left_out(void **state)
{
    struct table *table = table_new("lll");
    const char *const titles[] = {"one", "two", "three"};

    table_head(table, titles);
    table_add(table, STYLE_PLAIN, "a");
    table_add(table, STYLE_PLAIN, NULL);
    table_add(table, STYLE_PLAIN, "c");
    table_add(table, STYLE_PLAIN, "aaaa");
    table_add(table, STYLE_PLAIN, "");
    table_add(table, STYLE_PLAIN, "");
    expect(table, 0, 0,
           "one   three\n"
           "a     c\n"
           "aaaa\n");
}

static void sections_do_not_disturb_the_columns(void **state)
{
    struct table *table = table_new("ll");

    table_section(table, STYLE_PLAIN, "A LONG TITLE OVER ALL");
    table_add(table, STYLE_PLAIN, "a");
    table_add(table, STYLE_PLAIN, "b");
    table_section(table, STYLE_PLAIN, "NEXT");
    table_add(table, STYLE_PLAIN, "甲甲");
    table_addf(table, STYLE_PLAIN, "%d", 7);
    expect(table, 0, 1,
           "A LONG TITLE OVER ALL\n"
           " a     b\n"
           "NEXT\n"
           " 甲甲  7\n");
}

static void nothing_prints_nothing(void **state)
{
    expect(table_new("lll"), 80, 0, "");
}

static void data_cannot_command_the_terminal(void **state)
{
    struct table *table = table_new("ll");

    table_add(table, STYLE_LOUD, "a\033[2J\nb");
    table_add(table, STYLE_PLAIN, "c");
    char *text = printed(table, 0, true, 0);
    assert_string_equal(text, "\033[1;31ma\xEF\xBF\xBD[2J b\033[0m  c\n");
    free(text);
}

/* Whatever the cells, every column begins at the same cell in every row. */
static void columns_begin_where_they_should(void **state)
{
    static const char *const words[] = {"", "a", "甲", "党委听取汇报", "mixed 混合", "é", "…", "（）"};

    for (size_t seed = 0; seed < 64; seed++) {
        struct table *table = table_new("lll");

        for (size_t row = 0; row < 5; row++) {
            table_add(table, STYLE_PLAIN, words[(seed * 7 + row * 3) % N_OF(words)]);
            table_add(table, STYLE_PLAIN, "|");
            table_add(table, STYLE_PLAIN, words[(seed + row) % N_OF(words)]);
        }
        char *text = printed(table, 0, false, 0), *save = NULL;
        size_t wanted = 0;
        for (char *line = strtok_r(text, "\n", &save); line != NULL; line = strtok_r(NULL, "\n", &save)) {
            char *bar = strchr(line, '|');

            assert_non_null(bar);
            *bar = '\0';
            size_t cells = text_width(line);
            assert_true(wanted == 0 || cells == wanted);
            wanted = cells;
        }
        free(text);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(wide_characters_line_up),
        cmocka_unit_test(narrowed_to_the_terminal),
        cmocka_unit_test(a_wide_character_is_not_cut_in_half),
        cmocka_unit_test(the_widest_column_gives_way),
        cmocka_unit_test(empty_columns_are_left_out),
        cmocka_unit_test(sections_do_not_disturb_the_columns),
        cmocka_unit_test(nothing_prints_nothing),
        cmocka_unit_test(data_cannot_command_the_terminal),
        cmocka_unit_test(columns_begin_where_they_should),
    };

    language_init();
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
