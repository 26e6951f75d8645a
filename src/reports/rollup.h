/* rollup.h -- what a batch changes in the rollups: collected in memory, then written, a few rows for thousands of events.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_ROLLUP_H
#define LATCHSTRING_ROLLUP_H

#include "reports/cells.h"
#include "reports/loaded.h"
#include "sql/sql.h"

typedef struct Rollup Rollup;

Rollup *rollup_new(Arena *arena);

/* count more (or less) of a cell, for what began at `start`. */
void rollup_add(Rollup *rollup, Micros start, int64_t series, uint32_t cell, int64_t count);

/* Add it to the rows of every level that still keeps its time, and to the outlines. The rollup is used up. */
Error *rollup_write(Rollup *rollup, Tx *tx, const Loaded *loaded) MUST_USE;

/* The key of a row: level, start and series in this order; those of one level in [from, to) lie between two keys of series 0. */
int64_t rollup_key(Level level, Micros start, int64_t series);
int64_t rollup_key_series(int64_t key);

#endif
