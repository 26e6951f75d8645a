/* flow_play.h -- a script being played: its world, its variables, its browsers, the last answer.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FLOW_PLAY_H
#define LATCHSTRING_FLOW_PLAY_H

#include "flow_log.h"
#include "flow_script.h"
#include "flow_world.h"

#define PLAY_BROWSERS_MAX 8
#define PLAY_COOKIES_MAX  24
#define PLAY_HEADERS_MAX  12
#define PLAY_PAGES_MAX    16

/* An answer, and what was asked. */
typedef struct Page {
    Str method, target;
    int status; /* 0: nothing was asked yet */
    Header headers[REPLY_HEADERS_MAX];
    size_t header_count;
    Str content_type, body;
} Page;

typedef struct Cookie {
    Str name, value;
    Micros expires;
    bool secure;
} Cookie;

typedef struct Browser {
    Str name, peer;
    Cookie cookies[PLAY_COOKIES_MAX];
    size_t cookie_count;
    Page page;       /* what it shows */
    Str form_action; /* while the redirects of a sent form are followed: where the page allowed them to lead (CSP) */
    struct {
        Str name;
        Page page;
    } kept[PLAY_PAGES_MAX]; /* other tabs, earlier pages */
    size_t kept_count;
} Browser;

typedef struct Play {
    Arena *arena;
    const char *file; /* of the script, for messages */
    Vars vars;
    World world;
    Browser browsers[PLAY_BROWSERS_MAX];
    size_t browser_count;
    Browser *browser;
    Page *answer; /* the last one, of a browser or of a client */
    Page client_answer;
    Header extra[PLAY_HEADERS_MAX]; /* of the next request */
    size_t extra_count;
    Secrets secrets;
    unsigned requests; /* of clients so far, for fresh states and verifiers */
} Play;

/* The words of a line after its first. */
typedef Error *(*PlayAct)(Play *play, const Str *words, size_t count);

#endif
