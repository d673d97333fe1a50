/* What the daemon sends as a new file. It grows as FILE.tmp beside its place and gets its name when it is whole, looked at and on the disk;
 * nothing is ever overwritten. */
#ifndef LUNZHI_DOWNLOAD_H
#define LUNZHI_DOWNLOAD_H

#include "ctl.h"
#include "digest.h"

#define DOWNLOAD_HEAD 16

struct download {
    const char *path;
    /* Whether it is what was asked for, by the members below; if not, it is thrown away with the words `otherwise`, N_(). */
    bool (*is_good)(const struct download *download);
    const char *otherwise;
    void *ctx;
    /* Filled in. */
    int64_t bytes;
    char head[DOWNLOAD_HEAD]; /* the first bytes */
    char sha256[DIGEST_TEXT_SIZE];
    /* Its own. */
    int fd;
    struct digest *digest;
};

/* The exit code; what went wrong is said. */
int download_run(struct ctl *ctl, const char *target, struct download *download) __attribute__((warn_unused_result));

#endif
