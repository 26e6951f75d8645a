/* flow_row.h -- a flow as the Reporting Store keeps it, and what it adds to the rollups.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FLOW_ROW_H
#define LATCHSTRING_FLOW_ROW_H

#include "model/model.h"
#include "reports/rollup.h"
#include "sql/sql.h"

typedef struct FlowRow {
    int64_t series;
    Micros started, ended;
    FlowOutcome outcome;
    int64_t cause; /* label; 0 for none */
    MilestoneId reached;
    int64_t revision;
    bool new_user;
    bool first;              /* the visitor's first */
    bool split;              /* counted with the times of version 2 of the schema: person, system, steps */
    bool completed_before;   /* by the revision that this one replaces; not kept */
    Str trace;               /* failed flows: the request; not read back */
    Micros took[MILESTONES]; /* -1: not measured */
} FlowRow;

/* Put it in when no flow has this id; *added tells. */
Error *flow_row_add(Tx *tx, Str key, const FlowRow *row, bool *added) MUST_USE;
Error *flow_row_read(Tx *tx, Str key, FlowRow *row, bool *found) MUST_USE;
Error *flow_row_exists(Tx *tx, Str key, bool *exists) MUST_USE;
Error *flow_row_replace(Tx *tx, Str key, const FlowRow *row) MUST_USE;

/* Count it (1) or take back what it counted (-1). */
void flow_row_count(const FlowRow *row, Rollup *rollup, int64_t count);

#endif
