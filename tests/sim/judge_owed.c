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

static void judge_words(const struct owed *owed, const struct notification *message, bool late)
{
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
    judge_words(owed, &row->notification, row->notification.on > owed->rung || owed->late);
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

/* Whether the name stands for the person on that day. */
static bool is_meant(const struct owed *owed, const struct person *person, const char *name, date_t on)
{
    const struct turn *turn = turn_on(owed, on);

    if (strcmp(name, "executive_chair") == 0)
        return turn && turn->chair && strcmp(turn->chair, person->id) == 0;
    return strcmp(person->id, name) == 0 || strcmp(person->post, name) == 0;
}

static void judge_name(struct owed *owed, const struct occurrence *occurrence, const char *name)
{
    if (strcmp(name, "hook") == 0)
        judge_recipient(owed, occurrence, name, true);
    if (strcmp(name, "executive_chair") == 0 && turn_on(owed, owed->rung) != turn_on(owed, owed->today))
        return;
    for (size_t i = 0; i < N_MEMBERS; i++) {
        const struct person *person = &owed->university->members[i];

        if (is_meant(owed, person, name, owed->rung) && in_office(person, owed->rung, owed->today))
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
        if (fact->settled || fact->unjudged || owed.due_on == DATE_NONE || owed.period.begins > today ||
            owed.period.ends + LOOK_BACK < today || owed.period.ends < zone_date(&run_zone, duty->changed_at))
            continue;
        if (find_rung(&owed, fact))
            judge_rung(&owed);
    }
}

static bool is_recipient(const struct owed *owed, const char *recipient, date_t on)
{
    const struct person *person = university_person(owed->university, recipient);
    const char *names[8];
    bool found = false;

    duty_names(owed->university, owed->duty, &owed->period, owed->due_on, on, names);
    for (size_t i = 0; names[i] && !found; i++)
        found = strcmp(names[i], recipient) == 0 || (person && is_meant(owed, person, names[i], on));
    return found && (!person || in_office(person, on, on));
}

/* Nothing is told of a case that has ended. */
static void judge_affair_reason(struct run *run, const struct notification *message, int64_t made_at)
{
    const struct affair *affair = university_affair(run_university(run, message->organization), message->period);

    if (affair && !affair->doubtful && !run->uncertain && (affair->met || affair->closed) && made_at > affair->ended_at)
        run_fails(run, "“%s” is told of a case that has ended", message->key);
}

/* Nothing is told without a rung: its own day's, or late one that was passed over. */
void judge_reason(struct run *run, const struct notification *message, int64_t made_at)
{
    struct university *university = run_university(run, message->organization);
    struct duty *duty = university_duty(university, message->obligation);
    const struct fact *fact = duty ? duty_fact(university, duty, message->period) : NULL;
    struct owed owed = {.run = run, .university = university, .duty = duty};
    bool late = true;

    if (!duty) {
        judge_affair_reason(run, message, made_at);
        return;
    }
    if (!run->uncertain && !fact->doubtful && fact->waived_until != DATE_NONE && made_at > fact->waived_at &&
        zone_date(&run_zone, made_at) <= fact->waived_until)
        run_fails(run, "“%s” is told while it is waived", message->key);
    if (fact->unjudged)
        return;

    /* Under an older configuration, maybe. */
    if (!run->loaded || run->uncertain || duty->changed_at >= made_at || university->people_changed_at >= made_at)
        return;
    university_period(university, duty, (size_t)(fact - duty->facts), &owed.period);
    owed.due_on = duty_due_on(university, duty, &owed.period, fact);
    if (!duty_is_rung(university, duty, &owed.period, owed.due_on, known_on(duty, fact), message->on, &late))
        late = true;
    judge_words(&owed, message, late);
    if (late && !university_works(university, message->on))
        run_fails(run, "“%s” is told on a day off", message->key);
    if (!message->instead_of && !is_recipient(&owed, message->recipient, message->on))
        run_fails(run, "“%s” is for somebody else", message->key);
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
