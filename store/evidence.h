/* The files of records: which there are, and which were taken in and wait for a record to name them. Their contents are not the store's. */
#ifndef LUNZHI_STORE_EVIDENCE_H
#define LUNZHI_STORE_EVIDENCE_H

#include "ledger.h"
#include "store.h"

/* A file was taken in; nothing if a record names it already. Again: its time is renewed. A transaction of its own. */
int evidence_note_upload(struct store *store, const char *sha256, int64_t at) __attribute__((warn_unused_result));
/* Those noted before `before` that no record has named, the oldest first, at most `max`. Strings live in the arena. */
int evidence_stale_uploads(struct store *store, int64_t before, size_t max, struct arena *arena, const char ***ret_hashes, size_t *ret_n)
    __attribute__((warn_unused_result));
/* Its content is gone. A transaction of its own. */
int evidence_forget_upload(struct store *store, const char *sha256) __attribute__((warn_unused_result));

/* The file as the first record that names it calls it. ERROR_NOT_FOUND when none does. */
int evidence_find(struct store *store, const char *sha256, struct arena *arena, struct record_file *ret)
    __attribute__((warn_unused_result));
/* How many files records name, one named by several once, and how much they hold. */
int evidence_count(struct store *store, int64_t *ret_files, int64_t *ret_bytes) __attribute__((warn_unused_result));

/* A file of a record. */
struct evidence {
    struct record_file file;
    int64_t record;
    const char *organization, *obligation;
    const char *period; /* may be NULL */
    bool logged;        /* the log's line about the record has the hash */
};
/* All of them in the order of records. Strings live in the arena. */
int evidence_list(struct store *store, struct arena *arena, struct evidence **ret, size_t *ret_n) __attribute__((warn_unused_result));

#endif
