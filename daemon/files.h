/* Files of evidence on their way in: what records and the start of the daemon need of control_files.c. */
#ifndef LUNZHI_DAEMON_FILES_H
#define LUNZHI_DAEMON_FILES_H

#include "file_type.h"
#include "request.h"

#define UPLOAD_KEPT_S 86400 /* a file that no record names is thrown away at the first start after it */

/* Whether a file may be called that; refuses the request if not. *type: the ending. */
bool file_name_check(struct request *request, const char *name, char type[static FILE_TYPE_SIZE]);
/* Reads every file of every record through, in the work pool, one after the other, and adds `files` to the reply (taken over), which it
 * then gives, at once or later, having suspended the request: {"checked", "bytes", "bad": [{"record", "occurrence", "sha256", "name",
 * "problem"}, … at most 100], "n_bad"}. */
void files_verify(struct request *request, json_t *reply);
/* Throws away what was taken in long before `now` and is named by no record. What fails is tried again at the next start. */
void vault_clean(struct daemon *daemon, int64_t now);

#endif
