/* Names turned into people and ways out. */
#include "recipients.h"

#include <stdio.h>
#include <string.h>

#include "fixture.h"

/* "mail" wants an e-mail address, "robot" a mobile number, "office" and "wall" none. */
static const char *address_kind(void *ctx, const char *channel)
{
    static const char *const kinds[][2] = {{"mail", "email"}, {"robot", "mobile"}, {"office", ""}, {"wall", ""}};

    for (size_t i = 0; i < N_OF(kinds); i++) {
        if (strcmp(kinds[i][0], channel) == 0)
            return kinds[i][1];
    }
    return NULL;
}

static const struct channel_directory directory = {.address_kind = address_kind};

static const char *const presidium[] = {"presidium"};
static const char *const secretary[] = {"presidium", "secretary_general"};
static const char *const mail_first[] = {"mail", "robot"};
static const char *const gone_first[] = {"pigeon", "robot", "office"};
static const struct address both[] = {{"email", "jia@example.edu.cn"}, {"mobile", "100"}};
static const struct address mobile[] = {{"mobile", "200"}};

/* bing left on 2020-03-31, ding comes on 2020-04-01, wu has no way out. jia is abroad, which silences nobody. */
static const struct organization *union_of_five(void)
{
    static struct interval abroad;
    static struct member members[5];
    static struct organization organization = {.id = "su", .members = members, .n_members = N_OF(members)};

    abroad = (struct interval){day("2020-02-01"), day("2020-06-30")};
    members[0] = (struct member){.id = "jia",
                                 .posts = presidium,
                                 .n_posts = 1,
                                 .term = {DATE_NONE, DATE_FOREVER},
                                 .absent = &abroad,
                                 .n_absent = 1,
                                 .addresses = both,
                                 .n_addresses = 2,
                                 .channels = mail_first,
                                 .n_channels = 2};
    members[1] = (struct member){.id = "yi",
                                 .posts = secretary,
                                 .n_posts = 2,
                                 .term = {DATE_NONE, DATE_FOREVER},
                                 .addresses = mobile,
                                 .n_addresses = 1,
                                 .channels = mail_first,
                                 .n_channels = 2};
    members[2] = (struct member){.id = "bing",
                                 .posts = presidium,
                                 .n_posts = 1,
                                 .term = {DATE_NONE, day("2020-03-31")},
                                 .addresses = mobile,
                                 .n_addresses = 1,
                                 .channels = gone_first,
                                 .n_channels = 3};
    members[3] = (struct member){.id = "ding",
                                 .posts = presidium,
                                 .n_posts = 1,
                                 .term = {day("2020-04-01"), DATE_FOREVER},
                                 .addresses = both,
                                 .n_addresses = 2,
                                 .channels = gone_first,
                                 .n_channels = 3};
    members[4] = (struct member){.id = "wu", .posts = secretary + 1, .n_posts = 1, .term = {DATE_NONE, DATE_FOREVER}};
    return &organization;
}

/* "jia:mail yi:robot+": id, channel ("-" for none), a plus for who is told by escalation. */
static const char *written(const struct recipients *recipients)
{
    static char text[512];
    size_t length = 0;

    text[0] = '\0';
    for (size_t i = 0; i < recipients->n; i++) {
        const struct recipient *one = &recipients->items[i];

        length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s%s:%s%s", i ? " " : "", one->member ? "" : "#", one->id,
                                   one->channel ? one->channel : "-", one->escalated ? "+" : "");
    }
    return text;
}

static void who_is_told(void **state)
{
    static const struct {
        const char *of;
        const char *notify[4], *escalate[4];
        const char *chair, *on, *told;
    } cases[] = {
        {"a post's holders, in the members' order", {"presidium"}, {NULL}, NULL, "2020-03-31", "jia:mail yi:robot bing:robot"},
        {"one left, one came", {"presidium"}, {NULL}, NULL, "2020-04-01", "jia:mail yi:robot ding:robot"},
        {"the chair", {"executive_chair"}, {NULL}, "yi", "2020-03-01", "yi:robot"},
        {"the chair is nobody while vacant", {"executive_chair"}, {NULL}, NULL, "2020-03-01", ""},
        {"a chair who has left", {"executive_chair"}, {NULL}, "bing", "2020-04-01", ""},
        {"a chair nobody knows", {"executive_chair"}, {NULL}, "geng", "2020-04-01", ""},
        {"members by id", {"ding", "wu", "jia"}, {NULL}, NULL, "2020-04-01", "ding:robot wu:- jia:mail"},
        {"members by id, not in office", {"ding", "bing"}, {NULL}, NULL, "2020-03-31", "bing:robot"},
        {"channels", {"office", "nowhere", "wall"}, {NULL}, NULL, "2020-03-31", "#office:office #wall:wall"},
        {"each once, as first named",
         {"yi", "presidium", "office", "yi"},
         {"secretary_general", "office", "executive_chair"},
         "jia",
         "2020-03-01",
         "yi:robot jia:mail bing:robot #office:office wu:-+"},
        {"escalation adds",
         {"executive_chair"},
         {"secretary_general", "wall"},
         "jia",
         "2020-03-01",
         "jia:mail yi:robot+ wu:-+ #wall:wall+"},
        {"no names", {NULL}, {NULL}, "jia", "2020-03-01", ""},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct recipients recipients = {0};
        struct arena arena = {0};
        size_t n_notify = 0, n_escalate = 0;

        while (n_notify < 4 && cases[i].notify[n_notify])
            n_notify++;
        while (n_escalate < 4 && cases[i].escalate[n_escalate])
            n_escalate++;
        recipients_add(&recipients, union_of_five(), &directory, cases[i].notify, n_notify, cases[i].chair, day(cases[i].on), false,
                       &arena);
        recipients_add(&recipients, union_of_five(), &directory, cases[i].escalate, n_escalate, cases[i].chair, day(cases[i].on), true,
                       &arena);
        const char *told = written(&recipients);
        arena_done(&arena);
        if (strcmp(told, cases[i].told) != 0)
            fail_msg("%s: '%s' instead of '%s'", cases[i].of, told, cases[i].told);
    }
}

static void ways_out_in_order(void **state)
{
    static const struct {
        const char *member, *after, *channel; /* channel NULL: none */
    } cases[] = {
        {"jia", NULL, "mail"},   {"jia", "mail", "robot"},    {"jia", "robot", NULL}, {"yi", NULL, "robot"},        {"yi", "robot", NULL},
        {"ding", NULL, "robot"}, {"ding", "robot", "office"}, {"wu", NULL, NULL},     {"jia", "forgotten", "mail"}, {"wu", "mail", NULL},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        const char *channel = recipient_channel(organization_member(union_of_five(), cases[i].member), &directory, cases[i].after);

        if (cases[i].channel == NULL)
            assert_null(channel);
        else
            assert_string_equal(channel, cases[i].channel);
    }
}

/* A channel that takes several kinds of address gets the best there is, and can tell which it is. */
static void addresses(void **state)
{
    static const struct {
        const char *member, *kinds, *address; /* address NULL: not reached */
    } cases[] = {
        {"jia", "", ""},
        {"wu", "", ""},
        {"jia", "email", "jia@example.edu.cn"},
        {"yi", "email", NULL},
        {"yi", "mobile", "200"},
        {"yi", "email/mobile", "mobile:200"},
        {"jia", "email/mobile", "jia@example.edu.cn"},
        {"jia", "mobile/email", "100"},
        {"jia", "wecom/mobile", "mobile:100"},
        {"jia", "wecom/dingtalk/email", "email:jia@example.edu.cn"},
        {"jia", "wecom", NULL},
        {"jia", "mob", NULL},
        {"jia", "mobiles", NULL},
        {"wu", "wecom/mobile", NULL},
        {"jia", "@email/mobile", "jia@example.edu.cn"},
        {"yi", "@wecom/mobile", "mobile:200"},
        {"wu", "@wecom/mobile", NULL},
        {"jia", "@", NULL},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        const struct member *member = organization_member(union_of_five(), cases[i].member);
        struct arena arena = {0};
        const char *address = recipient_address(member, cases[i].kinds, &arena);

        if (strcmp(address ? address : "-", cases[i].address ? cases[i].address : "-") != 0)
            fail_msg("%s, %s: %s", cases[i].member, cases[i].kinds, address);
        assert_int_equal(recipient_is_reached(member, cases[i].kinds), cases[i].address != NULL);
        arena_done(&arena);
    }
}

static void channels_by_themselves(void **state)
{
    assert_true(recipient_may_be_channel(""));
    assert_true(recipient_may_be_channel("@feishu"));
    assert_false(recipient_may_be_channel("email"));
}

static void many_are_all_kept(void **state)
{
    static char ids[100][8];
    static struct member members[100];
    struct organization organization = {.id = "su", .members = members, .n_members = N_OF(members)};
    struct recipients recipients = {0};
    struct arena arena = {0};

    for (size_t i = 0; i < N_OF(members); i++) {
        snprintf(ids[i], sizeof(ids[i]), "m%zu", i);
        members[i] = (struct member){.id = ids[i], .posts = presidium, .n_posts = 1, .term = {DATE_NONE, DATE_FOREVER}};
    }
    recipients_add(&recipients, &organization, &directory, presidium, 1, NULL, day("2020-03-01"), false, &arena);
    assert_int_equal(recipients.n, N_OF(members));
    for (size_t i = 0; i < N_OF(members); i++)
        assert_ptr_equal(recipients.items[i].member, &members[i]);
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(who_is_told), cmocka_unit_test(ways_out_in_order), cmocka_unit_test(addresses),
                                       cmocka_unit_test(channels_by_themselves), cmocka_unit_test(many_are_all_kept)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
