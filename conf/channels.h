/* The channels of a file. What a backend's own settings mean is the backend's business: conf_options.check_channel. */
#ifndef LUNZHI_CONF_CHANNELS_H
#define LUNZHI_CONF_CHANNELS_H

#include "channel.h"
#include "reader.h"

/* Reads one group of `channels` into the reader's arena; NULL if it has no usable id. */
struct channel *channel_read(struct reader *reader, config_setting_t *group);
/* The channel's backend; for an unknown one a backend that needs no address. Never NULL. */
const struct backend_name *channel_backend(const struct conf_options *options, const struct channel *channel);

#endif
