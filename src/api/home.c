/* home.c -- GET /: what this is, or who is signed in.
 * SPDX-License-Identifier: ISC */
#include "api/handlers.h"

#include "api/session.h"
#include "api/words.h"
#include "base/str.h"
#include "pages/pages.h"

static void
add_buttons(Arena *arena, const Api *api, HomePage *page)
{
    ProviderButton *buttons = ARENA_NEW(arena, ProviderButton, PROVIDERS_MAX);

    for (size_t i = 0; i < api->provider_count; i++) {
        const ProviderOptions *options = provider_options(api->providers[i]);
        buttons[i].label =
            options->own ? LIT("Sign in") : str_format(arena, "Continue with %.*s", STR_ARG(options->label));
        buttons[i].url = i == 0 ? LIT("/login") : str_format(arena, "/login?provider=%.*s", STR_ARG(options->name));
    }
    page->providers = buttons;
    page->provider_count = api->provider_count;
}

/* What people call the provider: its label, as on its button. */
static Str
provider_words(const Api *api, Str name)
{
    for (size_t i = 0; i < api->provider_count; i++)
        if (str_equal(provider_options(api->providers[i])->name, name))
            return provider_options(api->providers[i])->label;
    return name; /* no longer configured */
}

static void
add_person(Arena *arena, const Api *api, const Current *current, HomePage *page)
{
    const User *user = &current->user;

    page->signed_in = true;
    page->display_name = user->display_name.len ? user->display_name : user->name.len ? user->name : user->email;
    page->email = user->email;
    page->provider = provider_words(api, current->session.provider);
    page->since = words_time(arena, current->session.auth_time);
    page->csrf = session_csrf(arena, current->handle);
    page->sees_reports = user->permissions & (PERMISSION_REPORTS | PERMISSION_ADMIN);
}

Error *
home_get(Request *request, const void *input, Reply *reply)
{
    const Api *api = request->app;
    HomePage page = { .site_name = api->site_name };
    Buf buf = buf_new(request->arena, PAGE_LIMIT);
    Current current;
    bool found;
    Str html;

    (void)input;
    TRY(session_find(request, &current, &found));
    if (found)
        add_person(request->arena, api, &current, &page);
    else
        add_buttons(request->arena, api, &page);
    page_home(&buf, &page);
    TRY(buf_finish(&buf, "the start page", &html));
    reply_html(reply, 200, html);
    return NULL;
}
