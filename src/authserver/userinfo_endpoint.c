/* userinfo_endpoint.c -- /userinfo: who the bearer of an access token is.
 * SPDX-License-Identifier: ISC */
#include "authserver/bearer.h"
#include "authserver/endpoints.h"

#include "base/str.h"
#include "oauth/userinfo.h"

Error *
userinfo_endpoint_answer(Request *request, const void *input, Reply *reply)
{
    AccessClaims claims;
    User user;

    (void)input;
    TRY(bearer_check(request, &claims, &user));
    if (!str_has_word(claims.scope, LIT("openid")))
        FAIL(E_INSUFFICIENT_SCOPE, "userinfo needs the scope openid");
    reply_json(reply, 200, userinfo_encode(request->arena, &user, claims.scope));
    return NULL;
}
