/* lunzhictl plan: what an edited configuration would change, on a copy of the daemon's database and without touching it. */
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "backend_names.h"
#include "commands.h"
#include "data.h"
#include "fields.h"
#include "intl.h"
#include "memory.h"
#include "options.h"
#include "outlook.h"
#include "plan_text.h"

#define DAYS_DEFAULT 180
#define IMAGE_MAX    ((size_t)1 << 30)

struct image {
    char *bytes;
    size_t size, room;
};

static int take_image(void *ctx, const void *data, size_t bytes)
{
    struct image *image = ctx;

    if (bytes > IMAGE_MAX - image->size)
        return ERROR_TOO_BIG;
    if (image->size + bytes > image->room) {
        image->room = (image->size + bytes) * 2;
        image->bytes = xrealloc(image->bytes, image->room);
    }
    memcpy(image->bytes + image->size, data, bytes);
    image->size += bytes;
    return 0;
}

struct plan {
    struct ctl *ctl;
    bool each_message;
    json_t *turns, *dues, *messages; /* arrays of {"change", …} */
};

static void add_event(json_t *array, int side, const struct outlook_event *event)
{
    json_t *change = json_pack("{s:s}", "change", side < 0 ? "removed" : "added");

    json_object_update(change, event->event);
    json_array_append_new(array, change);
}

static void turn_differs(void *ctx, int side, const struct outlook_event *event)
{
    add_event(((struct plan *)ctx)->turns, side, event);
}

static void message_differs(void *ctx, int side, const struct outlook_event *event)
{
    add_event(((struct plan *)ctx)->messages, side, event);
}

static json_t *day_json(const struct outlook_due *due)
{
    return due && *due->due ? json_string(due->due) : json_null();
}

static void due_differs(struct plan *plan, const struct outlook_due *before, const struct outlook_due *after)
{
    const char *change = !before ? "added" : !after ? "removed" : "moved";

    json_array_append_new(plan->dues,
                          json_pack("{s:s, s:s, s:o, s:o}", "change", change, "occurrence", before ? before->occurrence : after->occurrence,
                                    "before", day_json(before), "after", day_json(after)));
}

static void compare_dues(struct plan *plan, const struct outlook *before, const struct outlook *after)
{
    size_t i = 0, k = 0;

    while (i < before->n_dues || k < after->n_dues) {
        const struct outlook_due *left = i < before->n_dues ? &before->dues[i] : NULL, *right = k < after->n_dues ? &after->dues[k] : NULL;
        const int order = !left ? 1 : !right ? -1 : strcmp(left->occurrence, right->occurrence);

        if (order < 0)
            due_differs(plan, left, NULL);
        else if (order > 0)
            due_differs(plan, NULL, right);
        else if (strcmp(left->due, right->due) != 0)
            due_differs(plan, left, right);
        i += order <= 0;
        k += order >= 0;
    }
}

static void print_plan(const struct plan *plan, const struct outlook_span *span)
{
    char until[DATE_TEXT_SIZE];

    date_format(zone_date(span->zone, span->until_at) - 1, until);
    json_t *all = json_pack("{s:s, s:O, s:O, s:O}", "until", until, "turns", plan->turns, "dues", plan->dues, "messages", plan->messages);
    if (plan->ctl->json)
        api_print(plan->ctl, all);
    else
        plan_show(plan->ctl, all, plan->each_message);
    json_decref(all);
}

static int make_plan(struct plan *plan, const struct image *image, const char *path, const struct conf_options *options,
                     const struct outlook_span *span, struct report *report)
{
    struct outlook before = {0}, after = {0};
    char *why = NULL;
    int error;

    error = outlook_make(&before, image->bytes, image->size, NULL, options, span, report, &why);
    if (!error)
        error = outlook_make(&after, image->bytes, image->size, path, options, span, report, &why);
    report_print(report, plan->ctl->err);
    if (!error) {
        outlook_compare(&before.turns, &after.turns, turn_differs, plan);
        outlook_compare(&before.messages, &after.messages, message_differs, plan);
        compare_dues(plan, &before, &after);
        print_plan(plan, span);
    } else if (error != ERROR_CONFIG) {
        ctl_fail(plan->ctl, "%s", why ? why : _(error_text(error)));
    }
    outlook_done(&before);
    outlook_done(&after);
    free(why);
    return error ? EXIT_FAILED : EXIT_DONE;
}

static int plan_file(struct plan *plan, const char *path, const struct conf_options *options, int days, const struct image *image,
                     int64_t now)
{
    struct arena arena = {0};
    struct report report = {0};
    struct conf_main main;
    int code = EXIT_FAILED;

    if (conf_read_main(path, options, &arena, &main, &report) == 0) {
        const struct outlook_span span = {
            .zone = &main.zone,
            .from_at = now,
            .until_at = zone_instant(&main.zone, zone_date(&main.zone, now) + days + 1, 0),
        };

        code = make_plan(plan, image, path, options, &span, &report);
    } else {
        report_print(&report, plan->ctl->err);
    }
    report_done(&report);
    arena_done(&arena);
    return code;
}

static int fetch(struct ctl *ctl, struct image *image, int64_t *ret_now)
{
    json_t *status;
    int code = api_ask(ctl, "/v1/status", NULL, &status);

    if (code != EXIT_DONE)
        return code;
    if (instant_parse(field_text(status, "now", ""), ret_now) != 0)
        code = ctl_fail(ctl, "%s", _("the daemon's answer has no time"));
    json_decref(status);
    if (code == EXIT_DONE)
        code = api_stream(ctl, "/v1/backup", (struct http_sink){.write = take_image, .ctx = image}, NULL);
    return code;
}

int cmd_plan(struct ctl *ctl, int argc, char **argv)
{
    struct plan plan = {.ctl = ctl};
    int days = DAYS_DEFAULT, code;
    const char *data = NULL;
    const struct option_spec specs[] = {
        {"days", "N", OPTION_COUNT, false, &days, N_("how far to look ahead (180)")},
        {"messages", NULL, OPTION_FLAG, false, &plan.each_message, N_("each message that differs, by itself")},
        {"data", "DIR", OPTION_TEXT, false, &data, N_("where presets and holidays lie")},
        {0},
    };
    struct cmdline cmdline = {.specs = specs, .operands_min = 1, .operands_max = 1};
    struct conf_options options = {.backends = backend_names};
    struct image image = {0};
    char *data_dir;
    int64_t now = 0;

    code = options_parse(ctl, &cmdline, argc, argv);
    if (code != GO_ON)
        return code;
    if (data_dir_find(data, &data_dir) != 0)
        return ctl_fail(ctl, "%s", _("the shipped data is not found: give its directory with --data"));
    options.data_dir = data_dir;
    plan.turns = json_array();
    plan.dues = json_array();
    plan.messages = json_array();
    code = fetch(ctl, &image, &now);
    if (code == EXIT_DONE)
        code = plan_file(&plan, cmdline.operands[0], &options, days, &image, now);
    json_decref(plan.turns);
    json_decref(plan.dues);
    json_decref(plan.messages);
    free(image.bytes);
    free(data_dir);
    return code;
}
