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

typedef struct LanguageForm {
    Str lang, return_to;
} LanguageForm;

typedef struct FlowForm {
    Str refresh; /* "minute": the page loads itself anew */
} FlowForm;

typedef struct FlowPictureForm {
    Str lang; /* "" for the reader's */
    Str text; /* "live": as <text>, with our fonts */
} FlowPictureForm;

typedef struct ComplaintQuery {
    Str sent, picture;
} ComplaintQuery;

typedef struct ComplaintInput {
    Str description, language, picture;
} ComplaintInput;

Error *home_get(Request *request, const void *input, Reply *reply) MUST_USE;
/* A sign-in at an outside provider may have to fetch its documents first: that must not hold up our own. */
Lane login_lane(const Request *request, const void *app);
extern const Field login_fields[];
/* Where the person goes afterwards: a path of our own ("/" when none is asked for); our own origin before it is cut off. */
Error *login_check_return_to(const Api *api, Str asked, Str *path) MUST_USE;
Error *login_get(Request *request, const void *input, Reply *reply) MUST_USE;
Error *language_page_get(Request *request, const void *input, Reply *reply) MUST_USE;
Error *callback_get(Request *request, const void *input, Reply *reply) MUST_USE;
Error *session_get_me(Request *request, const void *input, Reply *reply) MUST_USE;
Error *session_post_logout(Request *request, const void *input, Reply *reply) MUST_USE;
Error *flow_page_get(Request *request, const void *input, Reply *reply) MUST_USE;
extern const Field flow_picture_fields[];
Lane flow_picture_lane(const Request *request, const void *app);
Error *flow_picture_get(Request *request, const void *input, Reply *reply) MUST_USE;
Error *flow_picture_get_json(Request *request, const void *input, Reply *reply) MUST_USE;
Error *report_page_get(Request *request, const void *input, Reply *reply) MUST_USE;
Error *report_page_get_json(Request *request, const void *input, Reply *reply) MUST_USE;
Error *report_page_get_csv(Request *request, const void *input, Reply *reply) MUST_USE;
Error *report_page_post_test(Request *request, const void *input, Reply *reply) MUST_USE;
Error *metrics_page_get(Request *request, const void *input, Reply *reply) MUST_USE;
Error *assets_get_page_file(Request *request, const void *input, Reply *reply) MUST_USE;
extern const Field complaint_get_fields[], complaint_post_fields[];
Error *complaint_get(Request *request, const void *input, Reply *reply) MUST_USE;
Error *complaint_post(Request *request, const void *input, Reply *reply) MUST_USE;
Error *brand_files_get_logo(Request *request, const void *input, Reply *reply) MUST_USE;
Error *brand_files_get_style(Request *request, const void *input, Reply *reply) MUST_USE;
Error *health_get_live(Request *request, const void *input, Reply *reply) MUST_USE;
Error *health_get_ready(Request *request, const void *input, Reply *reply) MUST_USE;
Error *assets_get_style(Request *request, const void *input, Reply *reply) MUST_USE;
Error *assets_get_font(Request *request, const void *input, Reply *reply) MUST_USE;
Error *assets_get_icon(Request *request, const void *input, Reply *reply) MUST_USE;

#endif
