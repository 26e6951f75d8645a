/* figures.h -- the figures of /flow and /reports: finished flows from the Reporting Store, open ones from the Session Cache, in one
 * set; and as JSON (docs/metrics.md). The commands `flow` and `report` print the same.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FIGURES_H
#define LATCHSTRING_FIGURES_H

#include "codec/json.h"
#include "alerts/health.h"
#include "events/events.h"
#include "reports/reports.h"
#include "sessions/sessions.h"
#include "userdb/userdb.h"

typedef struct FigureSources {
    Userdb *users;
    Sessions *sessions;
    Events *events;
    Reports *reports;
} FigureSources;

typedef struct FigureSet {
    ReportRange range;
    Figures figures;
    int64_t users, open_sessions, waiting; /* what the boxes hold now */
    Micros now;
} FigureSet;

/* range: "24h" …, "" for 24h. E_INVALID_REQUEST, E_DB, E_CACHE. */
Error *figures_collect(const FigureSources *sources, Arena *arena, Str range, Micros now, FigureSet *set) MUST_USE;

/* {"window":"24h","connections":[…],…} */
Error *figures_flow_json(Arena *arena, const FigureSet *set, const Health *health, Str *json) MUST_USE;

/* {"range":"24h","started":…,"funnel":[…],"causes":[…],…} */
Error *figures_report_json(Arena *arena, const FigureSet *set, Str *json) MUST_USE;

/* The same members, into an object that is open. */
void figures_report_members(JsonOut *out, Arena *arena, const FigureSet *set);

/* How many were lost for good on the way from one milestone to a later one: failed or abandoned; open flows are not lost. */
int64_t figures_lost(const Figures *figures, MilestoneId from, MilestoneId to);

/* "ok", "slow", "failing" or "idle". */
Str figures_state(const FigureSet *set, const Health *health, ConnectionId connection);

#endif
