/* obligations_for: who inherits what, in which order, and what an organization's own list changes. */
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

#define CALENDAR                                                                                                                           \
    "calendars = ( { id = \"c\"; holidays = [ ]; terms = ( { id = \"2020-2021-1\"; begins = \"2020-09-07\"; ends = \"2021-01-17\"; } ); "  \
    "} );\n"                                                                                                                               \
    "channels = ( { id = \"office\"; backend = \"webhook\"; url = \"http://127.0.0.1/\"; } );\n"
#define MINE(id, title) "{ id = \"" id "\"; title = \"" title "\"; due = \"end\"; notify = [ \"office\" ]; }"

static const char main_file[] = CALENDAR
    "include = [ \"colleges.conf\" ];\n"
    "obligations_for = (\n"
    "  { obligations = ( " MINE(
        "hearing",
        "听取汇报") " ); },\n"
                    "  { kind = \"college\"; obligations = ( { preset = \"congress\"; notify = [ \"office\" ]; escalate = ( ); }, " MINE(
                        "survey",
                        "调研") " ); },\n"
                                "  { kind = [ \"school\", \"college\" ]; parent = \"su\"; obligations = ( " MINE(
                                    "report",
                                    "上报") " ); } );\n"
                                            "organizations = ( { id = \"su\"; name = \"校\"; calendar = \"c\"; obligations = ( " MINE(
                                                "own", "自己的") " ); },\n"
                                                                 "                  { id = \"gsu\"; name = \"研\"; kind = \"school\"; "
                                                                 "parent = \"su\"; calendar = \"c\"; } );\n";

static const char included[] = "obligations_for = ( { obligations = ( " MINE(
    "local", "本地") " ); } );\n"
                     "organizations = (\n"
                     "  { id = \"ca\"; name = \"甲院\"; kind = \"college\"; parent = \"su\"; calendar = \"c\"; obligations = (\n"
                     "      { preset = \"congress\"; omit = true; }, " MINE("hearing", "甲院的") ", " MINE(
                         "more", "另外") " ); },\n"
                                         "  { id = \"cb\"; name = \"乙院\"; kind = \"college\"; calendar = \"c\"; obligations = ( { id = "
                                         "\"survey\"; omit = false; title = \"乙院的\";\n"
                                         "      due = \"begin +10d\"; notify = [ \"office\" ]; } ); } );\n";

static char found[4096];

/* "su: hearing[] own; …": each obligation, with what it is inherited by. */
static int note(void *ctx, const struct organization *organization)
{
    char *end = found + strlen(found);
    end += sprintf(end, "%s:", organization->id);
    for (size_t i = 0; i < organization->n_obligations; i++) {
        const struct obligation *obligation = &organization->obligations[i];
        end += sprintf(end, " %s", obligation->id);
        if (obligation->inherited != NULL)
            end += sprintf(end, "[%s]", obligation->inherited);
        if (strcmp(obligation->id, "hearing") == 0 || strcmp(obligation->id, "survey") == 0)
            end += sprintf(end, "=%s", obligation->title.zh);
    }
    strcpy(end, "\n");
    return 0;
}

static int ignore_calendar(void *ctx, const struct calendar *calendar)
{
    return 0;
}

static int ignore_channel(void *ctx, const struct channel *channel)
{
    return 0;
}

static void organizations_inherit(void **state)
{
    const struct conf_sink sink = {.calendar = ignore_calendar, .channel = ignore_channel, .organization = note};
    struct report report = {0};
    char path[256];
    enter("good");
    scratch_file("colleges.conf", included, strlen(included));
    snprintf(path, sizeof path, "%s", scratch_file("main.conf", main_file, strlen(main_file)));
    int error = conf_load(path, &test_options, &sink, &report);
    char *text = report_text(&report);
    assert_string_equal(text, "");
    assert_int_equal(error, 0);
    assert_string_equal(found,
                        "su: hearing[]=听取汇报 own\n"
                        "gsu: hearing[]=听取汇报 report[kind = \"school\", parent = \"su\"]\n"
                        "ca: survey[kind = \"college\"]=调研 report[kind = \"college\", parent = \"su\"] local[] hearing=甲院的 more\n"
                        "cb: hearing[]=听取汇报 congress[kind = \"college\"] congress.request[kind = \"college\"] "
                        "congress.approval[kind = \"college\"] congress.notice[kind = \"college\"] congress.delegates[kind = \"college\"] "
                        "congress.results[kind = \"college\"] local[] survey=乙院的\n");
    free(text);
    report_done(&report);
    remove_scratch();
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(organizations_inherit)};
    return cmocka_run_group_tests_name("inheritance", tests, NULL, NULL);
}
