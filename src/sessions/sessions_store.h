/* sessions_store.h -- what a back-end of the cache does: seven acts on bytes under keys. Only for this room.
 * A back-end is one const ops struct without holes, named in the array of sessions.c.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SESSIONS_STORE_H
#define LATCHSTRING_SESSIONS_STORE_H

#include "crypto/hash.h"
#include "sessions/sessions.h"
#include "sessions/sessions_record.h"

/* The numbers are in stored keys: they never change, and none is used again. */
typedef enum SessionsKind {
    KIND_LOGIN = 1,
    KIND_APP = 2,
    KIND_SIGNIN = 3,
    KIND_CONSENT = 4,
    KIND_GRANT = 5,
    KIND_SSO = 6,
    KIND_REVOKED = 7,
    KIND_ATTEMPTS = 8,
    KIND_FLOW = 9,
    KINDS = 10,
} SessionsKind;

#define SESSIONS_KEY_SIZE (1 + HASH_SIZE)

/* The kind's byte, then the SHA-256 of the handle. */
typedef struct SessionsKey {
    unsigned char bytes[SESSIONS_KEY_SIZE];
} SessionsKey;

/* One record to put: bytes as sessions_record_write made them, with the expiry in front. */
typedef struct SessionsPut {
    SessionsKey key;
    Str bytes;
    bool optional; /* left out when there is no room for it */
} SessionsPut;

#define SESSIONS_PUTS_MAX 2 /* in one act */

typedef enum SessionsChangeTo { CHANGE_NOTHING, CHANGE_REPLACE, CHANGE_DELETE } SessionsChangeTo;

/* What becomes of a record; next points into memory of the change function's argument. */
typedef struct SessionsChange {
    SessionsChangeTo to;
    Str next;
} SessionsChange;

/* Looks at the record (no bytes: there is none) and says what becomes of it. Bytes are good until it returns. It may run more
 * than once for one act (a back-end may be optimistic, or make room), so it touches only its argument, and allocates nothing. */
typedef Error *SessionsChangeFn(void *arg, Str bytes, SessionsChange *change);

/* Sees an expired record; true: it is claimed, false: it and all later ones stay. When the act fails, nothing was claimed. */
typedef bool SessionsClaimFn(void *arg, Str bytes);

typedef void SessionsVisitFn(void *arg, Str bytes);

typedef struct SessionsOps {
    Str scheme; /* "lmdb:" */
    Error *(*open)(const SessionsOptions *options, Sessions **sessions);
    void (*close)(Sessions *sessions);
    /* Put all or none, but for optional ones. A kind at its limit, and a full map, first lose what had expired by now; then LOGIN,
     * SIGNIN, CONSENT and ATTEMPTS give way at their limit, and LOGIN and SIGNIN when the map is full, oldest expiry first, as many
     * as this act needs (bounded). No other kind is ever evicted: E_FULL. */
    Error *(*put)(Sessions *sessions, const SessionsPut *puts, size_t count, Micros now);
    /* Copy what stands under a key, expired or not; len 0 when nothing does. */
    Error *(*see)(Sessions *sessions, const SessionsKey *key, RecordBytes *bytes);
    /* Read, decide, write: atomic against every other act. */
    Error *(*change)(Sessions *sessions, const SessionsKey *key, Micros now, SessionsChangeFn *fn, void *arg);
    /* Take out at most max records that expired at or before now, oldest first, in one act. E_FULL: try with a smaller max. */
    Error *(*claim)(Sessions *sessions, SessionsKind kind, Micros now, size_t max, SessionsClaimFn *fn, void *arg);
    /* Show every record of a kind, expired or not; those put or deleted meanwhile may be missed. */
    Error *(*visit)(Sessions *sessions, SessionsKind kind, SessionsVisitFn *fn, void *arg);
    /* How many of a kind have not expired, tombstones included. */
    Error *(*count)(Sessions *sessions, SessionsKind kind, Micros now, int64_t *count);
    /* What has to be done now and then. */
    Error *(*tend)(Sessions *sessions, Micros now);
} SessionsOps;

/* A back-end's own struct begins with this one. */
struct Sessions {
    const SessionsOps *ops;
};

extern const SessionsOps sessions_lmdb_ops;

#endif
