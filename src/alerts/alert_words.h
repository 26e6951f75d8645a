/* alert_words.h -- what an alert says to a person, in one sentence, and to a program, as JSON.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_ALERT_WORDS_H
#define LATCHSTRING_ALERT_WORDS_H

#include "alerts/health.h"
#include "text/language.h"
#include "userdb/userdb_alerts.h"

/* The verdict on a connection that is failing or slow; times are UTC, of another day than that of `now` with their date. */
Str alert_words_verdict(Arena *arena, LanguageId language, ConnectionId connection, const ConnectionHealth *health,
                        Micros now);

/* The body of a delivery; E_TOO_LARGE. cleared: the record is what stood. */
Error *alert_words_body(Arena *arena, Str site, const AlertRecord *record, bool cleared, Micros now,
                        Str *body) MUST_USE;

/* The body of a test delivery. */
Error *alert_words_test(Arena *arena, Str site, Micros now, Str *body) MUST_USE;

/* "2026-11-22T13:50:00Z" */
Str alert_words_time(Arena *arena, Micros at);

/* A connection's record as its health; false when it is not of a connection that we know. */
bool alert_words_health(const AlertRecord *record, ConnectionId *connection, ConnectionHealth *health);

#endif
