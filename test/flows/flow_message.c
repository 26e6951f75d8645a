/* flow_message.c -- one request and its answer.
 * SPDX-License-Identifier: ISC */
#include "flow_message.h"

#include "base/str.h"
#include "crypto/random.h"
#include "flow_gzip.h"
#include "http/incoming.h"

#include <assert.h>

#define HEAD_LIMIT ((size_t)1 << 18)

static bool
is_given(const Play *play, Str name)
{
    for (size_t i = 0; i < play->extra_count; i++)
        if (str_equal_nocase(play->extra[i].name, name))
            return true;
    return false;
}

void
message_header(const Play *play, Message *message, Str name, Str value)
{
    if (value.len && !is_given(play, name))
        message->headers[message->header_count++] = (Header){ name, value };
}

static void
write_header(Buf *bytes, Str name, Str value)
{
    if (value.len == 0)
        return;
    buf_add(bytes, name);
    buf_add(bytes, LIT(": "));
    buf_add(bytes, value);
    buf_add(bytes, LIT("\r\n"));
}

static Str
write_bytes(Play *play, const Message *message)
{
    Buf bytes = buf_new(play->arena, HEAD_LIMIT);
    Str origin = play->world.config.public_url;
    Str host = str_slice(origin, str_find(origin, LIT("://")) + 3, origin.len);

    buf_add(&bytes, message->method);
    buf_add_byte(&bytes, ' ');
    buf_add(&bytes, message->target);
    buf_add(&bytes, LIT(" HTTP/1.1\r\n"));
    write_header(&bytes, LIT("Host"), is_given(play, LIT("Host")) ? LIT("") : host);
    for (size_t i = 0; i < message->header_count; i++)
        write_header(&bytes, message->headers[i].name, message->headers[i].value);
    for (size_t i = 0; i < play->extra_count; i++)
        write_header(&bytes, play->extra[i].name, play->extra[i].value);
    write_header(&bytes, LIT("Content-Type"), is_given(play, LIT("Content-Type")) ? LIT("") : message->content_type);
    if (str_equal(message->method, LIT("POST")))
        buf_addf(&bytes, "Content-Length: %zu\r\n", message->body.len);
    buf_add(&bytes, LIT("\r\n"));
    buf_add(&bytes, message->body);
    assert(!bytes.overflow);
    return buf_str(&bytes);
}

static Str
copy_or_empty(Arena *arena, Str text)
{
    return text.len ? str_copy(arena, text) : LIT("");
}

static void
keep_answer(Arena *arena, const Message *message, const Reply *reply, Page *page)
{
    *page = (Page){ .method = copy_or_empty(arena, message->method),
                    .target = copy_or_empty(arena, message->target),
                    .status = reply->status,
                    .header_count = reply->header_count,
                    .content_type = copy_or_empty(arena, reply->content_type),
                    .body = copy_or_empty(arena, reply->body) };
    for (size_t i = 0; i < reply->header_count; i++)
        page->headers[i] =
            (Header){ copy_or_empty(arena, reply->headers[i].name), copy_or_empty(arena, reply->headers[i].value) };
}

/* ---- what holds for all answers ---- */

Str
message_page_header(const Page *page, Str name, bool *found)
{
    for (size_t i = 0; i < page->header_count; i++)
        if (str_equal_nocase(page->headers[i].name, name)) {
            *found = true;
            return page->headers[i].value;
        }
    *found = false;
    return LIT("");
}

static bool
says(const Page *page, const char *name, Str part)
{
    bool found;
    Str value = message_page_header(page, str_from_c(name), &found);

    return found && str_find(value, part) < value.len;
}

/* A page has no script, or scripts of this site only, and says so. */
static bool
scripts_are_ours(const Page *page)
{
    static const Str script = LIT_INIT("<script");
    bool said = says(page, "Content-Security-Policy", LIT("script-src 'self';"));
    Str rest = page->body;

    for (size_t at; (at = str_find(rest, script)) < rest.len;) {
        rest = str_slice(rest, at + script.len, rest.len);
        if (!said || !str_starts(rest, LIT(" src=\"/")) || str_starts(rest, LIT(" src=\"//")))
            return false;
    }
    return true;
}

static Error *
check_html(const Page *page)
{
    //= rfc9700#4.16  authorization servers MUST prevent clickjacking attacks
    if (!says(page, "X-Frame-Options", LIT("DENY")) ||
        !says(page, "Content-Security-Policy", LIT("frame-ancestors 'none'")) ||
        !says(page, "Content-Security-Policy", LIT("default-src 'none'")))
        FAIL(E_SERVER_ERROR, "a page that another site may frame, or without a Content-Security-Policy");
    if (!scripts_are_ours(page))
        FAIL(E_SERVER_ERROR, "a page with a script that is not a file of this site");
    /* A page with an ETag is asked for again each time, and kept by nobody else. */
    bool found;
    Str kept = message_page_header(page, LIT("Cache-Control"), &found);
    if (!str_equal(kept, LIT("no-store")) && !str_equal(kept, LIT("private, no-cache")))
        FAIL(E_SERVER_ERROR, "a page that may be stored");
    return NULL;
}

static Error *
check_cookie(const Play *play, Str cookie)
{
    bool secure = str_starts(play->world.config.public_url, LIT("https://"));

    if (str_find(cookie, LIT("; HttpOnly")) == cookie.len || str_find(cookie, LIT("; SameSite=Lax")) == cookie.len ||
        str_find(cookie, LIT("; Path=/;")) == cookie.len || str_find(cookie, LIT("Domain")) < cookie.len)
        FAIL(E_SERVER_ERROR, "a cookie that is not HttpOnly, SameSite=Lax and Path=/, or has a Domain");
    bool opens_nothing =
        str_starts(cookie, LIT("lang=")) || str_starts(cookie, LIT("provider=")) || str_starts(cookie, LIT("visit="));
    if (secure && str_find(cookie, LIT("; Secure")) == cookie.len)
        FAIL(E_SERVER_ERROR, "a cookie that is not Secure");
    if (secure && !opens_nothing && !str_starts(cookie, LIT("__Host-")))
        FAIL(E_SERVER_ERROR, "a cookie that is not __Host-");
    return NULL;
}

/* The manners of every answer (attacks 6, 7, 10, 47). */
static Error *
check_manners(const Play *play, const Page *page)
{
    if (!says(page, "Referrer-Policy", LIT("no-referrer")) || !says(page, "X-Content-Type-Options", LIT("nosniff")))
        FAIL(E_SERVER_ERROR, "an answer without Referrer-Policy: no-referrer or X-Content-Type-Options: nosniff");
    if (page->status == 307 || page->status == 308 || (page->status == 302 && str_equal(page->method, LIT("POST"))))
        FAIL(E_SERVER_ERROR, "a redirect of status %d after a %.*s", page->status, STR_ARG(page->method));
    if (str_starts(page->content_type, LIT("text/html")))
        TRY(check_html(page));
    for (size_t i = 0; i < page->header_count; i++)
        if (str_equal_nocase(page->headers[i].name, LIT("Set-Cookie")))
            TRY(check_cookie(play, page->headers[i].value));
    return NULL;
}

/* A browser shows what was packed; only who asked for it gets it so. */
static Error *
unpack(Arena *arena, bool asked, Page *page)
{
    if (!says(page, "Content-Encoding", LIT("gzip")))
        return NULL;
    if (!asked)
        FAIL(E_SERVER_ERROR, "a body in gzip form for who did not ask for it");
    if (!says(page, "Vary", LIT("Accept-Encoding")))
        FAIL(E_SERVER_ERROR, "a body in gzip form without Vary: Accept-Encoding");
    return page->body.len ? gzip_unpack(arena, page->body, &page->body) : NULL;
}

Error *
message_send(Play *play, const Message *message, Page *page)
{
    Incoming *incoming = incoming_new();
    size_t taken;
    bool whole;

    if (!incoming)
        FAIL(E_MEMORY, "no memory for a request");
    Str bytes = write_bytes(play, message);
    incoming->request->id = str_slice(random_token(play->arena), 0, 16);
    incoming->request->peer = message->peer;
    Error *error = incoming_feed(incoming, bytes, &taken, &whole);
    if (error)
        router_refuse(play->world.site.router, incoming->request, error, incoming->reply);
    else
        router_answer(play->world.site.router, incoming->request, incoming->reply);
    keep_answer(play->arena, message, incoming->reply, page);
    incoming_free(incoming);
    bool asked = is_given(play, LIT("Accept-Encoding"));
    play->extra_count = 0;
    TRY(unpack(play->arena, asked, page));
    return check_manners(play, page);
}

Str
message_form_action(const Page *page)
{
    static const Str name = LIT_INIT("form-action ");
    bool found;
    Str policy = message_page_header(page, LIT("Content-Security-Policy"), &found), sources;

    size_t place = str_find(policy, name);
    (void)str_cut(str_slice(policy, place + name.len, policy.len), ';', &sources);
    return sources;
}
