#include "fixture.h"

#include <ftw.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lunzhi_config.h"
#include "memory.h"

static const struct zone_span shanghai_spans[] = {{.begins_at = INT64_MIN, .offset_seconds = 8 * 3600}};
const struct zone shanghai = {.name = "Asia/Shanghai", .spans = shanghai_spans, .n_spans = 1};

date_t day(const char *text)
{
    date_t date;

    assert_int_equal(date_parse(text, &date), 0);
    return date;
}

char *shipped_templates_dir(void)
{
    return xstrdup(LUNZHI_SOURCE_DIR "/conf/templates");
}

struct templates *shipped_templates(void)
{
    struct templates *templates = NULL;
    char *dir = shipped_templates_dir(), *why = NULL;
    int r = templates_load(dir, NULL, &templates, &why);

    if (r < 0)
        fail_msg("%s", why);
    free(dir);
    return templates;
}

struct outbox_row reminder_row(void)
{
    return (struct outbox_row){
        .notification =
            {
                .id = 7,
                .key = "su/party-hearing/2019-2020-1 2020-01-03 reminder jia mail",
                .kind = NOTIFICATION_REMINDER,
                .occurrence = 3,
                .organization = "su",
                .organization_name = "校学生会",
                .obligation = "party-hearing",
                .period = "2019-2020-1",
                .title = {.zh = "党委听取汇报", .en = "Report to the Party committee"},
                .on = day("2020-01-03"),
                .due_on = day("2020-01-10"),
                .recipient = "jia",
                .recipient_name = "甲",
                .channel = "mail",
                .address = "jia@example.edu.cn",
                .language = "zh_CN",
                .chair = "甲",
                .also_told = "乙, 丙",
            },
        .message_id = "0123456789abcdef0123456789abcdef",
        .state = DELIVERY_SENDING,
        .created_at = 1578013200, /* 2020-01-03T09:00:00+08:00 */
        .next_at = 1578013200,
    };
}

static int64_t still_now(void *ctx)
{
    return ((struct still_world *)ctx)->now_ms;
}

static uint64_t still_random(void *ctx)
{
    return ((struct still_world *)ctx)->random;
}

void still_world_init(struct still_world *still, int64_t now)
{
    *still = (struct still_world){.world = {still_now, still_random, still}, .now_ms = now * 1000};
}

char *scratch_dir(void)
{
    char *dir = xasprintf("%s/lunzhi-test-XXXXXX", g_get_tmp_dir());

    assert_non_null(mkdtemp(dir));
    return dir;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    return remove(path);
}

void scratch_remove(char *dir)
{
    nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(dir);
}

char *scratch_file(const char *dir, const char *name, int mode, const char *text)
{
    char *path = xasprintf("%s/%s", dir, name);
    g_autofree char *folder = g_path_get_dirname(path);

    assert_int_equal(g_mkdir_with_parents(folder, 0755), 0);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    assert_int_equal(chmod(path, (mode_t)mode), 0);
    return path;
}
