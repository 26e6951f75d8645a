/* flow_browser.c -- what a person does with a browser.
 * SPDX-License-Identifier: ISC */
#include "flow_browser.h"

#include "base/str.h"
#include "codec/form.h"
#include "flow_cookies.h"
#include "flow_html.h"
#include "flow_message.h"

#define BODY_LIMIT    ((size_t)1 << 17)
#define REDIRECTS_MAX 10
#define FORM_TYPE     LIT("application/x-www-form-urlencoded")
#define FIRST_ADDRESS LIT("203.0.113.10")

Error *
browser_use(Play *play, const Str *words, size_t count)
{
    Browser *browser = NULL;

    TRY(world_open(&play->world));
    for (size_t i = 0; i < play->browser_count; i++)
        if (str_equal(play->browsers[i].name, words[0]))
            browser = &play->browsers[i];
    if (!browser && play->browser_count == PLAY_BROWSERS_MAX)
        FAIL(E_USAGE, "more than %d browsers", PLAY_BROWSERS_MAX);
    if (!browser) {
        browser = &play->browsers[play->browser_count++];
        *browser = (Browser){ .name = words[0], .peer = FIRST_ADDRESS };
    }
    if (count > 1)
        browser->peer = words[1];
    play->browser = browser;
    play->answer = &browser->page;
    return NULL;
}

/* The browser in use; the first one needs no line of its own. */
static Error *
current(Play *play)
{
    Str name = LIT("first");

    if (!play->browser)
        TRY(browser_use(play, &name, 1));
    play->answer = &play->browser->page;
    return NULL;
}

Error *
browser_header(Play *play, const Str *words, size_t count)
{
    (void)count;
    if (play->extra_count == PLAY_HEADERS_MAX)
        FAIL(E_USAGE, "more than %d headers", PLAY_HEADERS_MAX);
    play->extra[play->extra_count++] = (Header){ words[0], words[1] };
    return NULL;
}

/* ---- requests ---- */

/* What the person in front of it makes the browser ask. */
static Error *
visit(Play *play, Str method, Str target, Str body)
{
    bool posts = str_equal(method, LIT("POST"));
    Message message = { .method = method, .target = target, .body = body, .peer = play->browser->peer };
    Page page;

    message.content_type = posts ? FORM_TYPE : LIT("");
    message_header(play, &message, LIT("Cookie"), cookies_header(play));
    message_header(play, &message, LIT("Sec-Fetch-Site"), posts ? LIT("same-origin") : LIT("none"));
    message_header(play, &message, LIT("Origin"), posts ? LIT("null") : LIT(""));
    TRY(message_send(play, &message, &page));
    play->browser->page = page;
    for (size_t i = 0; i < page.header_count; i++)
        if (str_equal_nocase(page.headers[i].name, LIT("Set-Cookie")))
            TRY(cookies_take(play, page.headers[i].value));
    return NULL;
}

static Error *
ask(Play *play, Str method, Str target, Str body)
{
    TRY(current(play));
    play->browser->form_action = LIT("");
    return visit(play, method, target, body);
}

Error *
browser_get(Play *play, const Str *words, size_t count)
{
    (void)count;
    return ask(play, LIT("GET"), words[0], LIT(""));
}

Error *
browser_head(Play *play, const Str *words, size_t count)
{
    (void)count;
    return ask(play, LIT("HEAD"), words[0], LIT(""));
}

Error *
browser_put(Play *play, const Str *words, size_t count)
{
    (void)count;
    return ask(play, LIT("PUT"), words[0], LIT(""));
}

static void
add_pairs(Buf *body, const Str *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Str name, value = str_cut(words[i], '=', &name);
        form_add(body, name, value);
    }
}

Error *
browser_post(Play *play, const Str *words, size_t count)
{
    Buf body = buf_new(play->arena, BODY_LIMIT);

    if (count == 3 && str_equal(words[1], LIT("raw")))
        return ask(play, LIT("POST"), words[0], words[2]);
    add_pairs(&body, words + 1, count - 1);
    return ask(play, LIT("POST"), words[0], buf_str(&body));
}

/* ---- redirects ---- */

static bool
is_redirect(const Page *page)
{
    return page->status == 302 || page->status == 303;
}

/* The part of a Location that stays on the site; "" when it leads away. */
static Str
own_target(const Play *play, const Page *page)
{
    Str origin = play->world.config.public_url;
    bool found;
    Str location = message_page_header(page, LIT("Location"), &found);

    if (str_starts(location, LIT("/")) && !str_starts(location, LIT("//")))
        return location;
    Str rest = str_slice(location, origin.len, location.len);
    return str_starts(location, origin) && str_starts(rest, LIT("/")) ? rest : LIT("");
}

/* A browser does not follow the redirect of a form to where the form's page does not allow it. */
static Error *
check_form_action(const Play *play)
{
    Str allowed = play->browser->form_action, rest = allowed;
    bool found;
    Str location = message_page_header(&play->browser->page, LIT("Location"), &found);

    if (allowed.len == 0 || own_target(play, &play->browser->page).len)
        return NULL;
    while (rest.len) {
        Str source;
        rest = str_cut(rest, ' ', &source);
        if (source.len && str_starts(location, source))
            return NULL;
    }
    FAIL(E_SERVER_ERROR, "the redirect after the form leads to %.*s, which form-action %.*s forbids", STR_ARG(location),
         STR_ARG(allowed));
}

static Error *
follow_one(Play *play)
{
    Str target = own_target(play, &play->browser->page);

    if (!is_redirect(&play->browser->page))
        FAIL(E_SERVER_ERROR, "there is no redirect to follow: the status is %d", play->browser->page.status);
    if (target.len == 0)
        FAIL(E_SERVER_ERROR, "the redirect leads away from the site");
    TRY(visit(play, LIT("GET"), target, LIT("")));
    return is_redirect(&play->browser->page) ? check_form_action(play) : NULL;
}

Error *
browser_follow(Play *play, const Str *words, size_t count)
{
    bool all = count > 0 && str_equal(words[0], LIT("all"));

    TRY(current(play));
    TRY(follow_one(play));
    for (int i = 0; all && is_redirect(&play->browser->page); i++) {
        if (own_target(play, &play->browser->page).len == 0)
            return NULL;
        if (i == REDIRECTS_MAX)
            FAIL(E_SERVER_ERROR, "more than %d redirects", REDIRECTS_MAX);
        TRY(follow_one(play));
    }
    return NULL;
}

/* ---- forms and links ---- */

static bool
is_named(const Str *words, size_t count, Str name)
{
    for (size_t i = 0; i < count; i++) {
        Str given;
        (void)str_cut(words[i], '=', &given);
        if (str_equal(given, name))
            return true;
    }
    return false;
}

/* Send a form: its own fields, unless the script fills them in, and what the script gives. */
static Error *
send_form(Play *play, Str attributes, Str form, const Str *words, size_t count)
{
    Buf body = buf_new(play->arena, BODY_LIMIT);
    Str field, nothing, target = html_attribute(play->arena, attributes, LIT("action"));

    while (html_next(&form, LIT("input"), &field, &nothing)) {
        Str name = html_attribute(play->arena, field, LIT("name"));
        if (!is_named(words, count, name))
            form_add(&body, name, html_attribute(play->arena, field, LIT("value")));
    }
    add_pairs(&body, words, count);
    play->browser->form_action = message_form_action(&play->browser->page);
    TRY(visit(play, LIT("POST"), target, buf_str(&body)));
    return is_redirect(&play->browser->page) ? check_form_action(play) : NULL;
}

Error *
browser_form(Play *play, const Str *words, size_t count)
{
    Str attributes, inside;

    TRY(current(play));
    Str page = play->browser->page.body;
    if (!html_next(&page, LIT("form"), &attributes, &inside))
        FAIL(E_SERVER_ERROR, "the page has no form");
    return send_form(play, attributes, inside, words, count);
}

Error *
browser_press(Play *play, const Str *words, size_t count)
{
    Str attributes, form;

    (void)count;
    TRY(current(play));
    Str page = play->browser->page.body;
    while (html_next(&page, LIT("form"), &attributes, &form)) {
        Str rest = form, button, text;
        while (html_next(&rest, LIT("button"), &button, &text)) {
            Str name = html_attribute(play->arena, button, LIT("name"));
            Str value = html_attribute(play->arena, button, LIT("value"));
            Str pair = str_format(play->arena, "%.*s=%.*s", STR_ARG(name), STR_ARG(value));
            if (str_equal(value, words[0]) || str_equal(html_text(play->arena, text), words[0]))
                return send_form(play, attributes, form, &pair, name.len ? 1 : 0);
        }
    }
    FAIL(E_SERVER_ERROR, "the page has no button %.*s", STR_ARG(words[0]));
}

Error *
browser_click(Play *play, const Str *words, size_t count)
{
    Str attributes, inside;

    (void)count;
    TRY(current(play));
    Str page = play->browser->page.body;
    while (html_next(&page, LIT("a"), &attributes, &inside)) {
        Str text = html_text(play->arena, inside);
        if (str_find(text, words[0]) < text.len)
            return ask(play, LIT("GET"), html_attribute(play->arena, attributes, LIT("href")), LIT(""));
    }
    FAIL(E_SERVER_ERROR, "the page has no link \"%.*s\"", STR_ARG(words[0]));
}

/* ---- tabs ---- */

Error *
browser_keep(Play *play, const Str *words, size_t count)
{
    (void)count;
    TRY(current(play));
    Browser *browser = play->browser;
    for (size_t i = 0; i < browser->kept_count; i++)
        if (str_equal(browser->kept[i].name, words[0])) {
            browser->kept[i].page = browser->page;
            return NULL;
        }
    if (browser->kept_count == PLAY_PAGES_MAX)
        FAIL(E_USAGE, "more than %d kept pages", PLAY_PAGES_MAX);
    browser->kept[browser->kept_count].name = words[0];
    browser->kept[browser->kept_count++].page = browser->page;
    return NULL;
}

Error *
browser_back(Play *play, const Str *words, size_t count)
{
    (void)count;
    TRY(current(play));
    for (size_t i = 0; i < play->browser->kept_count; i++)
        if (str_equal(play->browser->kept[i].name, words[0])) {
            play->browser->page = play->browser->kept[i].page;
            return NULL;
        }
    FAIL(E_USAGE, "no page was kept as %.*s", STR_ARG(words[0]));
}

/* ---- the whole way ---- */

static bool
has_button(Play *play, Str value)
{
    Str wanted = str_format(play->arena, "value=\"%.*s\"", STR_ARG(value)), page = play->browser->page.body;

    return str_find(page, wanted) < page.len;
}

Error *
browser_sign_in(Play *play, const Str *words, size_t count)
{
    Str target = count > 2 ? words[2] : LIT("/login"), all = LIT("all"), allow = LIT("allow");
    Str form[] = { str_format(play->arena, "username=%.*s", STR_ARG(words[0])),
                   str_format(play->arena, "password=%.*s", STR_ARG(words[1])) };

    TRY(browser_get(play, &target, 1));
    TRY(browser_follow(play, &all, 1));
    TRY(browser_form(play, form, 2));
    if (is_redirect(&play->browser->page))
        TRY(browser_follow(play, &all, 1));
    if (has_button(play, allow)) {
        TRY(browser_press(play, &allow, 1));
        TRY(browser_follow(play, &all, 1));
    }
    if (play->browser->page.status != 200 || !cookies_find(play, LIT("app")))
        FAIL(E_SERVER_ERROR, "%.*s is not signed in: the last status is %d", STR_ARG(words[0]),
             play->browser->page.status);
    return NULL;
}
