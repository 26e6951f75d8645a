/* callback.c -- GET /callback/PROVIDER: the browser is back with a code.
 * SPDX-License-Identifier: ISC */
#include "api/handlers.h"

#include "api/complete.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "client/signin_client.h"
#include "events/event_make.h"
#include "http/binding.h"

#define DEADLINE (10 * SECOND)

/* What the steps of a callback hand on to each other. */
typedef struct Callback {
    Provider *provider;
    const ProviderOptions *options;
    LoginState login;
    Flow flow;
    bool has_flow; /* the state was ours: what happens from here on is this flow's event */
    Micros deadline;
} Callback;

/* The provider that this address belongs to: one address per provider (RFC 9700 4.4.2). */
static Error *
find_provider(Request *request, Callback *callback)
{
    const Api *api = request->app;
    Str name = str_slice(request->path, sizeof("/callback/") - 1, request->path.len);

    for (size_t i = 0; i < api->provider_count; i++)
        if (str_equal(provider_options(api->providers[i])->name, name)) {
            callback->provider = api->providers[i];
            callback->options = provider_options(api->providers[i]);
            return NULL;
        }
    FAIL(E_NOT_FOUND, "no provider has this name");
}

/* Take what /login saved; the state works once and only in the browser that began. */
static Error *
take_login(Request *request, const CallbackForm *form, Callback *callback)
{
    const Api *api = request->app;
    unsigned char binding[32];

    if (form->state.len == 0)
        FAIL(E_STATE_MISSING, "a callback without state");
    binding_read(request, api->binding_cookie, binding);
    //= rfc9700#4.7.1  clients MUST […] CSRF protection: a one-time token, bound to the user agent
    TRY(sessions_take_login(api->sessions, request->arena, form->state, binding, request->now, &callback->login));
    TRY(sessions_see_flow(api->sessions, request->arena, callback->login.client_id, form->state, &callback->flow,
                          &callback->has_flow));
    if (!callback->has_flow) /* lost from the cache: count it from here */
        callback->flow = event_make_flow(request->arena, callback->options->own ? FLOW_OWN : FLOW_FOREIGN,
                                         callback->options->name, LIT(""), callback->login.created);
    callback->has_flow = true;
    if (!str_equal(callback->login.provider, callback->options->name))
        FAIL(E_WRONG_ISSUER, "a sign-in that began at another provider came back here");
    return NULL;
}

/* A foreign issuer's steps are not seen by us; they count when its answer arrives. */
static void
pass_foreign_steps(const Request *request, const CallbackForm *form, Callback *callback)
{
    if (callback->options->own)
        return;
    event_flow_passed(&callback->flow, MILESTONE_authorize, -1);
    if (form->error.len || form->code.len == 0)
        return;
    event_flow_passed(&callback->flow, MILESTONE_consent, request->now - callback->login.created);
    event_flow_passed(&callback->flow, MILESTONE_cb, -1);
}

/* What an issuer may answer (RFC 6749 4.1.2.1, OIDC Core 3.1.2.6), and what we call it. */
static const struct {
    Str word;
    ErrorCode code;
} refusals[] = {
    { LIT_INIT("access_denied"), E_CONSENT_DENIED },
    { LIT_INIT("invalid_request"), E_INVALID_REQUEST },
    { LIT_INIT("unauthorized_client"), E_UNAUTHORIZED_CLIENT },
    { LIT_INIT("unsupported_response_type"), E_UNSUPPORTED_RESPONSE },
    { LIT_INIT("invalid_scope"), E_INVALID_SCOPE },
    { LIT_INIT("server_error"), E_PROVIDER_REFUSED },
    { LIT_INIT("temporarily_unavailable"), E_PROVIDER_REFUSED },
    { LIT_INIT("interaction_required"), E_INTERACTION_REQUIRED },
    { LIT_INIT("login_required"), E_LOGIN_REQUIRED },
    { LIT_INIT("account_selection_required"), E_INTERACTION_REQUIRED },
    { LIT_INIT("consent_required"), E_CONSENT_REQUIRED },
    { LIT_INIT("invalid_request_uri"), E_INVALID_REQUEST },
    { LIT_INIT("invalid_request_object"), E_INVALID_REQUEST },
    { LIT_INIT("request_not_supported"), E_REQUEST_NOT_SUPPORTED },
    { LIT_INIT("request_uri_not_supported"), E_REQUEST_URI_NOT_SUPPORTED },
    { LIT_INIT("registration_not_supported"), E_REQUEST_NOT_SUPPORTED },
};

/* The issuer's word for a refusal comes through the browser, so anybody can say it of a sign-in of their own: only the protocol's words
 * are taken over, and none of them is a failure of our systems, which would raise an alert. */
static Error *
refusal(const CallbackForm *form)
{
    for (size_t i = 0; i < COUNT_OF(refusals); i++)
        if (str_equal(form->error, refusals[i].word))
            FAIL(refusals[i].code, "the issuer answered %.*s instead of a code", STR_ARG(refusals[i].word));
    FAIL(E_PROVIDER_REFUSED, "the issuer answered with an error of no known name instead of a code");
}

static Error *
exchange(Request *request, const CallbackForm *form, Callback *callback, IdClaims *claims)
{
    Flow *flow = &callback->flow;
    TokenAnswer answer;
    Micros sent = clock_monotonic();

    event_flow_passed(flow, MILESTONE_code, sent - request->begun);
    event_flow_passed(flow, MILESTONE_token, -1);
    Error *error = signin_client_exchange(callback->provider, request->arena, form->code, callback->login.verifier,
                                          callback->deadline, &answer);
    Micros received = clock_monotonic();
    flow->took[MILESTONE_token] = received - sent;
    TRY(error);
    IdExpected expected = { .issuer = callback->options->issuer,
                            .client_id = callback->options->client_id,
                            .nonce = callback->login.nonce,
                            .access_token = answer.access_token,
                            .now = request->now };
    TRY(signin_client_identify(callback->provider, request->arena, &answer, &expected, callback->deadline, claims));
    event_flow_passed(flow, MILESTONE_access, clock_monotonic() - received);
    return NULL;
}

/* The steps of a callback whose state was right. */
static Error *
sign_in(Request *request, const CallbackForm *form, Callback *callback, Reply *reply)
{
    IdClaims claims;

    pass_foreign_steps(request, form, callback);
    TRY(signin_client_check_issuer(callback->provider, request->arena, form->iss, callback->deadline));
    if (form->error.len)
        return refusal(form);
    if (form->code.len == 0)
        FAIL(E_INVALID_REQUEST, "a callback with neither code nor error");
    TRY(exchange(request, form, callback, &claims));
    return complete_signin(request, callback->options, &callback->login, &claims, &callback->flow, reply);
}

/* The flow has failed: its event, with the cause. An error of writing it must not hide the first one; the flow then stays in the
 * cache, and is counted when it expires. */
static Error *
record_failure(Request *request, const Callback *callback, const Error *why)
{
    const Api *api = request->app;
    Micros now = request->now + clock_monotonic() - request->begun;
    Event event = event_make_ended(request->arena, &callback->flow, FLOW_FAILED, why->code, now, request->id);

    event.client_id = callback->options->client_id;
    return userdb_record(api->users, request->arena, &event);
}

/* The event is written: the flow is open no more. */
static void
forget_flow(Request *request, const Callback *callback)
{
    const Api *api = request->app;
    bool found;
    Flow flow;

    Error *error = sessions_take_flow(api->sessions, request->arena, callback->login.client_id, callback->login.state,
                                      &flow, &found);
    if (error) /* it expires by itself, and is known then */
        LOG_WARN("callback.flow", KV("id", request->id), KV("text", (const char *)error->text));
}

Error *
callback_get(Request *request, const void *input, Reply *reply)
{
    const Api *api = request->app;
    const CallbackForm *form = input;
    Callback callback = { .deadline = clock_monotonic() + DEADLINE };

    if (str_equal(request->method, LIT("HEAD")))
        FAIL(E_METHOD, "HEAD finishes nothing");
    TRY(find_provider(request, &callback));
    Error *error = take_login(request, form, &callback);
    if (error && !callback.has_flow)
        refusals_add(api->refusals, error->code);
    if (!error)
        error = sign_in(request, form, &callback, reply);
    bool recorded = callback.has_flow && (!error || record_failure(request, &callback, error) == NULL);
    if (recorded)
        forget_flow(request, &callback);
    return error;
}
