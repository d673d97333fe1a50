/* The yearly report as a document, whole, from a reply with everything in it, and from one with nothing. */
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

#define REQUEST "GET /v1/report?org=su&year=2019-2020"

struct document {
    const char *reply, *wanted; /* files of fixtures/ */
    char *words[7];
};

static void whole_documents(void **state)
{
    static struct document documents[] = {
        {"@report.json", "report.md", {"report", "su", "--year", "2019-2020"}},
        {"@report.json", "report.html", {"report", "su", "--year", "2019-2020", "--format", "html"}},
        {"@report.json", "report_gaps.txt", {"report", "su", "--year", "2019-2020", "--gaps"}},
        {"@report_empty.json", "report_empty.md", {"report", "su", "--year", "2019-2020"}},
        {"@report_empty.json", "report_no_gaps.txt", {"report", "su", "--year", "2019-2020", "--gaps"}},
    };
    for (size_t i = 0; i < N_OF(documents); i++) {
        const struct route routes[] = {{REQUEST, 200, documents[i].reply}, {0}};
        struct run run = run_ctl(routes, 0, false, documents[i].words);
        assert_string_equal(run.err, "");
        assert_int_equal(run.code, 0);
        assert_string_equal(run.requests, REQUEST "\n");
        fixture_compare(documents[i].wanted, run.out);
        run_done(&run);
    }
}

static char *document_of(const char *format)
{
    const struct route routes[] = {{REQUEST, 200, "@report.json"}, {0}};
    struct run run = RUN(routes, "report", "su", "--year", "2019-2020", "--format", (char *)format);
    char *out = strdup(run.out);
    run_done(&run);
    return out;
}

/* The value that counts, what it takes the place of and why; the old one struck out. */
static void a_correction_says_what_it_corrects(void **state)
{
    char *html = document_of("html");
    assert_non_null(strstr(html, "<del>2020-01-03 review; members of the panel: 32 <span class=\"id\">[record 3]</span>; "
                                 "corrected by record 4, counts no more</del>"));
    assert_non_null(strstr(html, "members of the panel: 23; remote: true; room: &lt;b&gt;9&lt;/b&gt;; attached: panel.pdf, scores.csv "
                                 "<span class=\"id\">[record 4]</span>; corrects record 3, because: a misprint"));
    free(html);
}

static void a_waiver_says_all(void **state)
{
    char *html = document_of("html");
    assert_non_null(strstr(html, "survey report, 2019-2020-2; reason: campus closed; basis: minutes 5/2020; by league secretary; until: "
                                 "2020-06-30 <span class=\"id\">[su/survey/2019-2020-2]</span>"));
    assert_non_null(strstr(html, "study, 2019-2020; reason: campus closed; basis: none; by league secretary; until: for good"));
    free(html);
}

/* Waiting stages, an empty rest and the steps of cases with a similar id do not appear. */
static void what_says_nothing_is_left_out(void **state)
{
    char *markdown = document_of("md");
    assert_null(strstr(markdown, "| notice of the review | 2019-2020-2 |"));
    assert_null(strstr(markdown, "record 7"));
    assert_non_null(strstr(markdown, "## 5\\. Notices\n\nNothing is on record: unproven."));
    free(markdown);
}

static void json_is_the_reply(void **state)
{
    char *json = document_of("json");
    assert_non_null(strstr(json, "\"made_from\""));
    assert_null(strchr(json, '#'));
    free(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_documents),   cmocka_unit_test(a_correction_says_what_it_corrects),
        cmocka_unit_test(a_waiver_says_all), cmocka_unit_test(what_says_nothing_is_left_out),
        cmocka_unit_test(json_is_the_reply),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
