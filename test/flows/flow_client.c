/* flow_client.c -- what an outside app does.
 * SPDX-License-Identifier: ISC */
#include "flow_client.h"

#include "base/str.h"
#include "codec/form.h"
#include "crypto/base64.h"
#include "flow_browser.h"
#include "flow_message.h"
#include "oauth/pkce.h"

#define PARAMS_MAX  24
#define BODY_LIMIT  ((size_t)1 << 16)
#define APP_ADDRESS LIT("198.51.100.80")
#define FORM_TYPE   LIT("application/x-www-form-urlencoded")

/* The parameters of a request, each once. */
typedef struct Params {
    Str names[PARAMS_MAX], values[PARAMS_MAX];
    size_t count;
} Params;

static Str *
param_place(Params *params, Str name)
{
    for (size_t i = 0; i < params->count; i++)
        if (str_equal(params->names[i], name))
            return &params->values[i];
    params->names[params->count] = name;
    return &params->values[params->count++];
}

static void
param_set(Params *params, Str name, Str value)
{
    *param_place(params, name) = value;
}

/* Take a parameter out that is meant for us and not for the server. */
static Str
param_take(Params *params, Str name, Str fallback)
{
    Str *place = param_place(params, name), value = *place;

    *place = LIT("");
    return value.ptr ? value : fallback;
}

static Error *
change_params(Params *params, const Str *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Str name, value = str_cut(words[i], '=', &name);
        if (params->count > PARAMS_MAX - 4)
            FAIL(E_USAGE, "more than %d parameters", PARAMS_MAX - 4);
        param_set(params, name, value.len ? value : LIT(""));
    }
    return NULL;
}

static Str
params_encode(Arena *arena, const Params *params)
{
    Buf out = buf_new(arena, BODY_LIMIT);

    for (size_t i = 0; i < params->count; i++)
        if (params->values[i].len)
            form_add(&out, params->names[i], params->values[i]);
    return buf_str(&out);
}

/* A client that nobody registered asks like a public one. */
static WorldClient
find_client(const Play *play, Str client_id)
{
    const WorldClient *found = world_find_client(&play->world, client_id);

    return found ? *found : (WorldClient){ .client_id = client_id, .redirect_uri = LIT("http://127.0.0.1:9/cb") };
}

/* A fresh state, nonce and verifier, as variables. */
static void
make_fresh(Play *play)
{
    unsigned n = ++play->requests;
    Str verifier = str_format(play->arena, "verifier-%034u", n);

    vars_set(&play->vars, LIT("state"), str_format(play->arena, "state-%u", n));
    vars_set(&play->vars, LIT("nonce"), str_format(play->arena, "nonce-%u", n));
    vars_set(&play->vars, LIT("verifier"), verifier);
    vars_set(&play->vars, LIT("challenge"), pkce_challenge(play->arena, verifier));
}

static Str
var(const Play *play, Str name)
{
    bool found;

    return vars_get(&play->vars, name, &found);
}

Error *
client_authorize(Play *play, const Str *words, size_t count)
{
    Params params = { .count = 0 };
    WorldClient client = find_client(play, words[0]);

    make_fresh(play);
    param_set(&params, LIT("response_type"), LIT("code"));
    param_set(&params, LIT("client_id"), client.client_id);
    param_set(&params, LIT("redirect_uri"), client.redirect_uri);
    param_set(&params, LIT("scope"), LIT("openid"));
    param_set(&params, LIT("state"), var(play, LIT("state")));
    param_set(&params, LIT("nonce"), var(play, LIT("nonce")));
    param_set(&params, LIT("code_challenge"), var(play, LIT("challenge")));
    param_set(&params, LIT("code_challenge_method"), LIT("S256"));
    TRY(change_params(&params, words + 1, count - 1));
    Str query = params_encode(play->arena, &params);
    vars_set(&play->vars, LIT("query"), query);
    Str target = str_format(play->arena, "/authorize?%.*s", STR_ARG(query));
    return browser_get(play, &target, 1);
}

/* Put the client's proof where the method wants it; secrets and names are form-encoded first (RFC 6749 2.3.1). */
static void
add_proof(const Play *play, const WorldClient *client, Str method, Params *params, Message *message)
{
    Str secret = param_take(params, LIT("secret"), client->secret);
    bool basic = str_equal(method, LIT("basic")) || str_equal(method, LIT("both"));
    bool post = str_equal(method, LIT("post")) || str_equal(method, LIT("both"));
    Buf pair = buf_new(play->arena, 4096);

    if (basic) {
        form_escape(&pair, client->client_id);
        buf_add_byte(&pair, ':');
        form_escape(&pair, secret);
        Str encoded = base64_encode(play->arena, buf_str(&pair));
        message_header(play, message, LIT("Authorization"), str_format(play->arena, "Basic %.*s", STR_ARG(encoded)));
    }
    if (!basic || post)
        param_set(params, LIT("client_id"), client->client_id);
    if (post)
        param_set(params, LIT("client_secret"), secret);
}

/* POST /token as a server does: no cookies, no word of a browser. */
static Error *
post_token(Play *play, const WorldClient *client, Params *params)
{
    Message message = {
        .method = LIT("POST"), .target = LIT("/token"), .content_type = FORM_TYPE, .peer = APP_ADDRESS
    };
    TRY(world_open(&play->world));
    Str method = param_take(params, LIT("auth"), client->secret.len ? LIT("basic") : LIT("none"));

    add_proof(play, client, method, params, &message);
    message.body = params_encode(play->arena, params);
    play->answer = &play->client_answer;
    return message_send(play, &message, play->answer);
}

Error *
client_token(Play *play, const Str *words, size_t count)
{
    Params params = { .count = 0 };
    WorldClient client = find_client(play, words[0]);

    param_set(&params, LIT("grant_type"), LIT("authorization_code"));
    param_set(&params, LIT("code"), var(play, LIT("code")));
    param_set(&params, LIT("redirect_uri"), client.redirect_uri);
    param_set(&params, LIT("code_verifier"), var(play, LIT("verifier")));
    TRY(change_params(&params, words + 1, count - 1));
    return post_token(play, &client, &params);
}

Error *
client_refresh(Play *play, const Str *words, size_t count)
{
    Params params = { .count = 0 };
    WorldClient client = find_client(play, words[0]);

    param_set(&params, LIT("grant_type"), LIT("refresh_token"));
    param_set(&params, LIT("refresh_token"), words[1]);
    TRY(change_params(&params, words + 2, count - 2));
    return post_token(play, &client, &params);
}

Error *
client_bearer(Play *play, const Str *words, size_t count)
{
    Message message = { .method = LIT("GET"), .target = words[1], .peer = APP_ADDRESS };

    (void)count;
    TRY(world_open(&play->world));
    message_header(play, &message, LIT("Authorization"), str_format(play->arena, "Bearer %.*s", STR_ARG(words[0])));
    play->answer = &play->client_answer;
    return message_send(play, &message, play->answer);
}
