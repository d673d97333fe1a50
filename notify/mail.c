/* Headers and parts. Everything that is not ASCII is encoded by GMime: header words as RFC 2047 says, bodies as base64 of UTF-8. One
 * occurrence is one thread: all its messages answer the same, never sent, Message-ID. */
#include "mail.h"

#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>

#include "encoded_word.h"
#include "error.h"
#include "memory.h"

/* Fit to be part of a Message-ID, a List-Id or a boundary. */
static bool is_id(const char *text)
{
    size_t size = strlen(text);
    return size > 0 && size <= 64 && strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == size;
}

/* A header whose value is fit to be sent as it is, but for the line ends. */
static void set_encoded(GMimeMessage *mail, const char *name, const char *value)
{
    char *raw = xasprintf(" %s\n", value);
    GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(mail));
    g_mime_header_list_set(headers, name, "", NULL);
    g_mime_header_set_raw_value(g_mime_header_list_get_header(headers, name), raw);
    free(raw);
}

static void set_mailbox(GMimeMessage *mail, const char *header, const char *name, const char *address)
{
    char *phrase = encoded_phrase(name ? name : "");
    char *value = *phrase ? xasprintf("%s\n <%s>", phrase, address) : xasprintf("<%s>", address);
    set_encoded(mail, header, value);
    free(value);
    free(phrase);
}

/* Canonical line ends (RFC 2049, 4) before base64 hides them. */
static char *with_crlf(const char *text)
{
    char *to = xmalloc(2 * strlen(text) + 1), *end = to;
    for (; *text; text++) {
        if (*text == '\r')
            continue;
        if (*text == '\n')
            *end++ = '\r';
        *end++ = *text;
    }
    *end = '\0';
    return to;
}

static GMimeObject *text_part(const char *subtype, const char *text)
{
    char *canonical = with_crlf(text);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(canonical, strlen(canonical));
    GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    GMimePart *part = g_mime_part_new_with_type("text", subtype);
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
    g_mime_part_set_content(part, content);
    g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
    g_object_unref(content);
    g_object_unref(stream);
    free(canonical);
    return GMIME_OBJECT(part);
}

static GMimeObject *body(const struct message *message)
{
    GMimeObject *text = text_part("plain", message->text);
    if (!message->html)
        return text;
    GMimeMultipart *both = g_mime_multipart_new_with_subtype("alternative");
    char *boundary = xasprintf("=_%s", message->id); /* not GMime's random one; base64 holds no underscore */
    g_mime_multipart_set_boundary(both, boundary);
    GMimeObject *html = text_part("html", message->html);
    g_mime_multipart_add(both, text);
    g_mime_multipart_add(both, html);
    g_object_unref(html);
    g_object_unref(text);
    free(boundary);
    return GMIME_OBJECT(both);
}

static void set_header(GMimeMessage *mail, const char *name, const char *value)
{
    g_mime_object_set_header(GMIME_OBJECT(mail), name, value, "utf-8");
}

/* RFC 2919: an organization's messages are a list of their own at the sender's domain. */
static void set_list_id(GMimeMessage *mail, const struct notification *about, const char *domain)
{
    const char *organization = about->organization && is_id(about->organization) ? about->organization : "all";
    char *id = xasprintf("%s.lunzhi.%s", organization, domain);
    set_mailbox(mail, "List-Id", about->organization_name, id);
    free(id);
}

static void set_ids(GMimeMessage *mail, const struct message *message, const char *domain)
{
    char *id = xasprintf("%s@%s", message->id, domain);
    g_mime_message_set_message_id(mail, id);
    free(id);
    if (!message->thread_id)
        return;
    char *thread = xasprintf("<%s@%s>", message->thread_id, domain);
    set_header(mail, "In-Reply-To", thread);
    set_header(mail, "References", thread);
    free(thread);
}

static void set_headers(GMimeMessage *mail, const struct mail_sender *sender, const struct message *message)
{
    const struct notification *about = &message->row->notification;
    const char *domain = mailbox_domain(sender->from.address);
    char *subject = encoded_text(message->subject);
    GDateTime *date = g_date_time_new_from_unix_utc(message->created_at);
    set_encoded(mail, "Subject", subject);
    set_mailbox(mail, "From", sender->from.name, sender->from.address);
    if (sender->reply_to.address)
        set_mailbox(mail, "Reply-To", sender->reply_to.name, sender->reply_to.address);
    set_mailbox(mail, "To", about->recipient_name, about->address);
    g_mime_message_set_date(mail, date);
    set_ids(mail, message, domain);
    set_header(mail, "Auto-Submitted", "auto-generated"); /* RFC 3834: no vacation reply */
    set_list_id(mail, about, domain);
    set_header(mail, "MIME-Version", "1.0");
    g_date_time_unref(date);
    free(subject);
}

static char *to_bytes(GMimeMessage *mail, size_t *ret_size)
{
    GMimeFormatOptions *options = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
    GByteArray *bytes = g_byte_array_new();
    GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(bytes);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
    g_mime_object_write_to_stream(GMIME_OBJECT(mail), options, stream);
    g_object_unref(stream);
    g_mime_format_options_free(options);
    *ret_size = bytes->len;
    return (char *)g_byte_array_free(bytes, FALSE);
}

int mail_render(const struct mail_sender *sender, const struct message *message, char **ret_data, size_t *ret_size)
{
    const char *address = message->row->notification.address;
    if (!address || !mailbox_is_address(address) || !is_id(message->id) || (message->thread_id && !is_id(message->thread_id)))
        return ERROR_INVALID;
    g_mime_init();
    GMimeMessage *mail = g_mime_message_new(FALSE);
    GMimeObject *content = body(message);
    g_mime_message_set_mime_part(mail, content);
    set_headers(mail, sender, message);
    *ret_data = to_bytes(mail, ret_size);
    g_object_unref(content);
    g_object_unref(mail);
    return 0;
}
