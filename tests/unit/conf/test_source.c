/* Files that no text editor would write: what is said, and that it ends. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "fixture.h"
#include "source.h"

#define GOOD "control = { };\n"

/* Parses, and compares what is said without the name of the file. */
static void says(const char *path, const char *expected)
{
    struct report report = {0};
    config_t config;
    int error = source_parse(path, NULL, &report, &config);
    if (error == 0)
        config_destroy(&config);
    if (error != (expected != NULL ? ERROR_CONFIG : 0))
        fail_msg("%s ended with %d: %s", path, error, report.n > 0 ? report.items[0].text : "");
    if (expected != NULL) {
        char *text = report_text(&report);
        assert_int_equal(strncmp(text, path, strlen(path)), 0);
        assert_string_equal(text + strlen(path), expected);
        free(text);
    } else {
        assert_int_equal(report.n, 0);
    }
    report_done(&report);
}

static void bytes(void **state)
{
#define INCLUDE_SAID ":2: error: @include wants a path in quotation marks, on one line and without backslashes\n"
#define BYTES(text, said)                                                                                                                  \
    {                                                                                                                                      \
        text, sizeof(text) - 1, said                                                                                                       \
    }
    static const struct {
        const char *text;
        size_t size;
        const char *said;
    } cases[] = {
        BYTES(GOOD, NULL),
        BYTES("", NULL),
        BYTES("\xef\xbb\xbf" GOOD, NULL),
        BYTES("control = { };\r\nlanguage = \"en\";\r\n", NULL),
        BYTES("# one\n\n a = \"\0\";\n", ":3: error: found a NUL byte; allowed: text in UTF-8\n"),
        BYTES("a = 1;\nb = \"\xff\";\n", ":2: error: found the byte 0xff, which is not UTF-8; allowed: text in UTF-8\n"),
        /* A Chinese character in GB18030, the likeliest of all. */
        BYTES("name = \"\xbb\xe1\";\n", ":1: error: found the byte 0xbb, which is not UTF-8; allowed: text in UTF-8\n"),
        BYTES("a = 1;\n\xe4\xb8", ":2: error: found the byte 0xe4, which is not UTF-8; allowed: text in UTF-8\n"),
        BYTES("a = 0x7FFFFFFF; b = 0xFFFFFFFF; c = -2147483648; d = 1e300; e = .5; f = 0xFFFFFFFFFL;", NULL),
        BYTES("a = 2147483648;", ":1: error: a: found 2147483648; allowed: whole numbers of 32 bits, or of 64 bits with the suffix L\n"),
        BYTES("a = { b = 1; b : 2; };", ":1: error: \"b\" is set twice in the same group; allowed: once (first on line 1)\n"),
        BYTES("a = ( { b = 1; }, { b = 2; } ); c = { b = { b = 1; }; };", NULL),
        BYTES("a = \"b = 1; b = 2; \\\" b = 3\"; # c = 1; c = 2;\n// d = 1; d = 2;\n/* e = 1; e = 2; */", NULL),
        BYTES("= { } ] ) : = [", ":1: error: found syntax error, at or before: = { } ] ) : = [\n"),
        BYTES("@include", ":1: error: found syntax error, at or before: @include\n"),
        BYTES("a = 1;\n@include \"x\n", INCLUDE_SAID),
        BYTES("a = 1;\n@include \"/tmp\\\"", INCLUDE_SAID),
        BYTES("a = 1;\n@include\"/tmp\"", ":2: error: found syntax error, at or before: @include\"/tmp\"\n"),
    };
#undef BYTES
#undef INCLUDE_SAID
    for (size_t i = 0; i < N_OF(cases); i++)
        says(scratch_file("bytes.conf", cases[i].text, cases[i].size), cases[i].said);
}

static void deep_nesting(void **state)
{
    char text[300];
    memset(text, '(', sizeof text);
    memcpy(text, "a = ", 4);
    says(scratch_file("deep.conf", text, sizeof text), ":1: error: brackets nested more than 64 deep\n");
}

static void many_settings(void **state)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    for (int i = 0; i < 600; i++)
        fprintf(stream, "a%d = 1;\n", i);
    fclose(stream);
    says(scratch_file("many.conf", text, size), ":501: error: a group of more than 500 settings\n");
    free(text);
}

static void too_large(void **state)
{
    size_t size = SOURCE_MAX_BYTES + 1;
    char *text = malloc(size);
    assert_non_null(text);
    memset(text, '\n', size);
    says(scratch_file("large.conf", text, size),
         ": error: cannot be read: it is larger than 8 MiB, or makes the file that includes it so\n");
    says(scratch_file("large.conf", text, size - 1), NULL);
    /* Two files that are too large together. */
    char part[256], both[600];
    snprintf(part, sizeof part, "%s", scratch_file("part.conf", text, size / 2));
    snprintf(both, sizeof both, "@include \"%s\"\n@include \"%s\"\n", part, part);
    struct report report = {0};
    config_t config;
    assert_int_equal(source_parse(scratch_file("both.conf", both, strlen(both)), NULL, &report, &config), ERROR_CONFIG);
    assert_int_equal(report.n, 1);
    assert_int_equal(report.items[0].line, 2);
    report_done(&report);
    free(text);
}

static void no_files(void **state)
{
    char path[256], said[300];
    snprintf(path, sizeof path, "%s/none.conf", scratch_dir());
    says(path, ": error: cannot be read: No such file or directory\n");
    says(scratch_dir(), ": error: cannot be read: it is a directory; allowed: a file\n");
    says("/dev/null", ": error: cannot be read: it is not a regular file\n");
    snprintf(path, sizeof path, "%s/pipe.conf", scratch_dir());
    assert_int_equal(mkfifo(path, 0600), 0);
    says(path, ": error: cannot be read: it is not a regular file\n");
    snprintf(path, sizeof path, "%s/loop.conf", scratch_dir());
    assert_int_equal(symlink("loop.conf", path), 0);
    snprintf(said, sizeof said, ": error: cannot be read: %s\n", strerror(ELOOP));
    says(path, said);
}

/* Root reads everything: then there is nothing to see. */
static void unreadable(void **state)
{
    const char *path = scratch_file("secret.conf", GOOD, strlen(GOOD));
    assert_int_equal(chmod(path, 0), 0);
    if (access(path, R_OK) == 0)
        says(path, NULL);
    else
        says(path, ": error: cannot be read: Permission denied\n");
}

static int remove_all(void **state)
{
    remove_scratch();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes),     cmocka_unit_test(deep_nesting), cmocka_unit_test(many_settings),
        cmocka_unit_test(too_large), cmocka_unit_test(no_files),     cmocka_unit_test(unreadable),
    };
    return cmocka_run_group_tests_name("source", tests, NULL, remove_all);
}
