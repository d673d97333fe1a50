#include "members.h"

#include <string.h>

#include "channels.h"
#include "intl.h"
#include "posts.h"
#include "recipients.h"
#include "scope.h"
#include "values.h"

#define QUIET_ALLOWED N_("two times of day as HH:MM-HH:MM, such as 22:00-07:30")

static const struct schema interval_schema = {
    .fields =
        (const struct field[]){
            {.name = "since",
             .forms = FORM_STRING,
             .read = value_date,
             .allowed = DATE_ALLOWED,
             .offset = offsetof(struct interval, since)},
            {.name = "until",
             .forms = FORM_STRING,
             .read = value_date,
             .allowed = DATE_ALLOWED,
             .offset = offsetof(struct interval, until)},
            {0},
        },
    .size = sizeof(struct interval),
    .defaults = &(const struct interval){.since = DATE_NONE, .until = DATE_FOREVER},
};

/* The length of the next of a backend's kinds of address, 0 at the end. They begin after the sign of a group. */
static size_t next_kind(const char **kinds, const char **ret_kind)
{
    *kinds += **kinds == '@';
    size_t length = strcspn(*kinds, "/");
    *ret_kind = *kinds;
    *kinds += length + ((*kinds)[length] == '/');
    return length;
}

/* Whether a setting of this name gives an address of that kind. */
static bool is_address(const struct reader *reader, const char *name)
{
    size_t length;
    for (const struct backend_name *backend = reader->options->backends; backend->name != NULL; backend++) {
        const char *kinds = backend->address, *kind;
        while ((length = next_kind(&kinds, &kind)) > 0) {
            if (strlen(name) == length && memcmp(kind, name, length) == 0)
                return true;
        }
    }
    return false;
}

static void offer_addresses(const struct reader *reader, struct nearest *nearest)
{
    size_t length;
    for (const struct backend_name *backend = reader->options->backends; backend->name != NULL; backend++) {
        const char *kinds = backend->address, *kind;
        while ((length = next_kind(&kinds, &kind)) > 0)
            nearest_offer(nearest, arena_printf(reader->arena, "%.*s", (int)length, kind));
    }
}

/* What a mail server will certainly not take is refused here: one @ with something on both sides, no blanks, no brackets, ASCII. */
static bool is_email(const char *text)
{
    const char *at = strchr(text, '@');
    if (at == NULL || at == text || at[1] == '\0' || strchr(at + 1, '@') != NULL || strlen(text) > 254)
        return false;
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text <= ' ' || (unsigned char)*text >= 0x7f || strchr("<>(),;:\\\"[]", *text) != NULL)
            return false;
    }
    return true;
}

static bool is_mobile(const char *text)
{
    const char *digits = text + (text[0] == '+');
    size_t n = strspn(digits, "0123456789");
    return digits[n] == '\0' && n >= 5 && n <= 15;
}

/* What the services call users. Everybody ("all", "@all") is nobody's id. */
static bool is_user_id(const char *text)
{
    size_t n = 0;
    while ((text[n] >= 'a' && text[n] <= 'z') || (text[n] >= 'A' && text[n] <= 'Z') || (text[n] >= '0' && text[n] <= '9') ||
           (n > 0 && text[n] != '\0' && strchr("._@-", text[n]) != NULL))
        n++;
    return text[n] == '\0' && n <= 64 && strcmp(text, "all") != 0;
}

static bool address_is_good(struct reader *reader, config_setting_t *setting, const char *kind)
{
    const char *value = config_setting_get_string(setting);
    if (!value_is_clean(reader, setting))
        return false;
    const char *allowed = NULL;
    if (strcmp(kind, "email") == 0)
        allowed = is_email(value) ? NULL : _("an address, NAME@DOMAIN");
    else if (strcmp(kind, "mobile") == 0)
        allowed = is_mobile(value) ? NULL : _("a telephone number of 5 to 15 digits");
    else if (!is_user_id(value))
        allowed = _("a user id of up to 64 letters, digits and . _ @ -, beginning with a letter or a digit");
    if (allowed != NULL)
        reader_bad(reader, setting, allowed, NULL);
    return allowed == NULL;
}

static bool read_address(struct reader *reader, config_setting_t *setting, void *object)
{
    struct member *member = object;
    const char *kind = config_setting_name(setting);
    if (!is_address(reader, kind))
        return false;
    if (!reader_has_form(reader, setting, FORM_STRING, NULL) || !address_is_good(reader, setting, kind))
        return true;
    struct address *addresses = arena_array(reader->arena, member->n_addresses + 1, sizeof *addresses);
    if (member->n_addresses > 0)
        memcpy(addresses, member->addresses, member->n_addresses * sizeof *addresses);
    addresses[member->n_addresses++] = (struct address){.kind = arena_strdup(reader->arena, kind),
                                                        .value = arena_strdup(reader->arena, config_setting_get_string(setting))};
    member->addresses = addresses;
    return true;
}

static void read_quiet(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    if (window_parse_quiet(config_setting_get_string(setting), &((struct member *)object)->window) < 0)
        reader_bad(reader, setting, _(QUIET_ALLOWED), NULL);
}

const struct schema member_schema = {
    .fields =
        (const struct field[]){
            {.name = "id",
             .forms = FORM_STRING,
             .required = true,
             .read = value_id,
             .allowed = ID_ALLOWED,
             .offset = offsetof(struct member, id)},
            {.name = "name", .forms = FORM_STRING, .required = true, .read = value_string, .offset = offsetof(struct member, name)},
            {.name = "post",
             .forms = FORM_STRING | FORM_STRINGS,
             .required = true,
             .read = value_ids,
             .offset = offsetof(struct member, posts),
             .count = offsetof(struct member, n_posts)},
            {.name = "since",
             .forms = FORM_STRING,
             .read = value_date,
             .allowed = DATE_ALLOWED,
             .offset = offsetof(struct member, term.since)},
            {.name = "until",
             .forms = FORM_STRING,
             .read = value_date,
             .allowed = DATE_ALLOWED,
             .offset = offsetof(struct member, term.until)},
            {.name = "absent",
             .forms = FORM_GROUPS,
             .read = field_groups,
             .offset = offsetof(struct member, absent),
             .count = offsetof(struct member, n_absent),
             .schema = &interval_schema},
            {.name = "suspended",
             .forms = FORM_GROUPS,
             .read = field_groups,
             .offset = offsetof(struct member, suspended),
             .count = offsetof(struct member, n_suspended),
             .schema = &interval_schema},
            {.name = "channels",
             .forms = FORM_STRINGS,
             .read = value_ids,
             .offset = offsetof(struct member, channels),
             .count = offsetof(struct member, n_channels)},
            {.name = "quiet", .forms = FORM_STRING, .read = read_quiet, .allowed = QUIET_ALLOWED},
            {.name = "workdays_only",
             .forms = FORM_BOOLEAN,
             .read = value_boolean,
             .offset = offsetof(struct member, window.workdays_only)},
            {0},
        },
    .size = sizeof(struct member),
    .defaults = &(const struct member){.term = {.since = DATE_NONE, .until = DATE_FOREVER}},
    .other = read_address,
    .offer = offer_addresses,
};

static void check_interval(struct reader *reader, const config_setting_t *group, struct interval interval)
{
    char since[DATE_TEXT_SIZE], until[DATE_TEXT_SIZE];
    if (interval.since > interval.until)
        reader_add(reader, FINDING_ERROR, group, "until", _("found %s, before since; allowed: %s or later"),
                   date_format(interval.until, until), date_format(interval.since, since));
}

static bool reaches(const struct reader *reader, const struct member *member, const struct channel *channel)
{
    return recipient_is_reached(member, channel_backend(reader->options, channel)->address);
}

/* Of the channels named only those stay that exist and reach the member. */
static size_t keep_named(struct reader *reader, const config_setting_t *group, const struct member *member, const char **kept)
{
    size_t n = 0;
    for (size_t i = 0; i < member->n_channels; i++) {
        const config_setting_t *place = reader_element(group, "channels", i);
        const struct channel *channel = catalogue_find(&reader->scope->channels, member->channels[i]);
        struct nearest nearest = {.word = member->channels[i]};
        if (member->channels[i][0] == '\0')
            continue;
        if (channel == NULL) {
            catalogue_offer(&reader->scope->channels, &nearest);
            reader_bad(reader, place, _("the id of a channel of this file or the main file"), &nearest);
        } else if (!reaches(reader, member, channel)) {
            const char *kinds = channel_backend(reader->options, channel)->address;
            reader_add(reader, FINDING_WARNING, place, NULL,
                       _("\"%s\" needs the setting %s, which the member does not have; it is left out"), channel->id,
                       kinds + (kinds[0] == '@'));
        } else {
            kept[n++] = channel->id;
        }
    }
    return n;
}

static size_t add_reaching(const struct reader *reader, const struct catalogue *channels, const struct member *member, const char **kept,
                           size_t n)
{
    if (channels->outer != NULL)
        n = add_reaching(reader, channels->outer, member, kept, n);
    for (guint i = 0; i < channels->things->len; i++) {
        const struct channel *channel = g_ptr_array_index(channels->things, i);
        const char *kinds = channel_backend(reader->options, channel)->address;
        if (!recipient_may_be_channel(kinds) && reaches(reader, member, channel))
            kept[n++] = channel->id;
    }
    return n;
}

static size_t count_channels(const struct catalogue *channels)
{
    return channels == NULL ? 0 : channels->things->len + count_channels(channels->outer);
}

static bool has_post(const struct member *member, const char *post)
{
    for (size_t i = 0; i < member->n_posts; i++) {
        if (strcmp(member->posts[i], post) == 0)
            return true;
    }
    return false;
}

/* Whether the recipient, a post, a member or a channel, is somebody other than the member at some time. */
static bool is_somebody_else(const struct reader *reader, const struct organization *organization, const char *recipient,
                             const struct member *member)
{
    if (catalogue_find(&reader->scope->channels, recipient) != NULL)
        return true;
    if (posts_is_of_turn(recipient) || strcmp(recipient, POST_EXECUTIVE_CHAIR) == 0)
        return organization->rotation.n_mandates > 0;
    for (size_t i = 0; i < organization->n_members; i++) {
        const struct member *other = &organization->members[i];
        if (other != member && ((other->id != NULL && strcmp(other->id, recipient) == 0) || has_post(other, recipient)))
            return true;
    }
    return false;
}

/* By the organization's fallback; an escalation may lead to somebody before. */
static void warn_unreachable(struct reader *reader, const config_setting_t *group, const struct organization *organization,
                             const struct member *member)
{
    const char *names = "", *somebody = "";
    for (size_t i = 0; i < organization->n_fallback; i++) {
        const char *name = organization->fallback[i];
        const char **list = is_somebody_else(reader, organization, name, member) ? &somebody : &names;
        *list = arena_printf(reader->arena, "%s%s%s", *list, (*list)[0] != '\0' ? ", " : "", name);
    }
    const char *instead = somebody[0] != '\0' ? somebody
                          : names[0] != '\0'  ? arena_printf(reader->arena, _("nobody, for nobody else is %s"), names)
                                              : _("nobody");
    reader_add(reader, FINDING_WARNING, group, NULL,
               _("no channel reaches \"%s\": an address such as email is missing, or channels is empty; told instead: %s"), member->id,
               instead);
}

/* An address that was refused is an error already. */
static bool was_refused(const struct reader *reader, const config_setting_t *group, const struct member *member)
{
    for (int i = 0; i < config_setting_length(group); i++) {
        const char *name = config_setting_name(config_setting_get_elem(group, (unsigned)i));
        if (is_address(reader, name) && member_address(member, name) == NULL)
            return true;
    }
    return false;
}

static void resolve_channels(struct reader *reader, const config_setting_t *group, const struct organization *organization,
                             struct member *member)
{
    bool named = reader_member(group, "channels") != NULL;
    size_t errors = reader->report->n_errors;
    size_t n_all = count_channels(&reader->scope->channels);
    const char **kept = arena_array(reader->arena, named ? member->n_channels : n_all, sizeof *kept);
    size_t n = named ? keep_named(reader, group, member, kept) : add_reaching(reader, &reader->scope->channels, member, kept, 0);
    bool refused = reader->report->n_errors > errors || (!named && was_refused(reader, group, member));
    member->channels = kept;
    member->n_channels = n;
    /* Without any channel that is said once, for all. */
    if (n == 0 && n_all > 0 && member->id != NULL && !refused)
        warn_unreachable(reader, group, organization, member);
}

/* What is never open would be sent at the member's hours alone, which is not what was meant. */
static void check_windows(struct reader *reader, const config_setting_t *group, const struct member *member)
{
    for (size_t i = 0; i < member->n_channels; i++) {
        const struct channel *channel = catalogue_find(&reader->scope->channels, member->channels[i]);
        struct window window = channel_window(channel);
        char text[WINDOW_QUIET_SIZE];
        if (!windows_meet(&member->window, &window))
            reader_add(reader, FINDING_ERROR, group, "quiet", _("with the quiet hours %s of channel \"%s\" no time of day is left"),
                       window_format_quiet(&window, text), channel->id);
    }
}

void members_resolve(struct reader *reader, const config_setting_t *group, const struct organization *organization, struct member *members,
                     size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const config_setting_t *place = reader_element(group, "members", i);
        const config_setting_t *posts = reader_member(place, "post");
        if (posts != NULL && members[i].n_posts == 0 && config_setting_is_aggregate(posts) && config_setting_length(posts) == 0)
            reader_bad(reader, posts, _("at least one post"), NULL);
        check_interval(reader, place, members[i].term);
        for (size_t j = 0; j < members[i].n_absent; j++)
            check_interval(reader, reader_element(place, "absent", j), members[i].absent[j]);
        for (size_t j = 0; j < members[i].n_suspended; j++)
            check_interval(reader, reader_element(place, "suspended", j), members[i].suspended[j]);
        resolve_channels(reader, place, organization, &members[i]);
        check_windows(reader, place, &members[i]);
    }
}
