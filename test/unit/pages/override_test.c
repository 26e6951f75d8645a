/* override_test.c -- templates read at run time: the built-in ones give byte for byte what their compiled functions give; each mistake is
 * refused with its place; values are escaped.
 * SPDX-License-Identifier: ISC */
#include "sample.h"

#include "base/str.h"
#include "pages/override.h"
#include "pages/page_fields.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ARENA_SIZE ((size_t)16 << 20)

static const PageOverrides *
make_builtin(Arena *arena)
{
    OverrideFile files[OVERRIDE_FILES];
    const PageOverrides *overrides = NULL;

    assert_in_range(page_fields_builtin_count, 1, OVERRIDE_FILES);
    for (size_t i = 0; i < page_fields_builtin_count; i++)
        files[i] = (OverrideFile){ page_fields_builtin[i].name, "a copy", page_fields_builtin[i].text };
    Error *error = override_make(arena, files, page_fields_builtin_count, &overrides);
    if (error)
        fail_msg("%s", error->text);
    return overrides;
}

/* The two ways to write a page differ nowhere; page begins with its frame. */
static void
check_same(const char *name, void (*compiled)(Buf *buf, const void *page), void *page)
{
    static const LanguageId spoken[] = { LANGUAGE_en, LANGUAGE_qpr };
    PageFrame *frame = page;
    PageFrame before = *frame;
    Arena *arena = arena_new(ARENA_SIZE);
    const PageOverrides *overrides = make_builtin(arena);

    for (size_t i = 0; i < COUNT_OF(spoken); i++) {
        Buf expected = buf_new(arena, PAGE_REPORTS_LIMIT), found = buf_new(arena, PAGE_REPORTS_LIMIT);
        *frame = sample_frame(spoken[i]);
        frame->accent_path = before.accent_path;
        frame->logo_path = before.logo_path;
        compiled(&expected, page);
        assert_true(override_page(overrides, name, &found, page));
        size_t at = 0;
        while (at < expected.len && at < found.len && expected.ptr[at] == found.ptr[at])
            at++;
        if (at != expected.len || at != found.len)
            fail_msg("%s differs at byte %zu: \"%.60s\" instead of \"%.60s\"", name, at, found.ptr + at,
                     expected.ptr + at);
        assert_in_range(found.len, 500, PAGE_REPORTS_LIMIT);
    }
    *frame = before;
    arena_free(arena);
}

#define COMPILED(name, type)                                \
    static void compiled_##name(Buf *buf, const void *page) \
    {                                                       \
        page_##name(buf, (const type *)page);               \
    }
COMPILED(signin, SigninPage)
COMPILED(consent, ConsentPage)
COMPILED(message, MessagePage)
COMPILED(home, HomePage)
COMPILED(flow, FlowPage)
COMPILED(reports, ReportsPage)
COMPILED(complaint, ComplaintPage)

static const Str hostile = LIT_INIT("\"'><script>alert(1)</script>&amp;\n  x");

static void
test_signin_is_the_same(void **state)
{
    SigninPage page = sample_signin();

    (void)state;
    check_same("signin", compiled_signin, &page);
    page.error = hostile, page.reference = LIT("018f"), page.demo_name = LIT("ada"), page.ui_locales = LIT("fr de");
    page.frame.logo_path = LIT("/logo.svg"), page.frame.accent_path = LIT("/accent.css");
    check_same("signin", compiled_signin, &page);
}

static void
test_consent_is_the_same(void **state)
{
    ConsentPage page = sample_consent();

    (void)state;
    check_same("consent", compiled_consent, &page);
    page.app_name = hostile, page.switch_url = LIT("javascript:1"), page.ui_locales = hostile;
    check_same("consent", compiled_consent, &page);
}

static void
test_message_is_the_same(void **state)
{
    MessagePage page = sample_message();
    HiddenField hidden[] = { { LIT_INIT("confirm"), LIT_INIT("yes") }, { hostile, hostile } };

    (void)state;
    check_same("message", compiled_message, &page);
    page.is_error = false, page.action_post = true, page.hidden = hidden, page.hidden_count = COUNT_OF(hidden);
    check_same("message", compiled_message, &page);
    page.action_label = LIT(""), page.reference = LIT("");
    check_same("message", compiled_message, &page);
}

static void
test_home_is_the_same(void **state)
{
    HomePage page = sample_home(), guest = sample_home_guest();

    (void)state;
    check_same("home", compiled_home, &page);
    check_same("home", compiled_home, &guest);
    guest.provider_count = 0;
    check_same("home", compiled_home, &guest);
}

static void
test_flow_is_the_same(void **state)
{
    FlowPage page = sample_flow();

    (void)state;
    check_same("flow", compiled_flow, &page);
    page.figures = false, page.complaint.error = hostile;
    check_same("flow", compiled_flow, &page);
}

/* With every field of a panel in use: charts, links, legends. */
static void
test_reports_is_the_same(void **state)
{
    static const int64_t values[] = { 3 };
    static const Chart chart = { .kind = CHART_BAR, .values = values, .value_count = 1, .whole = 7, .tone = "done" };
    ReportsPage page = sample_reports(), empty = sample_reports_empty();
    PageAnswer answer = page.answers[0];
    PageLegend legend = { LIT("Done"), "done", &chart };
    PagePanel panels[] = { page.panels[0], page.panels[0], page.panels[1] };

    (void)state;
    check_same("reports", compiled_reports, &page);
    check_same("reports", compiled_reports, &empty);
    answer.spark = &chart;
    panels[1].chart = &chart, panels[1].legend = &legend, panels[1].legend_count = 1;
    page.answers = &answer, page.answer_count = 1;
    page.panels = panels, page.panel_count = COUNT_OF(panels);
    page.custom = page.compare = page.filtered = page.rounded = page.suppressed = true;
    check_same("reports", compiled_reports, &page);
}

static void
test_complaint_is_the_same(void **state)
{
    ComplaintPage page = sample_complaint();

    (void)state;
    check_same("complaint", compiled_complaint, &page);
    page.complaint.error = LIT(""), page.number = LIT("C-204817");
    check_same("complaint", compiled_complaint, &page);
}

/* ---- refusals: a mistake in the part MIDDLE of a sign-in page that is otherwise right ---- */

#define HEAD                                                                                                       \
    "<!DOCTYPE html>\n<html lang=\"{{frame.lang}}\" dir=\"{{frame.dir}}\"><head><title>Hello</title></head><body>" \
    "<p>{{app_name}} {{error}} {{reference}} {{demo_name}}</p>\n"
#define FORM                                                                                                     \
    "<form method=\"post\" action=\"/signin\"><input type=\"hidden\" name=\"interaction\" value=\"{{handle}}\">" \
    "<input type=\"hidden\" name=\"ui_locales\" value=\"{{ui_locales}}\"><input name=\"username\">"              \
    "<input type=\"password\" name=\"password\"></form>\n"
#define TAIL "</body></html>\n"

typedef struct Refusal {
    const char *text; /* between HEAD, which has two lines, and FORM */
    int line;
    const char *words;
} Refusal;

static Error *
make_one(Arena *arena, const char *name, const char *text, const PageOverrides **overrides)
{
    OverrideFile file = { str_from_c(name), "dir/x.html", str_from_c(text) };

    return override_make(arena, &file, 1, overrides);
}

static void
check_refusal(const Refusal *refusal)
{
    Arena *arena = arena_new(ARENA_SIZE);
    const PageOverrides *overrides = NULL;
    const char *text = str_to_c(arena, str_format(arena, "%s%s%s%s", HEAD, refusal->text, FORM, TAIL));
    const char *place = str_to_c(arena, str_format(arena, "dir/x.html:%d: ", refusal->line));

    Error *error = make_one(arena, "signin", text, &overrides);
    if (!error)
        fail_msg("not refused: %s", refusal->text);
    if (error->code != E_CONFIG || strncmp(error->text, place, strlen(place)) != 0 ||
        !strstr(error->text, refusal->words))
        fail_msg("%s: \"%s\", expected \"%s\" and \"%s\"", refusal->text, error->text, place, refusal->words);
    assert_null(overrides);
    arena_free(arena);
}

static void
test_syntax_is_refused(void **state)
{
    static const Refusal refusals[] = {
        { "{{#unless x}}", 3, "unknown syntax" },
        { "\n{{raw handle}}", 4, "unknown syntax" },
        { "{{{handle}}}", 3, "unknown syntax" },
        { "{{Handle}}", 3, "unknown syntax" },
        { "{{handle->len}}", 3, "unknown syntax" },
        { "{{}}", 3, "unknown syntax" },
        { "{{t plain}}", 3, "unknown syntax" },
        { "{{a..b}}", 3, "unknown syntax" },
        { "\nx}}", 4, "}} without {{" },
        { "{{#if error}}a", 3, "never closed" },
        { "{{/if}}", 3, "does not close anything" },
        { "{{#if error}}{{/each}}", 3, "{{/each}} does not close {{#if}}" },
        { "{{else}}", 3, "{{else}} without {{#if}}" },
        { "{{#if error}}{{else}}{{else}}{{/if}}", 3, "{{else}} without {{#if}}" },
        { "{{> nothing}}", 3, "there is no nothing.html" },
        { "{{> signin}}", 3, "signin.html includes itself" },
        { "{{slot main}}", 3, "slot main is not filled" },
        { "{{#slot main}}{{/slot}}", 3, "belong to the top" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(refusals); i++)
        check_refusal(&refusals[i]);
}

static void
test_names_are_refused(void **state)
{
    static const Refusal refusals[] = {
        { "{{password}}", 3, "there is no password here; there are frame, app_name, handle" },
        { "\n\n{{frame.nothing}}", 5, "there is no nothing here" },
        { "{{handle.length}}", 3, "nothing is in handle" },
        { "{{frame}}", 3, "a group of fields, which cannot stand here" },
        { "{{frame.choices}}", 3, "an array, which cannot stand here" },
        { "{{frame.choice_count}}", 3, "a count, which cannot stand here" },
        { "{{#if frame.choices}}{{/if}}", 3, "an array, which cannot stand here" },
        { "{{#each handle frame.choice_count as c}}{{/each}}", 3, "a text, which cannot stand here" },
        { "{{#each frame.choices handle as c}}{{/each}}", 3, "handle is not the count of frame.choices" },
        { "{{#each frame.choices frame.choice_count as c}}{{c.nothing}}{{/each}}", 3, "there is no nothing here" },
        { "{{#each frame.choices frame.choice_count as c}}{{c}}{{/each}}", 3, "cannot stand here" },
        { "{{#each frame.choices frame.choice_count as c}}{{c.current}}{{/each}}", 3, "yes or no, which cannot" },
        { "{{#each frame.choices frame.choice_count as c}}{{/each}}{{c.code}}", 3, "there is no c here" },
        { "{{#each frame.choices frame.choice_count as c}}{{#each frame.choices frame.choice_count as "
          "c}}{{/each}}{{/each}}",
          3, "the name c is taken" },
        { "{{#each frame.choices frame.choice_count as page}}{{/each}}", 3, "the name page is taken" },
        { "{{#ifchanged handle}}{{/ifchanged}}", 3, "needs a field of a loop" },
        { "{{t signin.nothing}}", 3, "signin.nothing is no message" },
        { "{{t signin.title}}", 3, "signin.title needs app=" },
        { "{{t signin.title app=handle app=handle}}", 3, "given twice" },
        { "\n{{t signin.lead app=handle}}", 4, "has no placeholder {app}" },
        { "{{t signin.title app=nothing}}", 3, "there is no nothing here" },
        { "{{t signin.title app=frame}}", 3, "a text or a number is needed" },
        { "{{t flow.in_progress count=handle}}", 3, "count=handle: a number is needed" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(refusals); i++)
        check_refusal(&refusals[i]);
}

static void
test_html_is_refused(void **state)
{
    static const Refusal refusals[] = {
        { "<script>alert(1)</script>", 3, "<script> is not allowed" },
        { "<SCRIPT src=\"/x.js\"></SCRIPT>", 3, "<script> is not allowed" },
        { "\n<style>a{}</style>", 4, "<style> is not allowed" },
        { "<iframe></iframe>", 3, "<iframe> is not allowed" },
        { "<object data=\"/x\"></object>", 3, "<object> is not allowed" },
        { "<base href=\"/\">", 3, "<base> is not allowed" },
        { "<svg><animate/></svg>", 3, "<animate> is not allowed" },
        { "<svg><use href=\"#a\"/></svg>", 3, "<use> is not allowed" },
        { "<p onclick=\"f()\"></p>", 3, "attribute onclick is not allowed" },
        { "<p\nstyle=\"color:red\"></p>", 4, "attribute style is not allowed" },
        { "<meta http-equiv=\"refresh\">", 3, "attribute http-equiv is not allowed" },
        { "<meta name=\"referrer\" content=\"unsafe-url\">", 3, "<meta name=\"referrer\"> is not allowed" },
        { "<img src=\"https://evil.example/x.png\">", 3, "leads away" },
        { "<img src=\"//evil.example/x.png\">", 3, "leads away" },
        { "<img src=\"/&#47;evil.example/x.png\">", 3, "leads away" },
        { "<img src=\"/\\evil.example/x.png\">", 3, "leads away" },
        { "<img src=\"data:image/png,\">", 3, "leads away" },
        { "<link rel=\"stylesheet\" href=\"https://evil.example/x.css\">", 3, "leads away" },
        { "<a href=\"javascript:alert(1)\">x</a>", 3, "leads away" },
        { "<a href=\"java{{! }}script:alert(1)\">x</a>", 3, "leads away" },
        { "<a href=\"/{{! }}/evil.example\">x</a>", 3, "in one piece" },
        { "<a href=\"{{url handle}}.evil.example\">x</a>", 3, "nothing may follow" },
        { "<a href=\"/{{style_path}}\">x</a>", 3, "must be the beginning" },
        { "<a href=\"{{#if error}}/a{{/if}}\">x</a>", 3, "before its ?" },
        { "<img srcset=\"/a 2x\">", 3, "attribute srcset is not allowed" },
        { "<p href=\"/\">x</p>", 3, "attribute href is not allowed in <p>" },
        { "<svg><path fill=\"url(https://evil.example/x)\"/></svg>", 3, "url(…) in fill leads away" },
        { "<svg><path fill=\"url({{handle}})\"/></svg>", 3, "url(…) in fill leads away" },
        { "<a href=\"{{handle}}\">x</a>", 3, "write {{url handle}}" },
        { "<p>{{url handle}}</p>", 3, "must be the beginning of an address" },
        { "<a href=\"/{{query handle}}\">x</a>", 3, "must stand after the ?" },
        { "<a href=\"{{t signin.lead}}\">x</a>", 3, "that is no address" },
        { "<p {{handle}}>x</p>", 3, "it is not in a quoted value" },
        { "<p class={{handle}}>x</p>", 3, "not in a quoted value" },
        { "<p class='x'>x</p>", 3, "not in double quotes" },
        { "<p class=\"a\"id=\"b\">x</p>", 3, "after a space" },
        { "<{{handle}}>", 3, "a bare <" },
        { "<!-- x -->", 3, "an HTML comment" },
        { "1 < 2", 3, "a bare <" },
        { "<b><i></b></i>", 3, "</b> closes <i>" },
        { "</i>", 3, "</i> closes <body>" },
        { "<div>", 4, "</body> closes <div>" },
        { "<div/>", 3, "outside of an <svg>" },
        { "{{#if error}}<p>{{/if}}", 3, "not closed inside" },
        { "<p>{{#if error}}</p>{{/if}}", 3, "not closed inside" },
        { "<p class=\"{{#if error}}a\"{{/if}}>x</p>", 3, "not closed inside" },
        { "<textarea><b>x</b></textarea>", 3, "<b> inside of <textarea>" },
        { "<form><form></form></form>", 3, "a <form> in a <form>" },
        { "<input type=\"password\" name=\"x\">", 3, "a password outside" },
        { "<form action=\"/signin\"><input type=\"password\"></form>", 3, "a password outside" },
        { "<form method=\"post\" action=\"https://evil.example/\"></form>", 3, "leads away" },
        { "<form{{#if error}} method=\"post\"{{/if}}></form>", 3, "must not hang on a condition" },
        { "<form method=\"get\" method=\"post\"></form>", 3, "has method twice" },
        { "<form><button formaction=\"/x\">x</button></form>", 3, "attribute formaction is not allowed" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(refusals); i++)
        check_refusal(&refusals[i]);
}

/* Take each needed part out of the built-in templates: the page is refused, and says what it needs. */
static void
test_needs_are_refused(void **state)
{
    static const struct {
        const char *page, *part, *instead, *words;
    } cases[] = {
        { "signin", "value=\"{{handle}}\"", "value=\"1\"", "interaction, value {handle}" },
        { "signin", "name=\"username\"", "name=\"user\"", "name username" },
        { "signin", "type=\"password\"", "type=\"text\"", "name password, type password" },
        { "signin", "method=\"post\" action=\"/signin\"", "method=\"get\" action=\"/signin\"", "a password outside" },
        { "signin", "action=\"/signin\"", "action=\"/other\"", "action /signin" },
        { "signin", "{{error}}", "", "{{error}}" },
        { "signin", "{{t page.reference reference=reference}}", "", "{{reference}}" },
        { "signin", "<form method=\"post\"", "{{#if error}}<p>1</p>{{/if}}<form method=\"put\"", "a password outside" },
        { "consent", "value=\"deny\"", "value=\"no\"", "decision, value deny" },
        { "consent", "value=\"allow\"", "value=\"{{handle}}\"", "decision, value allow" },
        { "consent", "{{redirect_host}}", "", "{{redirect_host}}" },
        { "consent", "{{t consent.who name=user_name}}", "", "{{user_name}}" },
        { "message", "value=\"{{field.value}}\"", "value=\"\"", "value {hidden.value}" },
        { "message", "{{text}}", "", "{{text}}, outside of all" },
        { "home", "value=\"{{csrf}}\"", "value=\"\"", "csrf, value {csrf}" },
        { "home", "href=\"{{url choice.url}}\"", "href=\"/login\"", "{{providers.url}}" },
        { "complaint_form", "name=\"description\"", "name=\"text\"", "name description" },
        { "frame", "lang=\"{{frame.lang}}\"", "lang=\"en\"", "{{frame.lang}}" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Arena *arena = arena_new(ARENA_SIZE);
        const PageOverrides *overrides = NULL;
        const PageTemplate *builtin = page_fields_builtin;
        while (!str_equal(builtin->name, str_from_c(cases[i].page)))
            builtin++;
        size_t at = str_find(builtin->text, str_from_c(cases[i].part));
        assert_true(at < builtin->text.len);
        Str before = str_slice(builtin->text, 0, at);
        Str after = str_slice(builtin->text, at + strlen(cases[i].part), builtin->text.len);
        Str text = str_format(arena, "%.*s%s%.*s", STR_ARG(before), cases[i].instead, STR_ARG(after));
        Error *error = make_one(arena, cases[i].page, str_to_c(arena, text), &overrides);
        if (!error)
            fail_msg("%s without %s is not refused", cases[i].page, cases[i].part);
        if (!strstr(error->text, cases[i].words))
            fail_msg("%s without %s: \"%s\"", cases[i].page, cases[i].part, error->text);
        arena_free(arena);
    }
}

/* ---- limits ---- */

static Str
repeated(Arena *arena, const char *part, size_t count)
{
    Buf buf = buf_new(arena, (size_t)4 << 20);

    for (size_t i = 0; i < count; i++)
        buf_add(&buf, str_from_c(part));
    return buf_str(&buf);
}

static void
check_limit(const char *name, Str text, const char *words)
{
    Arena *arena = arena_new(ARENA_SIZE);
    const PageOverrides *overrides = NULL;
    OverrideFile file = { str_from_c(name), "dir/x.html", text };

    Error *error = override_make(arena, &file, 1, &overrides);
    if (!error || !strstr(error->text, words))
        fail_msg("%s: %s", words, error ? error->text : "not refused");
    arena_free(arena);
}

static void
test_limits(void **state)
{
    Arena *arena = arena_new(ARENA_SIZE);

    (void)state;
    check_limit("signin", repeated(arena, "x", OVERRIDE_BYTES + 1), "more than 262144 bytes");
    check_limit("signin", repeated(arena, "{{#if error}}", OVERRIDE_DEPTH + 1), "deeper than 32");
    check_limit("signin", repeated(arena, "<b>", 65), "elements are nested deeper than 64");
    check_limit("signin", repeated(arena, "{{handle}}", 20001), "more than 20000 parts");
    check_limit("signin", LIT("\xff"), "not UTF-8");
    check_limit("Signin", LIT(""), "small letters");
    check_limit("other", LIT("<p>hello</p>"), "no page has this name");
    arena_free(arena);
}

/* A large partial, several times. */
static void
test_a_page_is_limited(void **state)
{
    Arena *arena = arena_new(ARENA_SIZE);
    OverrideFile files[] = { { LIT("signin"), "dir/signin.html",
                               LIT("{{> large}}{{> large}}{{> large}}{{> large}}{{> large}}") },
                             { LIT("large"), "dir/large.html", repeated(arena, "x", OVERRIDE_BYTES) } };
    const PageOverrides *overrides = NULL;

    (void)state;
    Error *error = override_make(arena, files, COUNT_OF(files), &overrides);
    assert_non_null(error);
    assert_non_null(strstr(error->text, "more than 1048576 bytes"));
    arena_free(arena);
}

static void
test_too_many_files(void **state)
{
    Arena *arena = arena_new(ARENA_SIZE);
    OverrideFile files[OVERRIDE_FILES + 1];
    const PageOverrides *overrides = NULL;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++)
        files[i] = (OverrideFile){ LIT("mark"), "dir/x.html", LIT("") };
    Error *error = override_make(arena, files, COUNT_OF(files), &overrides);
    assert_non_null(error);
    assert_non_null(strstr(error->text, "more than 64 templates"));
    arena_free(arena);
}

/* ---- what is allowed ---- */

static void
test_own_words_and_partials(void **state)
{
    Arena *arena = arena_new(ARENA_SIZE);
    OverrideFile files[] = {
        { LIT("signin"), "dir/signin.html",
          LIT(HEAD
              "{{> note}}<a href=\"https://example.com/help\">Help?</a><a href=\"mailto:it@example.com\">Write</a>" FORM
                  TAIL) },
        { LIT("note"), "dir/note.html", LIT("<p title=\"Ours\">Welcome, {{app_name}}!</p>\n") },
    };
    const PageOverrides *overrides = NULL;
    SigninPage page = sample_signin();
    Buf buf = buf_new(arena, PAGE_LIMIT), home = buf_new(arena, PAGE_LIMIT);
    HomePage other = sample_home();

    (void)state;
    Error *error = override_make(arena, files, COUNT_OF(files), &overrides);
    if (error)
        fail_msg("%s", error->text);
    assert_int_equal(override_count(overrides), 1);
    page.frame.overrides = other.frame.overrides = overrides;
    page.app_name = hostile;
    page_signin(&buf, &page);
    assert_true(str_find(buf_str(&buf), LIT("<p title=\"Ours\">Welcome, &quot;&#39;&gt;&lt;script&gt;")) < buf.len);
    assert_true(str_find(buf_str(&buf), LIT("<script>")) == buf.len);
    assert_false(override_page(overrides, "home", &home, &other));
    page_home(&home, &other);
    assert_true(home.len > 500);
    arena_free(arena);
}

/* A changed partial changes every page that has it. */
static void
test_a_partial_changes_its_pages(void **state)
{
    Arena *arena = arena_new(ARENA_SIZE);
    const PageOverrides *overrides = NULL;
    ComplaintPage page = sample_complaint();
    Buf buf = buf_new(arena, PAGE_LIMIT);

    (void)state;
    Error *error = make_one(arena, "bar", "<header><b>Acme</b></header>\n", &overrides);
    if (error)
        fail_msg("%s", error->text);
    assert_int_equal(override_count(overrides), 3); /* flow, reports, complaint */
    page.frame.overrides = overrides;
    page_complaint(&buf, &page);
    assert_true(str_find(buf_str(&buf), LIT("<header><b>Acme</b></header>")) < buf.len);
    assert_int_equal(override_count(NULL), 0);
    arena_free(arena);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signin_is_the_same),     cmocka_unit_test(test_consent_is_the_same),
        cmocka_unit_test(test_message_is_the_same),    cmocka_unit_test(test_home_is_the_same),
        cmocka_unit_test(test_flow_is_the_same),       cmocka_unit_test(test_reports_is_the_same),
        cmocka_unit_test(test_complaint_is_the_same),  cmocka_unit_test(test_syntax_is_refused),
        cmocka_unit_test(test_names_are_refused),      cmocka_unit_test(test_html_is_refused),
        cmocka_unit_test(test_needs_are_refused),      cmocka_unit_test(test_limits),
        cmocka_unit_test(test_a_page_is_limited),      cmocka_unit_test(test_too_many_files),
        cmocka_unit_test(test_own_words_and_partials), cmocka_unit_test(test_a_partial_changes_its_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
