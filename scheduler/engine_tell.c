/* Messages: whom a rung tells, in which words' kind, and who stands in for a person no channel reaches. */
#include "engine_internal.h"

#include <string.h>

int rung_recipients(struct engine *engine, struct cached *cached, const struct obligation *obligation, const struct occurrence *occurrence,
                    const struct ladder *ladder, enum rung_kind kind, date_t on, struct arena *arena, struct recipients *ret)
{
    const struct organization *organization = cached->organization;
    const struct member *chair;
    const char *const *names;
    const char *chair_id;
    size_t n_names;
    int error;

    error = cached_chair(engine, cached, on, &chair);
    if (error)
        return error;
    chair_id = chair ? chair->id : NULL;
    error = life_names(engine, cached, occurrence, obligation->notify, obligation->n_notify, arena, &names, &n_names);
    if (error)
        return error;
    recipients_add(ret, organization, &engine->channels, names, n_names, chair_id, on, false, arena);
    for (size_t i = 0; kind != RUNG_REMINDER && i < obligation->n_escalate; i++) {
        const struct escalation *step = &obligation->escalate[i];

        if (kind == RUNG_MISSED || ladder_escalation_day(ladder, step) <= on)
            recipients_add(ret, organization, &engine->channels, step->to, step->n_to, chair_id, on, true, arena);
    }
    return 0;
}

static const struct told *told_find(const struct told *told, size_t n, const char *recipient)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(told[i].recipient, recipient) == 0)
            return &told[i];
    }
    return NULL;
}

static const char *name_of(const struct recipient *recipient)
{
    return recipient->member ? recipient->member->name : recipient->id;
}

/* "乙, 秘书处": everybody of the list but `self`. */
static const char *names_but(const struct recipients *recipients, const struct recipient *self, struct arena *arena)
{
    const char *names = "";

    for (size_t i = 0; i < recipients->n; i++) {
        const struct recipient *other = &recipients->items[i];

        if (other != self && other->channel)
            names = arena_printf(arena, "%s%s%s", names, *names ? ", " : "", name_of(other));
    }
    return names;
}

static const char *message_key(const struct telling *telling, enum notification_kind kind, const struct recipient *recipient,
                               struct arena *arena)
{
    const struct occurrence *occurrence = telling->occurrence;
    char day[DATE_TEXT_SIZE];

    date_format(telling->on, day);
    if (!occurrence)
        return arena_printf(arena, "%s %s %s %s %s%s%s", telling->cached->id, day, notification_kind_name(kind), recipient->id,
                            recipient->channel ? recipient->channel : "-", telling->about ? " " : "", telling->about ? telling->about : "");
    return arena_printf(arena, "%s/%s/%s %s %s %s %s", occurrence->organization, occurrence->obligation, occurrence->period, day,
                        notification_kind_name(kind), recipient->id, recipient->channel ? recipient->channel : "-");
}

static void note_message(struct engine *engine, const struct notification *message, int64_t at)
{
    const struct event event = {
        .kind = message->kind,
        .at = at,
        .leaves_at = message->not_before > at ? message->not_before : at,
        .organization = message->organization,
        .obligation = message->obligation,
        .period = message->period,
        .due_on = message->due_on,
        .recipient = message->recipient,
        .channel = message->channel,
        .late = message->late,
    };

    if (message->kind != NOTIFICATION_TURN) /* the turn itself was noted */
        engine_note(engine, &event);
}

static const char *address_for(struct engine *engine, const struct recipient *recipient, struct arena *arena)
{
    const char *kinds = recipient->channel ? engine->channels.address_kind(engine->channels.ctx, recipient->channel) : NULL;
    const char *address = kinds && recipient->member ? recipient_address(recipient->member, kinds, arena) : NULL;

    return address ? address : "";
}

/* When the windows of the channel and of the person are open; 0: at once. */
static int find_opening(struct engine *engine, const struct telling *telling, const struct recipient *recipient, int64_t *ret_not_before)
{
    static const struct window always = {0};
    struct window window = {0};
    int64_t at;
    int error = recipient->channel ? engine->ledger->channel_window(engine->ledger->ctx, recipient->channel, &window) : 0;

    if (error)
        return error;
    at = windows_open_at(recipient->member ? &recipient->member->window : &always, &window, engine->zone,
                         telling->cached->organization->calendar, telling->at);
    *ret_not_before = at > telling->at ? at : 0;
    return 0;
}

/* The obligation's; of a case with what it is about. */
static int find_title(struct engine *engine, const struct telling *telling, struct arena *arena, struct text *ret_title)
{
    const struct obligation *obligation = telling->obligation;
    const char *procedure = obligation && obligation->procedure ? obligation->procedure : obligation ? obligation->id : NULL;
    struct case_file file = {.title = NULL};
    int error = 0;

    *ret_title = obligation ? obligation->title : (struct text){0};
    if (obligation && obligation->per == PERIOD_CASE)
        error = engine->ledger->get_case(engine->ledger->ctx, telling->cached->id, procedure, telling->occurrence->period, arena, &file);
    if (error || !file.title)
        return error == ERROR_NOT_FOUND ? 0 : error;
    if (ret_title->zh)
        ret_title->zh = arena_printf(arena, "%s：%s", ret_title->zh, file.title);
    if (ret_title->en)
        ret_title->en = arena_printf(arena, "%s: %s", ret_title->en, file.title);
    return 0;
}

int tell_one(struct engine *engine, const struct telling *telling, const struct recipient *recipient, enum notification_kind kind,
             const char *instead_of, const char *also_told, struct arena *arena, size_t *made)
{
    const struct organization *organization = telling->cached->organization;
    const struct occurrence *occurrence = telling->occurrence;
    const struct member *chair;
    struct notification message;
    struct text title;
    int error;

    error = cached_chair(engine, telling->cached, telling->on, &chair);
    if (!error)
        error = find_title(engine, telling, arena, &title);
    if (error)
        return error;
    message = (struct notification){
        .key = message_key(telling, kind, recipient, arena),
        .kind = kind,
        .occurrence = occurrence ? occurrence->id : 0,
        .organization = organization->id,
        .organization_name = organization->name,
        .obligation = occurrence ? occurrence->obligation : NULL,
        .period = occurrence        ? occurrence->period
                  : telling->period ? telling->period
                                    : telling->cached->turn.period,
        .title = title,
        .on = telling->on,
        .due_on = occurrence ? occurrence->due_on : DATE_NONE,
        .late = telling->late,
        .recipient = recipient->id,
        .recipient_name = recipient->member ? recipient->member->name : NULL,
        .instead_of = instead_of,
        .channel = recipient->channel,
        .address = address_for(engine, recipient, arena),
        .language = organization->language,
        .chair = chair && kind != NOTIFICATION_TURN ? chair->name : NULL, /* a vacancy may lie ahead */
        .also_told = also_told,
        .detail = telling->detail,
        .stands_for = telling->stands_for,
    };
    error = find_opening(engine, telling, recipient, &message.not_before);
    if (!error)
        error = engine->ledger->put_notification(engine->ledger->ctx, &message, telling->at);
    if (error)
        return error == ERROR_EXISTS ? 0 : error;
    note_message(engine, &message, telling->at);
    ++*made;
    return 0;
}

/* The names of one list, tried as stand-ins: those reachable, not among the recipients and not told today. */
static int stand_ins(struct engine *engine, const struct telling *telling, const char *const *names, size_t n_names,
                     const struct recipients *others, const struct told *told, size_t n_told, struct arena *arena, struct recipients *ret)
{
    struct recipients candidates = {0};
    const struct member *chair;
    int error;

    error = cached_chair(engine, telling->cached, telling->on, &chair);
    if (error)
        return error;
    recipients_add(&candidates, telling->cached->organization, &engine->channels, names, n_names, chair ? chair->id : NULL, telling->on,
                   false, arena);
    *ret = (struct recipients){.items = arena_array(arena, candidates.n + 1, sizeof *ret->items)};
    for (size_t i = 0; i < candidates.n; i++) {
        const struct recipient *candidate = &candidates.items[i];
        const struct told *before = told_find(told, n_told, candidate->id);
        bool among = !candidate->channel || (before && before->last_on >= telling->on);

        for (size_t k = 0; k < others->n && !among; k++)
            among = strcmp(others->items[k].id, candidate->id) == 0;
        if (!among)
            ret->items[ret->n++] = *candidate;
    }
    return 0;
}

/* The obligation's escalation, step by step, then the organization's fallback. Somebody of a list is enough. */
int tell_instead(struct engine *engine, const struct telling *telling, const char *instead_of, const struct recipients *others,
                 const struct told *told, size_t n_told, struct arena *arena, bool *ret_found, size_t *made)
{
    const struct organization *organization = telling->cached->organization;
    const size_t n_steps = telling->obligation ? telling->obligation->n_escalate : 0;
    struct recipients found = {0};
    int error = 0;

    for (size_t i = 0; i <= n_steps && !error && found.n == 0; i++) {
        if (i < n_steps)
            error = stand_ins(engine, telling, telling->obligation->escalate[i].to, telling->obligation->escalate[i].n_to, others, told,
                              n_told, arena, &found);
        else
            error = stand_ins(engine, telling, organization->fallback, organization->n_fallback, others, told, n_told, arena, &found);
    }
    for (size_t i = 0; i < found.n && !error; i++)
        error = tell_one(engine, telling, &found.items[i], telling->kind, instead_of, "", arena, made);
    *ret_found = found.n > 0;
    return error;
}

static int tell_recipient(struct engine *engine, const struct telling *telling, const struct recipients *recipients,
                          const struct recipient *recipient, const struct told *told, size_t n_told, struct arena *arena, size_t *made)
{
    const struct told *before = told_find(told, n_told, recipient->id);
    enum notification_kind kind = telling->kind;
    bool found = false;
    int error = 0;

    if (before && before->last_on >= telling->on)
        return 0;
    if (kind == NOTIFICATION_OVERDUE && recipient->escalated && !before)
        kind = NOTIFICATION_ESCALATION;
    if (!recipient->channel)
        error = tell_instead(engine, telling, name_of(recipient), recipients, told, n_told, arena, &found, made);
    if (!error && !found)
        error = tell_one(engine, telling, recipient, kind, NULL, names_but(recipients, recipient, arena), arena, made);
    return error;
}

static int log_telling(struct engine *engine, const struct telling *telling, const struct recipients *recipients, struct arena *arena)
{
    const struct occurrence *occurrence = telling->occurrence;
    const char *object = telling->cached->id;

    if (occurrence)
        object = arena_printf(arena, "%s/%s/%s", occurrence->organization, occurrence->obligation, occurrence->period);
    return engine_log(engine, telling->at, ENGINE_ACTOR, "tell", object,
                      arena_printf(arena, "%s: %s", notification_kind_name(telling->kind), names_but(recipients, NULL, arena)));
}

int tell(struct engine *engine, const struct telling *telling, const struct recipients *recipients, struct arena *arena, size_t *ret_made)
{
    const struct occurrence *occurrence = telling->occurrence;
    struct told *told = NULL;
    size_t n_told = 0, made = 0;
    int error = 0;

    if (occurrence && (telling->kind != NOTIFICATION_REMINDER || occurrence->told_on == telling->on))
        error = engine->ledger->told(engine->ledger->ctx, occurrence->id, arena, &told, &n_told);
    for (size_t i = 0; i < recipients->n && !error; i++)
        error = tell_recipient(engine, telling, recipients, &recipients->items[i], told, n_told, arena, &made);
    if (!error && made > 0)
        error = log_telling(engine, telling, recipients, arena);
    if (!error)
        *ret_made = made;
    return error;
}
