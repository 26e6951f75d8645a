/* api.c -- the table of routes.
 * SPDX-License-Identifier: ISC */
#include "api/api.h"

#include "api/handlers.h"
#include "api/report_set.h"

static const Field callback_form[] = {
    FIELD(CallbackForm, code, URI_LIMIT, OPTIONAL), /* other issuers' codes can be long */
    FIELD(CallbackForm, state, TOKEN_LIMIT, OPTIONAL), FIELD(CallbackForm, iss, URI_LIMIT, OPTIONAL),
    FIELD(CallbackForm, error, 128, OPTIONAL),         FIELD_END,
};

static const Field logout_form[] = {
    FIELD(LogoutForm, csrf, TOKEN_LIMIT, OPTIONAL),
    FIELD_END,
};

static const Field language_form[] = {
    FIELD(LanguageForm, lang, 35, REQUIRED), /* the longest tag that RFC 5646 4.4.1 asks for */
    FIELD(LanguageForm, return_to, URI_LIMIT, OPTIONAL),
    FIELD_END,
};

static const Field flow_form[] = {
    FIELD(FlowForm, refresh, 16, OPTIONAL),
    FIELD_END,
};

/* clang-format off */
const Route api_routes[] = {
    { "GET",  LIT_INIT("/"),             LANE_STORE, NULL, 0, home_get, 0 },
    { "GET",  LIT_INIT("/login"),        LANE_STORE, login_fields, sizeof(LoginForm), login_get, 0, login_lane },
    { "GET",  LIT_INIT("/language"),     LANE_FAST,  language_form, sizeof(LanguageForm), language_page_get, 0 },
    { "GET",  LIT_INIT("/callback/latchstring"), LANE_STORE, callback_form, sizeof(CallbackForm), callback_get, 0 },
    { "GET",  LIT_INIT("/callback/*"),   LANE_UPSTREAM, callback_form, sizeof(CallbackForm), callback_get, 0 },
    { "GET",  LIT_INIT("/me"),           LANE_STORE, NULL, 0, session_get_me, ROUTE_JSON },
    { "POST", LIT_INIT("/logout"),       LANE_STORE, logout_form, sizeof(LogoutForm), session_post_logout, ROUTE_SAME_ORIGIN },
    { "GET",  LIT_INIT("/flow"),         LANE_STORE, flow_form, sizeof(FlowForm), flow_page_get, 0 },
    { "GET",  LIT_INIT("/flow.svg"),     LANE_STORE, flow_picture_fields, sizeof(FlowPictureForm), flow_picture_get, ROUTE_QUIET, flow_picture_lane },
    { "GET",  LIT_INIT("/flow.json"),    LANE_STORE, NULL, 0, flow_picture_get_json, ROUTE_JSON },
    { "GET",  LIT_INIT("/reports"),      LANE_STORE, report_set_fields, sizeof(ReportForm), report_page_get, 0 },
    { "GET",  LIT_INIT("/reports.json"), LANE_STORE, report_set_fields, sizeof(ReportForm), report_page_get_json, ROUTE_JSON },
    { "GET",  LIT_INIT("/reports.csv"),  LANE_STORE, report_set_fields, sizeof(ReportForm), report_page_get_csv, ROUTE_JSON },
    { "POST", LIT_INIT("/reports/test"), LANE_HASH,  NULL, 0, report_page_post_test, ROUTE_SAME_ORIGIN },
    { "GET",  LIT_INIT("/metrics"),      LANE_STORE, NULL, 0, metrics_page_get, ROUTE_JSON | ROUTE_ANY_HOST | ROUTE_QUIET },
    { "GET",  LIT_INIT("/reports-*"),    LANE_FAST,  NULL, 0, assets_get_page_file, ROUTE_QUIET },
    { "GET",  LIT_INIT("/board-*"),      LANE_FAST,  NULL, 0, assets_get_page_file, ROUTE_QUIET },
    { "GET",  LIT_INIT("/complaint"),    LANE_STORE, complaint_get_fields, sizeof(ComplaintQuery), complaint_get, 0 },
    { "POST", LIT_INIT("/complaint"),    LANE_STORE, complaint_post_fields, sizeof(ComplaintInput), complaint_post, ROUTE_SAME_ORIGIN },
    { "GET",  LIT_INIT("/health/live"),  LANE_FAST,  NULL, 0, health_get_live, ROUTE_JSON | ROUTE_ANY_HOST | ROUTE_QUIET },
    { "GET",  LIT_INIT("/health/ready"), LANE_STORE, NULL, 0, health_get_ready, ROUTE_JSON | ROUTE_ANY_HOST | ROUTE_QUIET },
    { "GET",  LIT_INIT("/style-*"),      LANE_FAST,  NULL, 0, assets_get_style, ROUTE_QUIET },
    { "GET",  LIT_INIT("/font-*"),       LANE_FAST,  NULL, 0, assets_get_font, ROUTE_QUIET },
    { "GET",  LIT_INIT("/fonts-*"),      LANE_FAST,  NULL, 0, assets_get_font, ROUTE_QUIET },
    { "GET",  LIT_INIT("/logo-*"),       LANE_FAST,  NULL, 0, brand_files_get_logo, ROUTE_QUIET },
    { "GET",  LIT_INIT("/brand-*"),      LANE_FAST,  NULL, 0, brand_files_get_style, ROUTE_QUIET },
    { "GET",  LIT_INIT("/icon.svg"),     LANE_FAST,  NULL, 0, assets_get_icon, ROUTE_QUIET },
    { "GET",  LIT_INIT("/favicon.ico"),  LANE_FAST,  NULL, 0, assets_get_icon, ROUTE_QUIET },
    ROUTE_END,
};
/* clang-format on */
