/* The life of a turn: whom it concerns and in which words, begun by a caretaker where nobody has accepted it (engine_proposal.c), handed
 * over with a checklist, which is a case with a ladder of its own. RULES.md section 3. */
#include <string.h>

#include "engine_internal.h"
#include "intl.h"
#include "reason.h"

#define TELL_AT (9 * 3600) /* DESIGN.md's default `at` */

static bool is_same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

struct words {
    const struct engine *engine;
    const char *language;
};

static const char *translate(void *ctx, const char *text)
{
    const struct words *words = ctx;

    return words->engine->translate ? words->engine->translate(words->engine->translate_ctx, words->language, text) : text;
}

const char *life_say(const struct engine *engine, const struct cached *cached, const char *text)
{
    struct words words = {engine, cached->organization->language};

    return translate(&words, text);
}

const char *life_name(const struct cached *cached, const char *id)
{
    const struct member *member = id ? organization_member(cached->organization, id) : NULL;

    return member ? member->name : id ? id : "-";
}

const char *life_reason(const struct engine *engine, const struct cached *cached, const struct turn *turn, struct arena *arena)
{
    struct words words = {engine, cached->organization->language};
    const struct phrasing phrasing = {.translate = translate, .ctx = &words, .organization = cached->organization};

    return turn->why && engine->translate ? reason_phrase(turn->why, &phrasing, arena) : turn->reason;
}

int life_tell(struct engine *engine, struct cached *cached, enum notification_kind kind, const char *about, const char *detail,
              const char *const *names, size_t n_names, int64_t now, struct arena *arena)
{
    const date_t today = zone_date(engine->zone, now);
    const int64_t at = zone_instant(engine->zone, today, TELL_AT);
    const struct telling telling = {
        .cached = cached, .kind = kind, .on = today, .at = at > now ? at : now, .detail = detail, .about = about};
    struct recipients recipients = {0};
    const struct member *chair;
    size_t made;
    int error = cached_chair(engine, cached, today, &chair);

    if (error)
        return error;
    recipients_add(&recipients, cached->organization, &engine->channels, names, n_names, chair ? chair->id : NULL, today, false, arena);
    return tell(engine, &telling, &recipients, arena, &made);
}

const struct decision *life_proposal(const struct rotation_view *view, const char *period)
{
    const struct decision *latest = NULL;

    for (size_t i = 0; i < view->n_decisions; i++) {
        if (view->decisions[i].kind == DECISION_PROPOSE && is_same(view->decisions[i].period, period))
            latest = &view->decisions[i];
    }
    return latest;
}

bool life_is_appointed(const struct turn *turn)
{
    return turn->why && turn->why->code == REASON_APPOINTED;
}

static const char *chair_before(const struct rotation_view *view, date_t on)
{
    for (size_t i = view->n_turns; i > 0; i--) {
        if (view->turns[i - 1].begins < on && view->turns[i - 1].chair)
            return view->turns[i - 1].chair;
    }
    return NULL;
}

int life_names(struct engine *engine, const struct cached *cached, const struct occurrence *occurrence, const char *const *names, size_t n,
               struct arena *arena, const char *const **ret_names, size_t *ret_n)
{
    const char **filled = arena_array(arena, n + 1, sizeof *filled);
    struct rotation_view view = {.organization = NULL};
    size_t n_filled = 0;
    int error = 0;

    for (size_t i = 0; i < n && !error; i++) {
        const bool candidate = strcmp(names[i], TURN_CANDIDATE) == 0, outgoing = strcmp(names[i], OUTGOING_CHAIR) == 0;
        const struct decision *proposal;

        if ((candidate || outgoing) && !view.organization)
            error = rotation_view_load(engine, cached, DATE_NONE, arena, &view);
        if (error)
            return error;
        filled[n_filled] = names[i];
        if (outgoing)
            filled[n_filled] = chair_before(&view, occurrence->event_on);
        proposal = candidate ? life_proposal(&view, occurrence->period) : NULL;
        if (candidate)
            filled[n_filled] = proposal ? proposal->member : NULL;
        n_filled += filled[n_filled] != NULL;
    }
    *ret_names = filled;
    *ret_n = n_filled;
    return error;
}

const struct turn *life_turn_ahead(const struct rotation_view *view, const char *period, date_t today, struct arena *arena)
{
    const struct calendar *calendar = view->organization->calendar;
    struct turn *awaited = arena_alloc(arena, sizeof *awaited), *planned = NULL;
    size_t n = 0;

    if (rotation_awaited(view, today, arena, awaited) && is_same(turn_period(view, awaited, arena), period))
        return awaited;
    if (calendar->n_terms > 0)
        rotation_plan(view, calendar->terms[calendar->n_terms - 1].ends, arena, &planned, &n);
    for (size_t i = 0; i < n; i++) {
        if (is_same(turn_period(view, &planned[i], arena), period))
            return &planned[i];
    }
    return NULL;
}

int life_why(struct engine *engine, const struct cached *cached, const struct occurrence *occurrence, struct arena *arena,
             const char **ret_why)
{
    const struct turn *turn;
    struct rotation_view view;
    int error = rotation_view_load(engine, cached, DATE_NONE, arena, &view);

    if (error)
        return error;
    turn = life_turn_ahead(&view, occurrence->period, occurrence->done_on == DATE_NONE ? occurrence->begins : occurrence->done_on, arena);
    *ret_why = turn ? life_reason(engine, cached, turn, arena) : NULL;
    return 0;
}

int life_settle(struct engine *engine, struct cached *cached, struct rotation_view *view, int64_t now, struct arena *arena,
                int64_t *next_at)
{
    int error = swaps_recheck(engine, cached, view, now, arena);

    if (!error && cached->organization->rotation.proposal)
        error = proposals_settle(engine, cached, view, now, arena, next_at);
    return error ? error : vacancies_ahead(engine, cached, view, now, arena);
}

int life_hand_over(struct engine *engine, struct cached *cached, const struct turn *before, const struct turn *turn, int64_t now,
                   struct arena *arena)
{
    const char *obligation = cached->organization->rotation.handover;
    const char *why = NULL;
    char day[DATE_TEXT_SIZE];
    struct case_file file = {
        .organization = cached->id,
        .obligation = obligation,
        .id = date_format(turn->begins, day),
        .opened_on = turn->begins,
        .event_on = turn->begins,
        .closed_on = DATE_NONE,
        .member = turn->chair,
    };
    int error;

    if (!obligation || !cached_obligation(cached, obligation) || !before || !before->chair || !turn->chair ||
        is_same(before->chair, turn->chair))
        return 0;
    file.title = arena_printf(arena, life_say(engine, cached, N_("from %s to %s")), life_name(cached, before->chair),
                              life_name(cached, turn->chair));
    error = case_open(engine, &file, ENGINE_ACTOR, now, arena, &why);
    return error == ERROR_REFUSED ? 0 : error; /* opened before, by hand */
}

int life_caretaker(struct engine *engine, struct cached *cached, const struct turn *turn, int64_t now, struct arena *arena)
{
    const struct rotation *rotation = &cached->organization->rotation;
    const char **names = arena_array(arena, rotation->n_notify + 2, sizeof *names);
    char day[DATE_TEXT_SIZE];
    size_t n = 0;

    names[n++] = turn->chair;
    if (turn->why->member)
        names[n++] = turn->why->member;
    for (size_t i = 0; i < rotation->n_notify; i++)
        names[n++] = rotation->notify[i];
    return life_tell(engine, cached, NOTIFICATION_CARETAKER, date_format(turn->begins, day), life_reason(engine, cached, turn, arena),
                     names, n, now, arena);
}
