/* userdb_alerts.h -- what alerts remember: the state of each thing that is watched, and the deliveries of the webhook.
 * A change of state, its events and its deliveries are one transaction.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_USERDB_ALERTS_H
#define LATCHSTRING_USERDB_ALERTS_H

#include "userdb/userdb.h"

#define ALERT_WORD_LIMIT    64         /* bytes of a kind, a subject, a state */
#define ALERTS_MAX          1000       /* things remembered; E_FULL beyond */
#define DELIVERY_BODY_LIMIT 8192       /* bytes */
#define DELIVERIES_MAX      1000       /* that wait; one more, and the oldest is given up */
#define DELIVERIES_KEPT     (30 * DAY) /* after they ended, the newest DELIVERIES_MAX of them */

/* One thing that is watched: (kind, subject) is its key. */
typedef struct AlertRecord {
    Str kind, subject; /* "connection" "token"; "complaint" "204817"; "pipeline" "" */
    Str state;         /* "ok"; "slow" "failing" "stale" "waiting": an alert */
    Str alert;         /* UUIDv7 of the alert that is raised; "" while ok */
    Micros since;      /* when it came into this state */
    Micros calm;       /* since when it looks well again, though the alert still stands; 0: it does not */
    Micros healed;     /* when the last alert was cleared; 0: never */
    int64_t failed;
    Str cause, provider;
    Micros slow, usual;
} AlertRecord;

/* A delivery to be. */
typedef struct AlertNews {
    Str id;   /* "msg_…": the same at each attempt */
    Str type; /* "alert.raised" */
    Str body; /* JSON */
} AlertNews;

/* All that is remembered, by kind and subject. */
Error *userdb_list_alerts(Userdb *users, Arena *arena, AlertRecord **list, size_t *count) MUST_USE;

/* What changes together. forget: the record goes instead of being written. */
typedef struct AlertChange {
    const AlertRecord *record;
    bool forget;
    const Event *events;
    size_t event_count;
    const AlertNews *news;
    size_t news_count;
} AlertChange;

/* Nothing is written (*changed is false) when the remembered state is no longer `before` ("" for: none): somebody else was first.
 * A delivery makes those that wait due at once, within what their receiver asked for. event: those given, and webhook.failed for one that had
 * to make room. E_FULL. */
Error *userdb_change_alert(Userdb *users, Arena *arena, const AlertChange *change, Str before, Micros now,
                           bool *changed) MUST_USE;

/* The oldest delivery that waits: deliveries go out in order. */
typedef struct Delivery {
    Id id;
    AlertNews news;
    Micros created;
    int64_t attempts;
    Micros due; /* not to be tried before */
} Delivery;
Error *userdb_next_delivery(Userdb *users, Arena *arena, Delivery *delivery, bool *found) MUST_USE;

/* How an attempt ended. */
typedef struct DeliveryEnd {
    enum { DELIVERY_DONE, DELIVERY_AGAIN, DELIVERY_GIVEN_UP } kind;
    Str word;          /* "204", "timeout": for people */
    Micros due;        /* again: when */
    Micros not_before; /* again: what the receiver asked for; 0 for nothing */
} DeliveryEnd;
/* event: webhook.failed when it is given up. */
Error *userdb_end_delivery(Userdb *users, Arena *arena, const Delivery *delivery, const DeliveryEnd *end,
                           Micros now) MUST_USE;

/* For people: the newest first, at most 100. */
typedef struct DeliveryRow {
    Str id, type, state, word; /* state: "waiting", "delivered", "given up" */
    Micros created, ended, due;
    int64_t attempts;
} DeliveryRow;
Error *userdb_list_deliveries(Userdb *users, Arena *arena, DeliveryRow **list, size_t *count) MUST_USE;

/* Let go of what ended long ago. */
Error *userdb_sweep_deliveries(Userdb *users, Arena *arena, Micros now) MUST_USE;

#endif
