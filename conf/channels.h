/* The channels of a file. What a backend's own settings mean is the backend's business: conf_options.check_channel. */
#ifndef LUNZHI_CONF_CHANNELS_H
#define LUNZHI_CONF_CHANNELS_H

#include "channel.h"
#include "intl.h"
#include "reader.h"

/* What is wrong with a channel as a recipient, with its id: to be given to _(). */
#define CHANNEL_NEEDS_TO                                                                                                                   \
    N_("found \"%s\", a channel that sends to the addresses of members; to be told things itself it needs the setting to")

/* Reads one group of `channels` into the reader's arena; NULL if it has no usable id. */
struct channel *channel_read(struct reader *reader, config_setting_t *group);
/* The channel's backend; for an unknown one a backend that needs no address. Never NULL. */
const struct backend_name *channel_backend(const struct conf_options *options, const struct channel *channel);
/* Whether the channel can be a recipient itself: it needs no address, posts to a group, or has its own address in the setting `to`. */
bool channel_stands_alone(const struct conf_options *options, const struct channel *channel);

#endif
