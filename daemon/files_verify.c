/* GET /v1/log/verify?files=true: whether each file of evidence is what its record says.
 *
 * Happy path: the list is made from the store; the work pool reads one file after the other, its result looked at on the loop in between;
 * then the reply. One file named by several records is read once for each: a rare case. Closing: as in control_files.c. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "daemon.h"
#include "digest.h"
#include "error.h"
#include "evidence.h"
#include "files.h"
#include "speech.h"
#include "vault.h"

#define BAD_MAX 100

struct verification {
    uv_work_t work;
    struct daemon *daemon;
    struct request *request; /* NULL: the connection is gone */
    struct arena arena;
    struct evidence *files;
    size_t n, next;
    json_t *reply, *bad;
    int64_t bytes, n_bad;
    /* Of the pool. */
    int error;
    int64_t size_bytes;
    char sha256[DIGEST_TEXT_SIZE];
};

static void verification_free(struct verification *verification)
{
    json_decref(verification->reply);
    json_decref(verification->bad);
    arena_done(&verification->arena);
    free(verification);
}

static void on_abandon(struct request *request)
{
    struct verification *verification = request->job;
    request->abandon = NULL;
    verification->request = NULL;
}

static void work(uv_work_t *request)
{
    struct verification *verification = request->data;
    verification->error = vault_digest(verification->daemon->vault, verification->files[verification->next].file.sha256,
                                       verification->sha256, &verification->size_bytes);
}

/* NULL: it is what its record says. */
static const char *problem_of(const struct verification *verification, const struct evidence *evidence)
{
    if (verification->error == ERROR_NOT_FOUND)
        return "missing";
    if (verification->error != 0)
        return "unreadable";
    if (strcmp(verification->sha256, evidence->file.sha256) != 0 || verification->size_bytes != evidence->file.size_bytes)
        return "changed";
    return evidence->logged ? NULL : "not in the log";
}

static void look(struct verification *verification)
{
    const struct evidence *evidence = &verification->files[verification->next++];
    const char *problem = problem_of(verification, evidence);
    if (verification->error == 0)
        verification->bytes += verification->size_bytes;
    if (problem == NULL || ++verification->n_bad > BAD_MAX)
        return;
    const char *name = occurrence_name(&verification->arena, evidence->organization, evidence->obligation, evidence->period);
    json_t *part = json_object();
    json_object_set_new_nocheck(part, "record", json_integer(evidence->record));
    json_object_set_new_nocheck(part, "occurrence", json_text(name));
    json_object_set_new_nocheck(part, "sha256", json_text(evidence->file.sha256));
    json_object_set_new_nocheck(part, "name", json_text(evidence->file.name));
    json_object_set_new_nocheck(part, "problem", json_text(problem));
    json_array_append_new(verification->bad, part);
}

static void finish(struct verification *verification)
{
    struct request *request = verification->request;
    json_t *files = json_object();
    json_object_set_new_nocheck(files, "checked", json_integer((json_int_t)verification->n));
    json_object_set_new_nocheck(files, "bytes", json_integer(verification->bytes));
    json_object_set_nocheck(files, "bad", verification->bad);
    json_object_set_new_nocheck(files, "n_bad", json_integer(verification->n_bad));
    json_object_set_new_nocheck(verification->reply, "files", files);
    request->abandon = NULL;
    request_reply(request, json_incref(verification->reply));
    verification_free(verification);
}

static void after_work(uv_work_t *work_request, int status)
{
    struct verification *verification = work_request->data;
    struct request *request = verification->request;
    if (request == NULL) {
        verification_free(verification);
        return;
    }
    look(verification);
    if (verification->next < verification->n) {
        uv_queue_work(&verification->daemon->loop, &verification->work, work, after_work);
        return;
    }
    finish(verification);
    request_resume(request);
}

void files_verify(struct request *request, json_t *reply)
{
    struct verification *verification = xcalloc(1, sizeof *verification);
    verification->daemon = request->daemon;
    verification->request = request;
    verification->reply = reply;
    verification->bad = json_array();
    verification->work.data = verification;
    int error = evidence_list(request->daemon->store, &verification->arena, &verification->files, &verification->n);
    if (error != 0) {
        verification_free(verification);
        request_fail(request, error, VAULT_NAME, NULL);
        return;
    }
    if (verification->n == 0) {
        finish(verification);
        return;
    }
    request->job = verification;
    request->abandon = on_abandon;
    if (!request->suspended)
        request_suspend(request);
    uv_queue_work(&request->daemon->loop, &verification->work, work, after_work);
}
