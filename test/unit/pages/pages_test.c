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

#define PAGE_SIZE_MAX 30720 /* with the stylesheet */

static const Str hostile = LIT_INIT("\"'><script>alert(1)</script>&amp;");

typedef enum Shown { SHOWN_TEXT, SHOWN_URL, SHOWN_ACTION, SHOWN_QUERY } Shown;

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
        if (occurrences(text, LIT("<script")) || occurrences(text, LIT("\"'>")))
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
        FIELD_TEXT(SigninPage, app_name), FIELD_TEXT(SigninPage, handle), FIELD_TEXT(SigninPage, typed_name),
        FIELD_TEXT(SigninPage, error),    FIELD_TEXT(SigninPage, hint),   FIELD_TEXT(SigninPage, reference),
    };
    SigninPage page = sample_signin();

    (void)state;
    page.error = LIT("Wrong.");
    CHECK_FIELDS(cases, &page, render_signin, &page);
}

static void
test_consent_escapes(void **state)
{
    static const FieldCase cases[] = {
        FIELD_TEXT(ConsentPage, app_name),      FIELD_TEXT(ConsentPage, client_id),
        FIELD_TEXT(ConsentPage, redirect_host), FIELD_TEXT(ConsentPage, user_name),
        FIELD_TEXT(ConsentPage, handle),        FIELD_AS(ConsentPage, switch_url, SHOWN_URL),
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
        FIELD_TEXT(HomePage, site_name), FIELD_TEXT(HomePage, display_name), FIELD_TEXT(HomePage, email),
        FIELD_TEXT(HomePage, provider),  FIELD_TEXT(HomePage, since),        FIELD_TEXT(HomePage, csrf),
    };
    static const FieldCase provider_cases[] = {
        FIELD_TEXT(ProviderButton, label),
        FIELD_AS(ProviderButton, url, SHOWN_URL),
    };
    ProviderButton provider = { LIT("Continue with Example"), LIT("/login") };
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
        FIELD_TEXT(FlowPage, site_name), FIELD_TEXT(FlowPage, verdict),         FIELD_TEXT(FlowPage, updated),
        FIELD_TEXT(FlowPage, started),   FIELD_TEXT(FlowPage, completed_share), FIELD_TEXT(FlowPage, typical),
    };
    static const FieldCase row_cases[] = {
        FIELD_TEXT(FlowRow, id),          FIELD_TEXT(FlowRow, from),         FIELD_TEXT(FlowRow, to),
        FIELD_TEXT(FlowRow, label),       FIELD_TEXT(FlowRow, second_label), FIELD_TEXT(FlowRow, count),
        FIELD_TEXT(FlowRow, median),      FIELD_TEXT(FlowRow, lost),         FIELD_TEXT(FlowRow, state),
        FIELD_TEXT(FlowRow, state_words),
    };
    static const FieldCase step_cases[] = { FIELD_TEXT(FlowStepRow, legend) };
    static const FieldCase box_cases[] = {
        FIELD_TEXT(BoxRow, heading),
        FIELD_TEXT(BoxRow, caption),
        FIELD_TEXT(BoxRow, engine),
        FIELD_TEXT(BoxRow, figure),
    };
    FlowPage page = sample_flow();
    FlowRow row = page.rows[0];
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
        FIELD_TEXT(ReportsPage, site_name), FIELD_TEXT(ReportsPage, range_words), FIELD_TEXT(ReportsPage, updated),
        FIELD_TEXT(ReportsPage, lag),       FIELD_TEXT(ReportsPage, started),     FIELD_TEXT(ReportsPage, completed),
        FIELD_TEXT(ReportsPage, failed),    FIELD_TEXT(ReportsPage, abandoned),   FIELD_TEXT(ReportsPage, open),
        FIELD_TEXT(ReportsPage, success),   FIELD_TEXT(ReportsPage, typical),
    };
    static const FieldCase range_cases[] = {
        FIELD_AS(RangeLink, name, SHOWN_QUERY),
        FIELD_TEXT(RangeLink, words),
    };
    static const FieldCase funnel_cases[] = {
        FIELD_TEXT(FunnelRow, words),
        FIELD_TEXT(FunnelRow, flows),
        FIELD_TEXT(FunnelRow, share),
        FIELD_TEXT(FunnelRow, lost),
    };
    static const FieldCase cause_cases[] = {
        FIELD_TEXT(CauseRow, cause),
        FIELD_TEXT(CauseRow, group),
        FIELD_TEXT(CauseRow, meaning),
        FIELD_TEXT(CauseRow, flows),
    };
    ReportsPage page = sample_reports();
    RangeLink range = page.ranges[0];
    FunnelRow bar = page.funnel[0];
    CauseRow cause = page.causes[0], refused = page.refused[0];

    (void)state;
    page.ranges = &range, page.range_count = 1;
    page.funnel = &bar, page.funnel_count = 1;
    page.causes = &cause, page.cause_count = 1;
    page.refused = &refused, page.refused_count = 1;
    CHECK_FIELDS(cases, &page, render_reports, &page);
    CHECK_FIELDS(range_cases, &range, render_reports, &page);
    CHECK_FIELDS(funnel_cases, &bar, render_reports, &page);
    CHECK_FIELDS(cause_cases, &cause, render_reports, &page);
    CHECK_FIELDS(cause_cases, &refused, render_reports, &page);
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
    assert_int_equal(occurrences(calm, LIT("<title>Sign in to Corner Shop</title>")), 1);
    page.error = LIT("The email or password is not correct.");
    Str text = render(arena, render_signin, &page);
    assert_int_equal(occurrences(text, LIT("<title>Error: Sign in to Corner Shop</title>")), 1);
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
check_size(Render *page_render, const void *page, const char *name)
{
    Arena *arena = arena_new(1 << 20);
    size_t size = render(arena, page_render, page).len + page_style.len;

    if (size > PAGE_SIZE_MAX)
        fail_msg("%s with the stylesheet has %zu bytes, more than %d", name, size, PAGE_SIZE_MAX);
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

    (void)state;
    check_size(render_signin, &signin, "signin");
    check_size(render_consent, &consent, "consent");
    check_size(render_message, &message, "message");
    check_size(render_home, &home, "home");
    check_size(render_flow, &flow, "flow");
    check_size(render_reports, &reports, "reports");
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
        cmocka_unit_test(test_signin_escapes),        cmocka_unit_test(test_consent_escapes),
        cmocka_unit_test(test_message_escapes),       cmocka_unit_test(test_home_escapes),
        cmocka_unit_test(test_flow_escapes),          cmocka_unit_test(test_reports_escapes),
        cmocka_unit_test(test_flow_hides_figures),    cmocka_unit_test(test_signin_error),
        cmocka_unit_test(test_flow_marks_first_rows), cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_overflow_is_noticed),   cmocka_unit_test(test_style),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
