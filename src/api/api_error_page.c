/* api_error_page.c -- what a person sees when something went wrong: what happened, what to do, a reference; nothing else.
 * SPDX-License-Identifier: ISC */
#include "api/api.h"

#include "base/str.h"
#include "pages/pages.h"

static Str
title_of(const ErrorInfo *info, ErrorCode code)
{
    if (code == E_NOT_FOUND)
        return LIT("Page not found");
    switch (info->group) {
    case GROUP_PERSON:
        return LIT("You are not signed in");
    case GROUP_EXPIRED:
        return LIT("This sign‑in is over");
    case GROUP_SYSTEM:
        return LIT("Something went wrong on our side");
    case GROUP_SETUP:
        return LIT("This sign-in cannot go on");
    case GROUP_CREDENTIALS:
        return LIT("Not signed in");
    case GROUP_NONE:
        break;
    }
    return code == E_UNAUTHENTICATED || code == E_FORBIDDEN ? LIT("Not for everyone") : LIT("That did not work");
}

/* Signing in again helps where something expired or was refused; elsewhere the start page does. */
static void
choose_action(const ErrorInfo *info, ErrorCode code, MessagePage *page)
{
    bool again = info->group == GROUP_PERSON || info->group == GROUP_EXPIRED || info->group == GROUP_CREDENTIALS ||
                 info->group == GROUP_SYSTEM || code == E_UNAUTHENTICATED;

    page->action_label = again ? LIT("Sign in") : LIT("Go to the start page");
    page->action_url = again ? LIT("/login") : LIT("/");
    if (code == E_FORBIDDEN) {
        page->action_label = LIT("Sign in with another account");
        page->action_url = LIT("/login?prompt=login");
    }
}

void
api_error_page(void *context, Request *request, const Error *error, Reply *reply)
{
    const ErrorInfo *info = error_info(error->code);
    Buf buf = buf_new(request->arena, PAGE_LIMIT);
    MessagePage page = { .is_error = info->group != GROUP_PERSON,
                         .title = title_of(info, error->code),
                         .text = str_from_c(info->sentence),
                         .reference = request->id };

    (void)context;
    choose_action(info, error->code, &page);
    page_message(&buf, &page);
    /* On a page an unknown client is the mistake of the app that sent the person: nobody here can authenticate it. */
    reply_html(reply, error->code == E_INVALID_CLIENT ? 400 : info->status, buf_str(&buf));
}
