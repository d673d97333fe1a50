/* Template files: the administrator's come before the shipped ones, and no fault in one passes. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "fixture.h"

static const char *subject_with(const char *override_dir, struct arena *arena)
{
    struct outbox_row row = reminder_row();
    struct templates *templates = NULL;
    struct message message = {0};
    char *dir = shipped_templates_dir(), *why = NULL;

    if (templates_load(dir, override_dir, &templates, &why) < 0)
        fail_msg("%s", why);
    assert_int_equal(message_render(templates, &row, &shanghai, true, arena, &message), 0);
    templates_free(templates);
    free(dir);
    return message.subject;
}

static void override(void **state)
{
    char *dir = scratch_dir();
    struct arena arena = {0};

    free(scratch_file(dir, "zh_CN/reminder.txt", 0644, "\xef\xbb\xbfSubject: \t新的 {{title}}\r\n\r\n正文\r\n"));
    free(scratch_file(dir, "zh_CN/README", 0644, "not a template"));
    free(scratch_file(dir, "fr/rappel.txt", 0644, "not looked at"));
    assert_string_equal(subject_with(dir, &arena), "新的 党委听取汇报");
    arena_done(&arena);
    scratch_remove(dir);
}

static void override_absent(void **state)
{
    struct arena arena = {0};

    assert_non_null(strstr(subject_with("/nonexistent", &arena), "还有 7 天"));
    arena_done(&arena);
}

static void faults(void **state)
{
    static const struct {
        const char *file, *text, *place, *holds;
    } cases[] = {
        {"en/reminder.txt", "Subject: a {{titel}}\n\nx\n", "/en/reminder.txt:1: ", "did you mean “title”?"},
        {"en/reminder.txt", "Subject: a\n\nx\n{{#title}}\n", "/en/reminder.txt:4: ", "never closed"},
        {"en/reminder.txt", "Subject: {{#title}}a\n\n{{/title}}\n", "/en/reminder.txt:1: ", "never closed"},
        {"en/reminder.txt", "subject: a\n\nx\n", "/en/reminder.txt:1: ", "Subject"},
        {"en/reminder.txt", "", "/en/reminder.txt:1: ", "Subject"},
        {"en/reminder.txt", "Subject: a", "/en/reminder.txt:2: ", "empty line"},
        {"en/reminder.txt", "Subject: a\nb\n", "/en/reminder.txt:2: ", "empty line"},
        {"zh_CN/alert.txt", "Subject: \xff\n\nx\n", "/zh_CN/alert.txt: ", "UTF-8"},
        {"zh_CN/remainder.txt", "Subject: a\n\nx\n", "/zh_CN/remainder.txt: ", "did you mean “reminder.txt”?"},
        {"zh_CN/met.txt", "Subject: a\n\nx\n", "/zh_CN/met.txt: ", "no message"},
    };
    char *shipped = shipped_templates_dir();

    for (size_t i = 0; i < N_OF(cases); i++) {
        char *dir = scratch_dir(), *why = NULL;
        struct templates *templates = NULL;

        free(scratch_file(dir, cases[i].file, 0644, cases[i].text));
        assert_int_equal(templates_load(shipped, dir, &templates, &why), ERROR_CONFIG);
        assert_null(templates);
        if (strncmp(why, dir, strlen(dir)) != 0 || strncmp(why + strlen(dir), cases[i].place, strlen(cases[i].place)) != 0 ||
            strstr(why, cases[i].holds) == NULL)
            fail_msg("%s gave “%s”", cases[i].file, why);
        free(why);
        scratch_remove(dir);
    }
    free(shipped);
}

static void shipped_missing(void **state)
{
    char *dir = scratch_dir(), *why = NULL;
    struct templates *templates = NULL;

    assert_int_equal(templates_load(dir, NULL, &templates, &why), ERROR_CONFIG);
    assert_non_null(strstr(why, "/en/turn.txt: "));
    free(why);
    scratch_remove(dir);
}

static void too_big(void **state)
{
    char *dir = scratch_dir(), *why = NULL, *shipped = shipped_templates_dir();
    char *text = xcalloc(1, 65537 + 1);
    struct templates *templates = NULL;

    memset(text, 'x', 65537);
    memcpy(text, "Subject: a\n\n", 12);
    free(scratch_file(dir, "en/test.txt", 0644, text));
    assert_int_equal(templates_load(shipped, dir, &templates, &why), ERROR_CONFIG);
    assert_non_null(strstr(why, "64 KiB"));
    free(why);
    free(text);
    free(shipped);
    scratch_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(override),        cmocka_unit_test(override_absent), cmocka_unit_test(faults),
        cmocka_unit_test(shipped_missing), cmocka_unit_test(too_big),
    };

    return cmocka_run_group_tests_name("templates", tests, NULL, NULL);
}
