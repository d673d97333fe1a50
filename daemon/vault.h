/* The files of records on disk: `evidence` in the state directory, a file's content as ab/abcd… after its SHA-256, those that arrive in
 * incoming/. Written once, read-only from then on, never executed. Nothing outside is reached: names are hashes, and no link is followed
 * below the directory itself, which may be one.
 *
 * Every function may block, and any thread may call it. Errors are enum error with errno set. */
#ifndef LUNZHI_DAEMON_VAULT_H
#define LUNZHI_DAEMON_VAULT_H

#include <stddef.h>
#include <stdint.h>

#define VAULT_NAME          "evidence"
#define VAULT_INCOMING_SIZE 32

/* Makes what is missing, and throws away what was half received when the process ended. The descriptor is the caller's to close. */
int vault_open(const char *state_dir, int *ret_vault) __attribute__((warn_unused_result));
/* A new empty file in incoming/, its name from the number. The descriptor is the caller's. */
int vault_receive(int vault, uint64_t number, char ret_name[static VAULT_INCOMING_SIZE], int *ret_fd) __attribute__((warn_unused_result));
int vault_write(int fd, const void *bytes, size_t size) __attribute__((warn_unused_result));
/* What was received goes. */
void vault_drop(int vault, const char *name);
/* The whole content is on the disk, and nobody may write it any more. */
int vault_seal(int fd) __attribute__((warn_unused_result));
/* Gives what was received and sealed its place, and makes that durable. What is there already is the same, or damaged: it is replaced. */
int vault_place(int vault, const char *name, const char *sha256) __attribute__((warn_unused_result));
/* For reading. ERROR_NOT_FOUND for what is missing or no file; ERROR_INVALID for what is no hash. */
int vault_read(int vault, const char *sha256, int *ret_fd, int64_t *ret_size_bytes) __attribute__((warn_unused_result));
/* Reads it through: its hash as it is now. */
int vault_digest(int vault, const char *sha256, char *ret_text, int64_t *ret_size_bytes) __attribute__((warn_unused_result));
int vault_remove(int vault, const char *sha256) __attribute__((warn_unused_result));

#endif
