/* authserver.c -- the table of routes.
 * SPDX-License-Identifier: ISC */
#include "authserver/authserver.h"

#include "authserver/endpoints.h"
#include "oauth/authorize_request.h"

static const Field interaction_form[] = {
    FIELD(InteractionForm, interaction, TOKEN_LIMIT, REQUIRED),
    FIELD_END,
};

static const Field signin_form[] = {
    FIELD(SigninForm, interaction, TOKEN_LIMIT, REQUIRED),
    FIELD(SigninForm, username, EMAIL_LIMIT, OPTIONAL),
    FIELD(SigninForm, password, PASSWORD_LIMIT, OPTIONAL),
    FIELD_END,
};

static const Field consent_form[] = {
    FIELD(ConsentForm, interaction, TOKEN_LIMIT, REQUIRED),
    FIELD(ConsentForm, decision, 16, REQUIRED),
    FIELD_END,
};

static const Field token_form[] = {
    FIELD(TokenForm, grant_type, 64, REQUIRED),
    FIELD(TokenForm, code, TOKEN_LIMIT, OPTIONAL),
    FIELD(TokenForm, redirect_uri, URI_LIMIT, OPTIONAL),
    FIELD(TokenForm, code_verifier, 256, OPTIONAL),
    FIELD(TokenForm, client_id, NAME_LIMIT, OPTIONAL),
    FIELD(TokenForm, client_secret, TOKEN_LIMIT, OPTIONAL),
    FIELD(TokenForm, refresh_token, TOKEN_LIMIT, OPTIONAL),
    FIELD(TokenForm, scope, SCOPE_LIMIT, OPTIONAL),
    FIELD_END,
};

static const Field end_session_form[] = {
    FIELD(EndSessionForm, id_token_hint, 8192, OPTIONAL),
    FIELD(EndSessionForm, client_id, NAME_LIMIT, OPTIONAL),
    FIELD(EndSessionForm, post_logout_redirect_uri, URI_LIMIT, OPTIONAL),
    FIELD(EndSessionForm, state, 512, OPTIONAL),
    FIELD(EndSessionForm, confirm, 16, OPTIONAL),
    FIELD_END,
};

/* clang-format off */
const Route authserver_routes[] = {
    { "GET",  LIT_INIT("/.well-known/openid-configuration"),       LANE_FAST,  NULL, 0, discovery_get, ROUTE_JSON },
    { "GET",  LIT_INIT("/.well-known/oauth-authorization-server"), LANE_FAST,  NULL, 0, discovery_get, ROUTE_JSON },
    { "GET",  LIT_INIT("/jwks.json"),   LANE_STORE, NULL, 0, discovery_get_keys, ROUTE_JSON },
    { "GET",  LIT_INIT("/authorize"),   LANE_STORE, authorize_request_fields, sizeof(AuthorizeForm), authorize_answer, 0 },
    { "POST", LIT_INIT("/authorize"),   LANE_STORE, authorize_request_fields, sizeof(AuthorizeForm), authorize_answer, 0 },
    { "GET",  LIT_INIT("/signin"),      LANE_STORE, interaction_form, sizeof(InteractionForm), signin_get, 0 },
    { "POST", LIT_INIT("/signin"),      LANE_HASH,  signin_form, sizeof(SigninForm), signin_post, ROUTE_SAME_ORIGIN },
    { "GET",  LIT_INIT("/consent"),     LANE_STORE, interaction_form, sizeof(InteractionForm), consent_get, 0 },
    { "POST", LIT_INIT("/consent"),     LANE_STORE, consent_form, sizeof(ConsentForm), consent_post, ROUTE_SAME_ORIGIN },
    { "POST", LIT_INIT("/token"),       LANE_STORE, token_form, sizeof(TokenForm), token_post, ROUTE_JSON },
    { "GET",  LIT_INIT("/userinfo"),    LANE_STORE, NULL, 0, userinfo_endpoint_answer, ROUTE_JSON },
    { "POST", LIT_INIT("/userinfo"),    LANE_STORE, NULL, 0, userinfo_endpoint_answer, ROUTE_JSON },
    { "GET",  LIT_INIT("/end_session"), LANE_STORE, end_session_form, sizeof(EndSessionForm), end_session_answer, 0 },
    { "POST", LIT_INIT("/end_session"), LANE_STORE, end_session_form, sizeof(EndSessionForm), end_session_answer, 0 },
    ROUTE_END,
};
/* clang-format on */
