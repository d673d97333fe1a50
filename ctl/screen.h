/* Where output goes: how wide it is and whether it shows colour. */
#ifndef LUNZHI_SCREEN_H
#define LUNZHI_SCREEN_H

#include <stdbool.h>
#include <stdio.h>

#define STYLE_MAP(X)                                                                                                                       \
    X(PLAIN, "")                                                                                                                           \
    X(DIM, "\033[2m")     /* beside the point */                                                                                           \
    X(BOLD, "\033[1m")    /* a heading */                                                                                                  \
    X(GOOD, "\033[32m")   /* all is well */                                                                                                \
    X(WARN, "\033[33m")   /* soon, or worth a look */                                                                                      \
    X(LOUD, "\033[1;31m") /* somebody has to do something now */                                                                           \
    X(STRUCK, "\033[9m")  /* counts no more */

enum style {
#define X(name, start) STYLE_##name,
    STYLE_MAP(X)
#undef X
        STYLE_COUNT
};

struct screen {
    FILE *stream; /* borrowed */
    int columns;  /* 0: no limit */
    bool colour;
};

/* Colour and width only for a terminal; no colour with NO_COLOR (no-color.org) or TERM=dumb. */
void screen_init(struct screen *screen, FILE *stream);
/* The formatted text, made clean (text.h) as a whole, in a style. No line end is added, and those within become spaces. */
void screen_say(const struct screen *screen, enum style style, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Text that is clean already, so many bytes of it. */
void screen_put(const struct screen *screen, enum style style, const char *clean, size_t bytes);
/* screen_say() and a line end. */
void screen_line(const struct screen *screen, enum style style, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* An empty line and a heading. */
void screen_heading(const struct screen *screen, const char *text);

#endif
