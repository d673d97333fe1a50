/* Which language people are spoken to in: the locale of the process and the language asked of the daemon. */
#ifndef LUNZHI_LANGUAGE_H
#define LUNZHI_LANGUAGE_H

/* Sets the locale from the environment, in UTF-8 whatever it says: output is UTF-8 as the protocol is. On a system that has not generated
 * the user's locale (a bare Debian has none), C.UTF-8 takes its place and the translations are found all the same. Binds the text domain.
 * May change LANGUAGE in the environment. */
void language_init(void);
/* Translations from here on are those of a language of the daemon's, "zh_CN" or "en", where the environment names none: so that one
 * document does not speak two. */
void language_follow(const char *language);
/* An answer of the daemon is in a language, "zh-cn" or "en" (others are passed over): where the environment says nothing at all of
 * languages, our words are from here on in the same. An explicit "C" is something said: it stays English. */
void language_answered(const char *language);
/* For Accept-Language: "zh-CN" or "en"; NULL when the environment names no language, so that the daemon's own setting holds. */
const char *language_wanted(void);

#endif
