/* panel_cause.c -- causes, groups and steps in plain words.
 * SPDX-License-Identifier: ISC */
#include "api/panel.h"

#define SAY(word) MESSAGE_reports_cause_##word##_means, MESSAGE_reports_cause_##word##_todo

/* Every code that can end a sign-in or refuse an attempt; what is not here is `other`. */
static const struct {
    ErrorCode code;
    MessageId means, todo;
} sayings[] = {
    { E_OVERLOADED, SAY(busy) },
    { E_MEMORY, SAY(busy) },
    { E_FULL, SAY(busy) },
    { E_TIMEOUT, SAY(timeout) },
    { E_TOO_LARGE, SAY(internal) },
    { E_SERVER_ERROR, SAY(internal) },
    { E_IO, SAY(internal) },
    { E_CRYPTO, SAY(internal) },
    { E_CONFIG, SAY(config) },
    { E_STOPPED, SAY(stopped) },
    { E_UNAVAILABLE, SAY(provider) },
    { E_PROVIDER, SAY(provider) },
    { E_INVALID_REQUEST, SAY(request) },
    { E_UNSUPPORTED_GRANT_TYPE, SAY(request) },
    { E_UNSUPPORTED_RESPONSE, SAY(request) },
    { E_REQUEST_NOT_SUPPORTED, SAY(request) },
    { E_REQUEST_URI_NOT_SUPPORTED, SAY(request) },
    { E_INVALID_CLIENT, SAY(client) },
    { E_UNAUTHORIZED_CLIENT, SAY(client) },
    { E_INVALID_SCOPE, SAY(scope) },
    { E_INSUFFICIENT_SCOPE, SAY(scope) },
    { E_INVALID_GRANT, SAY(expired) },
    { E_INVALID_TOKEN, SAY(expired) },
    { E_LOGIN_REQUIRED, SAY(expired) },
    { E_INTERACTION_REQUIRED, SAY(expired) },
    { E_CONSENT_REQUIRED, SAY(expired) },
    { E_CODE_EXPIRED, SAY(expired) },
    { E_ACCESS_DENIED, SAY(access_denied) },
    { E_BAD_PASSWORD, SAY(bad_password) },
    { E_UNKNOWN_USER, SAY(unknown_user) },
    { E_LOCKED, SAY(locked) },
    { E_RATE_LIMITED, SAY(rate_limited) },
    { E_CONSENT_DENIED, SAY(consent_denied) },
    { E_SIGNUP_REFUSED, SAY(signup_refused) },
    { E_CODE_REUSED, SAY(reused) },
    { E_TOKEN_REUSED, SAY(reused) },
    { E_STATE_USED, SAY(reused) },
    { E_PKCE_MISMATCH, SAY(mismatch) },
    { E_CLIENT_MISMATCH, SAY(mismatch) },
    { E_REDIRECT_MISMATCH, SAY(redirect) },
    { E_STATE_MISSING, SAY(state_missing) },
    { E_STATE_MISMATCH, SAY(state_mismatch) },
    { E_ID_TOKEN_SIGNATURE, SAY(id_token) },
    { E_ID_TOKEN_ISSUER, SAY(id_token) },
    { E_ID_TOKEN_AUDIENCE, SAY(id_token) },
    { E_ID_TOKEN_EXPIRED, SAY(id_token) },
    { E_ID_TOKEN_NONCE, SAY(id_token) },
    { E_WRONG_ISSUER, SAY(id_token) },
    { E_PROVIDER_REFUSED, SAY(token_endpoint) },
    { E_TOKEN_ENDPOINT, SAY(token_endpoint) },
    { E_USERINFO, SAY(userinfo) },
    { E_DB, SAY(db) },
    { E_CACHE, SAY(cache) },
    { E_QUEUE, SAY(queue) },
};

static size_t
saying_of(Str cause)
{
    ErrorCode code = error_from_cause(cause);
    size_t i = 0;

    while (i < COUNT_OF(sayings) && (code == E_OK || sayings[i].code != code))
        i++;
    return i;
}

MessageId
panel_cause_means(Str cause)
{
    size_t i = saying_of(cause);

    return i < COUNT_OF(sayings) ? sayings[i].means : MESSAGE_reports_cause_other_means;
}

MessageId
panel_cause_todo(Str cause)
{
    size_t i = saying_of(cause);

    return i < COUNT_OF(sayings) ? sayings[i].todo : MESSAGE_reports_cause_other_todo;
}

MessageId
panel_group(ErrorGroup group)
{
    static const MessageId words[] = {
        [GROUP_NONE] = MESSAGE_reports_group_none,
        [GROUP_PERSON] = MESSAGE_reports_group_person,
        [GROUP_CREDENTIALS] = MESSAGE_reports_group_credentials,
        [GROUP_SETUP] = MESSAGE_reports_group_setup,
        [GROUP_EXPIRED] = MESSAGE_reports_group_expired,
        [GROUP_SYSTEM] = MESSAGE_reports_group_system,
    };

    return words[group];
}

MessageId
panel_step(int step)
{
    static const MessageId words[STEPS] = {
        MESSAGE_reports_step_1, MESSAGE_reports_step_2, MESSAGE_reports_step_3, MESSAGE_reports_step_4,
        MESSAGE_reports_step_5, MESSAGE_reports_step_6, MESSAGE_reports_step_7,
    };

    return words[step - 1];
}
