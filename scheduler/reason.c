/* Reasons in words. */
#include "reason.h"

#include "intl.h"
#include "words.h"

static const char *const code_names[REASON_COUNT] = {
#define X(name, word) [REASON_##name] = word,
    REASON_MAP(X)
#undef X
};

static const char *const passed_names[PASSED_COUNT] = {
    [PASSED_NOT_MEMBER] = N_("not a member"),
    [PASSED_SUSPENDED] = N_("suspended"),
    [PASSED_ABSENT] = N_("absent"),
    [PASSED_REMOVED] = N_("removed"),
    [PASSED_DECLINED] = N_("declined"),
    [PASSED_SWAPPED] = N_("gave the turn away by a swap"),
    [PASSED_MORE_TURNS] = N_("more turns begun"),
    [PASSED_LATER] = N_("later in the order"),
    [PASSED_UNANSWERED] = N_("has not accepted yet"),
};

const char *reason_code_name(enum reason_code code)
{
    return code_names[code];
}

int reason_code_parse(const char *word, enum reason_code *ret_code)
{
    int code = words_find(code_names, REASON_COUNT, word);

    if (code < 0)
        return code;
    *ret_code = (enum reason_code)code;
    return 0;
}

const char *passed_words(enum passed_why why)
{
    return passed_names[why];
}

int passed_parse(const char *word, enum passed_why *ret_why)
{
    int why = words_find(passed_names, PASSED_COUNT, word);

    if (why < 0)
        return why;
    *ret_why = (enum passed_why)why;
    return 0;
}

static const char *say(const struct phrasing *phrasing, const char *text) __attribute__((format_arg(2)));

static const char *say(const struct phrasing *phrasing, const char *text)
{
    return phrasing->translate ? phrasing->translate(phrasing->ctx, text) : text;
}

static const char *name_of(const struct phrasing *phrasing, const char *id)
{
    const struct member *member = phrasing->organization && id ? organization_member(phrasing->organization, id) : NULL;

    return member ? member->name : id ? id : "?";
}

static const char *main_words(const struct turn_reason *reason, const struct phrasing *phrasing, struct arena *arena)
{
    char day[DATE_TEXT_SIZE];

    date_format(reason->on, day);
    switch (reason->code) {
    case REASON_NO_MANDATE:
        return say(phrasing, N_("no mandate runs"));
    case REASON_FEWEST:
        if (reason->tied)
            return arena_printf(arena, say(phrasing, N_("fewest turns begun in this mandate (%d), first in the order")),
                                (int)reason->turns);
        return arena_printf(arena, say(phrasing, N_("fewest turns begun in this mandate (%d)")), (int)reason->turns);
    case REASON_SWAPPED:
        return arena_printf(arena, say(phrasing, N_("takes the turn of %s by a swap")), name_of(phrasing, reason->member));
    case REASON_NOBODY:
        return say(phrasing, N_("nobody is available"));
    case REASON_APPOINTED:
        return say(phrasing, N_("appointed"));
    case REASON_LEFT:
        return arena_printf(arena, say(phrasing, N_("%s left office on %s")), name_of(phrasing, reason->member), day);
    case REASON_SUSPENDED:
        return arena_printf(arena, say(phrasing, N_("%s suspended from %s")), name_of(phrasing, reason->member), day);
    case REASON_REMOVED:
        return arena_printf(arena, say(phrasing, N_("%s removed from %s")), name_of(phrasing, reason->member), day);
    case REASON_CARETAKER:
        if (!reason->member)
            return say(phrasing, N_("caretaker: nobody is available for the turn"));
        return arena_printf(arena, say(phrasing, N_("caretaker until %s accepts the turn")), name_of(phrasing, reason->member));
    case REASON_AWAITED:
        if (!reason->member)
            return say(phrasing, N_("vacant: nobody is available for the turn, nor as caretaker"));
        return arena_printf(arena, say(phrasing, N_("vacant until %s accepts the turn")), name_of(phrasing, reason->member));
    default:
        return "";
    }
}

const char *passed_phrase(const struct passed *passed, const struct phrasing *phrasing, struct arena *arena)
{
    if (passed->why == PASSED_MORE_TURNS)
        return arena_printf(arena, say(phrasing, N_("turns begun: %d")), (int)passed->turns);
    return say(phrasing, passed_words(passed->why));
}

static bool is_same_why(const struct passed *left, const struct passed *right)
{
    return left->why == right->why && (left->why != PASSED_MORE_TURNS || left->turns == right->turns);
}

/* Those from `first` on whom the same passes over are named together. */
static const char *next_others(const struct turn_reason *reason, size_t *first, const struct phrasing *phrasing, struct arena *arena)
{
    const struct passed *passed = &reason->others[*first];
    const char *names = name_of(phrasing, passed->member);

    while (++*first < reason->n_others && is_same_why(passed, &reason->others[*first]))
        names = arena_printf(arena, say(phrasing, N_("%s, %s")), names, name_of(phrasing, reason->others[*first].member));
    return arena_printf(arena, say(phrasing, N_("%s (%s)")), names, passed_phrase(passed, phrasing, arena));
}

static const char *with_others(const char *text, const struct turn_reason *reason, const struct phrasing *phrasing, struct arena *arena)
{
    const char *list = "";

    for (size_t i = 0; i < reason->n_others;) {
        const char *separator = i > 0 ? say(phrasing, N_(", ")) : "";

        list = arena_printf(arena, "%s%s%s", list, separator, next_others(reason, &i, phrasing, arena));
    }
    return reason->n_others ? arena_printf(arena, say(phrasing, N_("%s; not %s")), text, list) : text;
}

const char *reason_phrase(const struct turn_reason *reason, const struct phrasing *phrasing, struct arena *arena)
{
    const char *text = main_words(reason, phrasing, arena);

    if (reason->words && *reason->words)
        text = arena_printf(arena, say(phrasing, N_("%s: %s")), text, reason->words);
    text = with_others(text, reason, phrasing, arena);
    if (reason->void_member)
        text = arena_printf(arena, say(phrasing, N_("%s; the swap of %s and %s no longer holds")), text,
                            name_of(phrasing, reason->void_member), name_of(phrasing, reason->void_other));
    return text;
}
