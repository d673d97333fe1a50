/* Every request there is: docs/control-api.md, in its order. */
#include "control.h"

const struct route control_routes[] = {
    {METHOD_GET, "/v1/status", control_status, false, NULL},
    {METHOD_GET, "/v1/chair", control_chair, false, "org at"},
    {METHOD_GET, "/v1/turns", control_turns, false, "org"},
    {METHOD_GET, "/v1/members", control_members, false, "org"},
    {METHOD_GET, "/v1/agenda", control_agenda, false, "days org"},
    {METHOD_GET, "/v1/occurrence", control_occurrence, false, "id"},
    {METHOD_GET, "/v1/outbox", control_outbox, false, "state max"},
    {METHOD_GET, "/v1/outbox/#", control_message, false, NULL},
    {METHOD_POST, "/v1/outbox/#/retry", control_message_retry, true, NULL},
    {METHOD_POST, "/v1/outbox/#/cancel", control_message_cancel, true, NULL},
    {METHOD_POST, "/v1/records", control_record, true, NULL},
    {METHOD_POST, "/v1/waivers", control_waive, true, NULL},
    {METHOD_POST, "/v1/events", control_event, true, NULL},
    {METHOD_POST, "/v1/decisions", control_decide, true, NULL},
    {METHOD_POST, "/v1/notify/test", control_notify_test, true, NULL},
    {METHOD_GET, "/v1/check", control_check, false, NULL},
    {METHOD_POST, "/v1/reload", control_reload, true, NULL},
    {METHOD_GET, "/v1/log", control_log, false, "object max"},
    {METHOD_GET, "/v1/log/verify", control_log_verify, false, NULL},
    {METHOD_GET, "/v1/backup", control_backup, true, NULL},
    {0},
};
