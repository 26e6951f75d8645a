/* complaint.c -- /complaint: somebody tells us why the picture is inappropriate. Judged, counted, kept; nobody is asked who they are.
 * SPDX-License-Identifier: ISC */
#include "api/complaint.h"

#include "api/complaint_judge.h"
#include "api/handlers.h"
#include "base/str.h"
#include "http/network.h"
#include "http/request_language.h"
#include "text/message.h"
#include "text/number.h"
#include "userdb/userdb_complaints.h"

#define DESCRIPTION_LIMIT 16000 /* bytes on the wire: so much is read to say kindly that it is too long */

const Field complaint_get_fields[] = {
    FIELD(ComplaintQuery, sent, 6, OPTIONAL),
    FIELD(ComplaintQuery, picture, COMPLAINT_WORD_LIMIT, OPTIONAL),
    FIELD_END,
};

const Field complaint_post_fields[] = {
    FIELD(ComplaintInput, description, DESCRIPTION_LIMIT, OPTIONAL),
    FIELD(ComplaintInput, language, 35, OPTIONAL),
    FIELD(ComplaintInput, picture, COMPLAINT_WORD_LIMIT, OPTIONAL),
    FIELD_END,
};

ComplaintForm
complaint_form(Str picture)
{
    return (ComplaintForm){ .picture = picture.len ? picture : complaint_picture(), .limit = COMPLAINT_CHARACTERS };
}

Str
complaint_picture(void)
{
    return LIT(LATCHSTRING_VERSION);
}

/* A version has letters, digits, '.', '-' and '_'; anything else is nobody's. */
static Str
clean_version(Str picture)
{
    for (size_t i = 0; i < picture.len; i++) {
        char c = picture.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                     c == '-' || c == '_';
        if (!plain)
            return LIT("");
    }
    return picture;
}

static Error *
show(Request *request, ComplaintPage *page, int status, Reply *reply)
{
    const Api *api = request->app;
    Buf buf = buf_new(request->arena, PAGE_LIMIT);
    Str html;

    page->frame = page_frame(request->arena, &api->brand, request_language(request), LIT("/complaint"));
    page_complaint(&buf, page);
    TRY(buf_finish(&buf, "/complaint", &html));
    reply_html(reply, status, html);
    return NULL;
}

/* After a complaint was taken, the browser comes back here with its number: reloading sends nothing again. */
Error *
complaint_get(Request *request, const void *input, Reply *reply)
{
    const ComplaintQuery *query = input;
    ComplaintPage page = { .complaint = complaint_form(clean_version(query->picture)) };
    uint64_t number;

    if (query->sent.len == 6 && str_to_uint(query->sent, 999999, &number))
        page.number = str_format(request->arena, "C-%.*s", STR_ARG(query->sent));
    return show(request, &page, 200, reply);
}

/* Line ends as one byte each; nothing else is changed. */
static Str
unix_lines(Arena *arena, Str text)
{
    char *copy = str_to_c(arena, text);
    size_t length = 0;

    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != '\r')
            copy[length++] = text.ptr[i];
    return (Str){ copy, length };
}

/* The form again with what was typed and what to do about it. */
static Error *
refuse(Request *request, const ComplaintInput *input, ErrorCode code, Str sentence, Reply *reply)
{
    ComplaintPage page = { .complaint = complaint_form(clean_version(input->picture)) };

    page.complaint.typed = input->description;
    page.complaint.error = sentence;
    reply->error = code;
    return show(request, &page, error_info(code)->status, reply);
}

static Error *
refuse_until(Request *request, const ComplaintInput *input, MessageId why, Micros until, Reply *reply)
{
    LanguageId language = request_language(request);
    Micros left =
        (until - request->now + MINUTE - 1) / MINUTE * MINUTE; /* a person who waits so long is not too early */
    Str wait = number_duration(request->arena, language, left > 0 ? left : MINUTE);

    reply_header(reply, LIT("Retry-After"), str_format(request->arena, "%lld", (long long)(left / SECOND)));
    return refuse(request, input, E_RATE_LIMITED,
                  message_fill(request->arena, language, why, MESSAGE_TEXT("wait", wait)), reply);
}

/* One more from this network, and from everywhere. *why is MESSAGES when that is not too many. */
static Error *
count(Request *request, MessageId *why, Micros *until)
{
    const Api *api = request->app;
    Str network = network_of(request->arena, request->peer);
    int64_t from_network, from_everyone;

    *why = MESSAGES;
    TRY(sessions_count_attempt(api->sessions, str_format(request->arena, "complaint|%.*s", STR_ARG(network)),
                               api->complaints.window, request->now, &from_network, until));
    if (from_network > api->complaints.per_network) {
        *why = MESSAGE_complaint_wait_network;
        return NULL;
    }
    TRY(sessions_count_attempt(api->sessions, LIT("complaints|everyone"), api->complaints.window, request->now,
                               &from_everyone, until));
    if (from_everyone > api->complaints.total)
        *why = MESSAGE_complaint_wait_everyone;
    return NULL;
}

static Error *
keep(Request *request, const ComplaintInput *input, bool generic, int64_t *number)
{
    const Api *api = request->app;
    LanguageId language = request_language(request);

    (void)language_find(input->language, &language);
    Complaint written = { .description = input->description,
                          .language = languages[language].code,
                          .picture = clean_version(input->picture) };
    return userdb_add_complaint(api->users, request->arena, &written, generic, request->now, number);
}

/* It was judged to be worth keeping, as a complaint or as one that says nothing. */
static Error *
take(Request *request, const ComplaintInput *input, bool generic, Reply *reply)
{
    LanguageId language = request_language(request);
    MessageId why;
    Micros until;
    int64_t number;

    TRY(count(request, &why, &until));
    if (why != MESSAGES)
        return refuse_until(request, input, why, until, reply);
    Error *error = keep(request, input, generic, &number);
    if (error && error->code == E_FULL)
        return refuse_until(request, input, MESSAGE_complaint_wait_everyone, request->now + DAY, reply);
    TRY(error);
    if (generic)
        return refuse(request, input, E_BAD_REQUEST, message(language, MESSAGE_complaint_generic), reply);
    reply_redirect(request, reply, str_format(request->arena, "/complaint?sent=%lld", (long long)number));
    return NULL;
}

Error *
complaint_post(Request *request, const void *input, Reply *reply)
{
    ComplaintInput form = *(const ComplaintInput *)input;
    LanguageId language = request_language(request);

    form.description = unix_lines(request->arena, form.description);
    switch (complaint_judge(form.description)) {
    case COMPLAINT_EMPTY:
        return refuse(request, &form, E_BAD_REQUEST, message(language, MESSAGE_complaint_empty), reply);
    case COMPLAINT_TOO_LONG:
        return refuse(request, &form, E_BAD_REQUEST,
                      message_fill(request->arena, language, MESSAGE_complaint_too_long,
                                   MESSAGE_NUMBER("limit", COMPLAINT_CHARACTERS)),
                      reply);
    case COMPLAINT_GENERIC:
        return take(request, &form, true, reply);
    case COMPLAINT_SPECIFIC:
        break;
    }
    return take(request, &form, false, reply);
}
