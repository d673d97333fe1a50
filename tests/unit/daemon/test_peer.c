/* Who a peer is believed to be, and who may change things. */
#include "unit.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "peer.h"

static void test_unix_peer_is_known(void **state)
{
    int pair[2];
    struct peer peer;
    char start[32];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    peer_of(pair[0], &peer);
    assert_true(peer.known);
    assert_int_equal(peer.uid, geteuid());
    snprintf(start, sizeof start, "uid %u", (unsigned)geteuid());
    assert_memory_equal(peer.name, start, strlen(start));
    close(pair[0]);
    close(pair[1]);
}

/* The kernel answers SO_PEERCRED on TCP with uid -1 and calls it success. */
static void test_others_are_unknown(void **state)
{
    struct peer peer;
    int tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), pipes[2];
    assert_true(tcp >= 0);
    assert_int_equal(pipe(pipes), 0);
    const int fds[] = {tcp, pipes[0], -1};
    for (size_t i = 0; i < N_OF(fds); i++) {
        peer_of(fds[i], &peer);
        assert_false(peer.known);
        assert_string_equal(peer.name, "unknown");
    }
    close(tcp);
    close(pipes[0]);
    close(pipes[1]);
}

static void test_operators(void **state)
{
    static const uid_t operators[] = {1000, 1002};
    static const struct {
        bool known;
        uid_t uid;
        bool expected;
    } cases[] = {
        {true, 0, true},          {true, 990, true},    {true, 1000, true}, {true, 1001, false},  {true, 1002, true},
        {true, (uid_t)-1, false}, {true, 65534, false}, {false, 0, false},  {false, 1000, false},
    };
    for (size_t i = 0; i < N_OF(cases); i++) {
        const struct peer peer = {.known = cases[i].known, .uid = cases[i].uid};
        if (peer_is_operator(&peer, 990, operators, N_OF(operators)) != cases[i].expected)
            fail_msg("uid %u", (unsigned)cases[i].uid);
    }
    const struct peer outsider = {.known = true, .uid = 1000};
    assert_false(peer_is_operator(&outsider, 990, NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unix_peer_is_known),
        cmocka_unit_test(test_others_are_unknown),
        cmocka_unit_test(test_operators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
