/* What is written is what Jansson writes of the same values, and reads back as them. */
#include "json_writer.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

#define DEPTH_MAX   4
#define N_OF(array) (sizeof(array) / sizeof *(array))

/* What needs an escape, what looks as if it did, and characters of one to four bytes. */
static const char *const pieces[] = {"\"", "\\", "/",   "\b", "\f", "\n",     "\r", "\t", "\x01",   "\x1f",       "\x7f",       "a",
                                     " ",  "{",  "u00", "é",  "߿", "\u0800", "轮", "值", "\ue000", "\U00010000", "\U0010ffff", "0"};

static uint64_t dice = 20260901; /* the same run each time */

/* 0 to sides - 1. */
static int roll(size_t sides)
{
    dice = dice * 6364136223846793005u + 1442695040888963407u;
    return (int)((dice >> 33) % sides);
}

static void roll_text(char *ret, size_t size)
{
    int n = roll(12);

    *ret = '\0';
    for (int i = 0; i < n; i++) {
        const char *piece = pieces[roll(N_OF(pieces))];

        if (strlen(ret) + strlen(piece) < size)
            strcat(ret, piece);
    }
}

static json_t *put_value(struct json_writer *writer, const char *key, int depth);

static json_t *put_object(struct json_writer *writer, const char *key, int depth)
{
    json_t *object = json_object();
    int n = roll(5);

    write_object(writer, key);
    for (int i = 0; i < n; i++) {
        char name[100];

        snprintf(name, sizeof name, "%d", i); /* each once */
        roll_text(name + strlen(name), sizeof name - strlen(name));
        json_object_set_new(object, name, put_value(writer, name, depth - 1));
    }
    write_object_end(writer);
    return object;
}

static json_t *put_array(struct json_writer *writer, const char *key, int depth)
{
    json_t *array = json_array();
    int n = roll(5);

    write_array(writer, key);
    for (int i = 0; i < n; i++)
        json_array_append_new(array, put_value(writer, NULL, depth - 1));
    write_array_end(writer);
    return array;
}

static json_t *put_scalar(struct json_writer *writer, const char *key)
{
    static const int64_t integers[] = {0, 1, -1, 10, -20201, INT64_MAX, INT64_MIN};
    char text[100];
    int64_t integer;

    switch (roll(5)) {
    case 0:
        write_null(writer, key);
        return json_null();
    case 1:
        write_bool(writer, key, true);
        return json_true();
    case 2:
        write_string_or_null(writer, key, NULL);
        return json_null();
    case 3:
        integer = integers[roll(N_OF(integers))];
        write_integer(writer, key, integer);
        return json_integer(integer);
    default:
        roll_text(text, sizeof text);
        write_string(writer, key, text);
        return json_string(text);
    }
}

static json_t *put_value(struct json_writer *writer, const char *key, int depth)
{
    int kind = depth > 0 ? roll(3) : 2;

    return kind == 0 ? put_object(writer, key, depth) : kind == 1 ? put_array(writer, key, depth) : put_scalar(writer, key);
}

static void writes_what_jansson_writes(void **state)
{
    struct json_writer writer = {0};

    for (int i = 0; i < 3000; i++) {
        json_t *value = put_value(&writer, NULL, DEPTH_MAX), *read;
        char *expected = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY), *written = json_writer_take(&writer);

        assert_non_null(written);
        assert_string_equal(written, expected);
        read = json_loads(written, JSON_DECODE_ANY, NULL);
        assert_true(json_equal(read, value));
        json_decref(read);
        json_decref(value);
        free(expected);
        free(written);
    }
}

static void refuses_what_is_not_utf_8(void **state)
{
    static const char *const cases[] = {"\x80", "\xc0\x80", "\xe8\xbd", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff", "轮\xe5"};
    struct json_writer writer = {0};

    for (size_t i = 0; i < N_OF(cases); i++) {
        char *after;

        write_string(&writer, NULL, cases[i]);
        assert_null(json_writer_take(&writer));
        write_integer(&writer, NULL, 7); /* and is ready again */
        after = json_writer_take(&writer);
        assert_string_equal(after, "7");
        free(after);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_what_jansson_writes),
        cmocka_unit_test(refuses_what_is_not_utf_8),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
