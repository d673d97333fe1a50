#include "posts.h"

#include <string.h>

#include "error.h"
#include "reader.h"
#include "source.h"
#include "values.h"

struct raw_posts {
    struct post *items;
    size_t n;
};

bool posts_is_of_turn(const char *word)
{
    return strcmp(word, POST_TURN_CANDIDATE) == 0 || strcmp(word, POST_OUTGOING_CHAIR) == 0;
}

static const struct schema post_schema = {
    .fields =
        (const struct field[]){
            {.name = "id",
             .forms = FORM_STRING,
             .required = true,
             .read = value_id,
             .allowed = ID_ALLOWED,
             .offset = offsetof(struct post, id)},
            {.name = "title",
             .forms = FORM_STRING | FORM_GROUP,
             .required = true,
             .read = value_text,
             .offset = offsetof(struct post, title)},
            {0},
        },
    .size = sizeof(struct post),
};

static const struct schema posts_schema = {
    .fields =
        (const struct field[]){
            {.name = "posts",
             .forms = FORM_GROUPS,
             .required = true,
             .read = field_groups,
             .offset = offsetof(struct raw_posts, items),
             .count = offsetof(struct raw_posts, n),
             .schema = &post_schema},
            {0},
        },
    .size = sizeof(struct raw_posts),
};

int posts_load(const struct conf_options *options, struct report *report, struct posts *ret)
{
    ret->arena = (struct arena){0};
    catalogue_init(&ret->known, NULL);
    const char *path = arena_printf(&ret->arena, "%s/posts.conf", options->data_dir);
    size_t errors = report->n_errors;
    config_t config;
    int error = source_parse(path, NULL, report, &config);
    if (error != 0)
        return error;
    struct reader reader = {.options = options, .report = report, .arena = &ret->arena, .file = path};
    struct raw_posts raw = {0};
    reader_group(&reader, config_root_setting(&config), &posts_schema, &raw);
    config_destroy(&config);
    for (size_t i = 0; i < raw.n; i++) {
        if (raw.items[i].id != NULL)
            catalogue_add(&ret->known, raw.items[i].id, &raw.items[i]);
    }
    return report->n_errors == errors ? 0 : ERROR_CONFIG;
}

void posts_done(struct posts *posts)
{
    catalogue_done(&posts->known);
    arena_done(&posts->arena);
}

void posts_offer(const struct posts *posts, struct nearest *nearest)
{
    for (guint i = 0; i < posts->known.things->len; i++) {
        const struct post *post = g_ptr_array_index(posts->known.things, i);
        nearest_offer(nearest, post->id);
        if (post->title.zh != NULL && strcmp(nearest->word, post->title.zh) == 0)
            *nearest = (struct nearest){.word = nearest->word, .name = post->id};
    }
}
