#include "robot_reply.h"

#include <jansson.h>
#include <limits.h>
#include <stdlib.h>

#include "intl.h"
#include "memory.h"

struct answer {
    json_t *object; /* NULL: not JSON */
    bool has_code;
    int code;
    const char *words; /* "" for none; `object` owns them */
};

static struct answer read_answer(const struct robot_codes *codes, const struct http_response *response)
{
    struct answer answer = {.object = json_loadb(response->body, response->body_size, 0, NULL), .words = ""};
    const json_t *code = json_object_get(answer.object, codes->code_name);
    const char *words = json_string_value(json_object_get(answer.object, codes->words_name));
    json_int_t value = json_integer_value(code);
    answer.has_code = json_is_integer(code) && value >= INT_MIN && value <= INT_MAX;
    answer.code = answer.has_code ? (int)value : 0;
    if (words)
        answer.words = words;
    return answer;
}

static const struct robot_code *find(const struct robot_codes *codes, int code)
{
    for (const struct robot_code *known = codes->known; known->code != 0; known++)
        if (known->code == code)
            return known;
    return NULL;
}

static void judge_success(const struct answer *answer, const struct robot_code *known, struct attempt *attempt)
{
    if (!answer->has_code)
        attempt->class = ATTEMPT_UNKNOWN;
    else if (answer->code != 0 && !known)
        attempt->class = ATTEMPT_PERMANENT;
    if (answer->code != 0)
        attempt->code = answer->code;
}

static char *words_of(const struct http_response *response, const struct answer *answer, const struct attempt *attempt)
{
    if (response->error)
        return xstrdup(response->words);
    if (response->status >= 300 && response->status < 400)
        return xstrdup(attempt->reply);
    if (answer->has_code && *answer->words)
        return xstrdup(answer->words);
    if (attempt->class == ATTEMPT_UNKNOWN)
        return xasprintf(_("not an answer of such a robot: %s"), response->body);
    return xstrdup(*response->body ? response->body : attempt->reply);
}

char *robot_judge(const struct robot_codes *codes, const struct http_response *response, struct attempt *attempt)
{
    struct answer answer = read_answer(codes, response);
    const struct robot_code *known = answer.has_code ? find(codes, answer.code) : NULL;
    bool counts = !response->error && (response->status < 300 || response->status >= 400);
    if (counts && known) {
        attempt->class = known->class;
        attempt->code = known->code;
        attempt->retry_after_ms = 1000 * (int64_t)known->wait_s;
    } else if (counts && response->status < 300) {
        judge_success(&answer, known, attempt);
    }
    char *words = words_of(response, &answer, attempt);
    json_decref(answer.object);
    return words;
}
