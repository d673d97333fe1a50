/* Where a secret is looked for, and what is none. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "secret.h"

static char root[64], credentials[80], config[80];

static void put(const char *dir, const char *name, const char *content, size_t size)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(content, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static int make_dirs(void **state)
{
    char secrets[96];
    snprintf(root, sizeof root, "/tmp/lunzhi-secret-XXXXXX");
    if (!mkdtemp(root))
        return -1;
    snprintf(credentials, sizeof credentials, "%s/credentials", root);
    snprintf(config, sizeof config, "%s/config", root);
    snprintf(secrets, sizeof secrets, "%s/secrets", config);
    return mkdir(credentials, 0700) || mkdir(config, 0700) || mkdir(secrets, 0700) ? -1 : 0;
}

static int remove_dirs(void **state)
{
    static const char *const files[] = {"credentials/both",
                                        "credentials/secrets_office",
                                        "config/both",
                                        "config/beside",
                                        "config/secrets/office",
                                        "config/empty",
                                        "config/nul",
                                        "config/huge",
                                        "config/secrets",
                                        "config",
                                        "credentials"};
    char path[160];
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", root, files[i]);
        remove(path);
    }
    return rmdir(root);
}

static void test_places(void **state)
{
    char absolute[160];
    snprintf(absolute, sizeof absolute, "%s/beside", config);
    put(credentials, "both", "from the manager\n", 17);
    put(credentials, "secrets_office", "handed over\r\n", 13);
    put(config, "both", "from beside", 11);
    put(config, "beside", "beside", 6);
    put(config, "secrets/office", "by hand", 7);
    const struct {
        const char *credentials, *name, *expected;
    } cases[] = {
        {credentials, "both", "from the manager"},      {NULL, "both", "from beside"},       {credentials, "beside", "beside"},
        {credentials, "secrets/office", "handed over"}, {NULL, "secrets/office", "by hand"}, {credentials, absolute, "beside"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct backend_context context = {.credentials_dir = cases[i].credentials, .config_dir = config};
        char *secret = NULL, *why = NULL;
        assert_int_equal(secret_read(&context, cases[i].name, &secret, &why), 0);
        assert_string_equal(secret, cases[i].expected);
        secret_free(secret);
    }
}

static void test_refused(void **state)
{
    static char huge[SECRET_MAX_BYTES + 1];
    memset(huge, 'x', sizeof huge);
    put(config, "empty", "\n\r\n", 3);
    put(config, "nul", "a\0b", 3);
    put(config, "huge", huge, sizeof huge);
    static const char *const names[] = {"empty", "nul", "huge", "missing", ".", ""};
    const struct backend_context context = {.credentials_dir = credentials, .config_dir = config};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *secret = NULL, *why = NULL;
        assert_int_equal(secret_read(&context, names[i], &secret, &why), ERROR_CONFIG);
        assert_null(secret);
        assert_non_null(strstr(why, root));
        free(why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_places), cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, make_dirs, remove_dirs);
}
