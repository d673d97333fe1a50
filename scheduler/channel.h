/* A configured way out, as a value: its backend's name and that backend's settings. */
#ifndef LUNZHI_CHANNEL_H
#define LUNZHI_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "window.h"

enum setting_type {
    SETTING_STRING,
    SETTING_INTEGER,
    SETTING_BOOLEAN,
    SETTING_STRINGS,
    SETTING_REFUSED, /* it could not be read, which is said: set, but with no value; only while a configuration is checked */
};

struct setting {
    const char *name;
    enum setting_type type;
    const char *string;         /* SETTING_STRING */
    int64_t integer;            /* SETTING_INTEGER and SETTING_BOOLEAN */
    const char *const *strings; /* SETTING_STRINGS */
    size_t n_strings;
};

struct channel {
    const char *id;
    const char *backend;
    const struct setting *settings; /* all but id and backend */
    size_t n_settings;
};

/* What is wrong with a channel's settings. `setting` is NULL for one that is missing. `text` is translated and lives until it returns. */
typedef void (*setting_fault_cb)(void *ctx, const struct setting *setting, const char *name, const char *text);

/* NULL if the channel does not set it. */
const struct setting *channel_setting(const struct channel *channel, const char *name);
/* The setting's string, or the default. */
const char *channel_string(const struct channel *channel, const char *name, const char *otherwise);
int64_t channel_integer(const struct channel *channel, const char *name, int64_t otherwise);
/* Its `quiet` and `workdays_only`; a value that does not parse counts as not set. */
struct window channel_window(const struct channel *channel);

/* What conf/ must know of a backend to choose channels. */
struct backend_name {
    const char *name;
    /* The kinds of address it sends to: "" for none; "email"; several, the better first, with a slash between. An @ before them: it posts
     * to a group, which needs no address itself, and mentions members by theirs; it is a member's way out only if the member names it. */
    const char *address;
};

#endif
