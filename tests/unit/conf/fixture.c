#include "fixture.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend_names.h"

const struct conf_options test_options = {.data_dir = DATA_FROM_TESTS, .backends = backend_names};

static char scratch[64];
static char scratch_path[256];

void enter(const char *folder)
{
    assert_int_equal(chdir(TEST_DIR), 0);
    assert_int_equal(chdir(folder), 0);
}

char *text_of(const char *path)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = fopen(path, "r");
    if (file == NULL)
        fail_msg("%s is missing", path);
    ssize_t length = getdelim(&text, &size, '\0', file);
    fclose(file);
    if (length < 0)
        fail_msg("%s is empty", path);
    return text;
}

char *report_text(const struct report *report)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    report_print(report, stream);
    fclose(stream);
    return text;
}

const char *scratch_dir(void)
{
    if (scratch[0] == '\0') {
        strcpy(scratch, "/tmp/lunzhi-conf-XXXXXX");
        assert_non_null(mkdtemp(scratch));
    }
    return scratch;
}

const char *scratch_file(const char *name, const void *bytes, size_t size)
{
    snprintf(scratch_path, sizeof scratch_path, "%s/%s", scratch_dir(), name);
    FILE *file = fopen(scratch_path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    return scratch_path;
}

void remove_scratch(void)
{
    DIR *dir = scratch[0] != '\0' ? opendir(scratch) : NULL;
    if (dir == NULL)
        return;
    for (const struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        if (entry->d_name[0] != '.')
            unlinkat(dirfd(dir), entry->d_name, 0);
    }
    closedir(dir);
    rmdir(scratch);
    scratch[0] = '\0';
}

static int count_calendar(void *ctx, const struct calendar *calendar)
{
    ((struct count *)ctx)->calendars++;
    return 0;
}

static int count_channel(void *ctx, const struct channel *channel)
{
    ((struct count *)ctx)->channels++;
    return 0;
}

static int count_organization(void *ctx, const struct organization *organization)
{
    ((struct count *)ctx)->organizations++;
    return 0;
}

struct conf_sink counting_sink(struct count *count)
{
    *count = (struct count){0};
    return (struct conf_sink){.calendar = count_calendar, .channel = count_channel, .organization = count_organization, .ctx = count};
}

date_t day(const char *text)
{
    date_t date;
    assert_int_equal(date_parse(text, &date), 0);
    return date;
}
