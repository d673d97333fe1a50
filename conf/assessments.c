#include "assessments.h"

#include <assert.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "error.h"
#include "intl.h"
#include "reader.h"
#include "source.h"
#include "unique.h"
#include "values.h"

#define NAME_SIZE    sizeof "2019-2020.conf"
#define VERSIONS_MAX 200

/* A proof as it is written. */
struct raw_proof {
    struct proof proof;
    bool turns;
};

struct raw_item {
    struct assessment_item item;
    const struct raw_proof *proofs;
    size_t n_proofs;
};

struct raw_assessment {
    struct assessment assessment;
    const char *base;
    const struct raw_item *items;
    size_t n_items;
};

#define STRING_FIELD(type, field)                                                                                                          \
    {                                                                                                                                      \
        .name = #field, .forms = FORM_STRING, .read = value_string, .offset = offsetof(type, proof.field)                                  \
    }
#define STRINGS_FIELD(type, field)                                                                                                         \
    {                                                                                                                                      \
        .name = #field, .forms = FORM_STRING | FORM_STRINGS, .read = value_strings, .offset = offsetof(type, proof.field),                 \
        .count = offsetof(type, proof.n_##field)                                                                                           \
    }
#define TEXT_FIELD(type, field, is_required)                                                                                               \
    {                                                                                                                                      \
        .name = #field, .forms = FORM_STRING | FORM_GROUP, .required = (is_required), .read = value_text, .offset = offsetof(type, field)  \
    }

static const struct schema proof_schema = {
    .fields =
        (const struct field[]){
            STRING_FIELD(struct raw_proof, obligation),
            STRING_FIELD(struct raw_proof, field),
            STRINGS_FIELD(struct raw_proof, is),
            STRING_FIELD(struct raw_proof, approval),
            STRING_FIELD(struct raw_proof, check),
            STRINGS_FIELD(struct raw_proof, rules),
            {.name = "turns", .forms = FORM_BOOLEAN, .read = value_boolean, .offset = offsetof(struct raw_proof, turns)},
            {0},
        },
    .size = sizeof(struct raw_proof),
};

static const struct schema item_schema = {
    .fields =
        (const struct field[]){
            {.name = "number",
             .forms = FORM_STRING,
             .required = true,
             .read = value_string,
             .offset = offsetof(struct raw_item, item.number)},
            {.name = "core", .forms = FORM_BOOLEAN, .read = value_boolean, .offset = offsetof(struct raw_item, item.core)},
            {.name = "own", .forms = FORM_BOOLEAN, .read = value_boolean, .offset = offsetof(struct raw_item, item.own)},
            {.name = "text",
             .forms = FORM_STRING | FORM_GROUP,
             .required = true,
             .read = value_text,
             .offset = offsetof(struct raw_item, item.text)},
            {.name = "remark", .forms = FORM_STRING | FORM_GROUP, .read = value_text, .offset = offsetof(struct raw_item, item.remark)},
            {.name = "proofs",
             .forms = FORM_GROUPS,
             .read = field_groups,
             .offset = offsetof(struct raw_item, proofs),
             .count = offsetof(struct raw_item, n_proofs),
             .schema = &proof_schema},
            {0},
        },
    .size = sizeof(struct raw_item),
};

static const struct schema section_schema = {
    .fields =
        (const struct field[]){
            {.name = "id",
             .forms = FORM_STRING,
             .required = true,
             .read = value_id,
             .allowed = ID_ALLOWED,
             .offset = offsetof(struct assessment_section, id)},
            TEXT_FIELD(struct assessment_section, title, true),
            {.name = "obligations",
             .forms = FORM_STRINGS,
             .required = true,
             .read = value_strings,
             .offset = offsetof(struct assessment_section, obligations),
             .count = offsetof(struct assessment_section, n_obligations)},
            {0},
        },
    .size = sizeof(struct assessment_section),
};

static const struct schema assessment_schema = {
    .fields =
        (const struct field[]){
            {.name = "base", .forms = FORM_STRING, .read = value_string, .offset = offsetof(struct raw_assessment, base)},
            TEXT_FIELD(struct assessment, title, true),
            TEXT_FIELD(struct assessment, source, false),
            TEXT_FIELD(struct assessment, yes, true),
            TEXT_FIELD(struct assessment, no, true),
            TEXT_FIELD(struct assessment, unproven, true),
            {.name = "items",
             .forms = FORM_GROUPS,
             .read = field_groups,
             .offset = offsetof(struct raw_assessment, items),
             .count = offsetof(struct raw_assessment, n_items),
             .schema = &item_schema},
            {.name = "sections",
             .forms = FORM_GROUPS,
             .read = field_groups,
             .offset = offsetof(struct assessment, sections),
             .count = offsetof(struct assessment, n_sections),
             .schema = &section_schema},
            {0},
        },
    .size = sizeof(struct raw_assessment),
};
static_assert(offsetof(struct raw_assessment, assessment) == 0, "the table's own fields stand first");

static bool has_rule(const struct check *check, const char *id, struct nearest *nearest)
{
    for (size_t i = 0; i < check->n_rules; i++) {
        if (strcmp(check->rules[i].id, id) == 0)
            return true;
        nearest_offer(nearest, check->rules[i].id);
    }
    return false;
}

/* The check and its rules must be there. NULL where they are not, or the proof names none. */
static const struct check *check_of_proof(struct reader *reader, config_setting_t *group, const struct proof *proof, struct checks *checks)
{
    const struct check_file *file = NULL;
    if (proof->check != NULL)
        file = checks_get(checks, reader, reader_member(group, "check"), proof->check);
    for (size_t i = 0; file != NULL && i < proof->n_rules; i++) {
        struct nearest nearest = {.word = proof->rules[i]};
        if (!has_rule(&file->check, proof->rules[i], &nearest))
            reader_bad(reader, reader_element(group, "rules", i), _("the id of a rule of that check"), &nearest);
    }
    return file != NULL ? &file->check : NULL;
}

static enum proof_kind kind_of(const struct raw_proof *raw)
{
    if (raw->proof.obligation != NULL)
        return PROOF_OBLIGATION;
    return raw->proof.check != NULL ? PROOF_CHECK : PROOF_TURNS;
}

static void check_proof(struct reader *reader, config_setting_t *group, const struct raw_proof *raw)
{
    const struct proof *proof = &raw->proof;
    if ((proof->obligation != NULL) + (proof->check != NULL) + raw->turns != 1)
        reader_add(reader, FINDING_ERROR, group, NULL, _("a proof is one of: an obligation, a check, turns = true"));
    else if (proof->field != NULL && proof->obligation == NULL)
        reader_add(reader, FINDING_ERROR, group, "field", _("only records have fields; allowed: with an obligation"));
    else if (proof->approval != NULL && proof->obligation == NULL)
        reader_add(reader, FINDING_ERROR, group, "approval", _("allowed: with an obligation"));
    else if (proof->n_is > 0 && proof->field == NULL)
        reader_add(reader, FINDING_ERROR, group, "is", _("allowed: with a field"));
    else if (proof->n_rules > 0 && proof->check == NULL)
        reader_add(reader, FINDING_ERROR, group, "rules", _("allowed: with a check"));
}

static bool is_known(const char *name, const struct check *const *of, size_t n)
{
    if (strcmp(name, "on") == 0 || strcmp(name, "document") == 0)
        return true;
    for (size_t i = 0; i < n; i++) {
        if (of[i] != NULL && check_count_index(of[i], name) < of[i]->n_counts)
            return true;
    }
    return false;
}

/* Each {NAME} of a remark must be something the item's proofs can tell. */
static void check_remark(struct reader *reader, const config_setting_t *group, const char *remark, const struct check *const *of, size_t n)
{
    for (const char *open = remark != NULL ? strchr(remark, '{') : NULL; open != NULL; open = strchr(open + 1, '{')) {
        const char *name = arena_printf(reader->arena, "%.*s", (int)strcspn(open + 1, "}"), open + 1);
        if (open[1 + strlen(name)] != '}' || !is_known(name, of, n))
            reader_add(reader, FINDING_ERROR, group, "remark",
                       _("found {%s}; allowed: {on}, {document}, and the counts of the item's checks"), name);
    }
}

static struct assessment_item item_made(struct reader *reader, config_setting_t *group, const struct raw_item *raw, struct checks *checks)
{
    struct assessment_item item = raw->item;
    struct proof *proofs = arena_array(reader->arena, raw->n_proofs, sizeof *proofs);
    const struct check **of = arena_array(reader->arena, raw->n_proofs, sizeof *of);
    for (size_t i = 0; i < raw->n_proofs; i++) {
        config_setting_t *place = config_setting_get_elem(reader_member(group, "proofs"), (unsigned)i);
        proofs[i] = raw->proofs[i].proof;
        proofs[i].kind = kind_of(&raw->proofs[i]);
        if (config_setting_is_group(place))
            check_proof(reader, place, &raw->proofs[i]);
        of[i] = check_of_proof(reader, place, &proofs[i], checks);
    }
    check_remark(reader, group, item.remark.zh, of, raw->n_proofs);
    if (item.remark.en != item.remark.zh)
        check_remark(reader, group, item.remark.en, of, raw->n_proofs);
    item.proofs = proofs;
    item.n_proofs = raw->n_proofs;
    return item;
}

static void read_items(struct reader *reader, config_setting_t *root, const struct raw_assessment *raw, struct assessment *ret)
{
    struct assessment_item *items = arena_array(reader->arena, raw->n_items, sizeof *items);
    struct unique numbers;
    struct checks checks;
    unique_init(&numbers);
    checks_init(&checks);
    for (size_t i = 0; i < raw->n_items; i++) {
        config_setting_t *group = config_setting_get_elem(reader_member(root, "items"), (unsigned)i);
        items[i] = item_made(reader, group, &raw->items[i], &checks);
        unique_check(reader, &numbers, group, "number", items[i].number);
    }
    checks_done(&checks);
    unique_done(&numbers);
    ret->items = items;
    ret->n_items = raw->n_items;
}

/* What a version does not say itself, it has from the earlier one that it names. */
static void lay_base(struct reader *reader, const config_setting_t *root, const char *year, const struct assessments *earlier,
                     struct assessment *ret)
{
    struct nearest nearest = {.word = year};
    for (size_t i = 0; year != NULL && i < earlier->n; i++) {
        const struct assessment *base = &earlier->items[i];
        nearest_offer(&nearest, base->year);
        if (strcmp(base->year, year) != 0)
            continue;
        if (reader_member(root, "items") == NULL) {
            ret->items = base->items;
            ret->n_items = base->n_items;
        }
        if (reader_member(root, "sections") == NULL) {
            ret->sections = base->sections;
            ret->n_sections = base->n_sections;
        }
        return;
    }
    if (year != NULL)
        reader_bad(reader, reader_member(root, "base"), _("the year of an earlier version"), &nearest);
    else if (reader_member(root, "items") == NULL)
        reader_add(reader, FINDING_ERROR, root, "items", _("it is missing; required: %s"), _("a list of items, or a base"));
}

static void read_version(const struct conf_options *options, struct arena *arena, const char *name, const struct assessments *earlier,
                         struct assessment *ret, struct report *report)
{
    const char *path = arena_printf(arena, "%s/assessments/%s", options->data_dir, name);
    struct reader reader = {.options = options, .report = report, .arena = arena, .file = path};
    struct raw_assessment raw = {0};
    config_t config;
    ret->year = arena_printf(arena, "%.*s", (int)(NAME_SIZE - sizeof ".conf"), name);
    if (source_parse(path, NULL, report, &config) != 0)
        return;
    const char *year = ret->year;
    reader_group(&reader, config_root_setting(&config), &assessment_schema, &raw);
    *ret = raw.assessment;
    ret->year = year;
    read_items(&reader, config_root_setting(&config), &raw, ret);
    lay_base(&reader, config_root_setting(&config), raw.base, earlier, ret);
    config_destroy(&config);
}

/* "2019-2020.conf" */
static bool is_version(const char *name)
{
    static const char form[] = "####-####.conf";
    for (size_t i = 0; i < sizeof form; i++) {
        if (form[i] == '#' ? name[i] < '0' || name[i] > '9' : name[i] != form[i])
            return false;
    }
    return atoi(name + 5) == atoi(name) + 1;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int assessments_load(const struct conf_options *options, struct arena *arena, struct assessments *ret, struct report *report)
{
    const size_t errors = report->n_errors;
    const char *folder = arena_printf(arena, "%s/assessments", options->data_dir), *names[VERSIONS_MAX];
    DIR *dir = opendir(folder);
    size_t n = 0;
    for (const struct dirent *entry; dir != NULL && n < VERSIONS_MAX && (entry = readdir(dir)) != NULL;) {
        if (is_version(entry->d_name))
            names[n++] = arena_strdup(arena, entry->d_name);
    }
    if (dir != NULL)
        closedir(dir);
    if (n > 0)
        qsort(names, n, sizeof *names, by_name);
    struct assessment *versions = arena_array(arena, n, sizeof *versions);
    for (size_t i = 0; i < n; i++) {
        const struct assessments earlier = {.items = versions, .n = i};
        read_version(options, arena, names[i], &earlier, &versions[i], report);
    }
    *ret = (struct assessments){.items = versions, .n = n};
    assessments_read_titles(options, arena, ret);
    return report->n_errors == errors ? 0 : ERROR_CONFIG;
}
