/* flow_expect.c -- what a script expects of an answer, and what it takes from one.
 * SPDX-License-Identifier: ISC */
#include "flow_expect.h"

#include "base/str.h"
#include "codec/base64url.h"
#include "codec/form.h"
#include "flow_cookies.h"
#include "flow_figures.h"
#include "flow_html.h"
#include "flow_match.h"
#include "flow_message.h"

#define REFERENCE LIT("Reference, if you ask for help: ")

static Error *
need_answer(const Play *play)
{
    if (!play->answer || play->answer->status == 0)
        FAIL(E_USAGE, "nothing was asked yet");
    return NULL;
}

/* ---- status and headers ---- */

static Error *
expect_status(Play *play, const Str *words, size_t count)
{
    const Page *page = play->answer;
    uint64_t status;
    bool found;

    if (!str_to_uint(words[0], 599, &status))
        FAIL(E_USAGE, "there is nothing to expect called %.*s", STR_ARG(words[0]));
    TRY(need_answer(play));
    Str location = message_page_header(page, LIT("Location"), &found);
    if (page->status != (int)status)
        FAIL(E_SERVER_ERROR, "expected status %d; it is %d %.*s", (int)status, page->status, STR_ARG(location));
    if (status / 100 != 3 && found)
        FAIL(E_SERVER_ERROR, "an answer of status %d with a Location", page->status);
    if (count > 1 && !match_glob(words[1], location))
        FAIL(E_SERVER_ERROR, "expected Location %.*s; it is %.*s", STR_ARG(words[1]), STR_ARG(location));
    return NULL;
}

static Error *
expect_header(Play *play, const Str *words, size_t count)
{
    bool found;

    (void)count;
    TRY(need_answer(play));
    Str value = message_page_header(play->answer, words[0], &found);
    if (!found || !match_glob(words[1], value))
        FAIL(E_SERVER_ERROR, "expected %.*s: %.*s; it is %s%.*s", STR_ARG(words[0]), STR_ARG(words[1]),
             found ? "" : "absent", STR_ARG(value));
    return NULL;
}

static Error *
expect_no_header(Play *play, const Str *words, size_t count)
{
    bool found;

    (void)count;
    TRY(need_answer(play));
    Str value = message_page_header(play->answer, words[0], &found);
    if (found)
        FAIL(E_SERVER_ERROR, "expected no %.*s; it is %.*s", STR_ARG(words[0]), STR_ARG(value));
    return NULL;
}

/* ---- text ---- */

static bool
has_text(Play *play, Str text)
{
    bool html = str_starts(play->answer->content_type, LIT("text/html"));
    Str body = html ? html_text(play->arena, play->answer->body) : play->answer->body;

    return str_find(body, text) < body.len || text.len == 0;
}

static Error *
expect_text(Play *play, const Str *words, size_t count)
{
    TRY(need_answer(play));
    for (size_t i = 0; i < count; i++)
        if (!has_text(play, words[i]))
            FAIL(E_SERVER_ERROR, "expected the text \"%.*s\"; it is not there", STR_ARG(words[i]));
    return NULL;
}

static Error *
expect_no_text(Play *play, const Str *words, size_t count)
{
    TRY(need_answer(play));
    for (size_t i = 0; i < count; i++)
        if (has_text(play, words[i]))
            FAIL(E_SERVER_ERROR, "expected no text \"%.*s\"; it is there", STR_ARG(words[i]));
    return NULL;
}

static Error *
expect_title(Play *play, const Str *words, size_t count)
{
    Str page, attributes, title = LIT("");

    (void)count;
    TRY(need_answer(play));
    page = play->answer->body;
    (void)html_next(&page, LIT("title"), &attributes, &title);
    title = html_text(play->arena, title);
    if (!match_glob(words[0], title))
        FAIL(E_SERVER_ERROR, "expected the title \"%.*s\"; it is \"%.*s\"", STR_ARG(words[0]), STR_ARG(title));
    return NULL;
}

/* The page's text without what is different each time: the reference. */
static Str
lasting_text(Arena *arena, const Page *page)
{
    Str text = html_text(arena, page->body), reference = REFERENCE;
    size_t place = str_find(text, reference);

    if (place == text.len)
        return text;
    Str before = str_slice(text, 0, place), after = str_slice(text, place + reference.len + 16, text.len);
    return str_format(arena, "%.*s%.*s", STR_ARG(before), STR_ARG(after));
}

static Error *
expect_same(Play *play, const Str *words, size_t count)
{
    (void)count;
    TRY(need_answer(play));
    for (size_t i = 0; play->browser && i < play->browser->kept_count; i++) {
        const Page *kept = &play->browser->kept[i].page;
        if (!str_equal(play->browser->kept[i].name, words[0]))
            continue;
        Str before = lasting_text(play->arena, kept), now = lasting_text(play->arena, play->answer);
        if (kept->status != play->answer->status || !str_equal(before, now))
            FAIL(E_SERVER_ERROR, "expected the same page as %.*s: %d \"%.*s\"; it is %d \"%.*s\"", STR_ARG(words[0]),
                 kept->status, STR_ARG(str_slice(before, 0, 90)), play->answer->status, STR_ARG(str_slice(now, 0, 90)));
        return NULL;
    }
    FAIL(E_USAGE, "no page was kept as %.*s", STR_ARG(words[0]));
}

static Error *
expect_json(Play *play, const Str *words, size_t count)
{
    TRY(need_answer(play));
    if (!str_starts(play->answer->content_type, LIT("application/json")))
        FAIL(E_SERVER_ERROR, "expected JSON; it is %.*s", STR_ARG(play->answer->content_type));
    return match_json(play->arena, play->answer->body, words, count);
}

/* ---- cookies ---- */

static Error *
expect_cookie(Play *play, const Str *words, size_t count)
{
    const Cookie *cookie = cookies_find(play, words[0]);

    if (!cookie || (count > 1 && !match_glob(words[1], cookie->value)))
        FAIL(E_SERVER_ERROR, "expected a cookie %.*s; there is %s", STR_ARG(words[0]), cookie ? "another" : "none");
    return NULL;
}

static Error *
expect_no_cookie(Play *play, const Str *words, size_t count)
{
    (void)count;
    if (cookies_find(play, words[0]))
        FAIL(E_SERVER_ERROR, "expected no cookie %.*s; there is one", STR_ARG(words[0]));
    return NULL;
}

/* ---- tokens ---- */

/* Part 0 of a JWT is its header, part 1 its claims. */
static Error *
read_jwt(Play *play, Str token, int part, Str *json)
{
    Str piece = LIT("");

    for (int i = 0; i <= part; i++)
        token = str_cut(token, '.', &piece);
    return base64url_decode(play->arena, piece, json);
}

static Error *
expect_token(Play *play, const Str *words, size_t count)
{
    Str json;

    TRY(read_jwt(play, words[0], 1, &json));
    return match_json(play->arena, json, words + 1, count - 1);
}

static Error *
expect_token_header(Play *play, const Str *words, size_t count)
{
    Str json;

    TRY(read_jwt(play, words[0], 0, &json));
    return match_json(play->arena, json, words + 1, count - 1);
}

static Error *
expect_equal(Play *play, const Str *words, size_t count)
{
    (void)play;
    (void)count;
    if (!str_equal(words[0], words[1]))
        FAIL(E_SERVER_ERROR, "expected the same; they are %.*s and %.*s", STR_ARG(str_slice(words[0], 0, 90)),
             STR_ARG(str_slice(words[1], 0, 90)));
    return NULL;
}

static Error *
expect_different(Play *play, const Str *words, size_t count)
{
    (void)play;
    (void)count;
    if (str_equal(words[0], words[1]))
        FAIL(E_SERVER_ERROR, "expected two different things; both are %.*s", STR_ARG(str_slice(words[0], 0, 90)));
    return NULL;
}

/* ---- the table ---- */

/* Two words, then what may follow them; a negative one begins with "no". */
static const struct {
    Str no, what;
    size_t words_min;
    PlayAct act;
} expectations[] = {
    { LIT_INIT(""), LIT_INIT("header"), 2, expect_header },
    { LIT_INIT("no"), LIT_INIT("header"), 1, expect_no_header },
    { LIT_INIT(""), LIT_INIT("text"), 1, expect_text },
    { LIT_INIT("no"), LIT_INIT("text"), 1, expect_no_text },
    { LIT_INIT(""), LIT_INIT("title"), 1, expect_title },
    { LIT_INIT(""), LIT_INIT("same"), 1, expect_same },
    { LIT_INIT(""), LIT_INIT("json"), 1, expect_json },
    { LIT_INIT(""), LIT_INIT("cookie"), 1, expect_cookie },
    { LIT_INIT("no"), LIT_INIT("cookie"), 1, expect_no_cookie },
    { LIT_INIT(""), LIT_INIT("claims"), 2, expect_token },
    { LIT_INIT(""), LIT_INIT("jose"), 2, expect_token_header },
    { LIT_INIT(""), LIT_INIT("equal"), 2, expect_equal },
    { LIT_INIT(""), LIT_INIT("different"), 2, expect_different },
    { LIT_INIT(""), LIT_INIT("flow"), 1, figures_expect_flow },
    { LIT_INIT(""), LIT_INIT("report"), 1, figures_expect_report },
    { LIT_INIT(""), LIT_INIT("clients"), 1, figures_expect_clients },
    { LIT_INIT(""), LIT_INIT("reconcile"), 0, figures_expect_reconcile },
    { LIT_INIT(""), LIT_INIT("event"), 1, figures_expect_event },
    { LIT_INIT(""), LIT_INIT("events"), 2, figures_expect_events },
};

Error *
expect_line(Play *play, const Str *words, size_t count)
{
    bool no = str_equal(words[0], LIT("no")) && count > 1;
    const Str *rest = no ? words + 1 : words;
    size_t rest_count = no ? count - 1 : count;

    TRY(world_open(&play->world));
    for (size_t i = 0; i < COUNT_OF(expectations); i++) {
        if (!str_equal(expectations[i].what, rest[0]) || (expectations[i].no.len > 0) != no)
            continue;
        if (rest_count - 1 < expectations[i].words_min)
            FAIL(E_USAGE, "expect %.*s needs more words", STR_ARG(rest[0]));
        return expectations[i].act(play, rest + 1, rest_count - 1);
    }
    return expect_status(play, words, count);
}

/* ---- taking ---- */

/* A parameter of the Location. */
static Error *
save_location(Play *play, Str name, Str *value)
{
    bool found;
    Str location = message_page_header(play->answer, LIT("Location"), &found), before, query;

    query = str_cut(location, '?', &before);
    if (name.len == 0) {
        *value = location;
        return found ? NULL : ERROR_NEW(E_SERVER_ERROR, "there is no Location");
    }
    while (query.len) {
        Str pair, key;
        query = str_cut(query, '&', &pair);
        Str raw = str_cut(pair, '=', &key);
        if (str_equal(key, name))
            return form_unescape(play->arena, raw, true, value);
    }
    FAIL(E_SERVER_ERROR, "the Location has no %.*s: %.*s", STR_ARG(name), STR_ARG(location));
}

static Error *
save_json(Play *play, Str path, Str *value)
{
    TRY(match_json_get(play->arena, play->answer->body, path, value));
    if (str_equal(*value, LIT("absent")))
        FAIL(E_SERVER_ERROR, "the JSON has no %.*s: %.*s", STR_ARG(path),
             STR_ARG(str_slice(play->answer->body, 0, 120)));
    return NULL;
}

static Error *
save_header(Play *play, Str name, Str *value)
{
    bool found;

    *value = message_page_header(play->answer, name, &found);
    return found ? NULL : ERROR_NEW(E_SERVER_ERROR, "there is no header %.*s", STR_ARG(name));
}

static Error *
save_cookie(Play *play, Str word, Str *value)
{
    const Cookie *cookie = cookies_find(play, word);

    if (!cookie)
        FAIL(E_SERVER_ERROR, "there is no cookie %.*s", STR_ARG(word));
    *value = str_format(play->arena, "%.*s=%.*s", STR_ARG(cookie->name), STR_ARG(cookie->value));
    return NULL;
}

/* The value of a field of the page. */
static Error *
save_field(Play *play, Str name, Str *value)
{
    Str page = play->answer->body, attributes, nothing;

    while (html_next(&page, LIT("input"), &attributes, &nothing))
        if (str_equal(html_attribute(play->arena, attributes, LIT("name")), name)) {
            *value = html_attribute(play->arena, attributes, LIT("value"));
            return NULL;
        }
    FAIL(E_SERVER_ERROR, "the page has no field %.*s", STR_ARG(name));
}

/* What an answer gave and no log may hold. */
static void
note_secret(Play *play, Str name, Str value)
{
    if (str_has_word(LIT("code state nonce access_token id_token refresh_token csrf interaction email"), name))
        log_add_secret(&play->secrets, play->arena, value);
}

static const struct {
    Str from;
    Error *(*take)(Play *play, Str name, Str *value);
} sources[] = {
    { LIT_INIT("location"), save_location }, { LIT_INIT("json"), save_json },   { LIT_INIT("header"), save_header },
    { LIT_INIT("cookie"), save_cookie },     { LIT_INIT("field"), save_field },
};

/* save NAME as VALUE, save NAME repeat TEXT TIMES, save NAME from SOURCE [PART]. */
Error *
expect_save(Play *play, const Str *words, size_t count)
{
    Str value = words[2], part = count > 3 ? words[3] : LIT("");
    uint64_t times = 1;

    if (str_equal(words[1], LIT("from"))) {
        TRY(need_answer(play));
        for (size_t i = 0; i < COUNT_OF(sources); i++)
            if (str_equal(sources[i].from, words[2])) {
                TRY(sources[i].take(play, part, &value));
                note_secret(play, part, value);
                vars_set(&play->vars, words[0], value);
                return NULL;
            }
        FAIL(E_USAGE, "nothing is saved from %.*s", STR_ARG(words[2]));
    }
    if (count == 4 && !str_to_uint(part, 100000, &times))
        FAIL(E_USAGE, "save NAME as VALUE, save NAME repeat TEXT TIMES, or save NAME from SOURCE PART");
    Buf repeated = buf_new(play->arena, (size_t)1 << 18);
    for (uint64_t i = 0; i < times; i++)
        buf_add(&repeated, value);
    vars_set(&play->vars, words[0], buf_str(&repeated));
    return NULL;
}
