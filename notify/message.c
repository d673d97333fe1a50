/* From a row of the outbox to words: the values templates may use, and the message made with them. */
#include "message.h"

#include <glib.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

#include "digits.h"
#include "error.h"
#include "message_internal.h"
#include "utf8.h"

#define VALUE_BYTES_MAX 8192
#define THREAD_ID_BYTES 16 /* 32 hex digits, as long as a message id */

static const char *const value_names[VALUE_COUNT] = {
#define X(name) [VALUE_##name] = #name,
    VALUE_MAP(X)
#undef X
};

const struct template_names message_value_names = {value_names, VALUE_COUNT, "messages"};

static bool is_control(char c)
{
    return ((unsigned char)c < ' ' && c != '\n' && c != '\t') || c == 0x7f;
}

static bool is_clean(const char *text)
{
    size_t n = 0;

    while (n < VALUE_BYTES_MAX && text[n] != '\0' && !is_control(text[n]))
        n++;
    return text[n] == '\0' && g_utf8_validate(text, (gssize)n, NULL);
}

const char *message_clean(struct arena *arena, const char *text)
{
    g_autofree char *valid = NULL;
    char *copy;

    if (text == NULL || is_clean(text))
        return text;
    valid = g_utf8_make_valid(text, (gssize)utf8_cut(text, VALUE_BYTES_MAX));
    copy = arena_strdup(arena, valid);
    for (char *c = copy; *c != '\0'; c++) {
        if (is_control(*c))
            *c = ' ';
    }
    return copy;
}

const char *message_occurrence(const struct notification *notification, struct arena *arena)
{
    if (notification->organization == NULL || notification->obligation == NULL || notification->period == NULL)
        return NULL;
    return arena_printf(arena, "%s/%s/%s", notification->organization, notification->obligation, notification->period);
}

static const char *thread_id(const char *occurrence, struct arena *arena)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    char *text;

    if (occurrence == NULL)
        return NULL;
    SHA256((const unsigned char *)occurrence, strlen(occurrence), digest);
    text = arena_alloc(arena, 2 * THREAD_ID_BYTES + 1);
    hex_format(digest, THREAD_ID_BYTES, text);
    return text;
}

static const char *day(date_t date, struct arena *arena)
{
    char text[DATE_TEXT_SIZE];

    return arena_strdup(arena, date_format(date, text));
}

static void fill_days(const struct notification *notification, struct arena *arena, const char *values[static VALUE_COUNT])
{
    int32_t left;

    if (notification->due_on == DATE_NONE || notification->on == DATE_NONE)
        return;
    left = notification->due_on - notification->on;
    values[VALUE_due] = day(notification->due_on, arena);
    if (left >= 0) {
        values[VALUE_days_left] = arena_printf(arena, "%d", (int)left);
        values[left == 0 ? VALUE_due_today : left == 1 ? VALUE_due_tomorrow : VALUE_due_later] = "1";
    } else {
        values[VALUE_days_late] = arena_printf(arena, "%d", (int)-left);
        values[VALUE_one_day_late] = left == -1 ? "1" : NULL;
    }
}

/* The store keeps ", " between names; Chinese has its own sign for it. */
static const char *join_names(const char *names, const char *language, struct arena *arena)
{
    g_auto(GStrv) parts = NULL;
    g_autofree char *joined = NULL;

    if (names == NULL || strcmp(language, "zh_CN") != 0)
        return names;
    parts = g_strsplit(names, ", ", -1);
    joined = g_strjoinv("、", parts);
    return arena_strdup(arena, joined);
}

static void fill_about(const struct notification *notification, const char *language, struct arena *arena,
                       const char *values[static VALUE_COUNT])
{
    if (notification->organization != NULL) {
        values[VALUE_organization_id] = notification->organization;
        values[VALUE_organization] = notification->organization_name != NULL ? notification->organization_name : notification->organization;
    }
    if (notification->period != NULL && strcmp(notification->period, "once") != 0)
        values[VALUE_period] = notification->period;
    if (notification->obligation == NULL)
        return;
    values[VALUE_obligation] = notification->obligation;
    values[VALUE_title] = text_in(&notification->title, language);
    values[VALUE_occurrence] = message_occurrence(notification, arena);
    /* The day is left to be filled in: only the reader knows on which one it was done. */
    values[VALUE_record_command] = arena_printf(arena, "lunzhictl record %s --org %s --on YYYY-MM-DD", notification->obligation,
                                                notification->organization != NULL ? notification->organization : "ORG");
}

static void fill_kind(enum notification_kind kind, const char *values[static VALUE_COUNT])
{
    values[VALUE_missed] = kind == NOTIFICATION_MISSED ? "1" : NULL;
    values[VALUE_escalation] = kind == NOTIFICATION_ESCALATION ? "1" : NULL;
    values[VALUE_vacancy] = kind == NOTIFICATION_TURN ? "1" : NULL;
}

static void fill(const struct notification *notification, const char *language, struct arena *arena, const char *values[static VALUE_COUNT])
{
    fill_about(notification, language, arena, values);
    fill_days(notification, arena, values);
    fill_kind(notification->kind, values);
    values[VALUE_today] = day(notification->on, arena);
    values[VALUE_late] = notification->late ? "1" : NULL;
    values[VALUE_recipient] = notification->recipient_name;
    values[VALUE_instead_of] = notification->instead_of;
    values[VALUE_chair] = notification->chair;
    values[VALUE_also_told] = join_names(notification->also_told, language, arena);
    values[VALUE_detail] = notification->detail;
    for (size_t i = 0; i < VALUE_COUNT; i++)
        values[i] = message_clean(arena, values[i]);
}

static char *render(const struct template *template, const struct template_values *values, struct arena *arena)
{
    char *text = template_to_text(template, values), *copy = arena_strdup(arena, text);

    free(text);
    return copy;
}

/* One line, whatever the values hold. */
static char *one_line(char *text)
{
    for (char *c = text; *c != '\0'; c++) {
        if (*c == '\n' || *c == '\t')
            *c = ' ';
    }
    return text;
}

void message_write(const struct message_template *template, const struct template_values *values, struct arena *arena, struct message *ret)
{
    ret->subject = one_line(render(template->subject, values, arena));
    ret->text = render(template->body, values, arena);
}

int64_t message_due_at(const struct outbox_row *row)
{
    return row->due_at > row->created_at ? row->due_at : row->created_at;
}

/* A vacancy is of the day it begins on, whenever it is told. */
date_t message_day(const struct outbox_row *row, const struct zone *zone)
{
    date_t left_on = zone_date(zone, row->due_at), on = row->notification.on;

    return on != DATE_NONE && left_on > on && row->notification.kind != NOTIFICATION_TURN ? left_on : on;
}

bool message_is_late(const struct notification *about)
{
    return about->kind == NOTIFICATION_MISSED || (about->due_on != DATE_NONE && about->on != DATE_NONE && about->due_on < about->on);
}

int message_render_about(const struct templates *templates, const struct outbox_row *row, const struct notification *about,
                         struct arena *arena, const char *values[static VALUE_COUNT], struct message *ret)
{
    const struct template_values all = {.values = values};
    /* What was held until its due day had passed is not one that says how many days are left. */
    enum notification_kind kind = about->kind == NOTIFICATION_REMINDER && message_is_late(about) ? NOTIFICATION_OVERDUE : about->kind;
    struct message message = {.row = row, .id = row->message_id, .templates = templates, .created_at = message_due_at(row)};
    const struct message_template *template = templates_find(templates, about->language, (int)kind, &message.language);

    if (template == NULL)
        return ERROR_INVALID;
    fill(about, message.language, arena, values);
    message.thread_id = thread_id(values[VALUE_occurrence], arena);
    message.urgent = message_is_late(about) || kind == NOTIFICATION_TURN;
    message_write(template, &all, arena, &message);
    *ret = message;
    return 0;
}

int message_render(const struct templates *templates, const struct outbox_row *row, const struct zone *zone, bool json, struct arena *arena,
                   struct message *ret)
{
    struct notification about = row->notification;
    const char *values[VALUE_COUNT] = {0};
    struct message message;
    int r;

    about.on = message_day(row, zone);
    r = message_render_about(templates, row, &about, arena, values, &message);
    if (r < 0)
        return r;
    message.json = json ? message_to_json(&message, &about, zone, arena) : NULL;
    if (json && message.json == NULL)
        return ERROR_INVALID;
    *ret = message;
    return 0;
}
