/* flow_cookies.c -- a browser's cookies, by its own clock.
 * SPDX-License-Identifier: ISC */
#include "flow_cookies.h"

#include "base/str.h"

static bool
is_live(const Play *play, const Cookie *cookie)
{
    return cookie->expires > play->world.clock.fixed;
}

/* "app" for "app_8080" as well as for "__Host-app". */
const Cookie *
cookies_find(const Play *play, Str word)
{
    for (size_t i = 0; play->browser && i < play->browser->cookie_count; i++) {
        const Cookie *cookie = &play->browser->cookies[i];
        Str name = cookie->name;
        if (str_starts(name, LIT("__Host-")))
            name = str_slice(name, 7, name.len);
        if (str_starts(name, word) && is_live(play, cookie))
            return cookie;
    }
    return NULL;
}

Str
cookies_header(const Play *play)
{
    const Browser *browser = play->browser;
    bool secure = str_starts(play->world.config.public_url, LIT("https://"));
    Buf out = buf_new(play->arena, 8192);

    for (size_t i = 0; i < browser->cookie_count; i++) {
        const Cookie *cookie = &browser->cookies[i];
        if (!is_live(play, cookie) || (cookie->secure && !secure))
            continue;
        buf_add(&out, out.len ? LIT("; ") : LIT(""));
        buf_add(&out, cookie->name);
        buf_add_byte(&out, '=');
        buf_add(&out, cookie->value);
    }
    return buf_str(&out);
}

/* Where the cookie of that name is, or is to be. */
static Cookie *
cookie_place(Browser *browser, Str name)
{
    for (size_t i = 0; i < browser->cookie_count; i++)
        if (str_equal(browser->cookies[i].name, name))
            return &browser->cookies[i];
    return browser->cookie_count < PLAY_COOKIES_MAX ? &browser->cookies[browser->cookie_count++] : NULL;
}

Error *
cookies_take(Play *play, Str header)
{
    static const Str max_age = LIT_INIT("; Max-Age=");
    Str pair, name, seconds;
    uint64_t life;

    (void)str_cut(header, ';', &pair);
    Str value = str_cut(pair, '=', &name);
    size_t place = str_find(header, max_age);
    (void)str_cut(str_slice(header, place + max_age.len, header.len), ';', &seconds);
    if (!str_to_uint(seconds, 400 * 86400, &life))
        FAIL(E_SERVER_ERROR, "a cookie without Max-Age, or with one over 400 days");
    if (!str_equal(name, LIT("lang")) && !str_equal(name, LIT("provider"))) /* these two open nothing */
        log_add_secret(&play->secrets, play->arena, value);
    Cookie *cookie = cookie_place(play->browser, name);
    if (!cookie)
        FAIL(E_USAGE, "more than %d cookies", PLAY_COOKIES_MAX);
    *cookie = (Cookie){ name, value, play->world.clock.fixed + (Micros)life * SECOND,
                        str_find(header, LIT("; Secure")) < header.len };
    return NULL;
}

Error *
cookies_forget(Play *play, const Str *words, size_t count)
{
    (void)count;
    const Cookie *cookie = cookies_find(play, words[0]);
    if (!cookie)
        FAIL(E_USAGE, "the browser has no cookie %.*s", STR_ARG(words[0]));
    cookie_place(play->browser, cookie->name)->expires = 0;
    return NULL;
}
