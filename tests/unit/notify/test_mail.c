/* Mails, read back by GMime and looked at as bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>

#include "encoded_word.h"
#include "error.h"
#include "mail.h"

#define ID "0123456789abcdef0123456789abcdef"

struct fixture {
    struct mail_sender sender;
    struct outbox_row row;
    struct message message;
    char *data;
    size_t size;
    GMimeMessage *read;
};

static struct fixture fixture_new(void)
{
    struct fixture f = {0};
    assert_int_equal(mailbox_parse("秘书处 <office@example.edu.cn>", &f.sender.from), 0);
    f.row.notification = (struct notification){
        .organization = "su", .organization_name = "校学生会", .recipient = "jia", .recipient_name = "甲", .address = "jia@example.edu.cn"};
    f.message =
        (struct message){.id = ID, .thread_id = "ffffffff", .subject = "提醒", .text = "甲：\n.\n你好。\n", .created_at = 1577930400};
    return f;
}

static int render(struct fixture *f)
{
    f->message.row = &f->row;
    return mail_render(&f->sender, &f->message, &f->data, &f->size);
}

static void make(struct fixture *f)
{
    assert_int_equal(render(f), 0);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(f->data, f->size);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    f->read = g_mime_parser_construct_message(parser, NULL);
    assert_non_null(f->read);
    g_object_unref(parser);
    g_object_unref(stream);
}

static void done(struct fixture *f)
{
    if (f->read)
        g_object_unref(f->read);
    free(f->data);
    mailbox_done(&f->sender.from);
    mailbox_done(&f->sender.reply_to);
    mailbox_done(&f->sender.to);
}

static void assert_lines_are_fit(const char *data, size_t size)
{
    size_t begins = 0;
    assert_true(size >= 2 && memcmp(data + size - 2, "\r\n", 2) == 0);
    for (size_t i = 0; i < size; i++) {
        assert_true(data[i] != '\0');
        if (data[i] == '\r')
            assert_int_equal(data[i + 1], '\n');
        if (data[i] != '\n')
            continue;
        assert_true(i > 0 && data[i - 1] == '\r');
        assert_true(i - 1 - begins <= 998);
        begins = i + 1;
    }
}

static void assert_header(struct fixture *f, const char *name, const char *value)
{
    const char *found = g_mime_object_get_header(GMIME_OBJECT(f->read), name);
    assert_non_null(found);
    assert_string_equal(found, value);
}

static void assert_mailbox(GMimeMessage *mail, GMimeAddressType type, const char *name, const char *address)
{
    InternetAddressList *list = g_mime_message_get_addresses(mail, type);
    assert_int_equal(internet_address_list_length(list), 1);
    InternetAddress *first = internet_address_list_get_address(list, 0);
    const char *found = internet_address_get_name(first);
    assert_string_equal(found ? found : "", name);
    assert_string_equal(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first)), address);
}

static void assert_text(GMimeObject *part, const char *subtype, const char *text)
{
    assert_true(GMIME_IS_TEXT_PART(part));
    assert_true(g_mime_content_type_is_type(g_mime_object_get_content_type(part), "text", subtype));
    assert_int_equal(g_mime_part_get_content_encoding(GMIME_PART(part)), GMIME_CONTENT_ENCODING_BASE64);
    char *found = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
    assert_string_equal(found, text);
    g_free(found);
}

static void headers_and_text(void **state)
{
    struct fixture f = fixture_new();
    assert_int_equal(mailbox_parse("团委 <league@example.edu.cn>", &f.sender.reply_to), 0);
    make(&f);
    assert_lines_are_fit(f.data, f.size);
    assert_string_equal(g_mime_message_get_subject(f.read), "提醒");
    assert_mailbox(f.read, GMIME_ADDRESS_TYPE_FROM, "秘书处", "office@example.edu.cn");
    assert_mailbox(f.read, GMIME_ADDRESS_TYPE_TO, "甲", "jia@example.edu.cn");
    assert_mailbox(f.read, GMIME_ADDRESS_TYPE_REPLY_TO, "团委", "league@example.edu.cn");
    assert_string_equal(g_mime_message_get_message_id(f.read), ID "@example.edu.cn");
    assert_header(&f, "In-Reply-To", "<ffffffff@example.edu.cn>");
    assert_header(&f, "References", "<ffffffff@example.edu.cn>");
    assert_header(&f, "Auto-Submitted", "auto-generated");
    assert_header(&f, "MIME-Version", "1.0");
    static const char list[] = "<su.lunzhi.example.edu.cn>\r\n";
    assert_non_null(memmem(f.data, f.size, list, strlen(list)));
    assert_int_equal(g_date_time_to_unix(g_mime_message_get_date(f.read)), 1577930400);
    assert_text(g_mime_message_get_mime_part(f.read), "plain", "甲：\r\n.\r\n你好。\r\n");
    done(&f);
}

/* A message to the channel itself goes to the channel's own address, one to a member never does. */
static void to_the_channel_itself(void **state)
{
    struct fixture f = fixture_new();
    f.row.notification.address = "";
    f.row.notification.recipient_name = NULL;
    assert_int_equal(render(&f), ERROR_INVALID);
    assert_int_equal(mailbox_parse("秘书处 <desk@example.edu.cn>", &f.sender.to), 0);
    make(&f);
    assert_mailbox(f.read, GMIME_ADDRESS_TYPE_TO, "秘书处", "desk@example.edu.cn");
    assert_string_equal(mail_address(&f.sender, &f.message), "desk@example.edu.cn");
    f.row.notification.address = "jia@example.edu.cn";
    assert_string_equal(mail_address(&f.sender, &f.message), "jia@example.edu.cn");
    done(&f);
}

static void html_too(void **state)
{
    struct fixture f = fixture_new();
    f.message.html = "<p>甲</p>\n";
    f.message.thread_id = NULL;
    make(&f);
    assert_lines_are_fit(f.data, f.size);
    GMimeObject *both = g_mime_message_get_mime_part(f.read);
    assert_true(GMIME_IS_MULTIPART(both));
    assert_true(g_mime_content_type_is_type(g_mime_object_get_content_type(both), "multipart", "alternative"));
    assert_int_equal(g_mime_multipart_get_count(GMIME_MULTIPART(both)), 2);
    assert_text(g_mime_multipart_get_part(GMIME_MULTIPART(both), 0), "plain", "甲：\r\n.\r\n你好。\r\n");
    assert_text(g_mime_multipart_get_part(GMIME_MULTIPART(both), 1), "html", "<p>甲</p>\r\n");
    assert_null(g_mime_object_get_header(GMIME_OBJECT(f.read), "References"));
    done(&f);
}

static void the_same_at_every_attempt(void **state)
{
    struct fixture one = fixture_new(), two = fixture_new();
    one.message.html = two.message.html = "<p>甲</p>\n";
    assert_int_equal(render(&one), 0);
    assert_int_equal(render(&two), 0);
    assert_int_equal(one.size, two.size);
    assert_memory_equal(one.data, two.data, one.size);
    done(&one);
    done(&two);
}

/* Every encoded word: at most 75 characters, and whole characters in it. */
static void assert_words_are_fit(const char *encoded)
{
    char **words = g_strsplit_set(encoded, " \r\n", -1);
    for (char **word = words; *word; word++) {
        if (!g_str_has_prefix(*word, "=?"))
            continue;
        size_t size = strlen(*word);
        assert_true(size <= 75 && g_str_has_suffix(*word, "?="));
        char *base64 = g_strndup(*word + 10, size - 12);
        gsize n;
        guchar *text = g_base64_decode(base64, &n);
        assert_true(n > 0 && g_utf8_validate((char *)text, (gssize)n, NULL));
        g_free(text);
        g_free(base64);
    }
    g_strfreev(words);
}

static void long_subjects(void **state)
{
    static const char *const units[] = {"党", "a党", "é", "𠀀", "ab党委c", "党 ", "x"};
    for (size_t unit = 0; unit < sizeof units / sizeof *units; unit++)
        for (int count = 1; count <= 120; count += 7) {
            struct fixture f = fixture_new();
            GString *subject = g_string_new("会");
            for (int i = 0; i < count; i++)
                g_string_append(subject, units[unit]);
            g_string_append(subject, "完");
            f.message.subject = subject->str;
            make(&f);
            assert_lines_are_fit(f.data, f.size);
            assert_string_equal(g_mime_message_get_subject(f.read), subject->str);
            char *encoded = encoded_text(subject->str);
            assert_words_are_fit(encoded);
            free(encoded);
            g_string_free(subject, TRUE);
            done(&f);
        }
}

static void plain_subjects_stand(void **state)
{
    static const struct {
        const char *from, *text, *phrase;
    } cases[] = {
        {"", "", ""},
        {"Report due", "Report due", "Report due"},
        {"a, b: \"c\"", "a, b: \"c\"", "=?UTF-8?B?YSwgYjogImMi?="},
        {"=?UTF-8?Q?x?=", "=?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?=", "=?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?="},
        {"a\r\nBcc: x@y.cn", "a Bcc: x@y.cn", "=?UTF-8?B?YSBCY2M6IHhAeS5jbg==?="},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = encoded_text(cases[i].from), *phrase = encoded_phrase(cases[i].from);
        assert_string_equal(text, cases[i].text);
        assert_string_equal(phrase, cases[i].phrase);
        free(text);
        free(phrase);
    }
}

/* The mail is bytes, not a string: nothing ends it. */
static size_t count_headers(const char *data, size_t size)
{
    const char *end = memmem(data, size, "\r\n\r\n", 4);
    size_t n = 0;
    assert_non_null(end);
    for (const char *line = data; line < end + 2; line = (const char *)memmem(line, (size_t)(end + 2 - line), "\r\n", 2) + 2)
        n += *line != ' ' && *line != '\t';
    return n;
}

static void nothing_injects_a_header(void **state)
{
    static const char *const evil[] = {
        "x\r\nBcc: y@example.edu.cn",    "x\nBcc: y@example.edu.cn",     "x\rBcc: y@example.edu.cn", "x\r\n\r\nbody", "x\r\n Bcc: y",
        "提醒\r\nBcc: y@example.edu.cn", "\r\nBcc: y@example.edu.cn\r\n"};
    struct fixture plain = fixture_new();
    make(&plain);
    for (size_t i = 0; i < sizeof evil / sizeof *evil; i++) {
        struct fixture f = fixture_new();
        f.message.subject = evil[i];
        f.row.notification.recipient_name = evil[i];
        f.row.notification.organization_name = evil[i];
        f.row.notification.organization = evil[i];
        make(&f);
        assert_lines_are_fit(f.data, f.size);
        assert_int_equal(count_headers(f.data, f.size), count_headers(plain.data, plain.size));
        assert_int_equal(internet_address_list_length(g_mime_message_get_all_recipients(f.read)), 1);
        assert_null(g_mime_object_get_header(GMIME_OBJECT(f.read), "Bcc"));
        done(&f);
    }
    done(&plain);
}

static void what_cannot_be_a_mail(void **state)
{
    struct fixture f = fixture_new();
    f.row.notification.address = "jia@example.edu.cn\r\nRCPT TO:<yi@example.edu.cn>";
    assert_int_equal(render(&f), ERROR_INVALID);
    f.row.notification.address = "";
    assert_int_equal(render(&f), ERROR_INVALID);
    f.row.notification.address = NULL;
    assert_int_equal(render(&f), ERROR_INVALID);
    f.row.notification.address = "jia@example.edu.cn";
    f.message.id = "a\r\nb";
    assert_int_equal(render(&f), ERROR_INVALID);
    f.message.id = ID;
    f.message.thread_id = "a>b";
    assert_int_equal(render(&f), ERROR_INVALID);
    done(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_and_text),          cmocka_unit_test(to_the_channel_itself), cmocka_unit_test(html_too),
        cmocka_unit_test(the_same_at_every_attempt), cmocka_unit_test(long_subjects),         cmocka_unit_test(plain_subjects_stand),
        cmocka_unit_test(nothing_injects_a_header),  cmocka_unit_test(what_cannot_be_a_mail),
    };
    return cmocka_run_group_tests_name("mail", tests, NULL, NULL);
}
