/* What the settings of an email channel mean. */
#ifndef LUNZHI_EMAIL_SETTINGS_H
#define LUNZHI_EMAIL_SETTINGS_H

#include "backend.h"
#include "mail.h"
#include "smtp.h"

struct email_settings {
    struct smtp_settings smtp;
    struct mail_sender sender;
};

extern const struct setting_spec email_setting_specs[];

/* Everything but the files. All faults are told; false if there was one, *ret is then empty. email_settings_done() otherwise. */
bool email_settings_read(const struct channel *channel, struct email_settings *ret, setting_fault_cb fault, void *ctx);
/* Reads the password and looks for ca_file. ERROR_* with the reason in *ret_why (heap). */
int email_settings_read_files(const struct channel *channel, const struct backend_context *context, struct email_settings *settings,
                              char **ret_why) __attribute__((warn_unused_result));
void email_settings_done(struct email_settings *settings);

#endif
