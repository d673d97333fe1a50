/* The functions behind the vtable of scheduler/ledger.h, documented there; `ctx` is the store. Each file has its noun. */
#ifndef LUNZHI_LEDGER_INTERNAL_H
#define LUNZHI_LEDGER_INTERNAL_H

#include "ledger.h"

/* organizations.c, obligations.c, channels.c */
int ledger_get_organization(void *ctx, const char *id, struct arena *arena, const struct organization **ret_organization);
int ledger_put_organization(void *ctx, const struct organization *organization);
const char *ledger_channel_address_kind(void *ctx, const char *channel);
int ledger_channel_window(void *ctx, const char *channel, struct window *ret_window);

/* occurrences.c */
int ledger_due_occurrences(void *ctx, int64_t now, size_t max, struct arena *arena, struct occurrence **ret, size_t *ret_n);
int ledger_get_occurrence(void *ctx, const char *organization, const char *obligation, const char *period, struct arena *arena,
                          struct occurrence *ret);
int ledger_organization_occurrences(void *ctx, const char *organization, struct arena *arena, struct occurrence **ret, size_t *ret_n);
int ledger_put_occurrence(void *ctx, struct occurrence *occurrence);

/* rotations.c */
int ledger_due_rotations(void *ctx, int64_t now, size_t max, struct arena *arena, struct rotation_row **ret, size_t *ret_n);
int ledger_get_rotation(void *ctx, const char *organization, struct arena *arena, struct rotation_row *ret);
int ledger_put_rotation(void *ctx, const struct rotation_row *row);
int ledger_decisions(void *ctx, const char *organization, struct arena *arena, struct decision **ret, size_t *ret_n);
int ledger_put_decision(void *ctx, struct decision *decision);

/* turns.c */
int ledger_turns(void *ctx, const char *organization, struct arena *arena, struct turn **ret, size_t *ret_n);
int ledger_begin_turn(void *ctx, const struct turn *turn);
int ledger_turn_on(void *ctx, const char *organization, date_t on, struct arena *arena, struct turn *ret);

/* facts.c, log.c */
int ledger_put_record(void *ctx, struct record *record);
int ledger_get_record(void *ctx, int64_t id, struct arena *arena, struct record *ret);
int ledger_counting_days(void *ctx, const char *organization, const char *obligation, const char *period, struct arena *arena,
                         date_t **ret_days, size_t *ret_n);
int ledger_put_waiver(void *ctx, int64_t occurrence, const struct waiver *waiver);
int ledger_last_waiver(void *ctx, int64_t occurrence, struct arena *arena, struct waiver *ret);
int ledger_put_log(void *ctx, const struct log_entry *entry);

/* cases.c */
int ledger_get_case(void *ctx, const char *organization, const char *obligation, const char *id, struct arena *arena,
                    struct case_file *ret);
int ledger_count_cases(void *ctx, const char *organization, const char *obligation, int64_t *ret_n);
int ledger_open_case(void *ctx, const struct case_file *file, int64_t at, const char *actor);
int ledger_outcomes_of(void *ctx, const char *organization, const char *member, struct arena *arena, struct case_file **ret, size_t *ret_n);
int ledger_close_case(void *ctx, const struct case_file *file, int64_t at, const char *actor);

/* rosters.c */
int ledger_put_roster(void *ctx, struct roster *roster);
int ledger_newest_roster(void *ctx, const char *organization, const char *table, date_t since, date_t until, struct arena *arena,
                         struct roster *ret);

/* notifications.c */
int ledger_told(void *ctx, int64_t occurrence, struct arena *arena, struct told **ret, size_t *ret_n);
int ledger_put_notification(void *ctx, struct notification *notification, int64_t at);
int ledger_cancel_notifications(void *ctx, int64_t occurrence, const char *why, int64_t at);
int ledger_cancel_vacancy(void *ctx, const char *organization, date_t since, date_t until, const char *why, int64_t at);

#endif
