/* pages.h -- what a person sees: one struct and one function per page. The functions are generated from the templates beside
 * this file (*.html) by tools/pages.py; every value is escaped by its type. The texts in a struct need only live for the call.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_PAGES_H
#define LATCHSTRING_PAGES_H

#include "base/buf.h"
#include "model/model.h"

#define PAGE_LIMIT 262144 /* bytes of one page; reports of a long list are the largest */

/* The sign-in page of the Authorization Server (POST /signin). */
typedef struct SigninPage {
    Str app_name;   /* who asked: the client's name */
    Str handle;     /* of the interaction: hidden field `interaction` */
    Str typed_name; /* what was typed before, field `username` */
    Str error;      /* one sentence, "" for none */
    Str hint;       /* demo only: how to sign in; "" for none */
    Str reference;  /* the request's id, shown with an error */
} SigninPage;
void page_signin(Buf *buf, const SigninPage *page);

/* The consent page (POST /consent: `decision` is "allow" or "deny"). */
typedef struct ConsentPage {
    Str app_name;
    Str client_id;
    Str redirect_host; /* where the answer goes */
    Str user_name;     /* who is signed in */
    Str handle;        /* hidden field `interaction` */
    const Str *scopes; /* plain sentences of what is shared */
    size_t scope_count;
    Str switch_url; /* "not you?" */
} ConsentPage;
void page_consent(Buf *buf, const ConsentPage *page);

typedef struct HiddenField {
    Str name, value;
} HiddenField;

/* One calm page that says what happened and what to do: errors, "you are signed out", "already finished". */
typedef struct MessagePage {
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
    Str label; /* "Continue with example" */
    Str url;
} ProviderButton;

/* GET / : what this is, and a sign-in button; or who is signed in, and a sign-out button (POST /logout, field `csrf`). */
typedef struct HomePage {
    Str site_name;
    bool signed_in;
    Str display_name;
    Str email;
    Str provider; /* where the person signed in */
    Str since;    /* "14:32, 22 November 2026 UTC" */
    Str csrf;
    bool sees_reports;
    const ProviderButton *providers;
    size_t provider_count;
} HomePage;
void page_home(Buf *buf, const HomePage *page);

/* A row of the table of connections at /flow. Texts are ready to show ("1,204", "9 ms", "–"). */
typedef struct FlowRow {
    Str id;
    int64_t step;
    Str from, to, label, second_label;
    Str count, median, lost; /* lost: between this one and the one before, "" for none */
    Str state;               /* "ok", "idle" */
    Str state_words;
} FlowRow;

typedef struct FlowStepRow {
    int64_t number;
    Str legend;
} FlowStepRow;

typedef struct BoxRow {
    Str heading, caption, engine, figure; /* engine: "SQLite", "LMDB" …; figure: "12 users", "" for none */
} BoxRow;

typedef struct FlowPage {
    Str site_name;
    bool figures; /* false: the reader may not see them; rows have "" */
    Str verdict;  /* "Sign-in is working", "Waiting for the first sign-in" */
    Str updated;  /* "14:32" */
    Str started, completed_share, typical;
    const FlowRow *rows;
    size_t row_count;
    const FlowStepRow *steps;
    size_t step_count;
    const BoxRow *boxes;
    size_t box_count;
} FlowPage;
void page_flow(Buf *buf, const FlowPage *page);

typedef struct FunnelRow {
    int64_t step;
    Str words, flows, share, lost;
    int64_t width; /* 0-100, of a bar */
} FunnelRow;

typedef struct CauseRow {
    Str cause, group, meaning, flows;
} CauseRow;

typedef struct RangeLink {
    Str name, words;
    bool current;
} RangeLink;

/* GET /reports. Without rows of the funnel the page says "No sign-ins yet". */
typedef struct ReportsPage {
    Str site_name;
    Str range_words;  /* "Last 24 hours" */
    Str updated, lag; /* "14:32:05 UTC"; "12 s", "" when there is none */
    Str started, completed, failed, abandoned, open, success, typical;
    const RangeLink *ranges;
    size_t range_count;
    const FunnelRow *funnel;
    size_t funnel_count;
    const CauseRow *causes;
    size_t cause_count;
    const CauseRow *refused;
    size_t refused_count;
} ReportsPage;
void page_reports(Buf *buf, const ReportsPage *page);

/* The stylesheet, and its address with a hash of its content ("/style-3f9a….css"), for a year's cache. */
extern const Str page_style;
extern const Str page_style_path;
/* The icon (SVG), at /icon.svg. */
extern const Str page_icon;

#endif
