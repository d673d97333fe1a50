/* Headers and body are written here, because GMime's objects, streams and filters cost several times what sending the mail costs; what it
 * knows of dates it is asked for. Bodies are base64 of UTF-8. One occurrence is one thread: all its messages answer the same, never sent,
 * Message-ID. */
#include "mail.h"

#include <gmime/gmime.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "encoded_word.h"
#include "error.h"
#include "memory.h"

#define LINE_BYTES 57 /* of a text in one line of base64, which has 76 characters */

/* Fit to be part of a Message-ID, a List-Id or a boundary. */
static bool is_id(const char *text)
{
    size_t size = strlen(text);
    return size > 0 && size <= 64 && strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == size;
}

/* Canonical line ends (RFC 2049, 4) before base64 hides them. */
static char *with_crlf(const char *text)
{
    char *to = xmalloc(2 * strlen(text) + 1), *end = to;
    for (;;) {
        size_t n = strcspn(text, "\r\n");
        end = mempcpy(end, text, n);
        text += n;
        if (*text == '\0')
            break;
        if (*text++ == '\n')
            end = mempcpy(end, "\r\n", 2);
    }
    *end = '\0';
    return to;
}

/* A text with its headers, as base64 (RFC 2045, 6.8). */
static void put_text_part(GString *mail, const char *subtype, const char *text)
{
    char *canonical = with_crlf(text);
    size_t size = strlen(canonical);
    g_string_append_printf(mail, "Content-Type: text/%s; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n", subtype);
    for (size_t at = 0; at < size; at += LINE_BYTES) {
        unsigned char line[LINE_BYTES / 3 * 4 + 1]; /* and a NUL */
        int n = EVP_EncodeBlock(line, (unsigned char *)canonical + at, (int)(size - at < LINE_BYTES ? size - at : LINE_BYTES));
        g_string_append_len(mail, (char *)line, n);
        g_string_append(mail, "\r\n");
    }
    free(canonical);
}

/* RFC 2046, 5.1.4. Base64 holds no underscore: the boundary stands in no part. */
static void put_body(GString *mail, const struct message *message, const char *page)
{
    if (!page) {
        put_text_part(mail, "plain", message->text);
        return;
    }
    g_string_append_printf(mail, "Content-Type: multipart/alternative; boundary=\"=_%s\"\r\n\r\n--=_%s\r\n", message->id, message->id);
    put_text_part(mail, "plain", message->text);
    g_string_append_printf(mail, "\r\n--=_%s\r\n", message->id);
    put_text_part(mail, "html", page);
    g_string_append_printf(mail, "\r\n--=_%s--\r\n", message->id);
}

/* "NAME <ADDRESS>", or the address alone. */
static char *mailbox_text(const char *name, const char *address)
{
    char *phrase = encoded_phrase(name ? name : "");
    char *text = *phrase ? xasprintf("%s\r\n <%s>", phrase, address) : xasprintf("<%s>", address);
    free(phrase);
    return text;
}

static char *mailbox_header(const char *header, const struct mailbox *mailbox)
{
    char *text = mailbox_text(mailbox->name, mailbox->address);
    char *line = xasprintf("%s: %s\r\n", header, text);
    free(text);
    return line;
}

/* RFC 2919: an organization's messages are a list of their own at the sender's domain, and so are those of several. */
static char *list_header(const struct message *message, const char *domain)
{
    const struct notification *about = &message->row->notification;
    bool one = !message->several && about->organization && is_id(about->organization);
    char *id = xasprintf("%s.lunzhi.%s", one ? about->organization : "all", domain);
    const struct mailbox list = {.name = message->several ? NULL : (char *)about->organization_name, .address = id};
    char *line = mailbox_header("List-Id", &list);
    free(id);
    return line;
}

/* A digest answers all its threads and shows in the first: several in References would make one of them the other's (RFC 5322, 3.6.4). */
static char *thread_headers(const struct message *message, const char *domain)
{
    const char *id = message->thread_id;
    char *answered, *both;
    if (!id)
        return xstrdup("");
    answered = xasprintf("<%s@%s>", id, domain);
    for (const char *const *other = message->threads ? message->threads + 1 : NULL; other && *other; other++) {
        char *longer = xasprintf("%s\r\n <%s@%s>", answered, *other, domain);
        free(answered);
        answered = longer;
    }
    both = xasprintf("In-Reply-To: %s\r\nReferences: <%s@%s>\r\n", answered, id, domain);
    free(answered);
    return both;
}

static char *date_text(int64_t at)
{
    GDateTime *date = g_date_time_new_from_unix_utc(at);
    char *text = date ? g_mime_utils_header_format_date(date) : NULL; /* not strftime(): its names follow the language */
    if (date)
        g_date_time_unref(date);
    return text ? text : g_strdup("Thu, 01 Jan 1970 00:00:00 +0000");
}

const char *mail_address(const struct mail_sender *sender, const struct message *message)
{
    const char *address = message->row->notification.address;
    return address && *address ? address : sender->to.address;
}

/* All but those of the body. Auto-Submitted: no vacation reply (RFC 3834). */
static char *headers(const struct mail_sender *sender, const struct message *message)
{
    const struct notification *about = &message->row->notification;
    const char *domain = mailbox_domain(sender->from.address);
    const struct mailbox member = {.name = (char *)about->recipient_name, .address = (char *)about->address};
    const struct mailbox *recipient = mail_address(sender, message) == sender->to.address ? &sender->to : &member;
    char *parts[] = {date_text(message->created_at),
                     mailbox_header("From", &sender->from),
                     sender->reply_to.address ? mailbox_header("Reply-To", &sender->reply_to) : xstrdup(""),
                     mailbox_header("To", recipient),
                     encoded_text(message->subject),
                     thread_headers(message, domain),
                     list_header(message, domain)};
    char *all =
        xasprintf("Date: %s\r\n%s%s%sSubject: %s\r\nMessage-ID: <%s@%s>\r\n%sAuto-Submitted: auto-generated\r\n%sMIME-Version: 1.0\r\n",
                  parts[0], parts[1], parts[2], parts[3], parts[4], message->id, domain, parts[5], parts[6]);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        free(parts[i]);
    return all;
}

int mail_render(const struct mail_sender *sender, const struct message *message, char **ret_data, size_t *ret_size)
{
    const char *address = mail_address(sender, message);
    if (!address || !mailbox_is_address(address) || !is_id(message->id) || (message->thread_id && !is_id(message->thread_id)))
        return ERROR_INVALID;
    g_mime_init();
    char *head = headers(sender, message);
    char *page = sender->html && !message->html ? message_html(message) : NULL;
    GString *mail = g_string_new(head);
    put_body(mail, message, page ? page : message->html);
    free(page);
    free(head);
    *ret_size = mail->len;
    *ret_data = g_string_free(mail, FALSE);
    return 0;
}
