/* What a robot's service answers: the first two bytes choose the service and HTTP's status. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "robot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct robot_service *const services[] = {&robot_wecom, &robot_dingtalk, &robot_feishu};
    static const int statuses[] = {200, 201, 302, 400, 404, 408, 410, 429, 500, 503};
    struct http_response response = {.sent = true, .retry_after = "", .words = ""};
    struct attempt attempt;
    char reply[WORDS_SIZE], *body;

    if (size < 2)
        return 0;
    body = fuzz_text(data + 2, size - 2);
    response.body = body;
    response.body_size = strlen(body);
    response.status = statuses[data[1] % (sizeof statuses / sizeof statuses[0])];
    poster_judge(&response, &attempt, reply);
    free(robot_judge(&services[data[0] % 3]->codes, &response, &attempt));
    assert(attempt.class != ATTEMPT_DELIVERED || response.status / 100 == 2);
    free(body);
    return 0;
}
