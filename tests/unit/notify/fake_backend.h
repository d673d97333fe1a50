/* A backend that does nothing by itself: the test answers for it. It breaks its test where the dispatcher breaks the contract of backend.h.
 */
#ifndef LUNZHI_TESTS_FAKE_BACKEND_H
#define LUNZHI_TESTS_FAKE_BACKEND_H

#include "fixture.h"

#define FAKE_SENDINGS 200

struct fake_sending {
    const struct message *message; /* NULL once answered */
    int64_t row;
    char id[40];
    char channel[20];
    attempt_cb cb;
    void *arg;
};

/* One for the whole program, for all channels of the backend "fake". */
struct fake_backend {
    size_t capacity; /* of each channel */
    int open_error;
    struct fake_sending sendings[FAKE_SENDINGS];
    size_t n; /* ever sent */
    size_t n_under_way, most_under_way;
    size_t n_opened, n_closed;
};

extern struct fake_backend fake_backend;

void fake_backend_reset(void);
/* Knows "fake" and nothing else. */
const struct backend_ops *fake_backend_find(const char *name);
/* Answers the i-th message ever sent. */
void fake_answer(size_t i, const struct attempt *attempt);
/* All that are under way. */
void fake_answer_all(const struct attempt *attempt);

#endif
