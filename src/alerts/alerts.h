/* alerts.h -- a step that fails or is slow is noticed, told, and cleared when it is well again: the watch, and the deliveries.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_ALERTS_H
#define LATCHSTRING_ALERTS_H

#include "alerts/health.h"
#include "alerts/health_rules.h"
#include "alerts/webhook.h"
#include "base/clock.h"
#include "events/events.h"
#include "reports/reports.h"
#include "userdb/userdb.h"

/* How the connections are doing, as the last look found it; any process, any thread. Texts live in the arena. One small read. */
Error *alerts_read(Userdb *users, Arena *arena, Health *health) MUST_USE;

typedef struct Alerts Alerts;

/* What a provider's name is to people; "" for our own server. */
typedef struct AlertsProvider {
    Str name, label;
} AlertsProvider;

typedef struct AlertsOptions {
    const Clock *clock;
    Userdb *users;
    Events *events;
    Reports *reports;
    AlertLimits limits;
    Micros window; /* failures are counted so far back, at most to when the last alert was cleared; at least a minute */
    Micros recent; /* and in the last minutes */
    Micros stale;  /* the pipeline may be so far behind */
    Str site;      /* public_url, for those who watch several */
    const AlertsProvider *providers;
    size_t provider_count;
    WebhookSend send; /* NULL: nobody is told but the event queue */
    void *receiver;   /* of send: a Webhook */
} AlertsOptions;

/* All that the options point to must outlive it. No thread is started. */
Error *alerts_open(const AlertsOptions *options, Alerts **alerts) MUST_USE;
void alerts_close(Alerts *alerts);

/* One look: at every connection, at the pipeline, at complaints that wait. For one thread. */
Error *alerts_look(Alerts *alerts) MUST_USE;

/* Try the oldest delivery that waits, if it is due; *sent tells whether one was tried. Blocks as long as the receiver takes (10 s at
 * most). For one thread. */
Error *alerts_deliver(Alerts *alerts, bool *sent) MUST_USE;

/* Raise an alert about something else, or say again that it stands, which does nothing. Each (kind, subject) has one. */
typedef struct AlertMatter {
    Str kind, subject; /* "complaint", "204817"; at most ALERT_WORD_LIMIT bytes each */
    Str state;         /* "waiting" */
    Str cause;         /* a word; "" for none */
    Micros since;
    int64_t count;
} AlertMatter;
Error *alerts_raise(Alerts *alerts, Arena *arena, const AlertMatter *matter) MUST_USE;

/* It is well again; nothing happens when there is no such alert. */
Error *alerts_clear(Alerts *alerts, Arena *arena, Str kind, Str subject) MUST_USE;

#endif
