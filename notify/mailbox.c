#include "mailbox.h"

#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "memory.h"
#include "words.h"

#define ADDRESS_MAX 254 /* RFC 5321, 4.5.3.1.3, without the angle brackets */
#define LOCAL_MAX   64
#define LABEL_MAX   63

static bool is_atext(unsigned char c)
{
    return g_ascii_isalnum(c) || c >= 0x80 || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static bool is_dot_atom(const char *text, size_t size)
{
    if (size == 0 || text[0] == '.' || text[size - 1] == '.')
        return false;
    for (size_t i = 0; i < size; i++) {
        bool two_dots = text[i] == '.' && text[i + 1] == '.';
        if (two_dots || (text[i] != '.' && !is_atext((unsigned char)text[i])))
            return false;
    }
    return true;
}

static bool is_label(const char *text, size_t size)
{
    if (size == 0 || size > LABEL_MAX || text[0] == '-' || text[size - 1] == '-')
        return false;
    for (size_t i = 0; i < size; i++)
        if (!g_ascii_isalnum(text[i]) && text[i] != '-' && (unsigned char)text[i] < 0x80)
            return false;
    return true;
}

static bool is_domain(const char *text)
{
    size_t size = strlen(text);
    if (text[0] == '[')
        return size > 2 && text[size - 1] == ']' && strspn(text + 1, "0123456789abcdefABCDEF:.IPv") == size - 2;
    for (;;) {
        size_t label = strcspn(text, ".");
        if (!is_label(text, label))
            return false;
        if (!text[label])
            return true;
        text += label + 1;
    }
}

bool mailbox_is_address(const char *text)
{
    const char *at = strrchr(text, '@');
    return at && strlen(text) <= ADDRESS_MAX && at - text <= LOCAL_MAX && g_utf8_validate(text, -1, NULL) &&
           is_dot_atom(text, (size_t)(at - text)) && is_domain(at + 1);
}

bool mailbox_needs_utf8(const char *address)
{
    return !g_str_is_ascii(address);
}

const char *mailbox_domain(const char *address)
{
    return strrchr(address, '@') + 1;
}

/* The list's only member if it is a mailbox fit to be used. */
static InternetAddressMailbox *only_mailbox(InternetAddressList *list)
{
    InternetAddress *first = list && internet_address_list_length(list) == 1 ? internet_address_list_get_address(list, 0) : NULL;
    if (!first || !INTERNET_ADDRESS_IS_MAILBOX(first))
        return NULL;
    const char *name = internet_address_get_name(first);
    const char *address = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first));
    bool fit = address && mailbox_is_address(address) && (!name || (g_utf8_validate(name, -1, NULL) && !words_has_control(name)));
    return fit ? INTERNET_ADDRESS_MAILBOX(first) : NULL;
}

int mailbox_parse(const char *text, struct mailbox *ret)
{
    if (words_has_control(text) || !g_utf8_validate(text, -1, NULL))
        return ERROR_INVALID;
    g_mime_init();
    InternetAddressList *list = internet_address_list_parse(NULL, text);
    InternetAddressMailbox *found = only_mailbox(list);
    if (found) {
        const char *name = internet_address_get_name(INTERNET_ADDRESS(found));
        ret->name = name && *name ? xstrdup(name) : NULL;
        ret->address = xstrdup(internet_address_mailbox_get_addr(found));
    }
    if (list)
        g_object_unref(list);
    return found ? 0 : ERROR_INVALID;
}

void mailbox_done(struct mailbox *mailbox)
{
    free(mailbox->name);
    free(mailbox->address);
    *mailbox = (struct mailbox){0};
}
