/* api_error_page.c -- what a person sees when something went wrong: what happened, what to do, a reference; nothing else.
 * SPDX-License-Identifier: ISC */
#include "api/api.h"

#include "base/str.h"
#include "codec/uri.h"
#include "http/request_language.h"
#include "pages/pages.h"
#include "text/message.h"

static MessageId
title_of(const ErrorInfo *info, ErrorCode code)
{
    if (code == E_NOT_FOUND)
        return MESSAGE_problem_not_found;
    switch (info->group) {
    case GROUP_PERSON:
        return MESSAGE_problem_person;
    case GROUP_EXPIRED:
        return MESSAGE_problem_expired;
    case GROUP_SYSTEM:
        return MESSAGE_problem_system;
    case GROUP_SETUP:
        return MESSAGE_problem_setup;
    case GROUP_CREDENTIALS:
        return MESSAGE_problem_credentials;
    case GROUP_NONE:
        break;
    }
    return code == E_UNAUTHENTICATED || code == E_FORBIDDEN ? MESSAGE_problem_not_allowed : MESSAGE_problem_other;
}

/* Signing in again helps where something expired or was refused; elsewhere the start page does. */
static void
choose_action(const ErrorInfo *info, ErrorCode code, MessagePage *page)
{
    bool again = info->group == GROUP_PERSON || info->group == GROUP_EXPIRED || info->group == GROUP_CREDENTIALS ||
                 info->group == GROUP_SYSTEM || code == E_UNAUTHENTICATED;

    page->action_label = message(page->frame.language, again ? MESSAGE_problem_sign_in : MESSAGE_problem_start);
    page->action_url = again ? LIT("/login") : LIT("/");
    if (code == E_FORBIDDEN) {
        page->action_label = message(page->frame.language, MESSAGE_problem_other_account);
        page->action_url = LIT("/login?prompt=login");
    }
}

/* Where the chooser of languages leads back to: this address when asking for it again is harmless and shows nothing in a link that was
 * not shown before; else the start page. */
static Str
way_back(const Request *request)
{
    bool again = str_equal(request->method, LIT("GET")) && request->query.len == 0 && uri_is_local_path(request->path);

    return again ? request->path : LIT("/");
}

void
api_error_page(void *context, Request *request, const Error *error, Reply *reply)
{
    const Api *api = context;
    const ErrorInfo *info = error_info(error->code);
    Buf buf = buf_new(request->arena, PAGE_LIMIT);
    LanguageId language = request_language(request);
    MessagePage page = { .frame = page_frame(request->arena, &api->brand, language, way_back(request)),
                         .is_error = info->group != GROUP_PERSON,
                         .title = message(language, title_of(info, error->code)),
                         .text = message_of_error(language, error->code),
                         .reference = request->id };

    choose_action(info, error->code, &page);
    page_message(&buf, &page);
    /* On a page an unknown client is the mistake of the app that sent the person: nobody here can authenticate it. */
    reply_html(reply, error->code == E_INVALID_CLIENT ? 400 : info->status, buf_str(&buf));
}
