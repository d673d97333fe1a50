/* The shipped versions of the self-assessment table, and what is said of a bad one. */
#include "assessments.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "error.h"
#include "fixture.h"

static struct assessments shipped(struct arena *arena)
{
    struct assessments versions;
    struct report report = {0};
    enter("good");
    if (assessments_load(&test_options, arena, &versions, &report) != 0)
        fail_msg("%s", report_text(&report));
    assert_int_equal(report.n, 0);
    report_done(&report);
    return versions;
}

static const struct assessment_item *item(const struct assessment *version, const char *number)
{
    for (size_t i = 0; i < version->n_items; i++) {
        if (strcmp(version->items[i].number, number) == 0)
            return &version->items[i];
    }
    fail_msg("%s has no item %s", version->year, number);
    return NULL;
}

static void versions_by_year(void **state)
{
    struct arena arena = {0};
    struct assessments versions = shipped(&arena);
    const struct assessment *first = assessment_for(versions.items, versions.n, "2019-2020");
    const struct assessment *second = assessment_for(versions.items, versions.n, "2020-2021");
    const struct assessment *later = assessment_for(versions.items, versions.n, "2026-2027");
    assert_null(assessment_for(versions.items, versions.n, "2018-2019"));
    assert_string_equal(first->year, "2019-2020");
    assert_string_equal(first->yes.zh, "是");
    assert_string_equal(second->yes.zh, "达标");
    assert_string_equal(later->year, "2021-2022");
    assert_string_equal(later->no.zh, "否");
    arena_done(&arena);
}

static void the_sixteen_items(void **state)
{
    struct arena arena = {0};
    struct assessments versions = shipped(&arena);
    const struct assessment *version = assessment_for(versions.items, versions.n, "2019-2020");
    assert_int_equal(version->n_items, 16);
    for (size_t i = 0; i < version->n_items; i++) {
        const struct assessment_item *one = &version->items[i];
        assert_int_equal(atoi(one->number), i + 1);
        assert_int_equal(one->core, i + 1 == 1 || i + 1 == 11);
        assert_int_equal(one->own, i + 1 >= 12);
        assert_true(one->n_proofs > 0);
        assert_non_null(one->text.zh);
        assert_non_null(one->text.en);
    }
    assert_string_equal(item(version, "3")->remark.zh, "实有{staff}人");
    assert_int_equal(item(version, "3")->proofs[0].kind, PROOF_CHECK);
    assert_int_equal(item(version, "10")->proofs[1].kind, PROOF_TURNS);
    assert_string_equal(item(version, "15")->proofs[0].obligation, "party-hearing");
    arena_done(&arena);
}

/* 2020: the limits of size stand in one item. */
static void limits_in_one_item(void **state)
{
    struct arena arena = {0};
    struct assessments versions = shipped(&arena);
    const struct assessment *version = assessment_for(versions.items, versions.n, "2020-2021");
    assert_int_equal(version->n_items, 14);
    assert_int_equal(item(version, "3")->proofs[0].n_rules, 4);
    assert_true(item(version, "9")->core);
    arena_done(&arena);
}

/* Every obligation a proof or a section names is a preset of ours. */
static void names_are_presets(void **state)
{
    struct arena arena = {0};
    struct assessments versions = shipped(&arena);
    for (size_t v = 0; v < versions.n; v++) {
        const struct assessment *version = &versions.items[v];
        for (size_t i = 0; i < version->n_items; i++) {
            for (size_t j = 0; j < version->items[i].n_proofs; j++) {
                const char *name = version->items[i].proofs[j].obligation;
                if (name != NULL)
                    free(text_of(arena_printf(&arena, DATA_FROM_TESTS "/presets/%.*s.conf", (int)strcspn(name, "."), name)));
                if (name == NULL)
                    name = version->items[i].proofs[j].check;
                if (name != NULL)
                    assert_true(strlen(assessments_title(&versions, name)->zh) > 0 && strlen(assessments_title(&versions, name)->en) > 0);
            }
        }
        for (size_t i = 0; i < version->n_sections; i++) {
            for (size_t j = 0; j < version->sections[i].n_obligations; j++)
                free(text_of(arena_printf(&arena, DATA_FROM_TESTS "/presets/%s.conf", version->sections[i].obligations[j])));
        }
    }
    assert_string_equal(assessments_title(&versions, "candidate-selection")->zh, "主席团候选人产生");
    assert_string_equal(assessments_title(&versions, "candidate-selection.elected")->zh, "代表大会选举主席团");
    assert_string_equal(assessments_title(&versions, "congress.approval")->en, "the Party committee's approval of the congress");
    assert_string_equal(assessments_title(&versions, "roster")->zh, "花名册检查");
    assert_null(assessments_title(&versions, "candidate-selection.dismissed"));
    assert_null(assessments_title(&versions, "charter"));
    arena_done(&arena);
}

/* Loads one version of the text; the findings, heap. */
static char *findings_of(const char *text)
{
    struct arena arena = {0};
    struct report report = {0};
    struct assessments versions;
    enter("good");
    const char *outside = scratch_file("2019-2020.conf", text, strlen(text));
    const char *folder = arena_printf(&arena, "%s/assessments", scratch_dir());
    struct conf_options options = test_options;
    options.data_dir = scratch_dir();
    assert_int_equal(mkdir(folder, 0700), 0);
    assert_int_equal(rename(outside, arena_printf(&arena, "%s/2019-2020.conf", folder)), 0);
    assert_int_equal(assessments_load(&options, &arena, &versions, &report), ERROR_CONFIG);
    report_sort(&report);
    char *found = report_text(&report);
    report_done(&report);
    arena_done(&arena);
    remove_scratch();
    return found;
}

#define TABLE "title = \"t\"; yes = \"y\"; no = \"n\"; unproven = \"u\"; items = (\n"

static void bad_versions(void **state)
{
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"title = \"t\";", "it is missing; required"},
        {"title = \"t\"; yes = \"y\"; no = \"n\"; unproven = \"u\"; base = \"2018-2019\";", "the year of an earlier version"},
        {TABLE "{ number = \"1\"; text = \"a\"; }, { number = \"1\"; text = \"b\"; } );", "items[1].number"},
        {TABLE "{ number = \"1\"; text = \"a\"; proofs = ( { } ); } );", "a proof is one of"},
        {TABLE "{ number = \"1\"; text = \"a\"; proofs = ( { obligation = \"a\"; turns = true; } ); } );", "a proof is one of"},
        {TABLE "{ number = \"1\"; text = \"a\"; proofs = ( { turns = true; approval = \"a\"; } ); } );", "allowed: with an obligation"},
        {TABLE "{ number = \"1\"; text = \"a\"; proofs = ( { turns = true; field = \"x\"; } ); } );", "only records have fields"},
        {TABLE "{ number = \"1\"; text = \"a\"; proofs = ( { obligation = \"a\"; is = \"x\"; } ); } );", "allowed: with a field"},
        {TABLE "{ number = \"1\"; text = \"a\"; proofs = ( { obligation = \"a\"; rules = [ \"x\" ]; } ); } );", "allowed: with a check"},
        {TABLE "{ number = \"1\"; text = \"a\"; proofs = ( { check = \"rooster\"; } ); } );", "is no check in"},
        {TABLE "{ number = \"1\"; text = \"a\"; remark = \"{staff}\"; proofs = ( { turns = true; } ); } );", "found {staff}"},
        {TABLE "{ number = \"1\"; text = \"a\"; remark = \"{on\"; proofs = ( { turns = true; } ); } );", "found {on}"},
        {TABLE "{ number = \"1\"; text = \"a\"; kore = true; } );", "did you mean \"core\"?"},
        {TABLE "{ number = \"1\"; text = \"a\"; } ); sections = ( { id = \"A\"; title = \"x\"; obligations = [ \"a\" ]; } );",
         "sections[0].id"},
    };
    for (size_t i = 0; i < N_OF(cases); i++) {
        char *found = findings_of(cases[i].text);
        if (strstr(found, cases[i].words) == NULL || strstr(found, "2019-2020.conf") == NULL)
            fail_msg("case %zu: \"%s\" is not in:\n%s", i, cases[i].words, found);
        free(found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_by_year),  cmocka_unit_test(the_sixteen_items), cmocka_unit_test(limits_in_one_item),
        cmocka_unit_test(names_are_presets), cmocka_unit_test(bad_versions),
    };
    return cmocka_run_group_tests_name("assessments", tests, NULL, NULL);
}
