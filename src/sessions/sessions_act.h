/* sessions_act.h -- what the nouns of the cache have in common: put, see, take and end of one typed record. Only for this room.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SESSIONS_ACT_H
#define LATCHSTRING_SESSIONS_ACT_H

#include "sessions/sessions_store.h"

/* The key of a handle. */
SessionsKey sessions_act_key(SessionsKind kind, Str handle);

/* A record that is looked for: what, under which key, when, and by which browser (NULL: records that are not bound). */
typedef struct SessionsAsk {
    const RecordShape *shape;
    SessionsKey key;
    Micros now;
    const unsigned char *binding;
} SessionsAsk;

Error *sessions_act_put(Sessions *sessions, const SessionsAsk *ask, const void *record, Micros expires) MUST_USE;

/* *standing says what was found; *record is filled only when it is STANDING_LIVE, its texts in wiped memory of the arena. */
Error *sessions_act_see(Sessions *sessions, const SessionsAsk *ask, Arena *arena, void *record,
                        Standing *standing) MUST_USE;

/* The same, and the record is spent: its shape's tombstone stands in its place for the shape's spent_for. When it was spent
 * before, *record is filled from the tombstone. */
Error *sessions_act_take(Sessions *sessions, const SessionsAsk *ask, Arena *arena, void *record,
                         Standing *standing) MUST_USE;

/* The same, and the record is deleted. */
Error *sessions_act_end(Sessions *sessions, const SessionsAsk *ask, Arena *arena, void *record,
                        Standing *standing) MUST_USE;

/* Deleted, whatever it was; nothing there is no error. */
Error *sessions_act_forget(Sessions *sessions, const SessionsKey *key) MUST_USE;

/* Where bytes stand for who asks: with the binding compared, in constant time. *record is filled when the result is
 * STANDING_LIVE (or STANDING_SPENT, and tombstones have fields), its texts pointing into bytes. */
Error *sessions_act_read(const SessionsAsk *ask, Str bytes, void *record, Standing *standing) MUST_USE;

/* Bytes in wiped memory of the arena; the scratch memory they came from is wiped too. */
Str sessions_act_keep(Arena *arena, RecordBytes *bytes);

/* The error of a one-time record (login state, interaction) that does not stand live; NULL when it does. */
Error *sessions_act_one_time(Standing standing, const char *what) MUST_USE;

#endif
