/* model.h -- the nouns of the house: plain structs, no functions. Text in a struct belongs to the arena that it was read
 * into, or to whoever built it; a struct is copied by value, its text is not.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_MODEL_H
#define LATCHSTRING_MODEL_H

#include "base/base.h"

/* A row's number inside our database; never shown outside. 0 is no row. */
typedef int64_t Id;

/* Limits of what people and clients may be called, in bytes. */
#define NAME_LIMIT        128
#define EMAIL_LIMIT       254
#define URI_LIMIT         2048
#define SCOPE_LIMIT       512
#define PASSWORD_LIMIT    1024
#define TOKEN_LIMIT       256 /* opaque tokens: codes, states, handles */
#define REDIRECT_URIS_MAX 16

/* What an account may do here, as a bit set. */
typedef enum Permission {
    PERMISSION_REPORTS = 1, /* see the figures of /flow and /reports */
    PERMISSION_ADMIN = 2,   /* everything */
} Permission;

typedef struct User {
    Id id;
    Str subject; /* the `sub` of our issuer: random, never reused, never an e-mail */
    Str name; /* what the person types to sign in; unique without regard to case; may be empty for foreign accounts */
    Str display_name;
    Str email; /* unique without regard to case when set */
    bool email_verified;
    bool disabled;
    unsigned permissions; /* bits of Permission */
    Micros created;
    Micros updated;
    Micros
        valid_after; /* sessions and grants that began before this are worth nothing: the password was changed then */
} User;

/* An account somewhere: (issuer, subject) is the key, never the e-mail (OpenID Connect Core 5.7). */
typedef struct Identity {
    Str issuer;
    Str subject;
    Str display_name;
    Str email;
    bool email_verified;
} Identity;

typedef struct Client {
    Id id;
    Str client_id;
    Str name;
    bool is_public;                /* has no secret: token_endpoint_auth_method none */
    bool first_party;              /* our own Application API: consent is still asked once */
    unsigned char secret_hash[32]; /* SHA-256 of the secret (256 random bits), zero for a public client */
    Str redirect_uris[REDIRECT_URIS_MAX];
    size_t redirect_uri_count;
    Micros created;
} Client;

/* What a client asked /authorize for, after all checks. */
typedef struct AuthRequest {
    Str client_id;
    Str redirect_uri;
    Str scope;
    Str state;
    Str nonce;
    Str code_challenge; /* S256, always there */
    Str prompt;         /* "", "login", "consent" */
    Str login_hint;
    Str flow_key;      /* finds the flow again: the state for our own client, random for others */
    int64_t max_age;   /* seconds; -1: not asked */
    Str response_mode; /* "" (query) or "form_post" is refused for now */
} AuthRequest;

/* A request that waits for a person, at one of two stages with records of their own (signin, consent). */
typedef struct Interaction {
    AuthRequest request;
    unsigned char binding[32]; /* SHA-256 of the browser's cookie */
    Id user;                   /* consent: who signed in; signin: 0 */
    Str sso;                   /* consent: the hash (base64url) of the single sign-on session */
    Micros auth_time;
    Micros shown;   /* when the first page was sent; the person's time counts from here */
    Str last_error; /* signin: cause of the last refusal, shown once on the page; "" for none */
    Str typed_name; /* signin: what was typed, kept for the next try */
} Interaction;

/* What an authorization code stands for. All of it is checked when the code is redeemed. */
typedef struct Grant {
    Str grant_id; /* names everything that was issued from this grant, for revocation */
    Str client_id;
    Str redirect_uri;
    Str scope;
    Str nonce;
    Str code_challenge;
    Str flow_key; /* AuthRequest.flow_key */
    Id user;
    Str sso; /* hash (base64url) of the single sign-on session it came from */
    Micros auth_time;
    Micros issued;
    Micros expires;
} Grant;

/* The Authorization Server's single sign-on session, behind the cookie `sso`. */
typedef struct SsoSession {
    Id user;
    Micros auth_time;
    Micros created;
    Micros expires;
} SsoSession;

/* The Application API's session, behind the cookie `app`. */
typedef struct AppSession {
    Id user;
    Str user_subject; /* User.subject */
    Str provider;
    Str issuer;
    Str id_token_subject;
    Str sso; /* our own issuer: the single sign-on session (its public name) that ends with this one; else "" */
    Micros auth_time;
    Micros created;
    Micros expires;
} AppSession;

/* What the Application API remembers between /login and the callback. Key: the state. */
typedef struct LoginState {
    Str state;
    Str nonce;
    Str verifier;
    Str provider;
    Str return_to;
    Str client_id;             /* ours at that provider; with the state it finds the flow */
    unsigned char binding[32]; /* SHA-256 of the browser's cookie for this state */
    Micros created;
} LoginState;

typedef struct RefreshToken {
    Id id;
    Str grant_id;
    Str client_id;
    Id user;
    Str scope;
    Str sso;
    Micros auth_time;
    Micros issued;
    Micros expires;
} RefreshToken;

typedef enum MilestoneId {
#define MILESTONE(id, words) MILESTONE_##id,
#include "model/flow.def"
    MILESTONES
} MilestoneId;

typedef enum ConnectionId {
#define CONNECTION(id, step, from, to, label, second) CONNECTION_##id,
#include "model/flow.def"
    CONNECTIONS
} ConnectionId;

typedef enum BoxId {
#define BOX(id, heading, caption, folder) BOX_##id,
#include "model/flow.def"
    BOXES
} BoxId;

#define STEPS 7

typedef struct Connection {
    const char *id;
    int step; /* 1-7 */
    BoxId from, to;
    const char *label, *second_label;
    MilestoneId milestone; /* a flow passed here when it reached this */
} Connection;

typedef struct Step {
    int number;            /* 1-7 */
    MilestoneId milestone; /* reached with this */
    const char *words, *legend;
} Step;

typedef struct Box {
    const char *id, *heading, *caption, *folder;
} Box;

/* flow.c: the rows of flow.def. */
extern const Box flow_boxes[BOXES];
extern const Connection flow_connections[CONNECTIONS];
extern const Step flow_steps[STEPS];
extern const char *const flow_milestone_ids[MILESTONES];

typedef enum FlowKind {
    FLOW_OWN,     /* our Application API at our Authorization Server */
    FLOW_FOREIGN, /* our Application API at an outside issuer */
    FLOW_CLIENT,  /* an outside app at our Authorization Server */
    FLOW_KINDS
} FlowKind;

typedef enum FlowOutcome { FLOW_OPEN, FLOW_COMPLETED, FLOW_FAILED, FLOW_ABANDONED, FLOW_OUTCOMES } FlowOutcome;

/* One sign-in from its start to its end. */
typedef struct Flow {
    Str id; /* UUIDv7 */
    FlowKind kind;
    Str provider; /* "latchstring" or the provider's name; client flows: "latchstring" */
    Str app;      /* client flows: the client_id; else "" */
    Micros started;
    Micros ended; /* 0 while open */
    MilestoneId reached;
    Micros took[MILESTONES]; /* µs spent at each milestone; -1 where not passed or not measured */
    FlowOutcome outcome;
    Str cause;     /* of the last failure, "" for none; a cause of errors.def */
    int revision;  /* in the cache: how often it failed; in an event: grows with time, and the highest one counts */
    bool reported; /* an event with an outcome was written (a refused password, say); the flow may still complete */
    bool new_user; /* completed, and the account was created by it */
    bool first;    /* the visitor's first in 30 minutes: the browser came to /login without the cookie `visit` */
    bool test;     /* the test sign-in of /reports: left out of figures unless asked for */
} Flow;

/* How a session ended. */
typedef enum SessionEnd {
    SESSION_LOGOUT,  /* the person signed out */
    SESSION_EXPIRED, /* its time was over */
    SESSION_REVOKED, /* replaced by another sign-in, or the account was disabled or got a new password */
    SESSION_ENDS
} SessionEnd;

typedef enum EventType {
#define EVENT(id, name, words) EVENT_##id,
#include "model/events.def"
#undef EVENT
    EVENT_TYPES
} EventType;

extern const char *const event_names[EVENT_TYPES];
extern const char *const session_end_names[SESSION_ENDS]; /* "logout" "expired" "revoked" */

/* What happened, as the queue carries it. Fields that do not apply are empty. */
typedef struct Event {
    Str id; /* UUIDv7; loading is idempotent by it */
    EventType type;
    Micros at;
    Str trace;        /* request id of what caused it */
    Str user_subject; /* User.subject */
    Str client_id;
    Str cause;     /* errors.def; session.ended: session_end_names */
    Str about;     /* alerts: what it is about, "connection:token", "complaint:12"; webhook.failed: the delivery */
    Str network;   /* the address cut to /24 or /48, keyed-hashed: "" when unknown */
    int64_t count; /* flows.abandoned, session.ended: how many; 0 is one */
    Micros length; /* session.ended: how long the session lasted; 0 when not known */
    Flow flow;     /* flow, flows.abandoned (kind, provider, app, started = the minute, reached) */
} Event;

#endif
