/* What the files of the engine share. */
#ifndef LUNZHI_ENGINE_INTERNAL_H
#define LUNZHI_ENGINE_INTERNAL_H

#include "engine.h"
#include "event_list.h"
#include "ladder.h"

/* One organization in memory, with what is looked up again and again. */
struct cached {
    struct cached *next; /* in its bucket */
    char *id;
    uint64_t used; /* the tick of its last use */
    struct arena arena;
    const struct organization *organization;
    const struct obligation **by_id; /* its obligations, sorted */
    struct arena turn_arena;
    struct turn turn; /* the one that held the day last asked for */
    bool has_turn;
};

#define CACHE_BUCKETS 1024

struct cache {
    struct cached *buckets[CACHE_BUCKETS];
    size_t count, max;
    uint64_t tick;
    int64_t generation;
};

/* The organization, cached. ERROR_NOT_FOUND if there is none. Valid until the next cache_get() or cache_drop(). */
int cache_get(struct engine *engine, const char *id, struct cached **ret_cached);
void cache_drop(struct engine *engine);
/* Turns may have changed: looked up again. */
void cache_forget_turn(struct cached *cached);
const struct obligation *cached_obligation(const struct cached *cached, const char *id);
/* The chair on that day, NULL while vacant or without a turn. */
int cached_chair(struct engine *engine, struct cached *cached, date_t on, const struct member **ret_chair);

struct engine {
    const struct ledger *ledger;
    const struct zone *zone;
    struct engine_observer observer;
    struct channel_directory channels;
    struct cache cache;
    const char *(*translate)(void *ctx, const char *language, const char *text); /* NULL: English */
    void *translate_ctx;
    bool assume_accepted;     /* see engine_assume_accepted() */
    struct event_list events; /* of the transaction under way */
};

/* Transactions: begin; then end with the error so far: commits and tells the observer if it is 0, else rolls back. Returns the error or
 * commit's. */
int engine_begin(struct engine *engine);
int engine_end(struct engine *engine, int error);
/* Copies the event; told after the commit. */
void engine_note(struct engine *engine, const struct event *event);
int engine_log(struct engine *engine, int64_t at, const char *actor, const char *action, const char *object, const char *detail);

/* engine_rotation.c: begins the turns due by `now` and computes when to look again. `told`: whether a vacancy is written about. */
int rotation_settle(struct engine *engine, struct rotation_row *row, int64_t now);
/* The view of one organization's rotation; strings in the arena. */
int rotation_view_load(struct engine *engine, const struct cached *cached, date_t known_on, struct arena *arena,
                       struct rotation_view *ret_view);

/* engine_vacancy.c: one that has begun is written about. */
#define VACANCY_FILLED "the vacancy was filled"
int vacancy_tell(struct engine *engine, struct cached *cached, const struct turn *turn, int64_t now, struct arena *arena);
/* Those that lie ahead because all who could take the turn have declined, or none of those asked can: each is written about once, to those
 * told of a vacancy; what is queued about one that has gone is cancelled. `view` is as after all that is settled. */
int vacancies_ahead(struct engine *engine, struct cached *cached, const struct rotation_view *view, int64_t now, struct arena *arena);

/* engine_decide.c: puts it on record, with its line in the log. */
int decision_put(struct engine *engine, struct decision *decision, const char *actor, int64_t now, struct arena *arena);
/* engine_answer.c: NULL if the turns allow the decision; fills in the period that an acceptance or a refusal leaves out. */
const char *answer_objection(const struct rotation_view *view, struct decision *decision, date_t today, struct arena *arena);

/* engine_life.c: the life of a turn before it begins and when it ends. */
#define TURN_CANDIDATE "turn_candidate" /* as a recipient: to whom the turn of the occurrence's case is proposed */
#define OUTGOING_CHAIR "outgoing_chair" /* who was chair before the day the case's occurrence counts from */
/* After the turns due have begun: swaps that can no longer hold are ended, turns proposed. `view` is as after them. *next_at comes down to
 * the next proposal. */
int life_settle(struct engine *engine, struct cached *cached, struct rotation_view *view, int64_t now, struct arena *arena,
                int64_t *next_at);
/* A turn has begun after `before` (NULL: the first): the hand-over is opened where the chair has changed. */
int life_hand_over(struct engine *engine, struct cached *cached, const struct turn *before, const struct turn *turn, int64_t now,
                   struct arena *arena);
/* The outgoing chair goes on as caretaker of the turn: said to them, to whom it is proposed, and to those told of a vacancy. */
int life_caretaker(struct engine *engine, struct cached *cached, const struct turn *turn, int64_t now, struct arena *arena);
/* Names of recipients with TURN_CANDIDATE and OUTGOING_CHAIR as members' ids; left out where there is nobody. */
int life_names(struct engine *engine, const struct cached *cached, const struct occurrence *occurrence, const char *const *names, size_t n,
               struct arena *arena, const char *const **ret_names, size_t *ret_n);
/* Why the turn of the case is proposed to whom it is. */
int life_why(struct engine *engine, const struct cached *cached, const struct occurrence *occurrence, struct arena *arena,
             const char **ret_why);
/* Why a turn is whose it is, in the language of the organization's messages. */
const char *life_reason(const struct engine *engine, const struct cached *cached, const struct turn *turn, struct arena *arena);
/* The last proposal of the turn; NULL if none was made. */
const struct decision *life_proposal(const struct rotation_view *view, const char *period);
/* engine_swap.c: ends what can no longer hold, and tells it. The view is loaded anew after each. */
int swaps_recheck(struct engine *engine, struct cached *cached, struct rotation_view *view, int64_t now, struct arena *arena);
/* engine_proposal.c: proposes what is to be proposed by now, and meets or ends what was owed as an answer. *next_at goes back to when there
 * is something to propose, if that is earlier. */
int proposals_settle(struct engine *engine, struct cached *cached, struct rotation_view *view, int64_t now, struct arena *arena,
                     int64_t *next_at);
/* engine_owed.c: of an organization's occurrences, the open answers to proposals are met or ended, each as the turns are now. */
int answers_settle(struct engine *engine, struct cached *cached, struct occurrence *rows, size_t n, int64_t now, struct arena *arena);
/* Was it chosen at a boundary? Else nobody is asked. Did a decision appoint its chair? */
bool life_is_chosen(const struct turn *turn);
bool life_is_appointed(const struct turn *turn);
/* The turn of a proposal, awaited or planned, as it would be now; NULL if it is neither. */
const struct turn *life_turn_ahead(const struct rotation_view *view, const char *period, date_t today, struct arena *arena);
/* engine_moves.c: the planned turns of the organization as it is before a load puts it anew; strings in the arena. */
struct planned_turns {
    struct turn *items;
    size_t n;
};
int moves_before(struct engine *engine, const char *organization, struct arena *arena, struct planned_turns *ret);
/* After it: exactly those are told whose planned turns have changed. */
int moves_tell(struct engine *engine, struct cached *cached, const struct planned_turns *before, int64_t now, struct arena *arena);
/* A message about the turns, to members, posts and channels, at the next 09:00 of today or now. */
int life_tell(struct engine *engine, struct cached *cached, enum notification_kind kind, const char *about, const char *detail,
              const char *const *names, size_t n_names, int64_t now, struct arena *arena);
const char *life_say(const struct engine *engine, const struct cached *cached, const char *text) __attribute__((format_arg(3)));
const char *life_name(const struct cached *cached, const char *id);

/* engine_case.c: opens a case within the caller's transaction. As engine_case_open(). */
int case_open(struct engine *engine, struct case_file *file, const char *actor, int64_t now, struct arena *arena, const char **ret_why);

/* engine_occurrence.c: what an open occurrence's time has come to. */
int occurrence_step(struct engine *engine, struct occurrence *occurrence, int64_t now, struct arena *arena);
/* Sets next_at of an open occurrence from its ladder. */
void occurrence_plan(const struct engine *engine, const struct cached *cached, const struct obligation *obligation,
                     struct occurrence *occurrence);
/* Its due day is known from now; where a rung of today, or of a day that lies ahead since the clock went back, is done: from the day after
 * that, so that what the new due day has already behind it is still told. */
void occurrence_know_anew(const struct engine *engine, struct occurrence *occurrence, int64_t now);
void ladder_of(const struct engine *engine, const struct cached *cached, const struct obligation *obligation,
               const struct occurrence *occurrence, struct ladder *ret_ladder);
/* It is met from the day of the record that reached at_least. Cancels what is queued. */
int occurrence_meet(struct engine *engine, struct occurrence *occurrence, date_t on, int64_t now);

/* engine_decide.c: a decision within the caller's transaction. As engine_decide(). */
int decision_take(struct engine *engine, struct decision *decision, const char *actor, int64_t now, const char **ret_why,
                  struct arena *arena);

/* What was met or waived is owed again, from the rungs on that are not behind it: those passed over collapse as after downtime. One whose
 * period is over is missed; one whose obligation left the configuration is withdrawn. The caller puts it. */
int occurrence_reopen(struct engine *engine, struct occurrence *occurrence, int64_t now);

/* engine_waiver.c: waives it, within the caller's transaction, and fills in when and by whom. */
int waiver_take(struct engine *engine, struct occurrence *occurrence, struct waiver *waiver, const char *actor, int64_t now,
                struct arena *arena);
/* What met it is gone: it is waived again, if the last waiver was a person's and holds today. ERROR_NOT_FOUND, and it is untouched: none
 * does. The caller puts it. */
int waiver_resume(struct engine *engine, struct occurrence *occurrence, int64_t now, struct arena *arena);
/* A waiver's end has come. Puts the occurrence. */
int waiver_end(struct engine *engine, struct occurrence *occurrence, int64_t now, struct arena *arena);

/* engine_correct.c. check: the record to be corrected, or ERROR_REFUSED. follow: after the new one was put; may turn over the cache. */
int correction_check(struct engine *engine, const struct record *record, struct arena *arena, struct record *ret_wrong,
                     const char **ret_why);
int correction_follow(struct engine *engine, const struct record *record, const struct record *wrong, const char *actor, int64_t now,
                      struct arena *arena, struct record_correction *ret);
/* Both count for one occurrence: correction_follow() has counted it whole. */
bool correction_is_within(const struct record *record, const struct record *wrong);

/* engine_facts.c: what people say. Refuses with a reason, N_(). */
int fact_refuse(const char **ret_why, const char *why);
/* ERROR_NOT_FOUND: no such organization or obligation. */
int fact_obligation(struct engine *engine, const char *organization, const char *id, struct cached **ret_cached,
                    const struct obligation **ret_obligation);
/* The stored occurrence, or a new one for a period the daemon never planned (before it was installed). */
int fact_occurrence(struct engine *engine, const struct cached *cached, const struct obligation *obligation, const struct period *period,
                    int64_t now, struct arena *arena, struct occurrence *ret);

/* engine_procedure.c: stages and cases. */
/* The period a record counts for: the one or the case it names, the stage's that waits for it, or the one that holds its day.
 * ERROR_NOT_FOUND: none. ERROR_REFUSED. */
int procedure_period(struct engine *engine, const struct cached *cached, const struct obligation *obligation, const struct record *record,
                     struct arena *arena, struct period *ret_period, const char **ret_why);
/* An open case as a period. `id` may be NULL, which is refused. */
int procedure_case(struct engine *engine, const struct cached *cached, const struct obligation *obligation, const char *id,
                   struct arena *arena, struct period *ret_period, const char **ret_why);
/* engine_notes.c: what is worth saying about a record of a period, before the stages after it are moved. */
int notes_of_record(struct engine *engine, const struct cached *cached, const struct obligation *obligation, const struct record *record,
                    const struct occurrence *occurrence, struct arena *arena, struct record_outcome *outcome);
/* After a record was counted for its occurrence: its notes, and procedure_advance(). */
int procedure_follow(struct engine *engine, const struct cached *cached, const struct obligation *obligation, const struct record *record,
                     const struct occurrence *occurrence, int64_t now, struct arena *arena, struct record_outcome *outcome);
/* The state of a stage changed, whatever changed it: the open stages that count from it get their day, or lose it again. */
int procedure_advance(struct engine *engine, const struct occurrence *occurrence, int64_t now, struct arena *arena);
/* An open occurrence counts from that day now, DATE_NONE: from none. `why`: what is queued about another due day is cancelled for. */
int occurrence_anchor(struct engine *engine, const struct cached *cached, const struct obligation *obligation,
                      struct occurrence *occurrence, date_t on, const char *why, int64_t now);
/* engine_check.c: within a transaction. What is judged, and where it comes from. */
struct evidence {
    struct census census;
    date_t on;
    const char *source; /* "roster", "record": a key of the fields, with the id */
    int64_t id;
    const char *actor;
    int64_t now;
};
/* Against the obligation's check; its occurrence of the period that holds the day is met by it, or opens. */
int evidence_judge(struct engine *engine, struct cached *cached, const struct obligation *obligation, const struct evidence *evidence,
                   struct arena *arena, struct judgement *ret);
/* The rules of the obligation's check that the newest roster of the occurrence's period fails, a line each, in the organization's
 * language; *ret_why is NULL if there are none. */
int check_why(struct engine *engine, const struct cached *cached, const struct obligation *obligation, const struct occurrence *occurrence,
              struct arena *arena, const char **ret_why);
/* ERROR_REFUSED, with which in the outcome, where the record's fields state a part larger than its whole. */
int record_check_parts(const struct cached *cached, const struct obligation *recorded, const struct record *record, struct arena *arena,
                       struct record_outcome *outcome, const char **ret_why);
/* Judges the record's fields by the checks that are for its obligation. */
int checks_of_record(struct engine *engine, const struct record *record, const char *actor, int64_t now, struct arena *arena,
                     struct record_outcome *outcome);
/* engine_roster.c. The rosters of an organization's configuration whose day has come and that are not known yet. */
int rosters_of_load(struct engine *engine, struct cached *cached, const struct organization *organization, int64_t now,
                    struct arena *arena);
/* After a load: checks whose rules differ from those of the organization as it was (NULL: it was not there) judge the newest roster of the
 * period that runs. */
int rosters_judge_again(struct engine *engine, struct cached *cached, const struct organization *before, int64_t now, struct arena *arena);

/* engine_tell.c */
struct telling { /* one rung of one occurrence, or a vacancy (no occurrence) */
    struct cached *cached;
    const struct obligation *obligation; /* NULL: a vacancy */
    struct occurrence *occurrence;       /* NULL: a vacancy */
    enum notification_kind kind;         /* of the rung */
    date_t on;
    bool late;
    int64_t at;         /* when the messages are due to leave */
    const char *period; /* without an occurrence: the turn's; NULL: of the one that held the day last asked for */
    const char *detail; /* a vacancy's reason, or what else is told */
    const char *about;  /* what tells this message from another one of its kind on that day; NULL: nothing */
    int64_t stands_for; /* the message that falls back; 0: none does */
};
/* Whom a rung tells on a day. */
int rung_recipients(struct engine *engine, struct cached *cached, const struct obligation *obligation, const struct occurrence *occurrence,
                    const struct ladder *ladder, enum rung_kind kind, date_t on, struct arena *arena, struct recipients *ret);
/* Makes the messages; those nobody can deliver go to stand-ins. *ret_made counts them. */
int tell(struct engine *engine, const struct telling *telling, const struct recipients *recipients, struct arena *arena, size_t *ret_made);
/* Makes messages to whoever stands in for an unreachable or refused recipient. Not *ret_found: there is nobody. *made counts up by those
 * that had not been made before. */
int tell_instead(struct engine *engine, const struct telling *telling, const char *instead_of, const struct recipients *others,
                 const struct told *told, size_t n_told, struct arena *arena, bool *ret_found, size_t *made);
/* One message; a key already taken is no error, and does not count in *made. */
int tell_one(struct engine *engine, const struct telling *telling, const struct recipient *recipient, enum notification_kind kind,
             const char *instead_of, const char *also_told, struct arena *arena, size_t *made);

#endif
