/* Secrets come from files: the service manager's credentials first, then beside the configuration. */
#ifndef LUNZHI_SECRET_H
#define LUNZHI_SECRET_H

#include "backend.h"

#define SECRET_MAX_BYTES 65536

/* Reads the file a *_file setting names: an absolute path as it is; else in credentials_dir, if it is there (slashes of the name written
 * as _), else in config_dir. The line ends at its end are taken off; a NUL inside, nothing at all, or more than SECRET_MAX_BYTES are
 * refused. ERROR_* with the reason in *ret_why (heap). */
int secret_read(const struct backend_context *context, const char *name, char **ret_secret, char **ret_why)
    __attribute__((warn_unused_result));
/* Overwrites and frees; NULL is fine. */
void secret_free(char *secret);
/* Where a file that is no secret (ca_file) is: absolute as it is, else in config_dir. It must be readable. Heap; errors as above. */
int secret_public_path(const struct backend_context *context, const char *name, char **ret_path, char **ret_why)
    __attribute__((warn_unused_result));

#endif
