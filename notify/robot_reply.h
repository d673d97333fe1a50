/* What a robot's service answered: a JSON object whose code decides, whatever HTTP's status says. Pure. RULES.md section 5. */
#ifndef LUNZHI_ROBOT_REPLY_H
#define LUNZHI_ROBOT_REPLY_H

#include "backend.h"
#include "http.h"

struct robot_code {
    int code;
    enum attempt_class class;
    int wait_s; /* of a transient one: how long the service wants to be left alone; 0: it does not say */
};

struct robot_codes {
    const char *code_name, *words_name; /* members of the answer */
    const struct robot_code *known;     /* ended by code 0, which is success */
};

/* Changes *attempt, which poster_judge() has filled:
 *   2xx with the code 0 is delivered; with a known code what the table says; with any other permanent: the message was understood and not
 *   taken, and another channel is there to take it now; without a code, be it no JSON or more than is read, unknown.
 *   4xx and 5xx: what the table says of a known code, else HTTP's rules.
 * Returns the service's words, heap, not yet fit for the database. */
char *robot_judge(const struct robot_codes *codes, const struct http_response *response, struct attempt *attempt)
    __attribute__((warn_unused_result));

#endif
