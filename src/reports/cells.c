/* cells.c -- sparse vectors of counts: sorting, adding, and their bytes.
 * SPDX-License-Identifier: ISC */
#include "reports/cells.h"

#include <string.h>

#define CELLS_VERSION 1
#define VARINT_MAX    10

#define DIGIT_BITS 8
#define DIGITS     3 /* of a key: families below 8 make 24 bits */

_Static_assert(CELL_KEY(CELL_FAMILIES, 0, 0) <= 1u << (DIGIT_BITS * DIGITS), "a key has three digits");
_Static_assert(MILESTONES <= CELL_SIGNIN, "the milestones' histograms end before that of whole sign-ins");

void
cells_add(Arena *arena, Cells *cells, uint32_t key, int64_t count)
{
    if (cells->count == cells->room) {
        size_t room = cells->room ? 2 * cells->room : 32;
        Cell *items = ARENA_NEW(arena, Cell, room);
        if (cells->count)
            memcpy(items, cells->items, cells->count * sizeof(Cell));
        cells->items = items;
        cells->room = room;
    }
    cells->items[cells->count++] = (Cell){ key, count };
}

/* One pass of a radix sort: by one digit, keeping the order of equals. */
static void
sort_digit(const Cell *from, Cell *to, size_t count, unsigned shift)
{
    size_t places[1u << DIGIT_BITS] = { 0 };
    size_t place = 0;

    for (size_t i = 0; i < count; i++)
        places[from[i].key >> shift & 0xff]++;
    for (size_t digit = 0; digit < COUNT_OF(places); digit++) {
        size_t here = places[digit];
        places[digit] = place;
        place += here;
    }
    for (size_t i = 0; i < count; i++)
        to[places[from[i].key >> shift & 0xff]++] = from[i];
}

/* For the few cells of one flow. */
static void
sort_few(Cell *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        Cell cell = items[i];
        size_t at = i;
        for (; at > 0 && items[at - 1].key > cell.key; at--)
            items[at] = items[at - 1];
        items[at] = cell;
    }
}

static void
sort_many(Arena *arena, Cells *cells)
{
    Cell *from = cells->items;
    Cell *to = ARENA_NEW(arena, Cell, cells->count);

    for (unsigned digit = 0; digit < DIGITS; digit++) {
        sort_digit(from, to, cells->count, digit * DIGIT_BITS);
        Cell *sorted = to;
        to = from;
        from = sorted;
    }
    cells->items = from;
    cells->room = cells->count;
}

void
cells_sort(Arena *arena, Cells *cells)
{
    size_t kept = 0;

    if (cells->count <= 64)
        sort_few(cells->items, cells->count);
    else
        sort_many(arena, cells);
    for (size_t i = 0; i < cells->count;) {
        Cell sum = cells->items[i++];
        while (i < cells->count && cells->items[i].key == sum.key)
            sum.count += cells->items[i++].count;
        if (sum.count)
            cells->items[kept++] = sum;
    }
    cells->count = kept;
}

Cells
cells_merge(Arena *arena, const Cells *a, const Cells *b)
{
    Cells sum = { ARENA_NEW(arena, Cell, a->count + b->count), 0, a->count + b->count };
    size_t i = 0, j = 0;

    while (i < a->count || j < b->count) {
        Cell cell;
        if (j == b->count || (i < a->count && a->items[i].key < b->items[j].key)) {
            cell = a->items[i++];
        } else {
            cell = b->items[j++];
            if (i < a->count && a->items[i].key == cell.key)
                cell.count += a->items[i++].count;
        }
        if (cell.count > 0)
            sum.items[sum.count++] = cell;
    }
    return sum;
}

static size_t
put_varint(unsigned char *to, uint64_t value)
{
    size_t size = 0;

    for (; value >= 0x80; value >>= 7)
        to[size++] = (unsigned char)(value | 0x80);
    to[size++] = (unsigned char)value;
    return size;
}

Str
cells_encode(Arena *arena, const Cells *cells)
{
    unsigned char *bytes = arena_alloc(arena, 1 + cells->count * 2 * VARINT_MAX);
    size_t size = 0;
    uint32_t before = 0;

    bytes[size++] = CELLS_VERSION;
    for (size_t i = 0; i < cells->count; i++) {
        size += put_varint(bytes + size, cells->items[i].key - before);
        size += put_varint(bytes + size, (uint64_t)cells->items[i].count);
        before = cells->items[i].key;
    }
    return (Str){ (const char *)bytes, size };
}

/* Reads one number and moves *at behind it; false at a number that has no end or is too large. */
static bool
get_varint(Str bytes, size_t *at, uint64_t max, uint64_t *value)
{
    uint64_t number = 0;

    for (unsigned shift = 0; shift < 63 && *at < bytes.len; shift += 7) {
        unsigned char byte = (unsigned char)bytes.ptr[(*at)++];
        number |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80)) {
            *value = number;
            return number <= max;
        }
    }
    return false;
}

CellWalk
cells_walk(Str bytes)
{
    CellWalk walk = { .bytes = bytes, .at = 1 };

    walk.damaged = bytes.len == 0 || bytes.ptr[0] != CELLS_VERSION;
    return walk;
}

bool
cells_next(CellWalk *walk, Cell *cell)
{
    uint64_t step, count;

    if (walk->damaged || walk->at >= walk->bytes.len)
        return false;
    /* Most steps and counts are a byte. */
    if (walk->at + 1 < walk->bytes.len && walk->at > 1) {
        unsigned char near = (unsigned char)walk->bytes.ptr[walk->at];
        unsigned char few = (unsigned char)walk->bytes.ptr[walk->at + 1];
        if (near > 0 && near < 0x80 && few < 0x80 && walk->key + near < CELL_KEY(CELL_FAMILIES, 0, 0)) {
            walk->at += 2;
            walk->key += near;
            *cell = (Cell){ (uint32_t)walk->key, few };
            return true;
        }
    }
    bool first = walk->at == 1;
    bool read =
        get_varint(walk->bytes, &walk->at, UINT32_MAX, &step) && get_varint(walk->bytes, &walk->at, INT64_MAX, &count);
    if (!read || (step == 0 && !first) || walk->key + step >= CELL_KEY(CELL_FAMILIES, 0, 0)) {
        walk->damaged = true;
        return false;
    }
    walk->key += step;
    *cell = (Cell){ (uint32_t)walk->key, (int64_t)count };
    return true;
}

Error *
cells_decode(Arena *arena, Str bytes, Cells *cells)
{
    Cells read = { ARENA_NEW(arena, Cell, bytes.len / 2 + 1), 0, bytes.len / 2 + 1 };
    CellWalk walk = cells_walk(bytes);

    while (cells_next(&walk, &read.items[read.count]))
        read.count++;
    if (walk.damaged)
        FAIL(E_DB, "a rollup of the Reporting Store is damaged or of an unknown version; restore the file or load it "
                   "anew");
    *cells = read;
    return NULL;
}
