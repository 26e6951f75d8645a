/* sample.c -- pages with something on them, for the gallery and the tests. All figures are invented.
 * SPDX-License-Identifier: ISC */
#include "sample.h"

#include "base/str.h"

SigninPage
sample_signin(void)
{
    return (SigninPage){
        .app_name = LIT("Corner Shop"),
        .handle = LIT("9f2c-7e1b"),
        .typed_name = LIT("ada@example.com"),
    };
}

ConsentPage
sample_consent(void)
{
    static const Str scopes[] = {
        LIT_INIT("Your name and user name"),
        LIT_INIT("Your email address"),
        LIT_INIT("That you may stay signed in when you are away"),
    };

    return (ConsentPage){
        .app_name = LIT("Corner Shop"),
        .client_id = LIT("corner-shop"),
        .redirect_host = LIT("shop.example.com"),
        .user_name = LIT("ada@example.com"),
        .handle = LIT("9f2c-7e1b"),
        .scopes = scopes,
        .scope_count = COUNT_OF(scopes),
        .switch_url = LIT("/consent/switch?interaction=9f2c-7e1b"),
    };
}

MessagePage
sample_message(void)
{
    return (MessagePage){
        .is_error = true,
        .title = LIT("This sign-in has expired"),
        .text = LIT("This sign-in took too long and has expired. Please start again."),
        .action_label = LIT("Start again"),
        .action_url = LIT("/login"),
        .reference = LIT("018f4c2e-9a10"),
    };
}

HomePage
sample_home(void)
{
    return (HomePage){
        .site_name = LIT("Harbour Works"),
        .signed_in = true,
        .display_name = LIT("Ada Lovelace"),
        .email = LIT("ada@example.com"),
        .provider = LIT("latchstring"),
        .since = LIT("14:32, 22 November 2026 UTC"),
        .csrf = LIT("c5rf"),
        .sees_reports = true,
    };
}

HomePage
sample_home_guest(void)
{
    static const ProviderButton providers[] = {
        { LIT_INIT("Continue with Harbour Works"), LIT_INIT("/login") },
        { LIT_INIT("Continue with Example"), LIT_INIT("/login?provider=example") },
    };

    return (HomePage){
        .site_name = LIT("Harbour Works"),
        .providers = providers,
        .provider_count = COUNT_OF(providers),
    };
}

static void
sample_flow_rows(FlowRow *rows)
{
    static const char *const counts[CONNECTIONS] = { "12,480", "12,480", "12,471", "12,203", "12,202", "11,896",
                                                     "11,890", "11,884", "11,880", "11,880", "11,880", "11,880" };
    static const char *const medians[CONNECTIONS] = { "9 ms",   "1 ms",  "14 ms", "4.2 s", "61 ms", "22 ms",
                                                      "182 ms", "96 ms", "1 ms",  "4 ms",  "1 ms",  "0.8 s" };

    for (size_t i = 0; i < CONNECTIONS; i++) {
        const Connection *from = &flow_connections[i];
        rows[i] = (FlowRow){
            .id = str_from_c(from->id),
            .step = from->step,
            .from = str_from_c(flow_boxes[from->from].heading),
            .to = str_from_c(flow_boxes[from->to].heading),
            .label = str_from_c(from->label),
            .second_label = str_from_c(from->second_label),
            .count = str_from_c(counts[i]),
            .median = str_from_c(medians[i]),
            .lost = i == 3 ? LIT("268") : LIT(""),
            .state = i == 11 ? LIT("idle") : LIT("ok"),
            .state_words = i == 11 ? LIT("Waiting") : LIT("Working"),
        };
    }
}

static void
sample_flow_boxes(BoxRow *boxes)
{
    static const char *const engines[BOXES] = { "", "HTTPS", "Built in", "", "LMDB", "SQLite", "Outbox", "SQLite" };
    static const char *const figures[BOXES] = { "", "", "", "", "312 open", "9,412 users", "0 waiting", "12 s old" };

    for (size_t i = 0; i < BOXES; i++)
        boxes[i] = (BoxRow){
            .heading = str_from_c(flow_boxes[i].heading),
            .caption = str_from_c(flow_boxes[i].caption),
            .engine = str_from_c(engines[i]),
            .figure = str_from_c(figures[i]),
        };
}

FlowPage
sample_flow(void)
{
    static FlowRow rows[CONNECTIONS];
    static FlowStepRow steps[STEPS];
    static BoxRow boxes[BOXES];

    sample_flow_rows(rows);
    sample_flow_boxes(boxes);
    for (size_t i = 0; i < STEPS; i++)
        steps[i] = (FlowStepRow){ flow_steps[i].number, str_from_c(flow_steps[i].legend) };
    return (FlowPage){
        .site_name = LIT("Harbour Works"),
        .figures = true,
        .verdict = LIT("Sign-in is working"),
        .updated = LIT("14:32"),
        .started = LIT("12,480"),
        .completed_share = LIT("95.2%"),
        .typical = LIT("6.1 s"),
        .rows = rows,
        .row_count = COUNT_OF(rows),
        .steps = steps,
        .step_count = COUNT_OF(steps),
        .boxes = boxes,
        .box_count = COUNT_OF(boxes),
    };
}

static const RangeLink sample_ranges[] = {
    { LIT_INIT("1h"), LIT_INIT("1 hour"), false },   { LIT_INIT("24h"), LIT_INIT("24 hours"), true },
    { LIT_INIT("7d"), LIT_INIT("7 days"), false },   { LIT_INIT("30d"), LIT_INIT("30 days"), false },
    { LIT_INIT("90d"), LIT_INIT("90 days"), false },
};

static const CauseRow sample_causes[] = {
    { LIT_INIT("code_expired"), LIT_INIT("expired or repeated"),
      LIT_INIT("This sign-in took too long and has expired. Please start again."), LIT_INIT("204") },
    { LIT_INIT("provider"), LIT_INIT("our systems"),
      LIT_INIT("The sign-in server does not answer at this moment. Please try again in a few seconds."),
      LIT_INIT("31") },
};

static const CauseRow sample_refused[] = {
    { LIT_INIT("bad_password"), LIT_INIT("wrong credentials"), LIT_INIT("The email or password is not correct."),
      LIT_INIT("381") },
    { LIT_INIT("consent_denied"), LIT_INIT("the person decided not to"),
      LIT_INIT("You chose not to share your details, so you were not signed in. Nothing was shared."), LIT_INIT("33") },
};

ReportsPage
sample_reports(void)
{
    static FunnelRow funnel[STEPS];
    static const char *const flows[STEPS] = { "12,480", "12,480", "12,471", "12,202", "11,884", "11,880", "11,880" };
    static const char *const shares[STEPS] = { "100%", "100%", "99.9%", "97.8%", "95.2%", "95.2%", "95.2%" };
    static const char *const lost[STEPS] = { "", "", "9", "269", "318", "4", "" };
    static const int64_t widths[STEPS] = { 100, 100, 99, 97, 95, 95, 95 };

    for (size_t i = 0; i < STEPS; i++)
        funnel[i] = (FunnelRow){ flow_steps[i].number, str_from_c(flow_steps[i].words),
                                 str_from_c(flows[i]), str_from_c(shares[i]),
                                 str_from_c(lost[i]),  widths[i] };
    return (ReportsPage){
        .site_name = LIT("Harbour Works"),
        .range_words = LIT("Last 24 hours"),
        .updated = LIT("14:32:05 UTC"),
        .lag = LIT("12 s"),
        .started = LIT("12,480"),
        .completed = LIT("11,880"),
        .failed = LIT("235"),
        .abandoned = LIT("353"),
        .open = LIT("12"),
        .success = LIT("95.3%"),
        .typical = LIT("6.1 s"),
        .ranges = sample_ranges,
        .range_count = COUNT_OF(sample_ranges),
        .funnel = funnel,
        .funnel_count = COUNT_OF(funnel),
        .causes = sample_causes,
        .cause_count = COUNT_OF(sample_causes),
        .refused = sample_refused,
        .refused_count = COUNT_OF(sample_refused),
    };
}

ReportsPage
sample_reports_empty(void)
{
    return (ReportsPage){
        .site_name = LIT("Harbour Works"),
        .range_words = LIT("Last 24 hours"),
        .updated = LIT("14:32:05 UTC"),
        .ranges = sample_ranges,
        .range_count = COUNT_OF(sample_ranges),
    };
}
