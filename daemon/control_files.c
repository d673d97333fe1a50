/* POST /v1/files: a file of evidence, streamed to the disk and hashed while it arrives. GET /v1/files: how much there is; GET
 * /v1/files/HASH.
 *
 * Happy path: files_begin() with the header; files_take() fills a buffer and, each time it is full, suspends the connection while the work
 * pool writes and hashes it; control_file_put() at the end lets the pool write the rest and sync, notes the upload in the store, lets the
 * pool give the file its place, and replies. Failures: the reply is kept, the rest of the body thrown away. Closing: the connection may go
 * while the pool works; then upload->request is NULL and the upload ends when the pool is done. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "control.h"
#include "daemon.h"
#include "digest.h"
#include "error.h"
#include "evidence.h"
#include "files.h"
#include "intl.h"
#include "speech.h"
#include "vault.h"

#define BUFFER_SIZE (256 * 1024)
#define PIECE_MAX   (64 * 1024) /* of what arrives at once: more than the connection's memory */

/* SUSPENDED in the pool in all but FILLING. */
enum upload_state {
    UPLOAD_FILLING, /* -> WRITING when the buffer is full, SEALING at the end */
    UPLOAD_WRITING, /* -> FILLING */
    UPLOAD_SEALING, /* -> PLACING */
    UPLOAD_PLACING, /* -> gone */
};

struct upload {
    uv_work_t work;
    struct daemon *daemon;
    struct request *request; /* NULL: the connection is gone */
    enum upload_state state;
    const char *name; /* in the request's arena */
    char type[FILE_TYPE_SIZE];
    char incoming[VAULT_INCOMING_SIZE];
    int fd;
    struct digest *digest;
    char *buffer;
    size_t used;
    int64_t size_bytes;
    unsigned char head[FILE_HEAD_SIZE];
    size_t head_bytes;
    int error, number; /* of the pool: enum error and errno */
    char sha256[DIGEST_TEXT_SIZE];
};

static void upload_free(struct upload *upload)
{
    if (upload->fd >= 0)
        close(upload->fd);
    vault_drop(upload->daemon->vault, upload->incoming); /* placed, it is no longer there */
    digest_free(upload->digest);
    free(upload->buffer);
    free(upload);
}

/* The connection is gone, or the upload was refused. What the pool works on it finishes first. */
static void let_go(struct upload *upload)
{
    if (upload->request != NULL) {
        upload->request->abandon = NULL;
        upload->request->job = NULL;
    }
    upload->request = NULL;
    if (upload->state == UPLOAD_FILLING)
        upload_free(upload);
}

static void on_abandon(struct request *request)
{
    let_go(request->job);
}

static void refuse_storage(struct request *request, const char *name, int number)
{
    request_refuse(request, MHD_HTTP_SERVICE_UNAVAILABLE, _("%s: the file cannot be kept: %s"), name, strerror(number));
}

static bool is_taken(const struct conf_evidence *evidence, const char *type)
{
    for (size_t i = 0; i < evidence->n_types; i++)
        if (strcmp(evidence->types[i], type) == 0)
            return true;
    return false;
}

static const char *types_taken(struct request *request)
{
    const struct conf_evidence *evidence = &request->daemon->policy->main.evidence;
    const char *text = "";
    for (size_t i = 0; i < evidence->n_types; i++)
        text = arena_printf(&request->arena, "%s%s%s", text, i > 0 ? " " : "", evidence->types[i]);
    return text;
}

bool file_name_check(struct request *request, const char *name, char type[static FILE_TYPE_SIZE])
{
    if (name == NULL || !file_name_is_good(name))
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("%s must be %s"), "name",
                       _("the name of a file: no path, no control characters, no dot at its beginning, at most 255 bytes"));
    else if (!is_taken(&request->daemon->policy->main.evidence, file_type_of(name, type)))
        request_refuse(request, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, _("%s: files of this type are not taken; evidence.types has: %s"), name,
                       types_taken(request));
    else
        return true;
    return false;
}

static void refuse_size(struct request *request, const char *name)
{
    request_refuse(request, MHD_HTTP_CONTENT_TOO_LARGE, _("%s: a file has at most %lld bytes (evidence.max_size)"), name,
                   (long long)request->daemon->policy->main.evidence.max_bytes);
}

void files_begin(struct request *request)
{
    struct daemon *daemon = request->daemon;
    const char *name = request_parameter(request, "name");
    char type[FILE_TYPE_SIZE];
    if (!file_name_check(request, name, type))
        return;
    if (request_length(request) > (uint64_t)daemon->policy->main.evidence.max_bytes) {
        refuse_size(request, name);
        return;
    }
    struct upload *upload = xcalloc(1, sizeof *upload);
    if (vault_receive(daemon->vault, ++daemon->n_uploads, upload->incoming, &upload->fd) != 0) {
        refuse_storage(request, name, errno);
        free(upload);
        return;
    }
    upload->daemon = daemon;
    upload->request = request;
    upload->work.data = upload;
    upload->name = arena_strdup(&request->arena, name);
    memcpy(upload->type, type, sizeof type);
    upload->digest = digest_new();
    upload->buffer = xmalloc(BUFFER_SIZE + PIECE_MAX);
    request->job = upload;
    request->abandon = on_abandon;
    request->take = files_take;
}

/* In the pool. */
static void work(uv_work_t *request)
{
    struct upload *upload = request->data;
    if (upload->state != UPLOAD_PLACING) {
        upload->error = vault_write(upload->fd, upload->buffer, upload->used);
        digest_add(upload->digest, upload->buffer, upload->used);
        upload->used = 0;
    }
    if (upload->error == 0 && upload->state == UPLOAD_SEALING)
        upload->error = vault_seal(upload->fd);
    if (upload->error == 0 && upload->state == UPLOAD_PLACING)
        upload->error = vault_place(upload->daemon->vault, upload->incoming, upload->sha256);
    upload->number = errno;
}

static void reply_taken(struct upload *upload)
{
    const struct record_file file = {
        .sha256 = upload->sha256, .name = upload->name, .type = upload->type, .size_bytes = upload->size_bytes};
    json_t *reply = json_object();
    json_object_set_new_nocheck(reply, "file", shape_file(&file));
    request_reply(upload->request, reply);
}

static void after_work(uv_work_t *work_request, int status);

static void queue(struct upload *upload, enum upload_state state)
{
    upload->state = state;
    uv_queue_work(&upload->daemon->loop, &upload->work, work, after_work);
}

/* Before the file has its place: a crash in between leaves a note too many, never a file nobody knows of. */
static bool note_upload(struct upload *upload)
{
    digest_end(upload->digest, upload->sha256);
    int error = evidence_note_upload(upload->daemon->store, upload->sha256, upload->request->now);
    if (error != 0)
        request_fail(upload->request, error, upload->name, NULL);
    return error == 0;
}

/* True when the request goes on, or has its reply. */
static bool step(struct upload *upload)
{
    if (upload->error != 0) {
        refuse_storage(upload->request, upload->name, upload->number);
        return true;
    }
    switch (upload->state) {
    case UPLOAD_SEALING:
        if (!note_upload(upload))
            return true;
        queue(upload, UPLOAD_PLACING);
        return false;
    case UPLOAD_PLACING:
        reply_taken(upload);
        return true;
    case UPLOAD_WRITING:
    case UPLOAD_FILLING:
        break;
    }
    return true;
}

static void after_work(uv_work_t *work_request, int status)
{
    struct upload *upload = work_request->data;
    struct request *request = upload->request;
    if (request == NULL) {
        upload_free(upload);
        return;
    }
    speech_use(request->language);
    bool goes_on = step(upload);
    speech_use(request->daemon->policy->main.language);
    if (!goes_on)
        return;
    upload->state = UPLOAD_FILLING;
    if (request->response != NULL)
        let_go(upload);
    request_resume(request);
}

void files_take(struct request *request, const char *data, size_t size)
{
    struct upload *upload = request->job;
    if (upload->size_bytes + (int64_t)size > request->daemon->policy->main.evidence.max_bytes || size > PIECE_MAX) {
        speech_use(request->language);
        refuse_size(request, upload->name);
        speech_use(request->daemon->policy->main.language);
        let_go(upload);
        return;
    }
    for (size_t i = 0; i < size && upload->head_bytes < FILE_HEAD_SIZE; i++)
        upload->head[upload->head_bytes++] = (unsigned char)data[i];
    memcpy(upload->buffer + upload->used, data, size);
    upload->used += size;
    upload->size_bytes += (int64_t)size;
    if (upload->used < BUFFER_SIZE)
        return;
    request_suspend(request);
    queue(upload, UPLOAD_WRITING);
}

void control_file_put(struct request *request)
{
    struct upload *upload = request->job;
    if (upload->size_bytes == 0) {
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("%s: the file is empty"), upload->name);
        let_go(upload);
    } else if (!file_type_fits(upload->type, upload->head, upload->head_bytes)) {
        request_refuse(request, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, _("%s: its content is not that of a .%s file"), upload->name,
                       upload->type);
        let_go(upload);
    } else {
        request_suspend(request);
        queue(upload, UPLOAD_SEALING);
    }
}

void control_files(struct request *request)
{
    int64_t files, bytes;
    int error = evidence_count(request->daemon->store, &files, &bytes);
    if (error != 0) {
        request_fail(request, error, _("evidence"), NULL);
        return;
    }
    json_t *reply = json_object();
    char *directory = xasprintf("%s/%s", request->daemon->options->state_dir, VAULT_NAME);
    json_object_set_new_nocheck(reply, "directory", json_text(directory));
    json_object_set_new_nocheck(reply, "files", json_integer(files));
    json_object_set_new_nocheck(reply, "bytes", json_integer(bytes));
    free(directory);
    request_reply(request, reply);
}

/* RFC 6266 and 8187: every byte but letters and digits is escaped, so that none can end the header. */
static const char *disposition(struct arena *arena, const char *name)
{
    char *text = arena_alloc(arena, 32 + 3 * strlen(name)), *at = text + sprintf(text, "attachment; filename*=UTF-8''");
    for (; *name != '\0'; name++)
        at += sprintf(at, (*name >= '0' && *name <= '9') || (*name >= 'a' && *name <= 'z') || *name == '.' ? "%c" : "%%%02X",
                      (unsigned char)*name);
    return text;
}

void control_file(struct request *request)
{
    struct record_file file;
    int64_t size;
    int fd, error = evidence_find(request->daemon->store, request->tail, &request->arena, &file);
    if (error != 0 && error != ERROR_NOT_FOUND) {
        request_fail(request, error, request->tail, NULL);
        return;
    }
    const char *name = error == 0 ? file.name : request->tail;
    error = vault_read(request->daemon->vault, request->tail, &fd, &size);
    if (error == ERROR_NOT_FOUND) {
        request_fail(request, error, request->tail, NULL);
    } else if (error != 0) {
        request_refuse(request, MHD_HTTP_SERVICE_UNAVAILABLE, _("%s: the file cannot be read: %s"), name, strerror(errno));
    } else {
        request_reply_file(request, "application/octet-stream", fd, (uint64_t)size);
        request_header(request, MHD_HTTP_HEADER_CONTENT_DISPOSITION, disposition(&request->arena, name));
        request_header(request, "X-Content-Type-Options", "nosniff");
        request_header(request, "Content-Security-Policy", "sandbox");
    }
}

void vault_clean(struct daemon *daemon, int64_t now)
{
    struct arena arena = {0};
    const char **hashes;
    size_t n = 1;
    int error = 0;
    while (error == 0 && n > 0) {
        error = evidence_stale_uploads(daemon->store, now - UPLOAD_KEPT_S, 256, &arena, &hashes, &n);
        for (size_t i = 0; error == 0 && i < n; i++) {
            error = vault_remove(daemon->vault, hashes[i]);
            if (error == 0 || error == ERROR_NOT_FOUND)
                error = evidence_forget_upload(daemon->store, hashes[i]);
        }
    }
    arena_done(&arena);
}
