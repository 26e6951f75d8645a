/* sample.c -- pages with something on them, for the gallery and the tests. All figures are invented.
 * SPDX-License-Identifier: ISC */
#include "sample.h"

#include "base/str.h"

PageFrame
sample_frame(LanguageId language)
{
    static const PageChoice choices[] = {
        { LIT_INIT("en"), LIT_INIT("English"), true },
        { LIT_INIT("de"), LIT_INIT("Deutsch"), false },
        { LIT_INIT("ar"), LIT_INIT("العربية"), false },
    };

    return (PageFrame){
        .language = language,
        .lang = languages[language].code,
        .dir = languages[language].rtl ? LIT("rtl") : LIT("ltr"),
        .site_name = LIT("Harbour Works"),
        .font_path = LIT("/font-0.css"),
        .here = LIT("/signin?interaction=9f2c-7e1b"),
        .choices = choices,
        .choice_count = COUNT_OF(choices),
    };
}

SigninPage
sample_signin(void)
{
    return (SigninPage){
        .frame = sample_frame(LANGUAGE_en),
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
        .frame = sample_frame(LANGUAGE_en),
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
        .frame = sample_frame(LANGUAGE_en),
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
        .frame = sample_frame(LANGUAGE_en),
        .signed_in = true,
        .display_name = LIT("Ada Lovelace"),
        .email = LIT("ada@example.com"),
        .provider = LIT("latchstring"),
        .since = LIT("22 November 2026, 14:32"),
        .csrf = LIT("c5rf"),
        .sees_reports = true,
    };
}

HomePage
sample_home_guest(void)
{
    static const ProviderButton providers[] = {
        { LIT_INIT("Harbour Works"), LIT_INIT("/login"), false },
        { LIT_INIT("Example"), LIT_INIT("/login?provider=example"), true },
    };

    return (HomePage){
        .frame = sample_frame(LANGUAGE_en),
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
            .lost = i == 3 ? 268 : 0,
            .left = i == 3 ? 201 : 0,
            .refused = i == 3 ? 64 : 0,
            .system = i == 3 ? 3 : 0,
            .cause = i == 6 ? LIT("The sign-in server refused our secret.") : LIT(""),
            .code = i == 6 ? LIT("invalid_client") : LIT(""),
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
        .frame = sample_frame(LANGUAGE_en),
        .figures = true,
        .verdict = LIT("Sign-in is working"),
        .open = 12,
        .refused = 381,
        .heading = LIT("OAuth 2 Flow"),
        .topic = LIT("A sign-in"),
        .archetype = LIT("data pipeline"),
        .style = LIT("whiteboard"),
        .palette = LIT("blue and cyan"),
        .audience = LIT("executives"),
        .language_name = LIT("English"),
        .picture_path = LIT("/flow.svg?lang=en"),
        .svg_path = LIT("/flow.svg?lang=en&export=1"),
        .embed = LIT("<img>"),
        .script_path = page_board_script_path,
        .style_extra = page_board_style_path,
        .complaint = { .picture = LIT("1"), .limit = 2000 },
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

static const PageOption sample_ranges[] = {
    { LIT_INIT("1h"), LIT_INIT("Last hour"), LIT_INIT("/reports?range=1h"), false },
    { LIT_INIT("24h"), LIT_INIT("Last 24 hours"), LIT_INIT("/reports?range=24h"), true },
};

static const PageOption sample_providers[] = { { LIT_INIT("example"), LIT_INIT("Example"), LIT_INIT(""), false } };
static const PageOption sample_apps[] = { { LIT_INIT("shop"), LIT_INIT("Corner Shop"), LIT_INIT(""), true } };

ReportsPage
sample_reports_empty(void)
{
    return (ReportsPage){
        .frame = sample_frame(LANGUAGE_en),
        .range_words = LIT("Last 24 hours"),
        .updated = LIT("14:32:05"),
        .lag = LIT("12 s"),
        .zone = LIT("Europe/Berlin"),
        .from = LIT("2026-11-22T14:32"),
        .to = LIT("2026-11-23T14:32"),
        .message = LIT("It worked."),
        .may_test = true,
        .command = LIT("curl -X POST http://localhost:8080/reports/test"),
        .ranges = sample_ranges,
        .range_count = COUNT_OF(sample_ranges),
        .providers = sample_providers,
        .provider_count = COUNT_OF(sample_providers),
        .apps = sample_apps,
        .app_count = COUNT_OF(sample_apps),
        .json_url = LIT("/reports.json?range=24h"),
        .script_path = page_reports_script_path,
        .style_extra = page_reports_style_path,
    };
}

ReportsPage
sample_reports(void)
{
    static const PageAnswer answers[] = {
        { LIT_INIT("95.3%"), LIT_INIT("success rate"), LIT_INIT("1.2 points more"), NULL },
        { LIT_INIT("11,880"), LIT_INIT("completed"), LIT_INIT(""), NULL },
    };
    static const PageCell cells[] = {
        { .text = LIT_INIT("The email or password is not correct."),
          .url = LIT_INIT("/reports?cause=bad_password"),
          .small = LIT_INIT("The person can try again."),
          .code = LIT_INIT("bad_password"),
          .label = LIT_INIT("What happened") },
        { .text = LIT_INIT("381"), .label = LIT_INIT("Attempts"), .num = true },
    };
    static const PageRow rows[] = { { cells, COUNT_OF(cells), false }, { cells, COUNT_OF(cells), true } };
    static const PageHead heads[] = { { LIT_INIT("What happened"), false, NULL },
                                      { LIT_INIT("Attempts"), true, NULL } };
    static const PagePanel panels[] = {
        { .id = LIT_INIT("causes"),
          .title = LIT_INIT("Why sign-ins failed"),
          .about = LIT_INIT("Each failed sign-in has one cause."),
          .csv_url = LIT_INIT("/reports.csv?panel=causes"),
          .heads = heads,
          .head_count = COUNT_OF(heads),
          .rows = rows,
          .row_count = COUNT_OF(rows),
          .clear_url = LIT_INIT("/reports?range=24h") },
        { .id = LIT_INIT("providers"),
          .title = LIT_INIT("By provider"),
          .about = LIT_INIT("How each provider does."),
          .empty = LIT_INIT("Nobody signed in.") },
    };
    ReportsPage page = sample_reports_empty();

    page.answers = answers, page.answer_count = COUNT_OF(answers);
    page.panels = panels, page.panel_count = COUNT_OF(panels);
    return page;
}

ComplaintPage
sample_complaint(void)
{
    return (ComplaintPage){
        .frame = sample_frame(LANGUAGE_en),
        .complaint = { .picture = LIT("1"), .typed = LIT("bad"), .error = LIT("Please say more."), .limit = 2000 },
    };
}
