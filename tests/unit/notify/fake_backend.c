#include "fake_backend.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "memory.h"

struct fake_backend fake_backend;

/* One opened channel. */
struct fake_channel {
    const char *id;
    uv_timer_t end; /* what makes closing take a turn of the loop */
    void (*closed)(void *arg);
    void *arg;
    bool closing;
};

void fake_backend_reset(void)
{
    fake_backend = (struct fake_backend){.capacity = 64};
}

static int fake_open(const struct channel *channel, const struct backend_context *context, void **ret_impl, char **ret_why)
{
    struct fake_channel *impl;

    if (fake_backend.open_error < 0) {
        *ret_why = xstrdup("no secret");
        return fake_backend.open_error;
    }
    impl = xcalloc(1, sizeof(*impl));
    impl->id = channel->id; /* lives until close */
    uv_timer_init(context->loop, &impl->end);
    impl->end.data = impl;
    fake_backend.n_opened++;
    *ret_impl = impl;
    return 0;
}

static size_t fake_capacity(void *impl)
{
    return fake_backend.capacity;
}

static size_t under_way_on(const char *channel)
{
    size_t n = 0;

    for (size_t i = 0; i < fake_backend.n; i++)
        n += fake_backend.sendings[i].message != NULL && strcmp(fake_backend.sendings[i].channel, channel) == 0;
    return n;
}

static void fake_send(void *arg_impl, const struct message *message, attempt_cb cb, void *arg)
{
    struct fake_channel *impl = arg_impl;
    struct fake_sending *sending = &fake_backend.sendings[fake_backend.n++];

    assert_true(fake_backend.n <= FAKE_SENDINGS);
    assert_false(impl->closing);
    assert_string_equal(message->row->notification.channel, impl->id);
    assert_true(under_way_on(impl->id) < fake_backend.capacity);
    *sending = (struct fake_sending){.message = message, .row = message->row->notification.id, .cb = cb, .arg = arg};
    snprintf(sending->id, sizeof(sending->id), "%s", message->id);
    snprintf(sending->channel, sizeof(sending->channel), "%s", impl->id);
    if (++fake_backend.n_under_way > fake_backend.most_under_way)
        fake_backend.most_under_way = fake_backend.n_under_way;
}

void fake_answer(size_t i, const struct attempt *attempt)
{
    struct fake_sending *sending = &fake_backend.sendings[i];

    assert_true(i < fake_backend.n && sending->message != NULL);
    assert_true(strlen(sending->message->text) > 0); /* it lives until now */
    sending->message = NULL;
    fake_backend.n_under_way--;
    sending->cb(sending->arg, attempt);
}

void fake_answer_all(const struct attempt *attempt)
{
    size_t n = fake_backend.n;

    for (size_t i = 0; i < n; i++) {
        if (fake_backend.sendings[i].message != NULL)
            fake_answer(i, attempt);
    }
}

static void on_end(uv_handle_t *handle)
{
    struct fake_channel *impl = handle->data;
    void (*closed)(void *arg) = impl->closed;
    void *arg = impl->arg;

    for (size_t i = 0; i < fake_backend.n; i++) {
        if (fake_backend.sendings[i].message != NULL && strcmp(fake_backend.sendings[i].channel, impl->id) == 0)
            fake_answer(i, &(struct attempt){.class = ATTEMPT_UNKNOWN, .reply = "aborted"});
    }
    free(impl);
    fake_backend.n_closed++;
    closed(arg);
}

static void fake_close(void *arg_impl, void (*closed)(void *arg), void *arg)
{
    struct fake_channel *impl = arg_impl;

    assert_false(impl->closing);
    impl->closing = true;
    impl->closed = closed;
    impl->arg = arg;
    uv_close((uv_handle_t *)&impl->end, on_end);
}

static const struct setting_spec no_settings[] = {{0}};

static const struct backend_ops ops = {
    .name = "fake",
    .takes_json = true,
    .settings = no_settings,
    .open = fake_open,
    .capacity = fake_capacity,
    .send = fake_send,
    .close = fake_close,
};

const struct backend_ops *fake_backend_find(const char *name)
{
    return strcmp(name, "fake") == 0 ? &ops : NULL;
}
