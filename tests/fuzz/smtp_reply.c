/* SMTP replies out of a stream cut anywhere: the first byte says into what pieces. */
#include <assert.h>

#include "fuzz.h"
#include "smtp_reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct smtp_reply reply = {0};
    size_t piece = size > 0 ? data[0] + 1U : 1;

    for (size_t at = size > 0; at < size;) {
        const size_t given = size - at < piece ? size - at : piece;
        size_t used = 0;
        const enum smtp_reply_state state = smtp_reply_feed(&reply, (const char *)data + at, given, &used);

        assert(used <= given);
        if (state == SMTP_REPLY_BAD)
            break;
        assert(state == SMTP_REPLY_DONE ? used > 0 && reply.code >= 200 && reply.code <= 599 : used == given);
        at += used;
    }
    return 0;
}
