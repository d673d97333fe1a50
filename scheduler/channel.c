/* Settings of a channel, found by name. */
#include "channel.h"

#include <string.h>

const struct setting *channel_setting(const struct channel *channel, const char *name)
{
    for (size_t i = 0; i < channel->n_settings; i++) {
        if (strcmp(channel->settings[i].name, name) == 0)
            return &channel->settings[i];
    }
    return NULL;
}

const char *channel_string(const struct channel *channel, const char *name, const char *otherwise)
{
    const struct setting *setting = channel_setting(channel, name);

    return setting && setting->type == SETTING_STRING ? setting->string : otherwise;
}

int64_t channel_integer(const struct channel *channel, const char *name, int64_t otherwise)
{
    const struct setting *setting = channel_setting(channel, name);

    return setting && (setting->type == SETTING_INTEGER || setting->type == SETTING_BOOLEAN) ? setting->integer : otherwise;
}

struct window channel_window(const struct channel *channel)
{
    struct window window = {.workdays_only = channel_integer(channel, "workdays_only", false) != 0};
    const char *quiet = channel_string(channel, "quiet", NULL);

    if (quiet && window_parse_quiet(quiet, &window) < 0)
        return (struct window){.workdays_only = window.workdays_only};
    return window;
}
