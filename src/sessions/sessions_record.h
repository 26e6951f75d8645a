/* sessions_record.h -- the records of the cache as bytes: expiry (8 bytes, big endian, µs), version, state, then the fields of
 * the record's shape. Only for this room.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SESSIONS_RECORD_H
#define LATCHSTRING_SESSIONS_RECORD_H

#include "base/error.h"
#include "model/model.h"

#define RECORD_LIMIT 16384 /* bytes of a whole record */
#define RECORD_HEAD  10

/* Memory for one record; nothing behind len is initialised. */
typedef struct RecordBytes {
    size_t len;
    char bytes[RECORD_LIMIT];
} RecordBytes;

typedef enum RecordFieldKind {
    FIELD_TEXT,   /* Str: length in 2 bytes, then the bytes */
    FIELD_WIDE,   /* int64_t, or an array of them */
    FIELD_NARROW, /* int, unsigned or an enum: 4 bytes */
    FIELD_FLAG,   /* bool: 0 or 1 */
    FIELD_DIGEST, /* unsigned char[n], as it is */
} RecordFieldKind;

typedef struct RecordField {
    const char *name;
    RecordFieldKind kind;
    size_t offset; /* in the struct */
    size_t size;   /* of the member */
    int64_t below; /* narrow: values are at least 0 and less than this; 0: any */
} RecordField;

#define NO_BINDING SIZE_MAX

typedef struct RecordShape {
    const char *name; /* for errors */
    unsigned char version;
    bool spent; /* a tombstone */
    const RecordField *fields;
    size_t field_count;
    size_t size;                         /* of the struct */
    size_t binding;                      /* offset of the 32 bytes that bind it to a browser, or NO_BINDING */
    Micros remembered;                   /* how long an expired one is still known for an expired one */
    const struct RecordShape *tombstone; /* what a take leaves; NULL: it is never taken */
    Micros spent_for;                    /* how long the tombstone stands */
} RecordShape;

/* Guesses of one key in one window. */
typedef struct AttemptWindow {
    int64_t count;
    Micros until;
} AttemptWindow;

/* That a record is there is all it says. */
typedef struct Revocation {
    bool revoked;
} Revocation;

extern const RecordShape sessions_record_login, sessions_record_interaction, sessions_record_grant, sessions_record_app,
    sessions_record_sso, sessions_record_flow, sessions_record_attempts, sessions_record_revocation;

/* The state of a LoginState is not written: it is the handle. E_TOO_LARGE. */
Error *sessions_record_write(const RecordShape *shape, const void *record, Micros expires, RecordBytes *bytes) MUST_USE;

/* Texts of *record point into bytes. E_CACHE when these are not the bytes of this shape. */
Error *sessions_record_read(const RecordShape *shape, Str bytes, void *record) MUST_USE;

/* Of any record's bytes; bytes shorter than a head expire at 0. */
Micros sessions_record_expires(Str bytes);

typedef enum Standing {
    STANDING_UNKNOWN,
    STANDING_LIVE,
    STANDING_SPENT,
    STANDING_EXPIRED,
    STANDING_MISMATCH, /* live, but bound to another browser */
} Standing;

/* Where the bytes found (empty: none) stand at this time; bindings are not looked at. A record of another version (an upgrade
 * changed its table) is unknown: whoever it belongs to begins again, and nobody is answered by an error. */
Standing sessions_record_standing(const RecordShape *shape, Str bytes, Micros now);

#endif
