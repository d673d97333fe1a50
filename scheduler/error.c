/* The words of the error codes. */
#include "error.h"

const char *error_text(int code)
{
    switch (code) {
    case 0:
        return "done";
#define X(name, number, text)                                                                                                              \
    case ERROR_##name:                                                                                                                     \
        return text;
        ERROR_MAP(X)
#undef X
    default:
        return "unknown error";
    }
}
