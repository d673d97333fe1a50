/* The desired state most tests load. */
#include "fixture.h"

static const char *const presidium[] = {"presidium"};
static const char *const two_posts[] = {"presidium", "secretary_general"};
static const char *const by_mail[] = {"mail", "office"};
static const char *const order[] = {"jia", "yi", "bing"};
static const char *const secretary[] = {"secretary_general", "office"};

#define N(array) (sizeof(array) / sizeof *(array))

/* Days are counted from 1970: 18141 is 2019-09-02. */
static const struct term terms[] = {
    {.id = "2019-2020-1", .year = "2019-2020", .begins = 18141, .ends = 18273, .turn = true},
    {.id = "2019-2020-2", .year = "2019-2020", .begins = 18309, .ends = 18448, .turn = true},
    {.id = "2019-2020-3", .year = "2019-2020", .begins = 18449, .ends = 18460, .turn = false},
};
static const struct special_day days[] = {{18170, false}, {18280, true}, {18285, false}};
static const struct interval absent[] = {{18200, 18210}, {DATE_NONE, 18000}};
static const struct interval suspended[] = {{18400, DATE_FOREVER}};
static const struct address addresses[] = {{"email", "jia@example.edu.cn"}, {"mobile", "13800000000"}};
static const struct span remind[] = {{-14, SPAN_DAYS}, {-3, SPAN_WORKDAYS}, {-1, SPAN_WEEKS}, {0, SPAN_DAYS}};
static const struct escalation escalate[] = {{{3, SPAN_WORKDAYS}, secretary, N(secretary)}, {{2, SPAN_WEEKS}, presidium, 1}};
static const char *const hosts[] = {"a.example", "b.example"};
static const struct setting mail_settings[] = {
    {.name = "server", .type = SETTING_STRING, .string = "smtp://127.0.0.1:25"},
    {.name = "timeout", .type = SETTING_INTEGER, .integer = -30},
    {.name = "verify", .type = SETTING_BOOLEAN, .integer = 1},
    {.name = "hosts", .type = SETTING_STRINGS, .strings = hosts, .n_strings = N(hosts)},
    {.name = "none", .type = SETTING_STRINGS},
};
static const struct setting office_settings[] = {{.name = "url", .type = SETTING_STRING, .string = "http://127.0.0.1/"}};

void desired_init(struct desired *desired)
{
    *desired = (struct desired){
        .calendar = {.id = "wust", .terms = terms, .n_terms = N(terms), .days = days, .n_days = N(days)},
        .channels = {{.id = "mail", .backend = "email", .settings = mail_settings, .n_settings = N(mail_settings)},
                     {.id = "office", .backend = "webhook", .settings = office_settings, .n_settings = N(office_settings)}},
        .n_channels = 2,
        .members = {{.id = "jia",
                     .name = "甲",
                     .posts = presidium,
                     .n_posts = 1,
                     .term = {18141, DATE_FOREVER},
                     .absent = absent,
                     .n_absent = N(absent),
                     .suspended = suspended,
                     .n_suspended = N(suspended),
                     .addresses = addresses,
                     .n_addresses = N(addresses),
                     .channels = by_mail,
                     .n_channels = N(by_mail),
                     .window = {.quiet_from = 22 * 3600, .quiet_until = 27000, .workdays_only = true}},
                    {.id = "yi", .name = "乙", .posts = two_posts, .n_posts = N(two_posts), .term = {DATE_NONE, 18500}},
                    {.id = "bing", .name = "丙", .posts = presidium, .n_posts = 1, .term = {18141, DATE_FOREVER}}},
        .mandate = {.elected = 18167, .order = order, .n_order = N(order)},
        .obligations = {{.id = "survey",
                         .title = {.zh = "调研报告", .en = "Survey"},
                         .per = PERIOD_TERM,
                         .at_least = 2,
                         .due = {.kind = DUE_WEEK, .week = 10},
                         .opens = {.kind = DUE_DUE, .offset = {-4, SPAN_WEEKS}},
                         .remind = remind,
                         .n_remind = N(remind),
                         .repeat = {3, SPAN_WORKDAYS},
                         .at = 9 * 3600,
                         .notify = presidium,
                         .n_notify = 1,
                         .escalate = escalate,
                         .n_escalate = N(escalate)},
                        {.id = "hearing",
                         .preset = "party-hearing",
                         .title = {.zh = "党委听取汇报"},
                         .per = PERIOD_ONCE,
                         .at_least = 1,
                         .due = {.kind = DUE_EVENT, .offset = {-10, SPAN_WORKDAYS}},
                         .at = 0,
                         .notify = secretary,
                         .n_notify = N(secretary)}},
        .organization = {.id = "su",
                         .parent = "university",
                         .name = "校学生会",
                         .kind = "undergraduate",
                         .language = "zh_CN",
                         .n_members = 3,
                         .rotation = {.n_mandates = 1,
                                      .acting_counts = true,
                                      .notify = secretary,
                                      .n_notify = N(secretary),
                                      .proposal = "answer",
                                      .propose = {-4, SPAN_WEEKS},
                                      .answer = {-10, SPAN_WORKDAYS},
                                      .answer_required = true,
                                      .handover = "handover"},
                         .n_obligations = 2,
                         .fallback = secretary,
                         .n_fallback = N(secretary)},
    };
}

int load(struct fixture *fixture, const struct desired *desired, const char *today)
{
    struct organization organization = desired->organization;
    const struct ledger *ledger = &fixture->ledger;
    int error = ledger->begin(fixture->store);

    organization.calendar = &desired->calendar;
    organization.members = desired->members;
    organization.rotation.mandates = &desired->mandate;
    organization.obligations = desired->obligations;
    if (!error)
        error = store_load_start(fixture->store, day(today));
    if (!error)
        error = store_put_calendar(fixture->store, &desired->calendar);
    for (size_t i = 0; !error && i < desired->n_channels; i++)
        error = store_put_channel(fixture->store, &desired->channels[i]);
    if (!error && !desired->no_organization)
        error = ledger->put_organization(fixture->store, &organization);
    if (!error)
        error = store_load_finish(fixture->store, day(today), 1600000000);
    if (!error)
        return ledger->commit(fixture->store);
    ledger->rollback(fixture->store);
    return error;
}

struct occurrence an_occurrence(const char *period, int64_t next_at)
{
    return (struct occurrence){
        .organization = "su",
        .obligation = "hearing",
        .period = period,
        .begins = 18141,
        .ends = 18273,
        .opens_on = 18141,
        .event_on = 18250,
        .due_on = 18240,
        .known_at = 1570000000,
        .done_on = DATE_NONE,
        .told_on = DATE_NONE,
        .met_on = DATE_NONE,
        .next_at = next_at,
    };
}

struct notification a_notification(int64_t occurrence, const char *key)
{
    return (struct notification){
        .key = key,
        .kind = NOTIFICATION_REMINDER,
        .occurrence = occurrence,
        .organization = "su",
        .organization_name = "校学生会",
        .obligation = "hearing",
        .period = "2019-2020-1",
        .title = {.zh = "党委听取汇报", .en = "Hearing"},
        .on = 18230,
        .due_on = 18240,
        .late = true,
        .recipient = "jia",
        .recipient_name = "甲",
        .instead_of = "丁",
        .channel = "mail",
        .address = "jia@example.edu.cn",
        .language = "zh_CN",
        .chair = "乙",
        .also_told = "乙, 丙",
        .detail = "words",
    };
}
