/* Text into a rotation and back. */
#include "rotation_case.h"

#include <string.h>

static const char *const ids[] = {"jia", "yi", "bing", "ding", "wu"};

/* The pieces of a text between separators, without leading blanks. */
static size_t split(struct arena *arena, const char *text, const char *separator, const char **pieces, size_t max)
{
    char *rest = arena_strdup(arena, text);
    char *piece;
    size_t n = 0;

    while ((piece = strsep(&rest, separator)) && n < max) {
        piece += strspn(piece, " ");
        if (*piece)
            pieces[n++] = piece;
    }
    return n;
}

static struct member *member_of(struct member *members, const char *id)
{
    for (size_t i = 0; i < N_OF(ids); i++) {
        if (strcmp(ids[i], id) == 0)
            return &members[i];
    }
    fail_msg("no member '%s'", id);
    return NULL;
}

static void add_interval(struct arena *arena, const struct interval **intervals, size_t *n, const struct member_days *days)
{
    struct interval *grown = arena_array(arena, *n + 1, sizeof(*grown));

    if (*n)
        memcpy(grown, *intervals, *n * sizeof(*grown));
    grown[*n] = (struct interval){day(days->since), day(days->until)};
    *intervals = grown;
    *n += 1;
}

static struct member *members_of(const struct rotation_case *of, struct arena *arena)
{
    struct member *members = arena_array(arena, N_OF(ids), sizeof(*members));

    for (size_t i = 0; i < N_OF(ids); i++)
        members[i] = (struct member){.id = ids[i], .name = ids[i], .term = {DATE_NONE, DATE_FOREVER}};
    for (size_t i = 0; i < N_OF(of->terms) && of->terms[i].member; i++)
        member_of(members, of->terms[i].member)->term = (struct interval){day(of->terms[i].since), day(of->terms[i].until)};
    for (size_t i = 0; i < N_OF(of->absent) && of->absent[i].member; i++) {
        struct member *member = member_of(members, of->absent[i].member);

        add_interval(arena, &member->absent, &member->n_absent, &of->absent[i]);
    }
    for (size_t i = 0; i < N_OF(of->suspended) && of->suspended[i].member; i++) {
        struct member *member = member_of(members, of->suspended[i].member);

        add_interval(arena, &member->suspended, &member->n_suspended, &of->suspended[i]);
    }
    return members;
}

static void mandates_of(const struct rotation_case *of, struct arena *arena, struct rotation *rotation)
{
    struct mandate *mandates = arena_array(arena, N_OF(of->mandates), sizeof(*mandates));

    for (size_t i = 0; i < N_OF(of->mandates) && of->mandates[i].elected; i++) {
        const char **order = arena_array(arena, 8, sizeof(*order));

        mandates[i] = (struct mandate){.elected = day(of->mandates[i].elected), .order = order};
        mandates[i].n_order = split(arena, of->mandates[i].order, " ", order, 8);
        rotation->n_mandates++;
    }
    rotation->mandates = mandates;
    rotation->acting_counts = of->acting_counts;
}

static void decisions_of(const struct rotation_case *of, struct arena *arena, struct rotation_view *view)
{
    struct decision *decisions = arena_array(arena, N_OF(of->decisions), sizeof(*decisions));

    for (size_t i = 0; i < N_OF(of->decisions) && of->decisions[i].on; i++) {
        decisions[i] = (struct decision){.id = (int64_t)i + 1,
                                         .kind = of->decisions[i].kind,
                                         .on = day(of->decisions[i].on),
                                         .member = of->decisions[i].member,
                                         .other = of->decisions[i].other,
                                         .period = of->decisions[i].period,
                                         .other_period = of->decisions[i].other_period,
                                         .why = of->decisions[i].why};
        view->n_decisions++;
    }
    view->decisions = decisions;
}

static void history_of(const struct rotation_case *of, struct arena *arena, struct rotation_view *view)
{
    const char *texts[16], *words[4];
    struct turn *turns = arena_array(arena, N_OF(texts), sizeof(*turns));

    view->turns = turns;
    view->n_turns = of->history ? split(arena, of->history, ";", texts, N_OF(texts)) : 0;
    for (size_t i = 0; i < view->n_turns; i++) {
        size_t n_words = split(arena, texts[i], " ", words, N_OF(words));
        const struct term *term = calendar_term_begun(view->organization->calendar, day(words[0]));
        bool acting = words[1][strlen(words[1]) - 1] == '*';

        turns[i] = (struct turn){.organization = "su", .begins = day(words[0]), .ends = DATE_FOREVER, .reason = "history"};
        turns[i].period = term ? term->id : NULL;
        turns[i].chair = strcmp(words[1], "-") == 0 ? NULL : strndupa(words[1], strlen(words[1]) - acting);
        turns[i].chair = arena_strdup(arena, turns[i].chair);
        turns[i].counts = turns[i].chair && !acting;
        turns[i].mandate = n_words > 2 ? day(words[2]) : DATE_NONE;
        if (i > 0)
            turns[i - 1].ends = turns[i].begins - 1;
    }
}

void rotation_case_view(const struct rotation_case *of, struct arena *arena, struct rotation_view *ret_view)
{
    struct organization *organization = arena_alloc(arena, sizeof(*organization));

    *organization =
        (struct organization){.id = "su", .language = "en", .calendar = wust(), .members = members_of(of, arena), .n_members = N_OF(ids)};
    mandates_of(of, arena, &organization->rotation);
    *ret_view = (struct rotation_view){.organization = organization, .known_on = of->known ? day(of->known) : DATE_NONE};
    decisions_of(of, arena, ret_view);
    history_of(of, arena, ret_view);
}

static const char *written(const struct turn *turns, size_t n, struct arena *arena)
{
    const char *text = "";

    for (size_t i = 0; i < n; i++) {
        char begins[DATE_TEXT_SIZE];

        text = arena_printf(arena, "%s%s%s %s%s", text, i ? "; " : "", date_format(turns[i].begins, begins),
                            turns[i].chair ? turns[i].chair : "-", turns[i].chair && !turns[i].counts ? "*" : "");
    }
    return text;
}

void rotation_cases_check(const struct rotation_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct arena arena = {0};
        struct rotation_view view;
        struct turn *turns;
        char got[1024];
        size_t n_turns;

        rotation_case_view(&cases[i], &arena, &view);
        rotation_plan(&view, day(cases[i].until), &arena, &turns, &n_turns);
        strncpy(got, written(turns, n_turns, &arena), sizeof(got) - 1);
        got[sizeof(got) - 1] = '\0';
        arena_done(&arena);
        if (strcmp(got, cases[i].turns) != 0)
            fail_msg("%s:\n  %s\ninstead of\n  %s", cases[i].of, got, cases[i].turns);
    }
}
