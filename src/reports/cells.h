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
    CELL_FAMILIES
} CellFamily;

/* The histogram of whole sign-ins, beside those of the milestones. */
#define CELL_SIGNIN 63

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

CellFamily cells_family(uint32_t key);
unsigned cells_major(uint32_t key);
unsigned cells_minor(uint32_t key);

/* Add at the end, in any order; cells_sort makes a vector of it: sorted, one cell per key, none that is zero. */
void cells_add(Arena *arena, Cells *cells, uint32_t key, int64_t count);
void cells_sort(Arena *arena, Cells *cells);

/* The sum of two vectors. A count that would be negative is left out: a row edited by hand stops nobody. */
Cells cells_merge(Arena *arena, const Cells *a, const Cells *b);

/* A version byte, then for each cell the distance from the key before it and the count, both LEB128. */
Str cells_encode(Arena *arena, const Cells *cells);

/* E_DB when the bytes are damaged. */
Error *cells_decode(Arena *arena, Str bytes, Cells *cells) MUST_USE;

#endif
