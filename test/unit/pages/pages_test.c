/* pages_test.c -- every field of every page is shown, and shown escaped; the pages stay small and carry no script.
 * wellformed_test.py checks that the tables below name every Str of pages.h.
 * SPDX-License-Identifier: ISC */
#include "sample.h"

#include "base/str.h"
#include "codec/html.h"
#include "pages/page_value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define PAGE_SIZE_MAX  30720 /* with the stylesheet */
#define BOARD_SIZE_MAX 40960 /* of /flow and /reports: they grow with what they show */

static const Str hostile = LIT_INIT("\"'><script>alert(1)</script>&amp;");

typedef enum Shown { SHOWN_TEXT, SHOWN_URL, SHOWN_SOURCE, SHOWN_DATA, SHOWN_ACTION, SHOWN_QUERY } Shown;

typedef struct FieldCase {
    const char *name;
    size_t offset;
    Shown shown;
} FieldCase;

#define FIELD_AS(type, field, shown)                   \
    {                                                  \
#type "." #field, offsetof(type, field), shown \
    }
#define FIELD_TEXT(type, field) FIELD_AS(type, field, SHOWN_TEXT)

typedef void Render(Buf *buf, const void *page);

#define RENDER(name, type)                                \
    static void render_##name(Buf *buf, const void *page) \
    {                                                     \
        page_##name(buf, (const type *)page);             \
    }
RENDER(signin, SigninPage)
RENDER(consent, ConsentPage)
RENDER(message, MessagePage)
RENDER(home, HomePage)
RENDER(flow, FlowPage)
RENDER(reports, ReportsPage)
RENDER(complaint, ComplaintPage)

static size_t
occurrences(Str text, Str part)
{
    size_t found = 0;

    for (size_t at; (at = str_find(text, part)) < text.len; found++)
        text = str_slice(text, at + part.len, text.len);
    return found;
}

static Str
render(Arena *arena, Render *page_render, const void *page)
{
    Buf buf = buf_new(arena, PAGE_LIMIT);

    page_render(&buf, page);
    assert_false(buf.overflow);
    return buf_str(&buf);
}

/* What the hostile text must look like where it is shown. */
static Str
disarmed(Arena *arena, Shown shown)
{
    Buf buf = buf_new(arena, 1024);

    if (shown == SHOWN_URL)
        buf_add(&buf, LIT("href=\"#\""));
    else if (shown == SHOWN_SOURCE)
        buf_add(&buf, LIT("src=\"#\""));
    else if (shown == SHOWN_DATA)
        buf_add(&buf, LIT("data=\"#\""));
    else if (shown == SHOWN_ACTION)
        buf_add(&buf, LIT("action=\"#\""));
    else if (shown == SHOWN_QUERY)
        page_value_query(&buf, hostile);
    else
        html_escape(&buf, hostile);
    return buf_str(&buf);
}

/* Give one field after the other of holder (the page itself, or a row of it) the hostile text. */
static void
check_fields(const FieldCase *cases, size_t count, void *holder, Render *page_render, const void *page)
{
    for (size_t i = 0; i < count; i++) {
        Arena *arena = arena_new(1 << 20);
        Str *field = (Str *)(void *)((char *)holder + cases[i].offset);
        Str before = *field;
        *field = hostile;
        Str text = render(arena, page_render, page);
        *field = before;
        if (occurrences(text, disarmed(arena, cases[i].shown)) == 0)
            fail_msg("%s is not shown, or not as it should be", cases[i].name);
        if (occurrences(text, LIT("<script>")) || occurrences(text, LIT("\"'>")))
            fail_msg("%s is not escaped", cases[i].name);
        arena_free(arena);
    }
}

#define CHECK_FIELDS(cases, holder, page_render, page) \
    check_fields((cases), COUNT_OF(cases), (holder), (page_render), (page))

static void
test_signin_escapes(void **state)
{
    static const FieldCase cases[] = {
        FIELD_TEXT(SigninPage, app_name),   FIELD_TEXT(SigninPage, handle),    FIELD_TEXT(SigninPage, typed_name),
        FIELD_TEXT(SigninPage, error),      FIELD_TEXT(SigninPage, demo_name), FIELD_TEXT(SigninPage, reference),
        FIELD_TEXT(SigninPage, ui_locales),
    };
    SigninPage page = sample_signin();

    (void)state;
    page.error = LIT("Wrong.");
    CHECK_FIELDS(cases, &page, render_signin, &page);
}

/* The frame is on every page; the start page shows the site's name as well. */
static void
test_frame_escapes(void **state)
{
    static const FieldCase cases[] = {
        FIELD_TEXT(PageFrame, lang),
        FIELD_TEXT(PageFrame, dir),
        FIELD_TEXT(PageFrame, site_name),
        FIELD_TEXT(PageFrame, here),
        FIELD_AS(PageFrame, logo_path, SHOWN_SOURCE),
        FIELD_AS(PageFrame, accent_path, SHOWN_URL),
        FIELD_AS(PageFrame, font_path, SHOWN_URL),
    };
    static const FieldCase choice_cases[] = { FIELD_TEXT(PageChoice, code), FIELD_TEXT(PageChoice, name) };
    PageChoice choice = { LIT("de"), LIT("Deutsch"), false };
    HomePage page = sample_home_guest();

    (void)state;
    page.frame.choices = &choice, page.frame.choice_count = 1;
    CHECK_FIELDS(cases, &page.frame, render_home, &page);
    CHECK_FIELDS(choice_cases, &choice, render_home, &page);
}

/* The frame that handlers make: of the language, its direction, the chooser with the offered languages and the page's own. */
static void
test_frame_of_a_language(void **state)
{
    static const PageBrand brand = { .site_name = LIT_INIT("Harbour Works") };
    Arena *arena = arena_new(1 << 20);
    PageFrame frame = page_frame(arena, &brand, LANGUAGE_qpr, LIT("/flow"));
    size_t current = 0, english = 0;

    (void)state;
    assert_true(str_equal(frame.lang, LIT("qpr")));
    assert_true(str_equal(frame.dir, LIT("rtl")));
    assert_true(str_equal(frame.site_name, brand.site_name));
    for (size_t i = 0; i < frame.choice_count; i++) {
        current += frame.choices[i].current;
        english += str_equal(frame.choices[i].code, LIT("en"));
        assert_false(str_equal(frame.choices[i].code, LIT("qps"))); /* a pseudo-locale is offered to nobody else */
    }
    assert_int_equal(current, 1);
    assert_int_equal(english, 1);
    assert_int_equal(page_frame(arena, &brand, LANGUAGE_en, LIT("")).choice_count, 0);
    arena_free(arena);
}

/* A name cannot turn a sentence around: it is isolated, in the page by <bdi>, in the title by two marks. */
static void
test_names_are_isolated(void **state)
{
    SigninPage page = sample_signin();
    Arena *arena = arena_new(1 << 20);

    (void)state;
    page.app_name = LIT("\u202eevil");
    Str text = render(arena, render_signin, &page);
    assert_int_equal(occurrences(text, LIT("Sign in to <bdi>\u202eevil</bdi>")), 1);
    assert_int_equal(occurrences(text, LIT("<title>Sign in to \u2068\u202eevil\u2069</title>")), 1);
    arena_free(arena);
}

static void
test_consent_escapes(void **state)
{
    static const FieldCase cases[] = {
        FIELD_TEXT(ConsentPage, app_name),      FIELD_TEXT(ConsentPage, client_id),
        FIELD_TEXT(ConsentPage, redirect_host), FIELD_TEXT(ConsentPage, user_name),
        FIELD_TEXT(ConsentPage, handle),        FIELD_AS(ConsentPage, switch_url, SHOWN_URL),
        FIELD_TEXT(ConsentPage, ui_locales),
    };
    static const FieldCase scope_cases[] = { { "ConsentPage.scopes", 0, SHOWN_TEXT } };
    Str scopes[] = { LIT("Your name"), LIT("Your email address") };
    ConsentPage page = sample_consent();

    (void)state;
    page.scopes = scopes;
    page.scope_count = COUNT_OF(scopes);
    CHECK_FIELDS(cases, &page, render_consent, &page);
    CHECK_FIELDS(scope_cases, &scopes[1], render_consent, &page);
}

static void
test_message_escapes(void **state)
{
    static const FieldCase cases[] = {
        FIELD_TEXT(MessagePage, title),        FIELD_TEXT(MessagePage, text),
        FIELD_TEXT(MessagePage, action_label), FIELD_AS(MessagePage, action_url, SHOWN_URL),
        FIELD_TEXT(MessagePage, reference),
    };
    static const FieldCase hidden_cases[] = {
        FIELD_TEXT(HiddenField, name),
        FIELD_TEXT(HiddenField, value),
    };
    HiddenField hidden = { LIT("confirm"), LIT("yes") };
    MessagePage page = sample_message();

    (void)state;
    CHECK_FIELDS(cases, &page, render_message, &page);
    page.action_post = true;
    page.hidden = &hidden, page.hidden_count = 1;
    CHECK_FIELDS(hidden_cases, &hidden, render_message, &page);
    static const FieldCase address[] = { FIELD_AS(MessagePage, action_url, SHOWN_ACTION) };
    CHECK_FIELDS(address, &page, render_message, &page);
}

static void
test_home_escapes(void **state)
{
    static const FieldCase cases[] = {
        FIELD_TEXT(HomePage, display_name), FIELD_TEXT(HomePage, email), FIELD_TEXT(HomePage, provider),
        FIELD_TEXT(HomePage, since),        FIELD_TEXT(HomePage, csrf),
    };
    static const FieldCase provider_cases[] = {
        FIELD_TEXT(ProviderButton, name),
        FIELD_AS(ProviderButton, url, SHOWN_URL),
    };
    ProviderButton provider = { LIT("Example"), LIT("/login"), false };
    HomePage page = sample_home();
    HomePage guest = sample_home_guest();

    (void)state;
    guest.providers = &provider;
    guest.provider_count = 1;
    CHECK_FIELDS(cases, &page, render_home, &page);
    CHECK_FIELDS(provider_cases, &provider, render_home, &guest);
}

static void
test_flow_escapes(void **state)
{
    static const FieldCase cases[] = {
        FIELD_TEXT(FlowPage, verdict),
        FIELD_TEXT(FlowPage, started),
        FIELD_TEXT(FlowPage, completed_share),
        FIELD_TEXT(FlowPage, typical),
        FIELD_TEXT(FlowPage, heading),
        FIELD_TEXT(FlowPage, topic),
        FIELD_TEXT(FlowPage, archetype),
        FIELD_TEXT(FlowPage, style),
        FIELD_TEXT(FlowPage, palette),
        FIELD_TEXT(FlowPage, audience),
        FIELD_TEXT(FlowPage, language_name),
        FIELD_AS(FlowPage, picture_path, SHOWN_DATA),
        FIELD_AS(FlowPage, svg_path, SHOWN_URL),
        FIELD_TEXT(FlowPage, embed),
        FIELD_AS(FlowPage, script_path, SHOWN_SOURCE),
        FIELD_AS(FlowPage, style_extra, SHOWN_URL),
    };
    static const FieldCase row_cases[] = {
        FIELD_TEXT(FlowRow, id),     FIELD_TEXT(FlowRow, from),         FIELD_TEXT(FlowRow, to),
        FIELD_TEXT(FlowRow, label),  FIELD_TEXT(FlowRow, second_label), FIELD_TEXT(FlowRow, count),
        FIELD_TEXT(FlowRow, median), FIELD_TEXT(FlowRow, state),        FIELD_TEXT(FlowRow, state_words),
        FIELD_TEXT(FlowRow, cause),  FIELD_TEXT(FlowRow, code),
    };
    static const FieldCase step_cases[] = { FIELD_TEXT(FlowStepRow, legend) };
    static const FieldCase box_cases[] = {
        FIELD_TEXT(BoxRow, heading),
        FIELD_TEXT(BoxRow, caption),
        FIELD_TEXT(BoxRow, engine),
        FIELD_TEXT(BoxRow, figure),
    };
    FlowPage page = sample_flow();
    FlowRow row = page.rows[6];
    FlowStepRow step = page.steps[0];
    BoxRow box = page.boxes[0];

    (void)state;
    page.rows = &row, page.row_count = 1;
    page.steps = &step, page.step_count = 1;
    page.boxes = &box, page.box_count = 1;
    CHECK_FIELDS(cases, &page, render_flow, &page);
    CHECK_FIELDS(row_cases, &row, render_flow, &page);
    CHECK_FIELDS(step_cases, &step, render_flow, &page);
    CHECK_FIELDS(box_cases, &box, render_flow, &page);
}

static void
test_reports_escapes(void **state)
{
    static const FieldCase cases[] = {
        FIELD_TEXT(ReportsPage, range_words),
        FIELD_TEXT(ReportsPage, updated),
        FIELD_TEXT(ReportsPage, lag),
        FIELD_TEXT(ReportsPage, zone),
        FIELD_TEXT(ReportsPage, from),
        FIELD_TEXT(ReportsPage, to),
        FIELD_TEXT(ReportsPage, message),
        FIELD_TEXT(ReportsPage, command),
        FIELD_AS(ReportsPage, json_url, SHOWN_URL),
        FIELD_AS(ReportsPage, script_path, SHOWN_SOURCE),
        FIELD_AS(ReportsPage, style_extra, SHOWN_URL),
    };
    static const FieldCase option_cases[] = {
        FIELD_TEXT(PageOption, value),
        FIELD_TEXT(PageOption, words),
        FIELD_AS(PageOption, url, SHOWN_URL),
    };
    static const FieldCase answer_cases[] = {
        FIELD_TEXT(PageAnswer, value),
        FIELD_TEXT(PageAnswer, words),
        FIELD_TEXT(PageAnswer, change),
    };
    static const FieldCase panel_cases[] = {
        FIELD_TEXT(PagePanel, id),
        FIELD_TEXT(PagePanel, title),
        FIELD_TEXT(PagePanel, about),
        FIELD_AS(PagePanel, csv_url, SHOWN_URL),
        FIELD_AS(PagePanel, clear_url, SHOWN_URL),
    };
    static const FieldCase empty_cases[] = { FIELD_TEXT(PagePanel, empty) };
    static const FieldCase head_cases[] = { FIELD_TEXT(PageHead, text) };
    static const FieldCase cell_cases[] = {
        FIELD_TEXT(PageCell, text), FIELD_AS(PageCell, url, SHOWN_URL), FIELD_TEXT(PageCell, small),
        FIELD_TEXT(PageCell, code), FIELD_TEXT(PageCell, label),
    };
    ReportsPage page = sample_reports();
    PageOption option = page.ranges[0];
    PageAnswer answer = page.answers[0];
    PagePanel panel = page.panels[0], empty = page.panels[1];
    PageHead head = panel.heads[0];
    PageCell cell = panel.rows[0].cells[0];
    PageRow row = { &cell, 1, false };

    (void)state;
    panel.heads = &head, panel.head_count = 1;
    panel.rows = &row, panel.row_count = 1;
    page.ranges = &option, page.range_count = 1;
    page.answers = &answer, page.answer_count = 1;
    page.panels = &panel, page.panel_count = 1;
    CHECK_FIELDS(cases, &page, render_reports, &page);
    CHECK_FIELDS(option_cases, &option, render_reports, &page);
    CHECK_FIELDS(answer_cases, &answer, render_reports, &page);
    CHECK_FIELDS(panel_cases, &panel, render_reports, &page);
    CHECK_FIELDS(head_cases, &head, render_reports, &page);
    CHECK_FIELDS(cell_cases, &cell, render_reports, &page);
    page.panels = &empty;
    CHECK_FIELDS(empty_cases, &empty, render_reports, &page);
}

static void
test_complaint_escapes(void **state)
{
    static const FieldCase cases[] = {
        FIELD_TEXT(ComplaintForm, picture),
        FIELD_TEXT(ComplaintForm, typed),
        FIELD_TEXT(ComplaintForm, error),
    };
    static const FieldCase number_cases[] = { FIELD_TEXT(ComplaintPage, number) };
    ComplaintPage page = sample_complaint();

    (void)state;
    CHECK_FIELDS(cases, &page.complaint, render_complaint, &page);
    CHECK_FIELDS(number_cases, &page, render_complaint, &page);
}

/* Without permission no figure appears, whatever the rows hold. */
static void
test_flow_hides_figures(void **state)
{
    FlowPage page = sample_flow();
    Arena *arena = arena_new(1 << 20);

    (void)state;
    page.figures = false;
    Str text = render(arena, render_flow, &page);
    static const Str figures[] = { LIT_INIT("12,480"), LIT_INIT("95.2%"), LIT_INIT("6.1 s"),   LIT_INIT("182 ms"),
                                   LIT_INIT("9,412"),  LIT_INIT("268"),   LIT_INIT("Working"), LIT_INIT("working") };
    for (size_t i = 0; i < COUNT_OF(figures); i++)
        assert_int_equal(occurrences(text, figures[i]), 0);
    assert_int_equal(occurrences(text, LIT("GET /login")), 1);
    assert_int_equal(occurrences(text, LIT("not an audited reference architecture")), 1);
    arena_free(arena);
}

/* The password is never written back, and after an error it has the focus and the words that explain. */
static void
test_signin_error(void **state)
{
    SigninPage page = sample_signin();
    Arena *arena = arena_new(1 << 20);

    (void)state;
    Str calm = render(arena, render_signin, &page);
    assert_int_equal(occurrences(calm, LIT("role=\"alert\"")), 0);
    assert_int_equal(occurrences(calm, LIT("<title>Sign in to ⁨Corner Shop⁩</title>")), 1);
    page.error = LIT("The email or password is not correct.");
    Str text = render(arena, render_signin, &page);
    assert_int_equal(occurrences(text, LIT("<title>Error: Sign in to ⁨Corner Shop⁩</title>")), 1);
    assert_int_equal(occurrences(text, LIT("role=\"alert\"")), 1);
    Str password = str_slice(text, str_find(text, LIT("id=\"password\"")), text.len);
    password = str_slice(password, 0, str_find_byte(password, '>'));
    assert_int_equal(occurrences(password, LIT("aria-describedby=\"signin-error\"")), 1);
    assert_int_equal(occurrences(password, LIT(" autofocus")), 1);
    assert_int_equal(occurrences(password, LIT("value=")), 0);
    assert_int_equal(occurrences(text, LIT(" autofocus")), 1);
    arena_free(arena);
}

/* The badge of a step stands out in its first row only. */
static void
test_flow_marks_first_rows(void **state)
{
    FlowPage page = sample_flow();
    Arena *arena = arena_new(1 << 20);

    (void)state;
    Str text = render(arena, render_flow, &page);
    assert_int_equal(occurrences(text, LIT("<tr role=\"row\" id=\"c-")), CONNECTIONS);
    assert_int_equal(occurrences(text, LIT(" class=\"first\"")), STEPS);
    arena_free(arena);
}

static void
check_size(Render *page_render, const void *page, const char *name, size_t limit)
{
    Arena *arena = arena_new(1 << 20);
    size_t size = render(arena, page_render, page).len + page_style.len;

    if (size > limit)
        fail_msg("%s with the stylesheet has %zu bytes, more than %zu", name, size, limit);
    arena_free(arena);
}

static void
test_sizes(void **state)
{
    SigninPage signin = sample_signin();
    ConsentPage consent = sample_consent();
    MessagePage message = sample_message();
    HomePage home = sample_home();
    FlowPage flow = sample_flow();
    ReportsPage reports = sample_reports();
    Arena *arena = arena_new(1 << 20);
    static const PageBrand brand = { .site_name = LIT_INIT("Harbour Works") };

    (void)state;
    /* With every language in the chooser, as handlers make it. */
    PageFrame frame = page_frame(arena, &brand, LANGUAGE_en, LIT("/signin?interaction=9f2c-7e1b"));
    signin.frame = consent.frame = message.frame = home.frame = flow.frame = reports.frame = frame;
    check_size(render_signin, &signin, "signin", PAGE_SIZE_MAX);
    check_size(render_consent, &consent, "consent", PAGE_SIZE_MAX);
    check_size(render_message, &message, "message", PAGE_SIZE_MAX);
    check_size(render_home, &home, "home", PAGE_SIZE_MAX);
    check_size(render_flow, &flow, "flow", BOARD_SIZE_MAX);
    check_size(render_reports, &reports, "reports", BOARD_SIZE_MAX);
    arena_free(arena);
}

static void
test_overflow_is_noticed(void **state)
{
    char memory[64];
    Buf buf = buf_fixed(memory, sizeof memory);
    MessagePage page = sample_message();
    Str text;

    (void)state;
    page_message(&buf, &page);
    Error *error = buf_finish(&buf, "the page", &text);
    assert_non_null(error);
    assert_int_equal(error->code, E_TOO_LARGE);
}

static void
test_style(void **state)
{
    MessagePage page = sample_message();
    Arena *arena = arena_new(1 << 20);

    (void)state;
    assert_true(str_starts(page_style_path, LIT("/style-")));
    assert_true(str_ends(page_style_path, LIT(".css")));
    assert_int_equal(occurrences(render(arena, render_message, &page), page_style_path), 1);
    assert_int_equal(occurrences(page_style, LIT("@import")), 0);
    assert_int_equal(occurrences(page_style, LIT("http")), 0);
    assert_true(occurrences(page_style, LIT("prefers-color-scheme: dark")) > 0);
    assert_true(str_starts(page_icon, LIT("<svg ")));
    assert_int_equal(occurrences(page_icon, LIT("<script")), 0);
    arena_free(arena);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frame_escapes),         cmocka_unit_test(test_frame_of_a_language),
        cmocka_unit_test(test_names_are_isolated),    cmocka_unit_test(test_signin_escapes),
        cmocka_unit_test(test_consent_escapes),       cmocka_unit_test(test_message_escapes),
        cmocka_unit_test(test_home_escapes),          cmocka_unit_test(test_flow_escapes),
        cmocka_unit_test(test_reports_escapes),       cmocka_unit_test(test_complaint_escapes),
        cmocka_unit_test(test_flow_hides_figures),    cmocka_unit_test(test_signin_error),
        cmocka_unit_test(test_flow_marks_first_rows), cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_overflow_is_noticed),   cmocka_unit_test(test_style),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
