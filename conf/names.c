#include "names.h"

#include <string.h>

#include "channels.h"
#include "intl.h"
#include "posts.h"
#include "scope.h"

static bool is_known_post(const struct reader *reader, const char *word)
{
    return catalogue_find(&reader->scope->posts->known, word) != NULL;
}

static void clash(struct reader *reader, const config_setting_t *setting, const char *word, const char *other)
{
    reader_add(reader, FINDING_ERROR, setting, NULL, _("found \"%s\", which is also the id of %s; allowed: ids that mean one thing"), word,
               other);
}

static void add_member(struct names *names, struct reader *reader, const config_setting_t *group, const struct member *member)
{
    const struct member *first = names_member(names, member->id);
    const config_setting_t *place = reader_member(group, "id");
    if (first != NULL)
        reader_add(reader, FINDING_ERROR, place, NULL, _("found \"%s\" again; allowed: each member once"), member->id);
    else if (is_known_post(reader, member->id) || g_hash_table_contains(names->posts, member->id))
        clash(reader, place, member->id, _("a post"));
    else if (catalogue_find(&reader->scope->channels, member->id) != NULL)
        clash(reader, place, member->id, _("a channel"));
    else
        g_hash_table_insert(names->members, (void *)member->id, (void *)member);
}

/* A post with a slip of the pen would quietly be one that nobody names. */
static void add_post(struct names *names, struct reader *reader, const config_setting_t *setting, const char *post)
{
    if (g_hash_table_contains(names->posts, post))
        return;
    g_hash_table_add(names->posts, (void *)post);
    if (strcmp(post, POST_EXECUTIVE_CHAIR) == 0)
        reader_add(reader, FINDING_WARNING, setting, NULL, _("\"%s\" is held by whose turn it is, not by a member's post"), post);
    if (catalogue_find(&reader->scope->channels, post) != NULL)
        clash(reader, setting, post, _("a channel"));
    if (is_known_post(reader, post))
        return;
    struct nearest nearest = {.word = post};
    posts_offer(reader->scope->posts, &nearest);
    if (nearest.name != NULL)
        reader_add(reader, FINDING_WARNING, setting, NULL, _("\"%s\" is none of the known posts%s"), post, reader_hint(reader, &nearest));
}

void names_init(struct names *names, struct reader *reader, const config_setting_t *group, const struct organization *organization)
{
    *names = (struct names){
        .organization = organization,
        .members = g_hash_table_new(g_str_hash, g_str_equal),
        .posts = g_hash_table_new(g_str_hash, g_str_equal),
        .warned = g_hash_table_new(g_str_hash, g_str_equal),
    };
    for (size_t i = 0; i < organization->n_members; i++) {
        const struct member *member = &organization->members[i];
        const config_setting_t *place = reader_element(group, "members", i);
        for (size_t j = 0; j < member->n_posts; j++) {
            if (member->posts[j][0] != '\0')
                add_post(names, reader, reader_element(place, "post", j), member->posts[j]);
        }
    }
    for (size_t i = 0; i < organization->n_members; i++) {
        if (organization->members[i].id != NULL)
            add_member(names, reader, reader_element(group, "members", i), &organization->members[i]);
    }
}

void names_done(struct names *names)
{
    g_hash_table_destroy(names->members);
    g_hash_table_destroy(names->posts);
    g_hash_table_destroy(names->warned);
}

const struct member *names_member(const struct names *names, const char *id)
{
    return g_hash_table_lookup(names->members, id);
}

static void offer_members(const struct names *names, struct nearest *nearest)
{
    for (size_t i = 0; i < names->organization->n_members; i++) {
        const struct member *member = &names->organization->members[i];
        if (member->id != NULL)
            nearest_offer(nearest, member->id);
        if (member->name != NULL && strcmp(member->name, nearest->word) == 0 && member->id != NULL)
            *nearest = (struct nearest){.word = nearest->word, .name = member->id};
    }
}

const struct member *names_want_member(struct names *names, struct reader *reader, const config_setting_t *setting, const char *id)
{
    const struct member *member = names_member(names, id);
    struct nearest nearest = {.word = id};
    if (member != NULL || id[0] == '\0')
        return member;
    offer_members(names, &nearest);
    reader_add(reader, FINDING_ERROR, setting, NULL, _("found \"%s\"; allowed: the id of a member of this organization%s"), id,
               reader_hint(reader, &nearest));
    return NULL;
}

static void unknown_recipient(const struct names *names, struct reader *reader, const config_setting_t *setting, const char *word)
{
    struct nearest nearest = {.word = word};
    posts_offer(reader->scope->posts, &nearest);
    for (size_t i = 0; i < names->organization->n_members; i++) {
        for (size_t j = 0; j < names->organization->members[i].n_posts; j++)
            nearest_offer(&nearest, names->organization->members[i].posts[j]);
    }
    offer_members(names, &nearest);
    catalogue_offer(&reader->scope->channels, &nearest);
    reader_add(reader, FINDING_ERROR, setting, NULL, _("found \"%s\"; allowed: a post, a member or a channel%s"), word,
               reader_hint(reader, &nearest));
}

/* Says once that a post is empty. */
static void warn_empty(struct names *names, struct reader *reader, const config_setting_t *setting, const char *post)
{
    if (!g_hash_table_add(names->warned, (void *)post))
        return;
    if (strcmp(post, POST_EXECUTIVE_CHAIR) == 0)
        reader_add(reader, FINDING_WARNING, setting, NULL, _("\"%s\" is nobody: the organization has no rotation"), post);
    else
        reader_add(reader, FINDING_WARNING, setting, NULL, _("\"%s\" is nobody: no member holds this post"), post);
}

static void check_recipient(struct names *names, struct reader *reader, const config_setting_t *setting, const char *word, bool by_default)
{
    bool chair = strcmp(word, POST_EXECUTIVE_CHAIR) == 0 || posts_is_of_turn(word);
    bool held = chair ? names->organization->rotation.n_mandates > 0 : g_hash_table_contains(names->posts, word);
    if (held || names_member(names, word) != NULL)
        return;
    const struct channel *channel = catalogue_find(&reader->scope->channels, word);
    if (channel != NULL && !channel_stands_alone(reader->options, channel))
        reader_add(reader, FINDING_ERROR, setting, NULL, _(CHANNEL_NEEDS_TO), word);
    else if (channel == NULL && !is_known_post(reader, word))
        unknown_recipient(names, reader, setting, word);
    else if (channel == NULL && !by_default)
        warn_empty(names, reader, setting, word);
}

void names_check_recipients(struct names *names, struct reader *reader, const config_setting_t *group, const char *member,
                            const char *const *words, size_t n_words, bool by_default)
{
    for (size_t i = 0; i < n_words; i++) {
        if (words[i][0] != '\0')
            check_recipient(names, reader, reader_element(group, member, i), words[i], by_default);
    }
}
