/* pages.h -- what a person sees: one struct and one function per page. The functions are generated from the templates beside
 * this file (*.html) by tools/pages.py; every value is escaped by its type. The texts in a struct need only live for the call.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_PAGES_H
#define LATCHSTRING_PAGES_H

#include "base/buf.h"
#include "model/model.h"
#include "pages/panels.h"
#include "text/language.h"

#define PAGE_LIMIT 262144 /* bytes of one page; reports of a long list are the largest */

/* Templates of the site's own (override.h); NULL: none. */
typedef struct PageOverrides PageOverrides;

/* Whose pages they are; of the settings. */
typedef struct PageBrand {
    Str site_name;
    Str logo_path;   /* the address of an image on this site; "": our own mark */
    Str accent_path; /* the address of a stylesheet with colours; "" for none */
    const PageOverrides *overrides;
} PageBrand;

/* One language of the chooser at the foot. */
typedef struct PageChoice {
    Str code, name; /* "de", "Deutsch" */
    bool current;
} PageChoice;

/* The first member of every page: in which language, whose page, and how the chooser comes back here. Made by page_frame. */
typedef struct PageFrame {
    LanguageId language;
    Str lang, dir; /* of <html>: "pt-BR", "ltr" */
    Str site_name, logo_path, accent_path, font_path;
    Str here; /* this page's own address, a local path; "": no chooser */
    const PageOverrides *overrides;
    const PageChoice *choices;
    size_t choice_count;
} PageFrame;
PageFrame page_frame(Arena *arena, const PageBrand *brand, LanguageId language, Str here);

/* The sign-in page of the Authorization Server (POST /signin). */
typedef struct SigninPage {
    PageFrame frame;
    Str app_name;   /* who asked: the client's name */
    Str handle;     /* of the interaction: hidden field `interaction` */
    Str typed_name; /* what was typed before, field `username` */
    Str error;      /* one sentence, "" for none */
    Str demo_name;  /* demo only: whom to sign in as; "" for none */
    Str reference;  /* the request's id, shown with an error */
    Str ui_locales; /* what the app asked for, kept for the next page; "" for none */
} SigninPage;
void page_signin(Buf *buf, const SigninPage *page);

/* The consent page (POST /consent: `decision` is "allow" or "deny"). */
typedef struct ConsentPage {
    PageFrame frame;
    Str app_name;
    Str client_id;
    Str redirect_host; /* where the answer goes */
    Str user_name;     /* who is signed in */
    Str handle;        /* hidden field `interaction` */
    const Str *scopes; /* plain sentences of what is shared */
    size_t scope_count;
    Str switch_url; /* "not you?" */
    Str ui_locales; /* as above */
} ConsentPage;
void page_consent(Buf *buf, const ConsentPage *page);

typedef struct HiddenField {
    Str name, value;
} HiddenField;

/* One calm page that says what happened and what to do: errors, "you are signed out", "already finished". */
typedef struct MessagePage {
    PageFrame frame;
    bool is_error; /* the title starts with "Error: ", the text has role=alert */
    Str title;
    Str text;
    Str action_label; /* "" for no button */
    Str action_url;   /* a local path, or a registered URI of the client */
    bool action_post; /* the button sends a form with these hidden fields */
    const HiddenField *hidden;
    size_t hidden_count;
    Str reference; /* "" for none */
} MessagePage;
void page_message(Buf *buf, const MessagePage *page);

typedef struct ProviderButton {
    Str name; /* what people call it; "": our own, "Sign in" */
    Str url;
    bool last_used; /* the person signed in with it the last time */
} ProviderButton;

/* GET / : what this is, and a sign-in button; or who is signed in, and a sign-out button (POST /logout, field `csrf`). */
typedef struct HomePage {
    PageFrame frame;
    bool signed_in;
    Str display_name;
    Str email;
    Str provider; /* where the person signed in */
    Str since;    /* "22 November 2026, 14:32", of UTC */
    Str csrf;
    bool sees_reports;
    const ProviderButton *providers;
    size_t provider_count;
} HomePage;
void page_home(Buf *buf, const HomePage *page);

/* The form that tells why the picture is inappropriate (POST /complaint: description, language, picture): the partial
 * complaint_form.html, for any page with a member `complaint` of this type. */
typedef struct ComplaintForm {
    Str picture;   /* the picture's version: hidden field */
    Str typed;     /* what was typed before, field `description` */
    Str error;     /* one sentence, "" for none */
    int64_t limit; /* characters of a description */
} ComplaintForm;

/* A row of the table of connections at /flow. Texts are ready to show ("1,204", "9 ms", "–"). */
typedef struct FlowRow {
    Str id;
    int64_t step;
    Str from, to, label, second_label;
    Str count, median;
    int64_t lost, left, refused, system; /* between the one before and this; lost is their sum */
    Str state;                           /* "ok", "slow", "failing", "idle" */
    Str state_words;
    Str cause, code; /* failing: why, in plain words; the protocol's error code. "" else */
} FlowRow;

typedef struct FlowStepRow {
    int64_t number;
    Str legend;
} FlowStepRow;

typedef struct BoxRow {
    Str heading, caption, engine, figure; /* engine: "SQLite", "LMDB" …; figure: "12 users", "" for none */
} BoxRow;

/* GET /flow: the picture as an <object>, the same figures as a table, the picture's attributes and files, the complaint form. */
typedef struct FlowPage {
    PageFrame frame;
    bool figures;    /* false: the reader may not see them; rows have "" */
    bool refreshing; /* the page loads itself anew every minute */
    Str verdict;     /* "Sign-in is working" */
    Str started, completed_share, typical;
    int64_t open, refused; /* sign-ins in progress; attempts refused */
    const FlowRow *rows;
    size_t row_count;
    const FlowStepRow *steps;
    size_t step_count;
    const BoxRow *boxes;
    size_t box_count;
    Str heading, topic, archetype, style, palette, audience; /* of the diagram */
    Str language_name;                                       /* "English", in itself */
    Str picture_path, svg_path;
    Str embed;       /* HTML to copy */
    bool embed_open; /* everyone may see the figures */
    Str script_path, style_extra;
    ComplaintForm complaint;
} FlowPage;
void page_flow(Buf *buf, const FlowPage *page);

/* GET /reports. Without answers the page says "No sign-ins yet". */
typedef struct ReportsPage {
    PageFrame frame;
    Str range_words;             /* "Last 24 hours" */
    Str updated, lag, zone;      /* "14:32:05"; "12 s", "" when there is none; "Europe/Berlin" */
    Str from, to;                /* of the fields: "2026-11-22T14:32" */
    bool custom, compare, tests; /* what was chosen; */
    bool filtered;               /* more than a range */
    bool rounded, suppressed;    /* the range was moved outwards; small groups are left out */
    Str message;                 /* what a test sign-in gave, "" for none */
    bool may_test;               /* the button of the test sign-in, and the command for it */
    Str command;
    const PageOption *ranges, *providers, *apps;
    size_t range_count, provider_count, app_count;
    const PageAnswer *answers;
    size_t answer_count;
    const PagePanel *panels;
    size_t panel_count;
    Str json_url, script_path, style_extra;
} ReportsPage;
#define PAGE_REPORTS_LIMIT 1048576 /* a table of every bucket, of every day */
void page_reports(Buf *buf, const ReportsPage *page);

/* GET /complaint. */
typedef struct ComplaintPage {
    PageFrame frame;
    ComplaintForm complaint;
    Str number; /* "C-204817": it was received; "": the form */
} ComplaintPage;
void page_complaint(Buf *buf, const ComplaintPage *page);

/* The stylesheet, the same as gzip, and its address with a hash of its content ("/style-3f9a….css"), for a year's cache. */
extern const Str page_style, page_style_gzip;
extern const Str page_style_path;
/* The icon (SVG), at /icon.svg. */
extern const Str page_icon;

/* Of /flow: "/board-….css", "/board-….js". */
extern const Str page_board_style, page_board_style_gzip, page_board_style_path;
extern const Str page_board_script, page_board_script_gzip, page_board_script_path;

/* Of /reports: "/reports-….css", "/reports-….js". */
extern const Str page_reports_style, page_reports_style_gzip, page_reports_style_path;
extern const Str page_reports_script, page_reports_script_gzip, page_reports_script_path;

#endif
