/* Nothing owed is untold: the last rung that lies behind, by the simulation's own arithmetic, has its messages. */
#include <string.h>

#include "error.h"
#include "query.h"
#include "run.h"

#define LOOK_BACK 45 /* days */

/* One rung to be judged. */
struct owed {
    struct run *run;
    const struct university *university;
    const struct duty *duty;
    struct period period;
    date_t due_on, rung, today;
    bool late;             /* the rung */
    const char *recipient; /* NULL: anybody */
    bool found;
};

/* A message cancelled by a person, by a younger one or by one that arrived has done its part. */
static bool is_told(const struct outbox_row *row)
{
    const char *why = row->last_reply ? row->last_reply : "";

    return row->state != DELIVERY_CANCELLED || strcmp(why, "cancelled by hand") == 0 || strncmp(why, "message ", 8) == 0 ||
           strncmp(why, "delivered by ", 13) == 0;
}

/* Of the rung's day or later: of which kind, and whether late. */
static void judge_words(const struct owed *owed, const struct notification *message)
{
    const bool late = message->on > owed->rung || owed->late;
    enum notification_kind kind = NOTIFICATION_MISSED;

    if (message->on <= duty_bounded(&owed->period, owed->due_on))
        kind = NOTIFICATION_REMINDER;
    else if (message->on <= owed->period.ends)
        kind = message->kind == NOTIFICATION_ESCALATION ? NOTIFICATION_ESCALATION : NOTIFICATION_OVERDUE;
    if (message->kind != kind || message->late != late)
        run_fails(owed->run, "“%s” is of another kind, or%s late", message->key, late ? " not" : "");
}

static int look_for_told(void *ctx, const struct outbox_row *row)
{
    struct owed *owed = ctx;

    if (row->notification.on < owed->rung)
        return 0;
    judge_words(owed, &row->notification);
    owed->found = is_told(row) && (!owed->recipient || strcmp(row->notification.recipient, owed->recipient) == 0);
    return owed->found;
}

static void judge_recipient(struct owed *owed, const struct occurrence *occurrence, const char *recipient, bool reached)
{
    char day[DATE_TEXT_SIZE];

    owed->recipient = reached ? recipient : NULL;
    owed->found = false;
    (void)query_outbox(owed->run->store, -1, occurrence->id, 1000, look_for_told, owed);
    if (!owed->found)
        run_fails(owed->run, "%s is not told about %s/%s/%s, whose rung was on %s%s", recipient, owed->university->id, owed->duty->id,
                  owed->period.id, date_format(owed->rung, day), reached ? "" : "; nor is anybody instead");
}

static bool in_office(const struct person *person, date_t from, date_t to)
{
    return person->present && person->term.since <= from && person->term.until >= to;
}

static const struct turn *turn_on(const struct owed *owed, date_t on)
{
    const size_t number = (size_t)(owed->university - owed->run->universities);

    for (size_t i = owed->run->witness.histories[number].n; i > 0; i--) {
        const struct turn *turn = &owed->run->witness.histories[number].turns[i - 1];

        if (turn->begins <= on && on <= turn->ends)
            return turn;
    }
    return NULL;
}

static void judge_name(struct owed *owed, const struct occurrence *occurrence, const char *name)
{
    const struct turn *turn;

    if (strcmp(name, "hook") == 0) {
        judge_recipient(owed, occurrence, name, true);
        return;
    }
    if (strcmp(name, "executive_chair") == 0) {
        turn = turn_on(owed, owed->rung);
        if (!turn || !turn->chair || turn != turn_on(owed, owed->today))
            return;
        name = turn->chair;
    }
    for (size_t i = 0; i < N_MEMBERS; i++) {
        const struct person *person = &owed->university->members[i];

        if ((strcmp(person->id, name) == 0 || strcmp(person->post, name) == 0) && in_office(person, owed->rung, owed->today))
            judge_recipient(owed, occurrence, person->id, person_is_reached(person));
    }
}

static void judge_rung(struct owed *owed)
{
    struct run *run = owed->run;
    struct occurrence occurrence;
    struct arena arena = {0};
    const char *names[8];
    int error = run->ledger.get_occurrence(run->ledger.ctx, owed->university->id, owed->duty->id, owed->period.id, &arena, &occurrence);

    if (error)
        run_fails(run, "%s/%s/%s is not there: %s", owed->university->id, owed->duty->id, owed->period.id, error_text(error));
    if (occurrence.due_on != owed->due_on)
        run_fails(run, "%s/%s/%s is due on day %d, not %d", owed->university->id, owed->duty->id, owed->period.id, occurrence.due_on,
                  owed->due_on);
    duty_names(owed->university, owed->duty, &owed->period, owed->due_on, owed->rung, names);
    for (size_t i = 0; names[i]; i++)
        judge_name(owed, &occurrence, names[i]);
    arena_done(&arena);
}

/* The first day on which what is known since then can be told. */
static date_t known_on(const struct duty *duty, const struct fact *fact)
{
    const date_t on = fact->known_at == NEVER ? DATE_NONE : zone_date(&run_zone, fact->known_at);

    return on != DATE_NONE && zone_instant(&run_zone, on, duty->at) < fact->known_at ? on + 1 : on;
}

/* The last rung after the last edit; false if there is none to judge. */
static bool find_rung(struct owed *owed, const struct fact *fact)
{
    const int64_t edited =
        owed->duty->changed_at > owed->university->people_changed_at ? owed->duty->changed_at : owed->university->people_changed_at;

    for (date_t day = owed->today; day > owed->today - LOOK_BACK; day--) {
        if (day <= fact->done_on || zone_instant(&run_zone, day, owed->duty->at) <= edited)
            return false;
        if (duty_is_rung(owed->university, owed->duty, &owed->period, owed->due_on, known_on(owed->duty, fact), day, &owed->late)) {
            owed->rung = day;
            return true;
        }
    }
    return false;
}

static void judge_duty(struct run *run, const struct university *university, const struct duty *duty)
{
    const date_t today = run_today(run);
    struct owed owed = {.run = run, .university = university, .duty = duty, .today = today};

    if (!duty->present || duty->changed_at == NEVER || run_now(run) < zone_instant(&run_zone, today, duty->at))
        return;
    for (size_t i = 0; university_period(university, duty, i, &owed.period); i++) {
        const struct fact *fact = &duty->facts[i];

        owed.due_on = duty_due_on(university, duty, &owed.period, fact);
        /* A period that was over at the load owes nothing. */
        if (fact->settled || owed.due_on == DATE_NONE || owed.period.begins > today || owed.period.ends + LOOK_BACK < today ||
            owed.period.ends < zone_date(&run_zone, duty->changed_at))
            continue;
        if (find_rung(&owed, fact))
            judge_rung(&owed);
    }
}

/* Only when all that is due now has been done. */
void judge_owed(struct run *run)
{
    if (!run->loaded || run->sweep_failed || run->uncertain || run_now(run) < run->latest || process_engine_at(run) <= run_now(run))
        return;
    for (size_t i = 0; i < run->n_universities; i++) {
        const struct university *university = &run->universities[i];

        if (!university_works(university, run_today(run)) || university->people_changed_at == NEVER)
            continue;
        for (size_t k = 0; k < N_OBLIGATIONS; k++)
            judge_duty(run, university, &university->duties[k]);
    }
}
