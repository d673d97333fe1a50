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
