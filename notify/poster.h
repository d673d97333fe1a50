/* One HTTP POST a message: what the backends share that deliver so. HTTP's own judgement of the answer, and what is under way. */
#ifndef LUNZHI_POSTER_H
#define LUNZHI_POSTER_H

#include "backend.h"
#include "http.h"
#include "words.h"

/* Settings every such backend has. */
#define POSTER_SETTINGS                                                                                                                    \
    {                                                                                                                                      \
        .name = "ca_file", .type = SETTING_STRING, .names = NAMES_FILE                                                                     \
    }

struct poster {
    const struct backend_context *context;
    char *ca_file; /* NULL: the system's */
    uint64_t timeout_ms;
    /* The backend's own judgement: changes *attempt, which HTTP's rules have filled, and the words in `reply`, which attempt->reply is.
     * What it leaves in retry_after_ms counts for a transient failure without the header. NULL: HTTP's rules stand. */
    void (*judge)(void *owner, const struct http_response *response, struct attempt *attempt, char reply[static WORDS_SIZE]);
    void *owner;
    struct posting *postings;
};

/* timeout_s: 1 to 60, 15 if not set. */
void poster_check(const struct channel *channel, setting_fault_cb fault, void *ctx);
/* Reads ca_file and timeout_s; `judge` and `owner` are the caller's to set. ERROR_* with the reason in *ret_why (heap). poster_done() in
 * any case. */
int poster_init(struct poster *poster, const struct channel *channel, const struct backend_context *context, char **ret_why)
    __attribute__((warn_unused_result));
/* What is under way is cancelled, its cb called: unknown where it left. */
void poster_done(struct poster *poster);

/* `headers` are "Name: value", NULL-ended. All is copied. cb is called once, never from within. */
void poster_post(struct poster *poster, const char *url, const char *const *headers, const char *body, attempt_cb cb, void *arg);

/* HTTP's rules: 2xx is delivered; 408, 425, 429, 5xx and what failed before anything left are transient, after that unknown; 410 is the end
 * of the channel; all else, redirects too, refuses the message. Fills all of *ret but retry_after_ms; the words are put into `reply`. */
void poster_judge(const struct http_response *response, struct attempt *ret, char reply[static WORDS_SIZE]);

#endif
