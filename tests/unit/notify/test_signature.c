/* Webhook signatures: a vector computed by an independent library, and secrets that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "signature.h"

#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define OTHER  "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

static char *sign(const char *secrets, const char *body)
{
    struct signature_keys *keys;
    const char *why;
    assert_int_equal(signature_keys_new(secrets, &keys, &why), 0);
    char *made = signature_make(keys, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, strlen(body));
    signature_keys_free(keys);
    return made;
}

static void one_secret(void **state)
{
    char *made = sign(SECRET "\n", "{\"test\": 2432232314}");
    assert_string_equal(made, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    free(made);
}

static void the_body_counts(void **state)
{
    char *made = sign(SECRET, "{\"test\": 2432232315}");
    assert_string_not_equal(made, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    free(made);
}

static void rotation(void **state)
{
    char *first = sign(SECRET, "{}"), *second = sign(OTHER, "{}"), *both = sign(SECRET "\r\n\n" OTHER "\n", "{}");
    assert_memory_equal(both, first, strlen(first));
    assert_int_equal(both[strlen(first)], ' ');
    assert_string_equal(both + strlen(first) + 1, second);
    free(first);
    free(second);
    free(both);
}

static void no_secrets(void **state)
{
    static const char *const bad[] = {
        "",
        "\n\n",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",       /* no prefix */
        "whsec_",                                 /* nothing */
        "whsec_c2hvcnQ=",                         /* too short */
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",  /* not a multiple of four */
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS ", /* a blank */
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa=w", /* padding inside */
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAAECAwQFBg===",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaL-_w", /* the URL's alphabet */
        " " SECRET,
        SECRET "\nsomething else",
        "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", /* 66 bytes */
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct signature_keys *keys = NULL;
        const char *why = NULL;
        assert_int_equal(signature_keys_new(bad[i], &keys, &why), ERROR_INVALID);
        assert_non_null(why);
        assert_null(keys);
    }
}

static void too_many(void **state)
{
    char text[(SIGNATURE_KEYS_MAX + 1) * (sizeof SECRET + 1)] = "";
    struct signature_keys *keys;
    const char *why;
    for (int i = 0; i < SIGNATURE_KEYS_MAX; i++)
        strcat(text, SECRET "\n");
    assert_int_equal(signature_keys_new(text, &keys, &why), 0);
    signature_keys_free(keys);
    strcat(text, SECRET);
    assert_int_equal(signature_keys_new(text, &keys, &why), ERROR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_secret), cmocka_unit_test(the_body_counts), cmocka_unit_test(rotation),
        cmocka_unit_test(no_secrets), cmocka_unit_test(too_many),
    };
    return cmocka_run_group_tests_name("signature", tests, NULL, NULL);
}
