/* handlers.h -- the handlers behind the table of routes.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_HANDLERS_H
#define LATCHSTRING_HANDLERS_H

#include "api/api.h"

typedef struct LoginForm {
    Str provider, return_to, prompt, test;
} LoginForm;

typedef struct CallbackForm {
    Str code, state, iss, error;
} CallbackForm;

typedef struct LogoutForm {
    Str csrf;
} LogoutForm;

typedef struct RangeForm {
    Str range;
} RangeForm;

Error *home_get(Request *request, const void *input, Reply *reply) MUST_USE;
/* A sign-in at an outside provider may have to fetch its documents first: that must not hold up our own. */
Lane login_lane(const Request *request, const void *app);
extern const Field login_fields[];
Error *login_get(Request *request, const void *input, Reply *reply) MUST_USE;
Error *callback_get(Request *request, const void *input, Reply *reply) MUST_USE;
Error *session_get_me(Request *request, const void *input, Reply *reply) MUST_USE;
Error *session_post_logout(Request *request, const void *input, Reply *reply) MUST_USE;
Error *flow_page_get(Request *request, const void *input, Reply *reply) MUST_USE;
Error *flow_page_get_json(Request *request, const void *input, Reply *reply) MUST_USE;
Error *reports_page_get(Request *request, const void *input, Reply *reply) MUST_USE;
Error *reports_page_get_json(Request *request, const void *input, Reply *reply) MUST_USE;
Error *health_get_live(Request *request, const void *input, Reply *reply) MUST_USE;
Error *health_get_ready(Request *request, const void *input, Reply *reply) MUST_USE;
Error *assets_get_style(Request *request, const void *input, Reply *reply) MUST_USE;
Error *assets_get_icon(Request *request, const void *input, Reply *reply) MUST_USE;

#endif
