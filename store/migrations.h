/* The steps from an empty file to the schema of this version. */
#ifndef LUNZHI_MIGRATIONS_H
#define LUNZHI_MIGRATIONS_H

#define SCHEMA_VERSION 10

/* The statements, ended by NULL, that bring a database to `version` (1 to SCHEMA_VERSION) from the one before, application_id and
 * user_version included; run in one transaction. Static storage. */
const char *const *migration_sql(int version);

#endif
