/* In which language this process words things just now: gettext's, switched for one request and back. */
#ifndef LUNZHI_DAEMON_SPEECH_H
#define LUNZHI_DAEMON_SPEECH_H

/* "zh_CN" or "en". Cheap when nothing changes. The locale of the process must not be plain "C" (language_init() of ctl/language.h sees to
 * it). */
void speech_use(const char *language);

/* The language an Accept-Language field asks for, "zh_CN" or "en", by its weights (RFC 9110, 12.5.4); `otherwise` where it names neither or
 * is NULL. */
const char *speech_accepted(const char *accept_language, const char *otherwise);
/* The text in a language, whichever is in use. */
const char *speech_say(const char *language, const char *text);

#endif
