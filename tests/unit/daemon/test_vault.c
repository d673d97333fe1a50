/* Files of evidence on disk, and what their names and first bytes say. */
#include "unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "digest.h"
#include "error.h"
#include "file_type.h"
#include "memory.h"
#include "vault.h"

/* echo -n abc | sha256sum */
#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static char state_dir[64];
static int vault;

static int setup(void **state)
{
    snprintf(state_dir, sizeof state_dir, "/tmp/lunzhi-vault-XXXXXX");
    assert_non_null(mkdtemp(state_dir));
    assert_int_equal(vault_open(state_dir, &vault), 0);
    return 0;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    return remove(path);
}

static int teardown(void **state)
{
    close(vault);
    return nftw(state_dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void put(uint64_t number, const char *content, const char *sha256)
{
    char name[VAULT_INCOMING_SIZE];
    int fd;
    assert_int_equal(vault_receive(vault, number, name, &fd), 0);
    assert_int_equal(vault_write(fd, content, strlen(content)), 0);
    assert_int_equal(vault_seal(fd), 0);
    close(fd);
    assert_int_equal(vault_place(vault, name, sha256), 0);
}

static void test_a_file_from_end_to_end(void **state)
{
    char text[DIGEST_TEXT_SIZE], content[8] = "";
    struct stat status;
    int64_t size = -1;
    int fd;
    put(1, "abc", ABC);
    assert_int_equal(vault_read(vault, ABC, &fd, &size), 0);
    assert_int_equal(size, 3);
    assert_int_equal(read(fd, content, sizeof content), 3);
    assert_string_equal(content, "abc");
    assert_int_equal(fstat(fd, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0440);
    close(fd);
    assert_int_equal(vault_digest(vault, ABC, text, &size), 0);
    assert_string_equal(text, ABC);
    assert_int_equal(vault_remove(vault, ABC), 0);
    assert_int_equal(vault_remove(vault, ABC), ERROR_NOT_FOUND);
    assert_int_equal(vault_read(vault, ABC, &fd, &size), ERROR_NOT_FOUND);
    assert_int_equal(vault_digest(vault, ABC, text, &size), ERROR_NOT_FOUND);
}

static void test_what_is_no_hash(void **state)
{
    static const char *const names[] = {"",
                                        "abc",
                                        "../lunzhi.db",
                                        ABC "0",
                                        "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
                                        "..7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                                        "ba/816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"};
    char incoming[VAULT_INCOMING_SIZE];
    int64_t size;
    int fd;
    assert_int_equal(vault_receive(vault, 1, incoming, &fd), 0);
    close(fd);
    for (size_t i = 0; i < N_OF(names); i++) {
        assert_int_equal(vault_read(vault, names[i], &fd, &size), ERROR_INVALID);
        assert_int_equal(vault_remove(vault, names[i]), ERROR_INVALID);
        assert_int_equal(vault_place(vault, incoming, names[i]), ERROR_INVALID);
    }
    vault_drop(vault, incoming);
}

/* A second of the same number would write into the first. */
static void test_incoming_files_are_new(void **state)
{
    char first[VAULT_INCOMING_SIZE], second[VAULT_INCOMING_SIZE];
    int fd, again = -1;
    assert_int_equal(vault_receive(vault, 7, first, &fd), 0);
    assert_int_not_equal(vault_receive(vault, 7, second, &again), 0);
    assert_int_equal(again, -1);
    close(fd);
    close(vault);
    assert_int_equal(vault_open(state_dir, &vault), 0); /* as after a crash: what was half received is gone */
    assert_int_equal(vault_receive(vault, 7, first, &fd), 0);
    close(fd);
}

static void test_a_damaged_file_is_seen_and_mended(void **state)
{
    char text[DIGEST_TEXT_SIZE];
    int64_t size;
    put(1, "abd", ABC);
    assert_int_equal(vault_digest(vault, ABC, text, &size), 0);
    assert_string_not_equal(text, ABC);
    put(2, "abc", ABC);
    assert_int_equal(vault_digest(vault, ABC, text, &size), 0);
    assert_string_equal(text, ABC);
}

/* What is written fails, and is said, when the device is full. */
static void test_a_full_device(void **state)
{
    int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        skip();
    assert_int_equal(vault_write(fd, "abc", 3), ERROR_FULL);
    close(fd);
}

static void test_digest(void **state)
{
    struct digest *digest = digest_new();
    char text[DIGEST_TEXT_SIZE];
    digest_add(digest, "a", 1);
    digest_add(digest, "", 0);
    digest_add(digest, "bc", 2);
    assert_string_equal(digest_end(digest, text), ABC);
    digest_free(digest);
    digest_free(NULL);
    assert_true(digest_is_text(ABC));
    assert_false(digest_is_text(ABC "a"));
    assert_false(digest_is_text("abc"));
}

static void test_names(void **state)
{
    static const char *const good[] = {"a.pdf", "会议纪要 (1).PDF", "100%.pdf", "a..pdf", "–.png"};
    static const char *const bad[] = {"",
                                      ".pdf",
                                      "..",
                                      "a/b.pdf",
                                      "a\\b.pdf",
                                      "a\nb.pdf",
                                      "a\x7f.pdf",
                                      "a\xc2\x85.pdf",
                                      "a\xff.pdf",
                                      "a%00.pdf",
                                      "\xe2\x80\xae"
                                      "fdp.exe",
                                      "a\xe2\x80\x8b.pdf",
                                      "\xef\xbb\xbf"
                                      "a.pdf",
                                      "a\xe2\x81\xa6.pdf"};
    static const struct {
        const char *name, *type;
    } types[] = {
        {"a.pdf", "pdf"},          {"a.PDF", "pdf"}, {"a.tar.gz", "gz"}, {"pdf", ""}, {"a.", ""}, {"a.abcdefghijklmno", "abcdefghijklmno"},
        {"a.abcdefghijklmnop", ""}};
    char type[FILE_TYPE_SIZE];
    for (size_t i = 0; i < N_OF(good); i++)
        if (!file_name_is_good(good[i]))
            fail_msg("refuses %s", good[i]);
    for (size_t i = 0; i < N_OF(bad); i++)
        if (file_name_is_good(bad[i]))
            fail_msg("takes the bad name %zu", i);
    for (size_t i = 0; i < N_OF(types); i++)
        assert_string_equal(file_type_of(types[i].name, type), types[i].type);
}

static void test_beginnings(void **state)
{
    static const struct {
        const char *type, *head;
        size_t size;
        bool fits;
    } cases[] = {
        {"pdf", "%PDF-1.7", 8, true},
        {"pdf", "%PDF", 4, false},
        {"pdf", "", 0, false},
        {"pdf", "PK\3\4", 4, false},
        {"docx", "PK\3\4", 4, true},
        {"docx", "%PDF-", 5, false},
        {"heic", "\0\0\0\30ftyp", 8, true},
        {"heic", "ftypheic", 8, false},
        {"txt", "\0\1", 2, true},
        {"wps", "whatever", 8, true},
        {"png", "\x89PNG\r\n\x1a\n", 8, true},
        {"png", "\x89PNG", 4, false},
    };
    for (size_t i = 0; i < N_OF(cases); i++)
        if (file_type_fits(cases[i].type, (const unsigned char *)cases[i].head, cases[i].size) != cases[i].fits)
            fail_msg("case %zu, %s", i, cases[i].type);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_file_from_end_to_end, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_is_no_hash, setup, teardown),
        cmocka_unit_test_setup_teardown(test_incoming_files_are_new, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_damaged_file_is_seen_and_mended, setup, teardown),
        cmocka_unit_test(test_a_full_device),
        cmocka_unit_test(test_digest),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_beginnings),
    };
    return cmocka_run_group_tests_name("vault", tests, NULL, NULL);
}
