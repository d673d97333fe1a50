/* The error codes of the project: every function that can fail returns 0 or one of these, negative. */
#ifndef LUNZHI_ERROR_H
#define LUNZHI_ERROR_H

#define ERROR_MAP(X)                                                                                                                       \
    X(INVALID, -1, "invalid argument")                                                                                                     \
    X(NOT_FOUND, -2, "not found")                                                                                                          \
    X(EXISTS, -3, "exists already")                                                                                                        \
    X(REFUSED, -4, "refused")                                                                                                              \
    X(PERMISSION, -5, "permission denied")                                                                                                 \
    X(TOO_BIG, -6, "too big")                                                                                                              \
    X(BUSY, -7, "busy")                                                                                                                    \
    X(IO, -8, "input/output error")                                                                                                        \
    X(FULL, -9, "no space left")                                                                                                           \
    X(READ_ONLY, -10, "read-only")                                                                                                         \
    X(CORRUPT, -11, "the data cannot be trusted")                                                                                          \
    X(VERSION, -12, "written by a newer version")                                                                                          \
    X(NOT_OURS, -13, "not a lunzhi database")                                                                                              \
    X(CONFIG, -14, "the configuration has errors")                                                                                         \
    X(CANCELLED, -15, "cancelled")                                                                                                         \
    X(TIMEOUT, -16, "timed out")

enum error {
#define X(name, code, text) ERROR_##name = (code),
    ERROR_MAP(X)
#undef X
};

/* The untranslated words of a code (0: "done"); never NULL, static storage. */
const char *error_text(int code);

#endif
