/* Members of a request body: read, missing, unknown, of a wrong type. */
#include "unit.h"

#include <jansson.h>
#include <string.h>

#include "body.h"
#include "error.h"

static int read_body(const char *text, const struct field *fields, size_t n, struct request *request)
{
    *request = (struct request){0};
    request->body = text != NULL ? json_loads(text, 0, NULL) : NULL;
    return body_read(request, fields, n);
}

static void done(struct request *request)
{
    if (request->response != NULL)
        MHD_destroy_response(request->response);
    json_decref(request->body);
    arena_done(&request->arena);
}

static void test_read(void **state)
{
    const char *word, *optional = "before";
    date_t on, later = 0;
    json_t *object;
    struct field_strings words;
    bool yes = false, no = true;
    const struct field fields[] = {
        {"yes", FIELD_BOOLEAN, true, &yes},           {"no", FIELD_BOOLEAN, false, &no},      {"word", FIELD_STRING, true, &word},
        {"optional", FIELD_STRING, false, &optional}, {"on", FIELD_DATE, true, &on},          {"later", FIELD_DATE, false, &later},
        {"object", FIELD_OBJECT, false, &object},     {"words", FIELD_STRINGS, true, &words},
    };
    struct request request;
    assert_int_equal(
        read_body("{\"word\": \"甲\", \"optional\": null, \"on\": \"2020-01-03\", \"object\": {\"a\": 1}, \"words\": [\"su\", \"gsu\"], "
                  "\"yes\": true}",
                  fields, N_OF(fields), &request),
        0);
    assert_string_equal(word, "甲");
    assert_null(optional);
    assert_int_equal(on, 18264);
    assert_int_equal(later, DATE_NONE);
    assert_int_equal(json_object_size(object), 1);
    assert_true(yes);
    assert_false(no);
    assert_int_equal(words.n, 2);
    assert_string_equal(words.items[0], "su");
    assert_string_equal(words.items[1], "gsu");
    assert_null(request.response);
    done(&request);
}

static void test_refused(void **state)
{
    static const char *const cases[] = {
        NULL,
        "{}",
        "{\"word\": \"\", \"on\": \"2020-01-03\", \"words\": [\"a\"]}",
        "{\"word\": null, \"on\": \"2020-01-03\", \"words\": [\"a\"]}",
        "{\"word\": 1, \"on\": \"2020-01-03\", \"words\": [\"a\"]}",
        "{\"word\": \"a\", \"on\": \"2020-02-30\", \"words\": [\"a\"]}",
        "{\"word\": \"a\", \"on\": 20200103, \"words\": [\"a\"]}",
        "{\"word\": \"a\", \"on\": \"2020-01-03\", \"words\": []}",
        "{\"word\": \"a\", \"on\": \"2020-01-03\", \"words\": \"a\"}",
        "{\"word\": \"a\", \"on\": \"2020-01-03\", \"words\": [\"\"]}",
        "{\"word\": \"a\", \"on\": \"2020-01-03\", \"words\": [1]}",
        "{\"word\": \"a\", \"on\": \"2020-01-03\", \"words\": [\"a\"], \"object\": []}",
        "{\"word\": \"a\", \"on\": \"2020-01-03\", \"words\": [\"a\"], \"wrod\": \"a\"}",
    };
    const char *word;
    date_t on;
    json_t *object;
    struct field_strings words;
    const struct field fields[] = {{"word", FIELD_STRING, true, &word},
                                   {"on", FIELD_DATE, true, &on},
                                   {"object", FIELD_OBJECT, false, &object},
                                   {"words", FIELD_STRINGS, true, &words}};
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct request request;
        if (read_body(cases[i], fields, N_OF(fields), &request) != ERROR_INVALID || request.status != MHD_HTTP_BAD_REQUEST ||
            request.response == NULL)
            fail_msg("accepted: %s", cases[i]);
        done(&request);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_read), cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
