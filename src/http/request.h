/* request.h -- a complete request, and the reply to it. A handler is a function from one to the other; it never sees a socket.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_REQUEST_H
#define LATCHSTRING_REQUEST_H

#include "base/arena.h"
#include "base/base.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "text/language.h"

#define HEADERS_MAX       100
#define REPLY_HEADERS_MAX 24

typedef struct Header {
    Str name; /* as written; compare without case */
    Str value;
} Header;

typedef struct Request {
    Arena *arena; /* ends with the reply's last byte */
    Str id;       /* 16 characters, in the log, in the reply's X-Request-Id and on error pages */
    Micros now;   /* when its handling began */
    Micros begun; /* the same on clock_monotonic, for durations */
    Str method;
    Str target; /* as written */
    Str path;   /* before '?', percent-encoding untouched */
    Str query;  /* after '?', "" when none */
    Str host;   /* the Host header, checked against what is configured */
    Str content_type;
    Header headers[HEADERS_MAX];
    size_t header_count;
    Str body;
    Str peer;            /* the address of the peer, text */
    Str tail;            /* what stands after a route's "*" */
    bool secure;         /* the origin is https */
    LanguageId language; /* the site's own: request_language.h has the person's */
    bool local;          /* made in process by fetch */
    void *app;           /* of the room that owns the route */
} Request;

typedef struct Reply {
    int status;
    Header headers[REPLY_HEADERS_MAX];
    size_t header_count;
    Str content_type; /* "" for none */
    Str body;
    /* It may be sent as gzip. How long a compressed text is tells how much of it is said twice, so a stranger who has a word of his own
     * in a page could find out a secret that stands beside it, letter by letter (BREACH). Set it only for what holds no such secret:
     * files of this program, the picture, the figures. Never for pages of signing in, consent, the account, or an error: there stand
     * handles, csrf tokens and names beside what came in the address. */
    bool compress;
    Str gzip;        /* of the body, when that form is at hand already: static, or the request's; "" to have it made */
    Str form_action; /* pages only: more sources that a form may lead to (CSP form-action), "" for none */
    bool script; /* pages only: scripts and drawings (<object>) from this site are allowed, as on /flow and /reports */
    bool close;  /* close the connection after it */
    ErrorCode error; /* for the log */
} Reply;

/* The first header of that name (without case); empty when there is none. */
Str request_header(const Request *request, Str name);

/* The value of a cookie. Empty when there is none; two cookies of one name are refused: empty as well (RFC 6265 says nothing of
 * which one is ours, so neither is believed). */
Str request_cookie(const Request *request, Str name);

/* Texts must live in the request's arena or be static; values with control bytes are refused by assert. */
void reply_header(Reply *reply, Str name, Str value);
void reply_text(Reply *reply, int status, Str content_type, Str body);
void reply_html(Reply *reply, int status,
                Str body); /* with a Content-Security-Policy that allows no script, unless reply->script */
void reply_json(Reply *reply, int status, Str body);

/* 302 for a GET, 303 after a POST (RFC 9700 4.12). */
void reply_redirect(Request *request, Reply *reply, Str location);

/* Set-Cookie: HttpOnly, SameSite=Lax, Path=/, Secure when the origin is https. max_age in seconds; 0 deletes it. */
void reply_cookie(Request *request, Reply *reply, Str name, Str value, int64_t max_age);

#endif
