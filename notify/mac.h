/* HMAC-SHA256 in base64, as webhooks and robots want their signatures. */
#ifndef LUNZHI_MAC_H
#define LUNZHI_MAC_H

#include <stddef.h>

#define MAC_TEXT_SIZE 45 /* with the NUL */

void mac_base64(const void *key, size_t key_size, const void *text, size_t text_size, char ret[static MAC_TEXT_SIZE]);

#endif
