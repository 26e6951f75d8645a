/* sessions.h -- SESSION CACHE: what is needed for a while. Each verb is one atomic act. Handles (states, codes, cookies) are
 * stored by their SHA-256: who reads the cache cannot use them. Errors: E_CACHE, E_FULL (a kind that never gives way reached
 * its byte limit, or the map or the disk is full), E_TOO_LARGE (a text over SESSIONS_TEXT_LIMIT, a record over 16 KiB), and
 * those named at each verb. A record is expired at its expiry and after, and then never given out, swept or not. One of another
 * version (written before an upgrade) is not known. Login states, interactions and counted attempts give way when there is no
 * room: the oldest are dropped for the newest, as if they had expired; sessions, grants and revocations never are. All verbs may
 * be called from any thread; an arena given is used only after the act is done.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SESSIONS_H
#define LATCHSTRING_SESSIONS_H

#include "base/arena.h"
#include "base/error.h"
#include "model/model.h"

typedef struct Sessions Sessions;

typedef struct SessionsOptions {
    Str url;           /* lmdb:DIR */
    bool serve;        /* take the file lock; wipe when the kernel's boot id differs and there is no clean mark */
    size_t map_size;   /* bytes of address space; 0: 1 GiB */
    size_t kind_limit; /* bytes per kind of record; 0: an eighth of the map */
    Str boot_id_path;  /* "": the kernel's; tests put a file of their own here */
} SessionsOptions;

/* E_CONFIG or E_IO with one sentence naming the folder and what to do; another serve holds the lock: E_CONFIG. One process opens
 * a folder once at a time (LMDB's rule), and not before it forks. */
Error *sessions_open(const SessionsOptions *options, Sessions **sessions) MUST_USE;
/* serve: sync, then the clean mark. */
void sessions_close(Sessions *sessions);

/* How long records live. What was taken is remembered for TOMBSTONE_LIFETIME (grants), for LOGIN_LIFETIME (login states,
 * interactions). */
#define LOGIN_LIFETIME        (10 * MINUTE)
#define CODE_LIFETIME         (60 * SECOND)
#define TOMBSTONE_LIFETIME    (20 * MINUTE)
#define ACCESS_TOKEN_LIFETIME (10 * MINUTE)
#define FLOW_LIFETIME         (LOGIN_LIFETIME + MINUTE) /* after the last mark or failure; outlives its login state */

/* The longest text in a record, in bytes; callers leave an ID token that is longer out. */
#define SESSIONS_TEXT_LIMIT 4096

/* ---- the Application API's half of a sign-in ---- */

/* Save the login state and open its flow, in one act. flow->reached and flow->took say what was passed so far. When flows are at
 * their limit the login state is saved alone: the callback finds no flow, and counts one from the login state. (Of a flood, what is
 * beyond the limit and never completes is in no figure.) */
Error *sessions_begin_login(Sessions *sessions, const LoginState *login, const Flow *flow) MUST_USE;

/* Take it: the second take of a state is E_STATE_USED, an unknown or expired one E_STATE_MISSING, one whose binding differs
 * E_STATE_MISMATCH (and it is not taken: the stranger's visit costs the owner nothing). */
Error *sessions_take_login(Sessions *sessions, Arena *arena, Str state, const unsigned char binding[32], Micros now,
                           LoginState *login) MUST_USE;

Error *sessions_put_app(Sessions *sessions, Str handle, const AppSession *session) MUST_USE;
/* E_UNAUTHENTICATED when unknown, expired or ended. */
Error *sessions_get_app(Sessions *sessions, Arena *arena, Str handle, Micros now, AppSession *session) MUST_USE;
/* Ends it; *session is what it was. E_UNAUTHENTICATED. */
Error *sessions_end_app(Sessions *sessions, Arena *arena, Str handle, Micros now, AppSession *session) MUST_USE;

/* ---- the Authorization Server's half ---- */

typedef enum InteractionStage { STAGE_SIGNIN, STAGE_CONSENT } InteractionStage;

/* Lives LOGIN_LIFETIME from now. */
Error *sessions_put_interaction(Sessions *sessions, InteractionStage stage, Str handle, const Interaction *interaction,
                                Micros now) MUST_USE;
/* Look without taking, to draw its page. E_STATE_MISSING, E_STATE_USED, E_STATE_MISMATCH as above. */
Error *sessions_see_interaction(Sessions *sessions, Arena *arena, InteractionStage stage, Str handle,
                                const unsigned char binding[32], Micros now, Interaction *interaction) MUST_USE;
/* Take it; of parallel takes one wins. */
Error *sessions_take_interaction(Sessions *sessions, Arena *arena, InteractionStage stage, Str handle,
                                 const unsigned char binding[32], Micros now, Interaction *interaction) MUST_USE;
/* Note at STAGE_SIGNIN why the last try was refused, and what name was typed; the record stays. E_STATE_MISSING, E_STATE_USED. */
Error *sessions_note_refusal(Sessions *sessions, Str handle, Str cause, Str typed_name, Micros now) MUST_USE;

Error *sessions_put_grant(Sessions *sessions, Str code, const Grant *grant) MUST_USE;
/* Take the grant behind a code. Unknown: E_INVALID_GRANT. A second time: E_CODE_REUSED, and *grant has grant_id (nothing else),
 * so that what was issued can be revoked; an expired one: E_CODE_EXPIRED. */
Error *sessions_take_grant(Sessions *sessions, Arena *arena, Str code, Micros now, Grant *grant) MUST_USE;

Error *sessions_put_sso(Sessions *sessions, Str handle, const SsoSession *session) MUST_USE;
/* E_UNAUTHENTICATED when unknown, expired or ended. */
Error *sessions_get_sso(Sessions *sessions, Arena *arena, Str handle, Micros now, SsoSession *session) MUST_USE;
/* Ends it; an unknown one has ended already: no error. */
Error *sessions_end_sso(Sessions *sessions, Str handle) MUST_USE;
/* The same by its public name, the base64url of the handle's SHA-256 (Signed.sso, the claim sid). */
Error *sessions_end_sso_named(Sessions *sessions, Arena *arena, Str name) MUST_USE;

/* A grant whose access tokens must not be accepted any more, until they have expired by themselves. */
Error *sessions_revoke_grant(Sessions *sessions, Str grant_id, Micros now) MUST_USE;
Error *sessions_is_revoked(Sessions *sessions, Str grant_id, Micros now, bool *revoked) MUST_USE;

/* ---- guessing ---- */

/* Count one attempt of key (account, or account and network) in a window that starts with the first and lasts `window`;
 * *count includes this one, *until is when the window ends. Atomic under parallel guesses. */
Error *sessions_count_attempt(Sessions *sessions, Str key, Micros window, Micros now, int64_t *count,
                              Micros *until) MUST_USE;
/* One of those counted was no guess after all: one less, if the window is still under way. */
Error *sessions_give_back_attempt(Sessions *sessions, Str key, Micros now) MUST_USE;
/* How many were counted in the window that is under way; 0 when none is. */
Error *sessions_see_attempts(Sessions *sessions, Str key, Micros now, int64_t *count) MUST_USE;
Error *sessions_forget_attempts(Sessions *sessions, Str key) MUST_USE;

/* ---- flows ---- */

/* A flow is found by the client and the state it uses there. It lives FLOW_LIFETIME from flow->started. At the limit of flows it is
 * not kept, and that is no error: the sign-in goes on uncounted. */
Error *sessions_open_flow(Sessions *sessions, Str client_id, Str state, const Flow *flow) MUST_USE;

typedef struct FlowMark {
    MilestoneId milestone;
    Micros took; /* -1: not measured */
} FlowMark;

/* The flow has passed these. Unknown flow: no error, nothing happens (it may have expired). Never moves back; a time that was
 * measured once stays. Moves the expiry to FLOW_LIFETIME from now. */
Error *sessions_mark_flow(Sessions *sessions, Str client_id, Str state, const FlowMark *marks, size_t count,
                          Micros now) MUST_USE;

/* A refused password: the flow rests as failed with this cause, may still complete, and is no longer open. *flow is what it
 * is now, revision counted up, for the event; *found says whether there is such a flow. Moves the expiry as a mark does. */
Error *sessions_fail_flow(Sessions *sessions, Arena *arena, Str client_id, Str state, Str cause, Micros now, Flow *flow,
                          bool *found) MUST_USE;

/* Look at it without taking; everything is as it is, the revision too. *found as for sessions_take_flow: one that has expired is
 * there until it is claimed. Write what it became first, then take or fail it: whoever dies in between has lost nothing. */
Error *sessions_see_flow(Sessions *sessions, Arena *arena, Str client_id, Str state, Flow *flow, bool *found) MUST_USE;

/* The flow ends: taken out, revision counted up; outcome, cause and ended are as they were, the caller sets them. *found says
 * whether it was there: a flow that has expired counts as there until sessions_take_expired claims it; one of the two gets it. */
Error *sessions_take_flow(Sessions *sessions, Arena *arena, Str client_id, Str state, Flow *flow, bool *found) MUST_USE;

/* Claim at most max flows that expired at or before now, client flows too, each exactly once, oldest first; outcome and revision
 * are as they were. Those that rest as failed are dropped silently. There may be more even when *count < max: call again until 0. */
Error *sessions_take_expired(Sessions *sessions, Arena *arena, Micros now, size_t max, Flow **flows,
                             size_t *count) MUST_USE;

/* Flows that are open now, started at or after `since`, by the furthest milestone each has reached, client flows left out. */
#define OPEN_FLOWS_MINUTES 64 /* a sign-in that nobody leaves for FLOW_LIFETIME has ended before */
typedef struct OpenFlows {
    int64_t reached[MILESTONES]; /* flows whose furthest milestone this is */
    int64_t total;
    int64_t begun[OPEN_FLOWS_MINUTES]
                 [MILESTONES]; /* of reached, by the calendar minute each began: [0] that of `now`, [1] the one
                                                    * before …; the last: then or earlier */
} OpenFlows;
Error *sessions_open_flows(Sessions *sessions, Micros since, Micros now, OpenFlows *open) MUST_USE;

/* The number of live Application API sessions. */
Error *sessions_count_app(Sessions *sessions, Micros now, int64_t *count) MUST_USE;

/* An Application API session whose time was over. user 0: its sign-in was never committed. */
typedef struct ExpiredSession {
    Id user;
    Micros created, expires;
} ExpiredSession;

/* Claim at most max of those that expired at or before now: deleted, and given out exactly once, oldest first. There may be more even
 * when *count < max: call again until 0. (sessions_sweep deletes without a word those that nobody claimed.) */
Error *sessions_take_expired_app(Sessions *sessions, Arena *arena, Micros now, size_t max, ExpiredSession **expired,
                                 size_t *count) MUST_USE;

/* ---- keeping small ---- */

/* Delete at most max expired records (flows excepted: sessions_take_expired has them) and tend the reader table. */
Error *sessions_sweep(Sessions *sessions, Micros now, size_t max, size_t *deleted) MUST_USE;

#endif
