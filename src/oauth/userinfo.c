/* userinfo.c -- the userinfo answer, both directions.
 * SPDX-License-Identifier: ISC */
#include "oauth/userinfo.h"

#include "base/str.h"
#include "codec/json.h"

#define ANSWER_LIMIT 8192

static const JsonField userinfo_fields[] = {
    JSON_FIELD(Userinfo, sub, JSON_STR, true),
    JSON_FIELD(Userinfo, name, JSON_STR, false),
    JSON_FIELD(Userinfo, preferred_username, JSON_STR, false),
    JSON_FIELD(Userinfo, email, JSON_STR, false),
    JSON_FIELD(Userinfo, email_verified, JSON_BOOLEAN, false),
    JSON_FIELD_END,
};

Str
userinfo_encode(Arena *arena, const User *user, Str scope)
{
    Buf buf = buf_new(arena, ANSWER_LIMIT);
    JsonOut out = json_out(&buf);

    json_open(&out, '{');
    json_member_str(&out, "sub", user->subject);
    //= openid-connect-core#5.3.2  If a Claim is not returned, that Claim Name SHOULD be omitted from the JSON object
    if (str_has_word(scope, LIT("profile"))) {
        if (user->display_name.len)
            json_member_str(&out, "name", user->display_name);
        if (user->name.len)
            json_member_str(&out, "preferred_username", user->name);
        json_member_int(&out, "updated_at", user->updated / SECOND);
    }
    if (str_has_word(scope, LIT("email")) && user->email.len) {
        json_member_str(&out, "email", user->email);
        json_member_bool(&out, "email_verified", user->email_verified);
    }
    json_close(&out, '}');
    return buf_str(&buf);
}

Error *
userinfo_decode(Arena *arena, int status, Str json, Str sub, Userinfo *userinfo)
{
    Userinfo read = { 0 };

    if (status != 200)
        FAIL(E_USERINFO, "the userinfo endpoint answered %d", status);
    TRY(json_decode(arena, E_USERINFO, json, userinfo_fields, &read));
    //= openid-connect-core#5.3.2  The sub Claim in the UserInfo Response MUST be verified to exactly match the sub Claim in the
    //= ID Token; if they do not match, the UserInfo Response values MUST NOT be used.
    if (!str_equal(read.sub, sub))
        FAIL(E_USERINFO, "the userinfo endpoint answered for another person");
    *userinfo = read;
    return NULL;
}
