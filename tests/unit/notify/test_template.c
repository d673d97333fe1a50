/* The template language: what is rendered, and what is refused where. */
#include "template.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "fixture.h"

enum { NAME, OTHER, ZERO, EMPTY, ABSENT, THINGS };

static const char *const names[] = {"name", "other", "zero", "empty", "absent", "things"};
static const char *const values[] = {"甲", "{{name}}", "0", "", NULL, NULL};
static const char *const first[] = {"乙", NULL, NULL, NULL, NULL, NULL}, *const second[] = {"丙", "x", NULL, NULL, "there", NULL};
static const char *const *const items[] = {first, second};
static const struct template_names known = {names, N_OF(names), "things"};

static char *render_with(const char *source, size_t n_items)
{
    const struct template_values all = {values, items, n_items};
    struct template *template = NULL;
    char *why = NULL, *text = NULL;

    if (template_parse(source, "t.txt", 1, &known, &template, &why) < 0)
        fail_msg("%s: %s", source, why);
    text = template_to_text(template, &all);
    template_free(template);
    return text;
}

static char *render(const char *source)
{
    return render_with(source, 0);
}

static void renders(void **state)
{
    static const struct {
        const char *source, *expected;
    } cases[] = {
        {"", ""},
        {"plain } text {\n", "plain } text {\n"},
        {"{{name}}", "甲"},
        {"{{ name }}!", "甲!"},
        {"{{other}}", "{{name}}"}, /* what a value holds is not read again */
        {"[{{absent}}{{empty}}]", "[]"},
        {"{{#name}}yes{{/name}}{{#absent}}no{{/absent}}", "yes"},
        {"{{#zero}}there{{/zero}}{{#empty}}no{{/empty}}", "there"},
        {"{{^absent}}none{{/absent}}{{^empty}}, nothing{{/empty}}{{^name}}x{{/name}}", "none, nothing"},
        {"{{#name}}a{{#absent}}b{{name}}{{/absent}}c{{^absent}}d{{/absent}}{{/name}}e", "acde"},
        {"{{#absent}}a{{#name}}b{{/name}}{{/absent}}c", "c"},
        {"{{#name}}{{#name}}{{name}}{{/name}}{{/name}}", "甲"},
        {"a{{! nothing {{ here }}b", "ab"},
        {"a\n{{#name}}\nb\n{{/name}}\nc\n", "a\nb\nc\n"},
        {"a\n  {{#name}}  \nb\n\t{{/name}}\nc", "a\nb\nc"},
        {"{{#name}}\n{{#zero}}\nb\n{{/zero}}\n{{/name}}", "b\n"},
        {"a\n{{! a comment }}\nb\n", "a\nb\n"},
        {"a\n{{name}}\nb\n", "a\n甲\nb\n"}, /* a value keeps its line */
        {"a {{#name}}\nb{{/name}}\n", "a \nb\n"},
        {"{{#absent}}\na\n{{/absent}}\n{{^absent}}\nb\n{{/absent}}\n", "b\n"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        char *text = render(cases[i].source);

        assert_string_equal(text, cases[i].expected);
        free(text);
    }
}

static void lists(void **state)
{
    static const struct {
        const char *source, *expected, *without; /* with two items, with none */
    } cases[] = {
        {"{{#things}}[{{name}}]{{/things}}", "[乙][丙]", ""},
        {"{{name}}{{#things}}{{#other}}{{other}}{{/other}}{{^other}}-{{/other}},{{/things}}{{name}}", "甲-,x,甲", "甲甲"},
        {"{{^things}}none{{/things}}", "", "none"},
        {"a\n{{#things}}\n{{name}}\n{{/things}}\nb\n", "a\n乙\n丙\nb\n", "a\nb\n"},
        {"{{#absent}}{{#things}}x{{/things}}{{/absent}}{{#name}}{{#things}}y{{/things}}{{/name}}", "yy", ""},
        {"{{#things}}{{#absent}}{{name}}{{/absent}}{{/things}}", "丙", ""},
        {"{{#things}}{{#things}}x{{/things}}{{^things}}y{{/things}}{{/things}}", "yy", ""}, /* an item has none */
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        char *with = render_with(cases[i].source, 2), *without = render_with(cases[i].source, 0);

        assert_string_equal(with, cases[i].expected);
        assert_string_equal(without, cases[i].without);
        free(with);
        free(without);
    }
}

static void refuses(void **state)
{
    static const struct {
        const char *source, *expected; /* how the error begins, and what it holds */
        const char *holds;
    } cases[] = {
        {"{{nome}}", "t.txt:3: ", "did you mean “name”?"},
        {"{{x}}", "t.txt:3: ", "no value “x”"},
        {"a\nb\n{{#nome}}x{{/nome}}", "t.txt:5: ", "“nome”"},
        {"{{#name}}\n\nx", "t.txt:3: ", "never closed"},
        {"a\n{{#name}}\n{{#other}}\n{{/other}}\n", "t.txt:4: ", "“name” is never closed"},
        {"\n{{/name}}", "t.txt:4: ", "not open"},
        {"{{#name}}\n{{#other}}\n{{/name}}{{/other}}", "t.txt:5: ", "{{/other}}"},
        {"a\n{{name", "t.txt:4: ", "without “}}”"},
        {"{{name\n}}", "t.txt:3: ", "without “}}”"},
        {"{{}}", "t.txt:3: ", "without a name"},
        {"{{# }}", "t.txt:3: ", "without a name"},
        {"{{{name}}}", "t.txt:3: ", "no value “{name”"},
        {"{{&name}}", "t.txt:3: ", "&name"},
        {"{{things}}", "t.txt:3: ", "{{#things}}…{{/things}}"},
        {"{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}", "t.txt:3: ", "more than 8"},
        {"{{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}}", "t.txt:3: ", "aaa"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct template *template = NULL;
        char *why = NULL;

        assert_int_equal(template_parse(cases[i].source, "t.txt", 3, &known, &template, &why), ERROR_CONFIG);
        assert_null(template);
        if (strncmp(why, cases[i].expected, strlen(cases[i].expected)) != 0 || strstr(why, cases[i].holds) == NULL)
            fail_msg("“%s” gave “%s”, not “%s…%s”", cases[i].source, why, cases[i].expected, cases[i].holds);
        free(why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(renders),
        cmocka_unit_test(lists),
        cmocka_unit_test(refuses),
    };

    return cmocka_run_group_tests_name("template", tests, NULL, NULL);
}
