/* cells.h -- a rollup's contents: a sparse vector of counts, sorted by key, and its bytes in the store.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_CELLS_H
#define LATCHSTRING_CELLS_H

#include "base/arena.h"
#include "base/base.h"
#include "base/error.h"
#include "model/model.h"

/* What is counted. Keys are stored: never renumber them. A milestone is its number in flow.def, a label its row's id. */
typedef enum CellFamily {
    CELL_COMPLETED, /* flows completed */
    CELL_NEW_USER,  /* of these, with an account made by it */
    CELL_ABANDONED, /* by furthest milestone */
    CELL_FAILED,    /* by label of the cause, and furthest milestone */
    CELL_TIME,      /* by milestone (or CELL_SIGNIN), and histogram bucket */
    CELL_EVENT,     /* events by label of their type */
    CELL_REFUSED,   /* refused attempts by label of the cause */
    CELL_MORE,      /* by CellMore, and its minor */
    CELL_FAMILIES
} CellFamily;

/* Histograms beside those of the milestones. The house has its own two. */
#define CELL_SIGNIN 63 /* whole sign-ins */
#define CELL_PERSON 64 /* of these, the person's time */
#define CELL_SYSTEM 65 /* and the rest */
#define CELL_STEP   72 /* + step - 1: server time of a step, where it has more than one connection */
#define CELL_AGE    66 /* house: of an event when it was loaded */
#define CELL_LENGTH 67 /* house: of a session that ended, in ms: the buckets end at 71 minutes of µs */

typedef enum CellMore {
    MORE_FIRST, /* flows that were their visitor's first, by FlowOutcome */
    MORE_ENDED, /* sessions, by SessionEnd */
} CellMore;

/* family, a major index below 4096 and a minor one below 512 */
#define CELL_KEY(family, major, minor) ((uint32_t)(family) << 21 | (uint32_t)(major) << 9 | (uint32_t)(minor))
#define CELL_MAJOR_MAX                 4095
#define CELL_MINOR_MAX                 511

typedef struct Cell {
    uint32_t key;
    int64_t count;
} Cell;

typedef struct Cells {
    Cell *items;
    size_t count;
    size_t room;
} Cells;

static inline CellFamily
cells_family(uint32_t key)
{
    return (CellFamily)(key >> 21);
}

static inline unsigned
cells_major(uint32_t key)
{
    return key >> 9 & CELL_MAJOR_MAX;
}

static inline unsigned
cells_minor(uint32_t key)
{
    return key & CELL_MINOR_MAX;
}

/* Whether an outline has it: all but the histograms, and of these that of whole sign-ins. */
static inline bool
cells_in_outline(uint32_t key)
{
    return cells_family(key) != CELL_TIME || cells_major(key) == CELL_SIGNIN;
}

/* Add at the end, in any order; cells_sort makes a vector of it: sorted, one cell per key, none that is zero. */
void cells_add(Arena *arena, Cells *cells, uint32_t key, int64_t count);
void cells_sort(Arena *arena, Cells *cells);

/* The sum of two vectors. A count that would be negative is left out: a row edited by hand stops nobody. */
Cells cells_merge(Arena *arena, const Cells *a, const Cells *b);

/* A version byte, then for each cell the distance from the key before it and the count, both LEB128. */
Str cells_encode(Arena *arena, const Cells *cells);

/* The cells of a vector one after another, without memory for them: false at the end, or when the bytes are damaged (then
 * walk->damaged is true). */
typedef struct CellWalk {
    Str bytes;
    size_t at;
    uint64_t key;
    bool damaged;
} CellWalk;

CellWalk cells_walk(Str bytes);
bool cells_next(CellWalk *walk, Cell *cell);

/* E_DB when the bytes are damaged. */
Error *cells_decode(Arena *arena, Str bytes, Cells *cells) MUST_USE;

#endif
