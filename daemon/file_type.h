/* What a file is by its name and its first bytes, and which names are taken. */
#ifndef LUNZHI_DAEMON_FILE_TYPE_H
#define LUNZHI_DAEMON_FILE_TYPE_H

#include <stdbool.h>
#include <stddef.h>

#define FILE_NAME_MAX_BYTES 255
#define FILE_TYPE_SIZE      16 /* longer endings are none */
#define FILE_HEAD_SIZE      16 /* as many first bytes say what it is */

/* A name to be kept and offered to whoever fetches the file: UTF-8, no path, no control character or mark that turns the direction of
 * writing, no leading dot. */
bool file_name_is_good(const char *name);
/* The ending in lower case, "" for none. Returns `type`. */
const char *file_type_of(const char *name, char type[static FILE_TYPE_SIZE]);
/* Whether a file of the type can begin like this; true for types whose beginning is not known. */
bool file_type_fits(const char *type, const unsigned char *head, size_t size);

#endif
