/* Header text as RFC 2047 encoded words. GMime 3.2 makes words of more than the allowed 75 characters out of Chinese, which has no blanks
 * to cut at; so subject and names are cut here. */
#ifndef LUNZHI_ENCODED_WORD_H
#define LUNZHI_ENCODED_WORD_H

/* The text as it is if it may stand in a header like that; else words of at most 75 characters, each on a line of its own ("\r\n " between
 * them), none cutting a character. Control characters and what is not UTF-8 have become blanks and '?' first. Heap. */
char *encoded_text(const char *text);
/* The same for a display name, where fewer characters may stand as they are (RFC 5322, phrase). */
char *encoded_phrase(const char *text);

#endif
