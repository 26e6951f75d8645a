/* test_signin.c -- a sign-in that nobody makes: the whole way through our own issuer, in process, marked as a test.
 * SPDX-License-Identifier: ISC */
#include "api/test_signin.h"

#include "base/clock.h"
#include "base/str.h"
#include "codec/form.h"
#include "codec/uri.h"
#include "crypto/password.h"
#include "crypto/random.h"
#include "http/route.h"

#include <stdatomic.h>

#define ACCOUNT      LIT("test-sign-in")
#define ACCOUNT_SAYS LIT("Test sign-in of /reports")
#define ARENA_LIMIT  ((size_t)8 << 20)
#define STEPS_LIMIT  12 /* more redirects and pages than a sign-in has */
#define COOKIES_MAX  8
#define MARK         LIT("X-Latchstring-Walk")
#define PAGE         LIT("X-Latchstring-Page") /* authserver/decide.h */

/* A browser without a screen: cookies, redirects, the two forms. */
typedef struct Walk {
    const Api *api;
    Request *asked; /* who pressed the button */
    Arena *arena;
    Str password;
    Header cookies[COOKIES_MAX];
    size_t cookie_count;
    Reply reply; /* the last one */
} Walk;

bool
test_signin_is(const Request *request)
{
    return request->local && request_header(request, MARK).len > 0;
}

static void
keep_cookie(Walk *walk, Str line)
{
    Str pair, name;
    size_t i = 0;

    (void)str_cut(line, ';', &pair);
    Str value = str_cut(pair, '=', &name);
    while (i < walk->cookie_count && !str_equal(walk->cookies[i].name, name))
        i++;
    if (i == COOKIES_MAX)
        return;
    walk->cookies[i] = (Header){ str_copy(walk->arena, name), str_copy(walk->arena, value) };
    walk->cookie_count = i == walk->cookie_count ? i + 1 : walk->cookie_count;
}

static Str
cookie(const Walk *walk, Str name)
{
    for (size_t i = 0; i < walk->cookie_count; i++)
        if (str_equal(walk->cookies[i].name, name))
            return walk->cookies[i].value;
    return LIT("");
}

static Str
cookie_line(const Walk *walk)
{
    Buf buf = buf_new(walk->arena, 8192);

    for (size_t i = 0; i < walk->cookie_count; i++)
        buf_addf(&buf, "%s%.*s=%.*s", i ? "; " : "", STR_ARG(walk->cookies[i].name), STR_ARG(walk->cookies[i].value));
    return buf_str(&buf);
}

static void
put_header(Request *local, Str name, Str value)
{
    if (value.len)
        local->headers[local->header_count++] = (Header){ name, value };
}

/* One request to our own router, in this thread. */
static Error *
ask(Walk *walk, Str method, Str path, Str body)
{
    Request *local = ARENA_NEW(walk->arena, Request, 1);
    Str url = str_format(walk->arena, "%.*s%.*s", STR_ARG(walk->api->origin), STR_ARG(path));
    Uri uri;

    TRY(uri_parse(url, &uri));
    *local = (Request){ .arena = walk->arena,
                        .id = walk->asked->id,
                        .method = method,
                        .target = path,
                        .path = uri.path,
                        .query = uri.query,
                        .host = uri.authority,
                        .content_type = body.len ? LIT("application/x-www-form-urlencoded") : LIT(""),
                        .body = body,
                        .peer = LIT("local"),
                        .local = true };
    put_header(local, LIT("Host"), uri.authority);
    put_header(local, LIT("Origin"), body.len ? walk->api->origin : LIT(""));
    put_header(local, LIT("Cookie"), cookie_line(walk));
    put_header(local, MARK, LIT("1"));
    router_answer(walk->api->router, local, &walk->reply);
    for (size_t i = 0; i < walk->reply.header_count; i++)
        if (str_equal_nocase(walk->reply.headers[i].name, LIT("Set-Cookie")))
            keep_cookie(walk, walk->reply.headers[i].value);
    return NULL;
}

static Str
header(const Reply *reply, Str name)
{
    for (size_t i = 0; i < reply->header_count; i++)
        if (str_equal_nocase(reply->headers[i].name, name))
            return reply->headers[i].value;
    return LIT("");
}

/* Answer the page that came: the sign-in page, or the one that asks for consent. Which one it is stands in a header that only a
 * walk gets; its HTML is not read, for it may be the site's own. */
static Error *
answer_page(Walk *walk)
{
    Str page, interaction = str_cut(header(&walk->reply, PAGE), ' ', &page);
    Buf body = buf_new(walk->arena, 4096);

    if (interaction.len == 0)
        FAIL(walk->reply.error ? walk->reply.error : E_SERVER_ERROR,
             "the test sign-in came to a page that it cannot answer");
    form_add(&body, LIT("interaction"), interaction);
    if (str_equal(page, LIT("/consent"))) {
        form_add(&body, LIT("decision"), LIT("allow"));
    } else {
        form_add(&body, LIT("username"), ACCOUNT);
        form_add(&body, LIT("password"), walk->password);
    }
    return ask(walk, LIT("POST"), page, buf_str(&body));
}

/* Where a redirect leads on this site. */
static Error *
follow(Walk *walk)
{
    Str location = header(&walk->reply, LIT("Location")), origin = walk->api->origin;

    if (str_starts(location, origin))
        location = str_slice(location, origin.len, location.len);
    if (!str_starts(location, LIT("/")))
        FAIL(E_SERVER_ERROR, "the test sign-in was led away from this site");
    return ask(walk, LIT("GET"), location, LIT(""));
}

static const ProviderOptions *
own_provider(const Api *api)
{
    for (size_t i = 0; i < api->provider_count; i++)
        if (provider_options(api->providers[i])->own)
            return provider_options(api->providers[i]);
    return NULL;
}

static Error *
walk_through(Walk *walk)
{
    const ProviderOptions *own = own_provider(walk->api);

    if (!own)
        FAIL(E_NOT_FOUND, "this site has no issuer of its own");
    TRY(ask(walk, LIT("GET"), str_format(walk->arena, "/login?provider=%.*s&prompt=login", STR_ARG(own->name)),
            LIT("")));
    for (int i = 0; i < STEPS_LIMIT; i++) {
        if (cookie(walk, walk->api->app_cookie).len)
            return NULL;
        bool redirect = walk->reply.status == 302 || walk->reply.status == 303;
        if (redirect)
            TRY(follow(walk));
        else if (walk->reply.status == 200)
            TRY(answer_page(walk));
        else
            FAIL(walk->reply.error ? walk->reply.error : E_SERVER_ERROR, "a step of the test sign-in answered %d",
                 walk->reply.status);
    }
    FAIL(E_SERVER_ERROR, "the test sign-in did not come to an end");
}

/* ---- the account ---- */

/* Ours is without e-mail and permissions, and says what it is for. */
static bool
is_ours(const User *user)
{
    return user->permissions == 0 && user->email.len == 0 && str_equal(user->display_name, ACCOUNT_SAYS);
}

/* Any other of this name is left alone. */
static Error *
find_account(Walk *walk, Micros now, User *user)
{
    NewUser made = { .name = ACCOUNT, .display_name = ACCOUNT_SAYS };
    Str encoded;
    bool found;

    TRY(userdb_find_login(walk->api->users, walk->arena, ACCOUNT, user, &encoded, &found));
    if (!found)
        return userdb_create_user(walk->api->users, walk->arena, &made, now, user);
    if (!is_ours(user))
        FAIL(E_EXISTS, "the account test-sign-in is not that of test sign-ins: rename it");
    return NULL;
}

/* What began with the old password is worth nothing after the new one. */
static Error *
set_fresh_password(Walk *walk, const User *user, Micros now, Str *password)
{
    Str fresh = random_token(walk->arena), encoded;

    TRY(password_hash(walk->arena, fresh, &encoded));
    TRY(userdb_set_password(walk->api->users, walk->arena, user->id, encoded, now));
    *password = fresh;
    return NULL;
}

/* Whatever happened, the account is closed, and nothing that it began is left. */
static Error *
close_account(Walk *walk, const User *user, Micros now)
{
    AppSession session;
    Str handle = cookie(walk, walk->api->app_cookie);

    TRY(userdb_disable_user(walk->api->users, walk->arena, user->id, true, now));
    if (handle.len == 0)
        return NULL;
    TRY(sessions_end_app(walk->api->sessions, walk->arena, handle, now, &session));
    return session.sso.len ? sessions_end_sso_named(walk->api->sessions, walk->arena, session.sso) : NULL;
}

/* The account is open from here on: with a password that nobody else has ever had. */
static Error *
open_account(Walk *walk, const User *user, Micros now)
{
    if (!user->disabled) /* just made, or a walk before did not come to its end */
        TRY(userdb_disable_user(walk->api->users, walk->arena, user->id, true, now));
    TRY(set_fresh_password(walk, user, now, &walk->password));
    return userdb_disable_user(walk->api->users, walk->arena, user->id, false, now);
}

static Error *
run(Walk *walk, Micros now, Micros *took)
{
    User user;

    TRY(find_account(walk, now, &user));
    Error *error = open_account(walk, &user, now);
    Micros start = clock_monotonic();
    if (!error)
        error = walk_through(walk);
    *took = clock_monotonic() - start;
    Error *closed = close_account(walk, &user, now);
    return error ? error : closed;
}

Error *
test_signin_tidy(Userdb *users, Arena *arena, Micros now)
{
    Str encoded;
    User user;
    bool found;

    TRY(userdb_find_login(users, arena, ACCOUNT, &user, &encoded, &found));
    if (!found || user.disabled || !is_ours(&user))
        return NULL;
    return userdb_disable_user(users, arena, user.id, true, now);
}

static void
free_arena(void *arena)
{
    arena_free(arena);
}

Error *
test_signin_run(Request *request, Micros *took)
{
    static atomic_flag walking = ATOMIC_FLAG_INIT;
    Walk *walk = ARENA_NEW(request->arena, Walk, 1);

    walk->api = request->app;
    walk->asked = request;
    walk->arena = arena_new(ARENA_LIMIT);
    if (!walk->arena)
        FAIL(E_MEMORY, "no memory for a test sign-in");
    arena_defer(request->arena, free_arena, walk->arena);
    if (atomic_flag_test_and_set(&walking))
        FAIL(E_OVERLOADED, "another test sign-in is under way");
    Error *error = run(walk, request->now, took);
    atomic_flag_clear(&walking);
    return error;
}
