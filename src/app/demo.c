/* demo.c -- an account to try with, on this machine only.
 * SPDX-License-Identifier: ISC */
#include "app/demo.h"

#include "app/command.h"
#include "base/clock.h"
#include "base/str.h"
#include "codec/uri.h"
#include "crypto/password.h"

Error *
demo_check(const Config *config)
{
    Uri listen, public_url;
    char text[128];
    Buf buf = buf_fixed(text, sizeof text);

    buf_add(&buf, LIT("http://"));
    buf_add(&buf, config->listen);
    TRY(uri_parse(buf_str(&buf), &listen));
    TRY(uri_parse(config->public_url, &public_url));
    if (!uri_host_is_loopback(listen.host))
        FAIL(E_CONFIG, "--demo listens only on this machine, not on listen = %.*s: use 127.0.0.1, or leave --demo out",
             STR_ARG(config->listen));
    if (!uri_host_is_loopback(public_url.host))
        FAIL(E_CONFIG,
             "--demo is reached only from this machine, not at public_url = %.*s: use http://localhost, or "
             "leave --demo out",
             STR_ARG(config->public_url));
    return NULL;
}

Error *
demo_prepare(Arena *arena, const House *house, Demo *demo)
{
    NewUser account = { .name = LIT("demo"),
                        .display_name = LIT("Demo Person"),
                        .email = LIT("demo@example.com"),
                        .email_verified = true,
                        .permissions = PERMISSION_REPORTS };
    User user;

    Error *error = userdb_find_user(house->users, arena, account.name, &user);
    if (!error || error->code != E_NOT_FOUND)
        return error;
    Str password = command_make_password(arena);
    TRY(password_hash(arena, password, &account.password_encoded));
    TRY(userdb_create_user(house->users, arena, &account, clock_now(&clock_system), &user));
    demo->password = password;
    return NULL;
}

void
demo_announce(const Demo *demo, Buf *text)
{
    if (!demo->wanted)
        return;
    if (demo->password.len)
        buf_addf(text, "\n  Sign in as   demo\n  password     %.*s   (shown this once)\n\n", STR_ARG(demo->password));
    else
        buf_add(text, LIT("\n  Sign in as   demo\n  A new password, if the first one is lost: "
                          "build/latchstring user passwd demo\n\n"));
}
