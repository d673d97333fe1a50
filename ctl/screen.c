/* Styles are ANSI escape sequences, written by this file alone. */
#include "screen.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "text.h"

static const char *const style_starts[] = {
#define X(name, start) [STYLE_##name] = (start),
    STYLE_MAP(X)
#undef X
};
_Static_assert(sizeof(style_starts) / sizeof(style_starts[0]) == STYLE_COUNT, "each style has its sequence");

void screen_init(struct screen *screen, FILE *stream)
{
    const char *no_color = getenv("NO_COLOR"), *name = getenv("TERM");
    int fd = fileno(stream);
    struct winsize size = {0};

    *screen = (struct screen){.stream = stream};
    if (fd < 0 || !isatty(fd))
        return;
    if (ioctl(fd, TIOCGWINSZ, &size) == 0)
        screen->columns = size.ws_col;
    screen->colour = (no_color == NULL || *no_color == '\0') && name != NULL && strcmp(name, "dumb") != 0;
}

void screen_put(const struct screen *screen, enum style style, const char *clean, size_t bytes)
{
    const char *start = screen->colour ? style_starts[style] : "";

    if (bytes == 0)
        return;
    fprintf(screen->stream, "%s%.*s%s", start, (int)bytes, clean, *start != '\0' ? "\033[0m" : "");
}

static void say(const struct screen *screen, enum style style, const char *format, va_list args) __attribute__((format(printf, 3, 0)));

static void say(const struct screen *screen, enum style style, const char *format, va_list args)
{
    char *text = NULL;

    if (vasprintf(&text, format, args) < 0)
        abort();
    char *clean = text_clean(text);
    screen_put(screen, style, clean, strlen(clean));
    free(clean);
    free(text);
}

void screen_say(const struct screen *screen, enum style style, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(screen, style, format, args);
    va_end(args);
}

void screen_line(const struct screen *screen, enum style style, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(screen, style, format, args);
    va_end(args);
    fputc('\n', screen->stream);
}

void screen_heading(const struct screen *screen, const char *text)
{
    fputc('\n', screen->stream);
    screen_line(screen, STYLE_BOLD, "%s", text);
}
