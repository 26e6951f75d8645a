/* home.c -- GET /: what this is, or who is signed in.
 * SPDX-License-Identifier: ISC */
#include "api/handlers.h"

#include "api/session.h"
#include "base/str.h"
#include "http/request_language.h"
#include "pages/pages.h"
#include "text/number.h"

static ProviderButton
make_button(Arena *arena, const Api *api, size_t i)
{
    const ProviderOptions *options = provider_options(api->providers[i]);

    return (ProviderButton){
        .name = options->own ? LIT("") : options->label,
        .url = i == 0 ? LIT("/login") : str_format(arena, "/login?provider=%.*s", STR_ARG(options->name)),
    };
}

/* The provider that was used the last time stands first and says so, where there is a choice. */
static void
add_buttons(const Request *request, const Api *api, HomePage *page)
{
    ProviderButton *buttons = ARENA_NEW(request->arena, ProviderButton, PROVIDERS_MAX);
    Str last = request_cookie(request, PROVIDER_COOKIE);
    size_t first = api->provider_count, count = 0;

    for (size_t i = 0; i < api->provider_count; i++)
        if (api->provider_count > 1 && str_equal(provider_options(api->providers[i])->name, last))
            first = i;
    if (first < api->provider_count) {
        buttons[count] = make_button(request->arena, api, first);
        buttons[count++].last_used = true;
    }
    for (size_t i = 0; i < api->provider_count; i++)
        if (i != first)
            buttons[count++] = make_button(request->arena, api, i);
    page->providers = buttons;
    page->provider_count = count;
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
    page->since = number_moment(arena, page->frame.language, current->session.auth_time, 0);
    page->csrf = session_csrf(arena, current->handle);
    page->sees_reports = user->permissions & (PERMISSION_REPORTS | PERMISSION_ADMIN);
}

Error *
home_get(Request *request, const void *input, Reply *reply)
{
    const Api *api = request->app;
    HomePage page = { .frame = page_frame(request->arena, &api->brand, request_language(request), LIT("/")) };
    Buf buf = buf_new(request->arena, PAGE_LIMIT);
    Current current;
    bool found;
    Str html;

    (void)input;
    TRY(session_find(request, &current, &found));
    if (found)
        add_person(request->arena, api, &current, &page);
    else
        add_buttons(request, api, &page);
    page_home(&buf, &page);
    TRY(buf_finish(&buf, "the start page", &html));
    reply_html(reply, 200, html);
    return NULL;
}
