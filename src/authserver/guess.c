/* guess.c -- how many wrong passwords may be tried.
 * SPDX-License-Identifier: ISC */
#include "authserver/guess.h"

#include "base/str.h"
#include "http/network.h"

#define KNOWN_NETWORK_LIFETIME (30 * DAY)

/* Names compare without case. */
static Str
lower_case(Arena *arena, Str text)
{
    char *copy = str_to_c(arena, text);

    for (size_t i = 0; i < text.len; i++)
        if (copy[i] >= 'A' && copy[i] <= 'Z')
            copy[i] = (char)(copy[i] - 'A' + 'a');
    return (Str){ copy, text.len };
}

static Str
guess_key(Request *request, const char *kind, Str account, bool with_network)
{
    Str network = with_network ? network_of(request->arena, request->peer) : LIT("");

    return str_format(request->arena, "%s|%.*s|%.*s", kind, STR_ARG(network), STR_ARG(account));
}

static Error *
count_one(Request *request, Str key, int64_t limit, const char *what)
{
    const AuthServer *as = request->app;
    int64_t count;
    Micros until;

    TRY(sessions_count_attempt(as->sessions, key, as->guess_window, request->now, &count, &until));
    if (count > limit)
        FAIL(E_RATE_LIMITED, "too many passwords were tried: %s; the window ends in %lld s", what,
             (long long)((until - request->now) / SECOND));
    return NULL;
}

Error *
guess_count(Request *request, Str account, Str typed)
{
    const AuthServer *as = request->app;
    Str name = account.len ? account : lower_case(request->arena, typed);
    int64_t known;

    TRY(count_one(request, guess_key(request, "network", LIT(""), true), as->guess_network_limit, "from one network"));
    TRY(count_one(request, guess_key(request, "pair", name, true), as->guess_account_limit,
                  "for one account from one network"));
    TRY(sessions_see_attempts(as->sessions, guess_key(request, "known", name, true), request->now, &known));
    if (known > 0)
        return NULL;
    return count_one(request, guess_key(request, "account", name, false), as->guess_everywhere_limit,
                     "for one account from networks where it never signed in");
}

/* Only wrong passwords are to count: people who share a network sign in as often as they like. */
Error *
guess_forget(Request *request, Str account)
{
    const AuthServer *as = request->app;
    Sessions *sessions = as->sessions;
    Str known = guess_key(request, "known", account, true);
    int64_t count;
    Micros until;

    TRY(sessions_give_back_attempt(sessions, guess_key(request, "network", LIT(""), true), request->now));
    TRY(sessions_see_attempts(sessions, known, request->now, &count));
    if (count == 0) /* then it was counted there, too */
        TRY(sessions_give_back_attempt(sessions, guess_key(request, "account", account, false), request->now));
    TRY(sessions_forget_attempts(sessions, guess_key(request, "pair", account, true)));
    return sessions_count_attempt(sessions, known, KNOWN_NETWORK_LIFETIME, request->now, &count, &until);
}
