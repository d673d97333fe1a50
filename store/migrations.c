/* The schema and how it came to be: append only, a step a version, each one transaction with its user_version.
 *
 * Dates are days since 1970-01-01, instants UTC seconds; NULL is DATE_NONE, DATE_FOREVER or NEVER, as the column means. States are the
 * words of the enumerations, so that their order may change. Rows are ended, never deleted. A list of more than two constants after IN
 * would be a table of its own, made anew with each row written: hence OR. */
#include "migrations.h"

#include <stddef.h>

static const char *const version_1[] = {
    "PRAGMA application_id = 1819635322;", /* "lunz" */
    "PRAGMA user_version = 1;",

    "CREATE TABLE meta ("
    " name TEXT PRIMARY KEY,"
    " value TEXT NOT NULL"
    ") STRICT, WITHOUT ROWID;",

    /* Desired state. Definitions are JSON, compared as text to see whether anything changed. */
    "CREATE TABLE calendar ("
    " row INTEGER PRIMARY KEY,"
    " id TEXT NOT NULL UNIQUE,"
    " definition TEXT NOT NULL,"
    " ended_on INTEGER"
    ") STRICT;",
    "CREATE TABLE channel ("
    " row INTEGER PRIMARY KEY,"
    " id TEXT NOT NULL UNIQUE,"
    " backend TEXT NOT NULL,"
    " settings TEXT NOT NULL,"
    " ended_on INTEGER"
    ") STRICT;",
    "CREATE TABLE organization ("
    " row INTEGER PRIMARY KEY,"
    " id TEXT NOT NULL UNIQUE,"
    " parent TEXT,"
    " name TEXT NOT NULL,"
    " calendar TEXT NOT NULL REFERENCES calendar (id) DEFERRABLE INITIALLY DEFERRED,"
    " has_rotation INTEGER NOT NULL CHECK (has_rotation IN (0, 1)),"
    " definition TEXT NOT NULL,"
    " former TEXT," /* members who left the file, a JSON array */
    " since INTEGER,"
    " ended_on INTEGER"
    ") STRICT;",
    "CREATE TABLE obligation ("
    " organization TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,"
    " id TEXT NOT NULL,"
    " position INTEGER NOT NULL," /* in the file */
    " title_zh TEXT,"
    " title_en TEXT,"
    " definition TEXT NOT NULL,"
    " ended INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1)),"
    " ended_on INTEGER,"
    " PRIMARY KEY (organization, id),"
    " CHECK (title_zh IS NOT NULL OR title_en IS NOT NULL)"
    ") STRICT, WITHOUT ROWID;",
    "CREATE INDEX obligation_ended ON obligation (organization, id) WHERE ended = 1;",

    /* What is owed. */
    "CREATE TABLE occurrence ("
    " id INTEGER PRIMARY KEY,"
    " organization TEXT NOT NULL,"
    " obligation TEXT NOT NULL,"
    " period TEXT NOT NULL,"
    " begins INTEGER,"
    " ends INTEGER,"
    " opens_on INTEGER,"
    " event_on INTEGER,"
    " due_on INTEGER,"
    " known_at INTEGER NOT NULL,"
    " done_on INTEGER,"
    " told_on INTEGER,"
    " records INTEGER NOT NULL CHECK (records >= 0),"
    " met_on INTEGER,"
    " state TEXT NOT NULL CHECK (state = 'open' OR state = 'met' OR state = 'missed' OR state = 'waived' OR state = 'withdrawn'),"
    " next_at INTEGER,"
    " UNIQUE (organization, obligation, period),"
    " FOREIGN KEY (organization, obligation) REFERENCES obligation (organization, id) DEFERRABLE INITIALLY DEFERRED"
    ") STRICT;",
    "CREATE INDEX occurrence_next ON occurrence (next_at, organization, id) WHERE next_at IS NOT NULL;",
    "CREATE INDEX occurrence_due ON occurrence (due_on, organization) WHERE state = 'open';",
    "CREATE INDEX occurrence_missed ON occurrence (ends, organization) WHERE state = 'missed';",

    /* Who is chair. */
    "CREATE TABLE rotation ("
    " organization TEXT PRIMARY KEY REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,"
    " known_on INTEGER,"
    " next_at INTEGER"
    ") STRICT, WITHOUT ROWID;",
    "CREATE INDEX rotation_next ON rotation (next_at, organization) WHERE next_at IS NOT NULL;",
    "CREATE TABLE turn ("
    " id INTEGER PRIMARY KEY,"
    " organization TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,"
    " period TEXT,"
    " mandate INTEGER,"
    " begins INTEGER NOT NULL,"
    " ends INTEGER,"
    " chair TEXT,"
    " counts INTEGER NOT NULL CHECK (counts IN (0, 1)),"
    " reason TEXT NOT NULL,"
    " CHECK (ends IS NULL OR ends >= begins - 1)" /* replaced on its first day, it held none */
    ") STRICT;",
    "CREATE INDEX turn_begins ON turn (organization, begins);",
    "CREATE UNIQUE INDEX turn_running ON turn (organization) WHERE ends IS NULL;",
    "CREATE TABLE decision ("
    " id INTEGER PRIMARY KEY,"
    " organization TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,"
    " kind TEXT NOT NULL CHECK (kind = 'appoint' OR kind = 'swap' OR kind = 'decline' OR kind = 'remove'),"
    " day INTEGER," /* in force from */
    " member TEXT,"
    " other TEXT,"
    " period TEXT,"
    " other_period TEXT,"
    " decided_by TEXT,"
    " why TEXT,"
    " document TEXT"
    ") STRICT;",
    "CREATE INDEX decision_of ON decision (organization);",

    /* Facts. */
    "CREATE TABLE record ("
    " id INTEGER PRIMARY KEY,"
    " organization TEXT NOT NULL,"
    " obligation TEXT NOT NULL,"
    " period TEXT,"
    " day INTEGER NOT NULL,"
    " document TEXT,"
    " fields TEXT,"
    " at INTEGER NOT NULL,"
    " actor TEXT,"
    " FOREIGN KEY (organization, obligation) REFERENCES obligation (organization, id) DEFERRABLE INITIALLY DEFERRED"
    ") STRICT;",
    "CREATE INDEX record_of ON record (organization, obligation, period);",
    "CREATE TABLE waiver ("
    " id INTEGER PRIMARY KEY,"
    " occurrence INTEGER NOT NULL REFERENCES occurrence (id),"
    " at INTEGER NOT NULL,"
    " reason TEXT NOT NULL,"
    " decided_by TEXT NOT NULL"
    ") STRICT;",

    /* Messages and what became of them. */
    "CREATE TABLE outbox ("
    " id INTEGER PRIMARY KEY," /* dense, because nothing is deleted: query_counts() relies on it */
    " key TEXT NOT NULL UNIQUE,"
    " kind TEXT NOT NULL,"
    " occurrence INTEGER REFERENCES occurrence (id),"
    " organization TEXT,"
    " organization_name TEXT,"
    " obligation TEXT,"
    " period TEXT,"
    " title_zh TEXT,"
    " title_en TEXT,"
    " day INTEGER,"
    " due_on INTEGER,"
    " late INTEGER NOT NULL CHECK (late IN (0, 1)),"
    " recipient TEXT NOT NULL,"
    " recipient_name TEXT,"
    " instead_of TEXT,"
    " channel TEXT,"
    " address TEXT,"
    " language TEXT,"
    " chair TEXT,"
    " also_told TEXT,"
    " detail TEXT,"
    " created_at INTEGER NOT NULL,"
    " state TEXT NOT NULL"
    " CHECK (state = 'queued' OR state = 'sending' OR state = 'delivered' OR state = 'refused' OR state = 'unknown' OR state = "
    "'cancelled'),"
    " next_at INTEGER,"
    " attempts INTEGER NOT NULL DEFAULT 0,"
    " last_reply TEXT," /* of the last attempt, or why it was cancelled */
    " ended_at INTEGER,"
    " cancel TEXT," /* why it must not be tried again, set while it is being sent */
    " CHECK (next_at IS NULL OR (channel IS NOT NULL AND state IN ('queued', 'unknown')))"
    ") STRICT;",
    "CREATE INDEX outbox_due ON outbox (channel, next_at, id) WHERE state IN ('queued', 'unknown') AND next_at IS NOT NULL;",
    "CREATE INDEX outbox_occurrence ON outbox (occurrence, recipient) WHERE occurrence IS NOT NULL;",
    "CREATE INDEX outbox_state ON outbox (state) WHERE state <> 'delivered';",
    "CREATE TABLE attempt ("
    " notification INTEGER NOT NULL REFERENCES outbox (id),"
    " number INTEGER NOT NULL,"
    " began_at_ms INTEGER NOT NULL,"
    " ended_at_ms INTEGER NOT NULL,"
    " state TEXT NOT NULL CHECK (state = 'queued' OR state = 'delivered' OR state = 'refused' OR state = 'unknown'),"
    " code INTEGER NOT NULL,"
    " reply TEXT NOT NULL,"
    " PRIMARY KEY (notification, number)"
    ") STRICT, WITHOUT ROWID;",

    /* Who did what, chained: log.c says how a hash is made. */
    "CREATE TABLE log ("
    " line INTEGER PRIMARY KEY,"
    " at INTEGER NOT NULL,"
    " actor TEXT NOT NULL,"
    " action TEXT NOT NULL,"
    " object TEXT NOT NULL,"
    " detail TEXT,"
    " hash BLOB NOT NULL CHECK (length(hash) = 32)"
    ") STRICT;",
    "CREATE INDEX log_object ON log (object);",

    /* History is only added to. */
    "CREATE TRIGGER log_no_update BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;",
    "CREATE TRIGGER log_no_delete BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;",
    "CREATE TRIGGER record_no_update BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'records are append-only'); END;",
    "CREATE TRIGGER record_no_delete BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'records are append-only'); END;",
    "CREATE TRIGGER waiver_no_update BEFORE UPDATE ON waiver BEGIN SELECT RAISE(ABORT, 'waivers are append-only'); END;",
    "CREATE TRIGGER waiver_no_delete BEFORE DELETE ON waiver BEGIN SELECT RAISE(ABORT, 'waivers are append-only'); END;",
    "CREATE TRIGGER decision_no_update BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;",
    "CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;",
    "CREATE TRIGGER attempt_no_update BEFORE UPDATE ON attempt BEGIN SELECT RAISE(ABORT, 'attempts are append-only'); END;",
    "CREATE TRIGGER attempt_no_delete BEFORE DELETE ON attempt BEGIN SELECT RAISE(ABORT, 'attempts are append-only'); END;",
    "CREATE TRIGGER outbox_no_delete BEFORE DELETE ON outbox BEGIN SELECT RAISE(ABORT, 'messages are never deleted'); END;",
    "CREATE TRIGGER turn_no_update BEFORE UPDATE OF id, organization, period, mandate, begins, chair, counts, reason ON turn"
    " BEGIN SELECT RAISE(ABORT, 'a turn begun is history'); END;",
    "CREATE TRIGGER turn_no_second_end BEFORE UPDATE OF ends ON turn WHEN OLD.ends IS NOT NULL"
    " BEGIN SELECT RAISE(ABORT, 'a turn ended is history'); END;",
    "CREATE TRIGGER turn_no_delete BEFORE DELETE ON turn BEGIN SELECT RAISE(ABORT, 'a turn begun is history'); END;",
    NULL,
};

/* What is left of a channel's rate. */
static const char *const version_2[] = {
    "PRAGMA user_version = 2;",

    "CREATE TABLE bucket ("
    " channel TEXT PRIMARY KEY,"
    " full_at_ms INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;",
    NULL,
};

/* Who was reached on what, and what stood in the way: kept, because to find it among years of messages would stop the loop. */
static const char *const version_3[] = {
    "PRAGMA user_version = 3;",

    "CREATE TABLE reach ("
    " organization TEXT NOT NULL,"
    " recipient TEXT NOT NULL,"
    " channel TEXT NOT NULL,"
    " delivered_at INTEGER,"
    " failed_at INTEGER,"
    " reply TEXT," /* of the failure */
    " PRIMARY KEY (organization, recipient, channel)"
    ") STRICT, WITHOUT ROWID;",
    "INSERT INTO reach SELECT m.organization, m.recipient, m.channel,"
    " max(CASE WHEN a.state = 'delivered' THEN a.ended_at_ms END) / 1000, NULL, NULL"
    " FROM outbox m JOIN attempt a ON a.notification = m.id"
    " WHERE m.organization IS NOT NULL AND m.channel IS NOT NULL GROUP BY 1, 2, 3;",
    /* With max() alone SQLite takes the other columns from its row. */
    "UPDATE reach SET (failed_at, reply) = (SELECT max(a.ended_at_ms) / 1000, a.reply FROM outbox m JOIN attempt a ON a.notification = m.id"
    " WHERE m.organization = reach.organization AND m.recipient = reach.recipient AND m.channel = reach.channel"
    " AND a.state <> 'delivered');",
    NULL,
};

/* One message instead of ten, hours in which none goes out, and which message took which one's place. */
static const char *const version_4[] = {
    "PRAGMA user_version = 4;",

    "ALTER TABLE outbox ADD COLUMN due_at INTEGER;", /* first to leave, where a window held it; NULL: created_at */
    "ALTER TABLE outbox ADD COLUMN digest TEXT;",    /* the message id of the digest it was last sent in; NULL: alone */
    "ALTER TABLE outbox ADD COLUMN stands_for INTEGER REFERENCES outbox (id);",
    "CREATE INDEX outbox_fresh ON outbox (channel, address, recipient_name, next_at)"
    " WHERE state = 'queued' AND attempts = 0 AND next_at IS NOT NULL;",
    "CREATE INDEX outbox_digest ON outbox (digest) WHERE digest IS NOT NULL;",
    "CREATE INDEX outbox_stands_for ON outbox (stands_for) WHERE stands_for IS NOT NULL;",
    NULL,
};

/* What was tried and waits, to be found without looking at what was not. */
static const char *const version_5[] = {
    "PRAGMA user_version = 5;",

    "CREATE INDEX outbox_tried ON outbox (channel, id)"
    " WHERE attempts > 0 AND state IN ('queued', 'unknown') AND next_at IS NOT NULL;",
    NULL,
};

/* Cases: what was opened by hand, and how it ended. */
static const char *const version_6[] = {
    "PRAGMA user_version = 6;",

    "CREATE TABLE case_file ("
    " organization TEXT NOT NULL,"
    " obligation TEXT NOT NULL,"
    " id TEXT NOT NULL," /* its occurrences have it as their period */
    " title TEXT,"
    " opened_on INTEGER NOT NULL,"
    " event_on INTEGER NOT NULL,"
    " member TEXT,"
    " fields TEXT,"
    " at INTEGER NOT NULL,"
    " actor TEXT,"
    " closed_on INTEGER,"
    " outcome TEXT,"
    " why TEXT,"
    " decided_by TEXT,"
    " document TEXT,"
    " closed_at INTEGER,"
    " closed_by TEXT,"
    " PRIMARY KEY (organization, obligation, id),"
    " FOREIGN KEY (organization, obligation) REFERENCES obligation (organization, id) DEFERRABLE INITIALLY DEFERRED"
    ") STRICT, WITHOUT ROWID;",
    "CREATE INDEX case_open ON case_file (opened_on, organization, obligation, id) WHERE closed_on IS NULL;",
    "CREATE TRIGGER case_no_update BEFORE UPDATE ON case_file WHEN OLD.closed_on IS NOT NULL"
    " BEGIN SELECT RAISE(ABORT, 'a case closed is history'); END;",
    "CREATE TRIGGER case_no_delete BEFORE DELETE ON case_file BEGIN SELECT RAISE(ABORT, 'cases are append-only'); END;",
    NULL,
};

/* Evidence: files, corrections, the basis and the end of waivers, and since when a turn has been on record. */
static const char *const version_7[] = {
    "PRAGMA user_version = 7;",

    "CREATE TABLE record_file ("
    " record INTEGER NOT NULL REFERENCES record (id),"
    " position INTEGER NOT NULL,"
    " sha256 TEXT NOT NULL CHECK (length(sha256) = 64),"
    " name TEXT NOT NULL,"
    " type TEXT NOT NULL,"
    " size_bytes INTEGER NOT NULL CHECK (size_bytes > 0),"
    " PRIMARY KEY (record, position)"
    ") STRICT, WITHOUT ROWID;",
    "CREATE INDEX record_file_sha256 ON record_file (sha256, size_bytes);",
    "CREATE TRIGGER record_file_no_update BEFORE UPDATE ON record_file BEGIN SELECT RAISE(ABORT, 'records are append-only'); END;",
    "CREATE TRIGGER record_file_no_delete BEFORE DELETE ON record_file BEGIN SELECT RAISE(ABORT, 'records are append-only'); END;",
    /* Files taken in that no record names yet: the one table whose rows go again. */
    "CREATE TABLE upload ("
    " sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),"
    " at INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;",
    "CREATE INDEX upload_at ON upload (at, sha256);",
    "ALTER TABLE record ADD COLUMN corrects INTEGER REFERENCES record (id);", /* and that one counts no more */
    "ALTER TABLE record ADD COLUMN why TEXT;",                                /* of a correction */
    "CREATE UNIQUE INDEX record_corrects ON record (corrects) WHERE corrects IS NOT NULL;",
    "ALTER TABLE waiver ADD COLUMN basis TEXT;",
    "ALTER TABLE waiver ADD COLUMN until INTEGER;",
    "ALTER TABLE waiver ADD COLUMN actor TEXT;",
    "CREATE INDEX waiver_of ON waiver (occurrence);",
    /* The log has a line for each turn, in the same order. */
    "ALTER TABLE turn ADD COLUMN recorded_at INTEGER;",
    "UPDATE turn SET recorded_at = (SELECT l.at FROM"
    " (SELECT at, object, row_number() OVER (PARTITION BY object ORDER BY line) AS n FROM log WHERE action = 'turn') l"
    " WHERE l.object = turn.organization AND l.n ="
    " (SELECT count(*) FROM turn t WHERE t.organization = turn.organization AND t.id <= turn.id));",
    NULL,
};

/* Rosters, as they were taken. */
static const char *const version_8[] = {
    "PRAGMA user_version = 8;",

    "CREATE TABLE roster ("
    " id INTEGER PRIMARY KEY,"
    " organization TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,"
    " name TEXT NOT NULL," /* of the table of people: roster, delegates, panel */
    " day INTEGER NOT NULL,"
    " source TEXT,"
    " at INTEGER NOT NULL,"
    " actor TEXT NOT NULL,"
    " content TEXT NOT NULL" /* json_roster.c */
    ") STRICT;",
    "CREATE INDEX roster_day ON roster (organization, day, id);",
    "CREATE TRIGGER roster_no_update BEFORE UPDATE ON roster BEGIN SELECT RAISE(ABORT, 'rosters are append-only'); END;",
    "CREATE TRIGGER roster_no_delete BEFORE DELETE ON roster BEGIN SELECT RAISE(ABORT, 'rosters are append-only'); END;",
    NULL,
};

/* The life of a turn: proposed, answered, swapped with both members' word; and its reason as facts, not only in English. */
static const char *const version_9[] = {
    "PRAGMA user_version = 9;",

    "ALTER TABLE turn ADD COLUMN why TEXT;", /* JSON; NULL: begun before */
    "CREATE TRIGGER turn_no_other_why BEFORE UPDATE OF why ON turn BEGIN SELECT RAISE(ABORT, 'a turn begun is history'); END;",
    /* A CHECK cannot be altered, and new kinds of decision need no new version: the table is made anew without it. */
    "CREATE TABLE decision_anew ("
    " id INTEGER PRIMARY KEY,"
    " organization TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,"
    " kind TEXT NOT NULL,"
    " day INTEGER," /* in force from */
    " member TEXT,"
    " other TEXT,"
    " period TEXT,"
    " other_period TEXT,"
    " refers INTEGER," /* the swap that is agreed to, refused or ended */
    " agreed TEXT,"    /* which of a swap's two agreed when it was recorded; NULL: both, beyond recall */
    " decided_by TEXT,"
    " why TEXT,"
    " document TEXT,"
    " at INTEGER" /* when it was recorded; NULL: before this version */
    ") STRICT;",
    "INSERT INTO decision_anew (id, organization, kind, day, member, other, period, other_period, decided_by, why, document)"
    " SELECT id, organization, kind, day, member, other, period, other_period, decided_by, why, document FROM decision;",
    "DROP TABLE decision;",
    "ALTER TABLE decision_anew RENAME TO decision;",
    "CREATE INDEX decision_of ON decision (organization);",
    "CREATE TRIGGER decision_no_update BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;",
    "CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;",
    NULL,
};

/* What each line of the log wrote into the tables beside it, and where the log ends. */
static const char *const version_10[] = {
    "PRAGMA user_version = 10;",

    "ALTER TABLE log ADD COLUMN wrote TEXT;", /* facts.h; NULL: nothing, or written before */
    "CREATE TABLE log_head ("
    " id INTEGER PRIMARY KEY CHECK (id = 1),"
    " line INTEGER NOT NULL,"
    " hash BLOB NOT NULL CHECK (length(hash) = 32)"
    ") STRICT;",
    "INSERT INTO log_head SELECT 1, line, hash FROM log ORDER BY line DESC LIMIT 1;",
    "CREATE TRIGGER log_head_no_way_back BEFORE UPDATE ON log_head WHEN NEW.line <= OLD.line"
    " BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;",
    "CREATE TRIGGER log_head_no_delete BEFORE DELETE ON log_head BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;",
    /* Hashes are not made in SQL: the next opening does what is left. */
    "INSERT INTO meta VALUES ('unproven', 'the facts recorded before version 10');",
    NULL,
};

static const char *const *const migrations[] = {version_1, version_2, version_3, version_4, version_5,
                                                version_6, version_7, version_8, version_9, version_10};

_Static_assert(sizeof migrations / sizeof *migrations == SCHEMA_VERSION, "a version a migration");

const char *const *migration_sql(int version)
{
    return migrations[version - 1];
}
