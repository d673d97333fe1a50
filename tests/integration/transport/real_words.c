#include "real_words.h"

#include <stdio.h>
#include <stdlib.h>

#include "lunzhi_config.h"

static const struct zone_span spans[] = {{.begins_at = INT64_MIN, .offset_seconds = 8 * 3600}};
static const struct zone shanghai = {.name = "Asia/Shanghai", .spans = spans, .n_spans = 1};

static struct arena arena;
static struct templates *templates;

static const char *member(json_t *object, const char *name, const char *otherwise)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : otherwise;
}

static date_t day(json_t *object, const char *name)
{
    date_t date;
    return date_parse(member(object, name, ""), &date) == 0 ? date : DATE_NONE;
}

static struct outbox_row read_row(json_t *object, json_t *given, size_t i)
{
    struct outbox_row row = {.created_at = json_integer_value(json_object_get(object, "created_at"))};
    struct notification *about = &row.notification;
    const char *title = member(given, "title", "党委听取汇报");
    *about = (struct notification){.id = (int64_t)i + 1,
                                   .occurrence = 1,
                                   .organization = member(given, "organization", "su"),
                                   .organization_name = "校学生会",
                                   .obligation = member(given, "obligation", "party-hearing"),
                                   .period = "2019-2020-1",
                                   .title = {title, title},
                                   .on = day(given, "on"),
                                   .due_on = day(given, "due"),
                                   .recipient = "jia",
                                   .recipient_name = member(object, "name", "甲"),
                                   .channel = "test",
                                   .address = member(object, "address", ""),
                                   .language = "zh_CN",
                                   .chair = "甲",
                                   .also_told = "乙, 丙"};
    if (notification_kind_parse(member(given, "kind", "reminder"), &about->kind) < 0)
        abort();
    row.due_at = row.created_at;
    snprintf(row.message_id, sizeof row.message_id, "%s", member(object, "id", "0123456789abcdef0123456789abcdef"));
    return row;
}

static void need_templates(void)
{
    char *why = NULL;
    if (templates || templates_load(LUNZHI_SOURCE_DIR "/conf/templates", NULL, &templates, &why) == 0)
        return;
    fprintf(stderr, "%s\n", why);
    abort();
}

struct message real_words(json_t *object)
{
    json_t *given = json_object_get(object, "rows");
    size_t n = json_array_size(given);
    struct outbox_row *rows = arena_array(&arena, n, sizeof *rows);
    struct message message = {0};
    int error;
    need_templates();
    for (size_t i = 0; i < n; i++)
        rows[i] = read_row(object, json_array_get(given, i), i);
    error = n > 1 ? digest_render(templates, rows[0].message_id, rows, n, &shanghai, true, &arena, &message)
                  : message_render(templates, rows, &shanghai, true, &arena, &message);
    if (error < 0)
        abort();
    return message;
}
