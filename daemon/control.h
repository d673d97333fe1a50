/* The handlers of docs/control-api.md, one file a noun, and the table that names them. */
#ifndef LUNZHI_DAEMON_CONTROL_H
#define LUNZHI_DAEMON_CONTROL_H

#include "request.h"

/* Ended by path NULL. */
extern const struct route control_routes[];

void control_status(struct request *request);
void control_check(struct request *request);
void control_chair(struct request *request);
void control_turns(struct request *request);
void control_decide(struct request *request);
void control_members(struct request *request);
void control_agenda(struct request *request);
void control_occurrence(struct request *request);
void control_record(struct request *request);
void control_waive(struct request *request);
void control_event(struct request *request);
void control_case(struct request *request);
void control_cases(struct request *request);
void control_case_open(struct request *request);
void control_case_close(struct request *request);
void control_tree(struct request *request);
void control_report(struct request *request);
void control_rosters(struct request *request);
void control_roster(struct request *request);
void control_roster_put(struct request *request);
/* Its body may be longer than others: struct route's begin. */
void roster_begin(struct request *request);
void control_checks(struct request *request);
void control_outbox(struct request *request);
void control_message(struct request *request);
void control_message_retry(struct request *request);
void control_message_cancel(struct request *request);
void control_notify_test(struct request *request);
void control_reload(struct request *request);
void control_log(struct request *request);
void control_log_verify(struct request *request);
void control_backup(struct request *request);
void control_file_put(struct request *request);
void control_files(struct request *request);
void control_file(struct request *request);
/* The stream that comes before control_file_put(): struct route's begin, struct request's take. */
void files_begin(struct request *request);
void files_take(struct request *request, const char *data, size_t size);

#endif
