/* fake_issuer.c -- an issuer that says what a test wants.
 * SPDX-License-Identifier: ISC */
#include "fake_issuer.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "crypto/random.h"

#include <stdio.h>

FakeIssuer fake_issuer;
SignKey *fake_issuer_keys[2];

static Router *router;
static Fetch *fetch;
static Clock test_clock;

static void
reply_with(Reply *reply, int status, const char *said, Str good)
{
    reply_json(reply, status, said ? str_from_c(said) : good);
}

static Error *
answer_metadata(Request *request, const void *input, Reply *reply)
{
    (void)input;
    fake_issuer.metadata_asked++;
    reply_with(reply, fake_issuer.metadata_status, fake_issuer.metadata,
               metadata_encode(request->arena, LIT(FAKE_ISSUER)));
    return NULL;
}

static Error *
answer_jwks(Request *request, const void *input, Reply *reply)
{
    (void)input;
    fake_issuer.jwks_asked++;
    reply_with(reply, fake_issuer.jwks_status, fake_issuer.jwks,
               str_format(request->arena, "{\"keys\":[%.*s]}", STR_ARG(sign_key_jwk(fake_issuer.published))));
    return NULL;
}

static void
keep(char *memory, size_t size, Str text)
{
    (void)snprintf(memory, size, "%.*s", STR_ARG(text));
}

static Error *
answer_token(Request *request, const void *input, Reply *reply)
{
    (void)input;
    fake_issuer.token_asked++;
    keep(fake_issuer.token_body, sizeof fake_issuer.token_body, request->body);
    keep(fake_issuer.token_authorization, sizeof fake_issuer.token_authorization,
         request_header(request, LIT("Authorization")));
    reply_with(
        reply, fake_issuer.token_status, fake_issuer.token,
        LIT("{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"expires_in\":600,\"id_token\":\"e30.e30.x\"}"));
    return NULL;
}

static Error *
answer_userinfo(Request *request, const void *input, Reply *reply)
{
    (void)input;
    fake_issuer.userinfo_asked++;
    keep(fake_issuer.userinfo_authorization, sizeof fake_issuer.userinfo_authorization,
         request_header(request, LIT("Authorization")));
    reply_with(
        reply, fake_issuer.userinfo_status, fake_issuer.userinfo,
        LIT("{\"sub\":\"u1\",\"name\":\"From Userinfo\",\"preferred_username\":\"uinfo\",\"email\":\"u@info.example\","
            "\"email_verified\":true}"));
    return NULL;
}

static const Route routes[] = {
    { "GET", LIT_INIT("/.well-known/openid-configuration"), LANE_FAST, NULL, 0, answer_metadata, ROUTE_JSON },
    { "GET", LIT_INIT("/jwks.json"), LANE_FAST, NULL, 0, answer_jwks, ROUTE_JSON },
    { "POST", LIT_INIT("/token"), LANE_FAST, NULL, 0, answer_token, ROUTE_JSON },
    { "GET", LIT_INIT("/userinfo"), LANE_FAST, NULL, 0, answer_userinfo, ROUTE_JSON },
    ROUTE_END,
};

int
fake_issuer_start(void **state)
{
    static const Str origins[] = { LIT_INIT(FAKE_ISSUER) };

    (void)state;
    log_configure(LOG_FORMAT_NONE);
    if (random_init() || sign_key_generate(&fake_issuer_keys[0]) || sign_key_generate(&fake_issuer_keys[1]))
        return -1;
    test_clock = clock_fake(DAY);
    RouterOptions options = { .clock = &test_clock, .origins = origins, .origin_count = 1 };
    router = router_new(&options);
    router_mount(router, routes, NULL);
    FetchOptions fetch_options = { .router = router, .origins = origins, .origin_count = 1 };
    return fetch_open(&fetch_options, &fetch) ? -1 : 0;
}

int
fake_issuer_stop(void **state)
{
    (void)state;
    fetch_close(fetch);
    router_free(router);
    sign_key_close(fake_issuer_keys[0]);
    sign_key_close(fake_issuer_keys[1]);
    return 0;
}

ProviderOptions
fake_issuer_client(void)
{
    return (ProviderOptions){ .name = LIT("acme"),
                              .label = LIT("Acme"),
                              .issuer = LIT(FAKE_ISSUER),
                              .client_id = LIT("shop"),
                              .client_secret = { LIT_INIT("s&cret") },
                              .scopes = LIT("openid profile email"),
                              .redirect_uri = LIT("https://shop.example/callback/acme"),
                              .own = true };
}

Provider *
fake_issuer_open(ProviderOptions options)
{
    Provider *provider;

    fake_issuer = (FakeIssuer){ .metadata_status = 200,
                                .jwks_status = 200,
                                .token_status = 200,
                                .userinfo_status = 200,
                                .published = fake_issuer_keys[0] };
    return provider_open(&options, fetch, &provider) ? NULL : provider;
}

int
fake_issuer_documents(void)
{
    return fake_issuer.metadata_asked + fake_issuer.jwks_asked;
}
