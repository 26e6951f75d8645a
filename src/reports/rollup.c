/* rollup.c -- a batch's changes: minutes first, then the same summed up into hours and days, and into outlines.
 * SPDX-License-Identifier: ISC */
#include "reports/rollup.h"

#include <assert.h>
#include <string.h>

#define SERIES_BITS 20
#define START_BITS  36 /* minutes; 130,000 years */

typedef struct Group {
    int64_t key; /* 0: free */
    Micros start;
    Cells cells;
} Group;

/* The rows of one level that the batch touches: an open hash table by key. The keys are times and our own numbers. */
struct Rollup {
    Arena *arena;
    Level level;
    Group *groups;
    size_t count, room; /* room: a power of two */
    Group *last;
};

static Rollup *
new_level(Arena *arena, Level level)
{
    Rollup *rollup = ARENA_NEW(arena, Rollup, 1);

    rollup->arena = arena;
    rollup->level = level;
    rollup->room = 64;
    rollup->groups = ARENA_NEW(arena, Group, rollup->room);
    return rollup;
}

Rollup *
rollup_new(Arena *arena)
{
    return new_level(arena, LEVEL_MINUTE);
}

/* Times that no clock shows are moved to the nearest that a key can hold. */
static Micros
clamp(Micros start)
{
    const Micros last = (((Micros)1 << START_BITS) - 1) * MINUTE;

    return start < 0 ? 0 : start > last ? last : start;
}

int64_t
rollup_key(Level level, Micros start, int64_t series)
{
    assert(series >= 0 && series < (int64_t)1 << SERIES_BITS);
    int64_t minutes = spans_floor(level, clamp(start)) / MINUTE;
    return ((int64_t)(level + 1) << START_BITS | minutes) << SERIES_BITS | series;
}

int64_t
rollup_key_series(int64_t key)
{
    return key & (((int64_t)1 << SERIES_BITS) - 1);
}

static Group *
find_slot(Group *groups, size_t room, int64_t key)
{
    size_t at = (size_t)(((uint64_t)key * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (room - 1);

    while (groups[at].key && groups[at].key != key)
        at = (at + 1) & (room - 1);
    return &groups[at];
}

static void
widen(Rollup *rollup)
{
    size_t room = 2 * rollup->room;
    Group *groups = ARENA_NEW(rollup->arena, Group, room);

    for (size_t i = 0; i < rollup->room; i++)
        if (rollup->groups[i].key)
            *find_slot(groups, room, rollup->groups[i].key) = rollup->groups[i];
    rollup->groups = groups;
    rollup->room = room;
    rollup->last = NULL;
}

static Group *
find_group(Rollup *rollup, Micros start, int64_t series)
{
    int64_t key = rollup_key(rollup->level, start, series);

    if (rollup->last && rollup->last->key == key)
        return rollup->last;
    if (2 * rollup->count >= rollup->room)
        widen(rollup);
    Group *group = find_slot(rollup->groups, rollup->room, key);
    if (!group->key) {
        group->key = key;
        group->start = spans_floor(rollup->level, clamp(start));
        rollup->count++;
    }
    rollup->last = group;
    return group;
}

void
rollup_add(Rollup *rollup, Micros start, int64_t series, uint32_t cell, int64_t count)
{
    cells_add(rollup->arena, &find_group(rollup, start, series)->cells, cell, count);
}

/* Read the row, add the change, write it back. */
static Error *
write_row(Tx *tx, int64_t key, const Cells *change)
{
    Arena *arena = tx_arena(tx);
    Cells before = { 0 };
    SqlRows rows;
    bool found;

    TRY(sql_row(tx, "SELECT cells FROM rollup WHERE key = ?1", SQL_ARGS(SQL_I(key)), &rows, &found));
    Str bytes = found ? sql_text(&rows, 0) : LIT("");
    sql_done(&rows);
    if (found)
        TRY(cells_decode(arena, bytes, &before));
    Cells after = cells_merge(arena, &before, change);
    bytes = cells_encode(arena, &after);
    return sql_run(tx, "INSERT INTO rollup (key, cells) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET cells = ?2",
                   SQL_ARGS(SQL_I(key), SQL_B(bytes)));
}

static void
add_all(Rollup *rollup, const Group *from)
{
    Group *group = find_group(rollup, from->start, rollup_key_series(from->key));

    for (size_t i = 0; i < from->cells.count; i++)
        cells_add(rollup->arena, &group->cells, from->cells.items[i].key, from->cells.items[i].count);
}

static void
add_outline(Rollup *rollup, const Group *from)
{
    Group *group = find_group(rollup, from->start, rollup_key_series(from->key));

    for (size_t i = 0; i < from->cells.count; i++)
        if (cells_in_outline(from->cells.items[i].key))
            cells_add(rollup->arena, &group->cells, from->cells.items[i].key, from->cells.items[i].count);
}

/* One level; what it changed is added to the next one, and to the outline. */
static Error *
write_level(Rollup *rollup, Tx *tx, Micros kept, Rollup *next, Rollup *outline)
{
    for (size_t i = 0; i < rollup->room; i++) {
        Group *group = &rollup->groups[i];
        if (!group->key)
            continue;
        cells_sort(rollup->arena, &group->cells);
        if (group->cells.count == 0)
            continue;
        if (group->start >= kept)
            TRY(write_row(tx, group->key, &group->cells));
        if (next)
            add_all(next, group);
        if (outline)
            add_outline(outline, group);
    }
    return NULL;
}

Error *
rollup_write(Rollup *rollup, Tx *tx, const Loaded *loaded)
{
    Rollup *outline = new_level(rollup->arena, OUTLINE_QUARTER);

    for (Level level = LEVEL_MINUTE; level < LEVELS; level++) {
        Rollup *next = level + 1 < LEVELS ? new_level(rollup->arena, level + 1) : NULL;
        TRY(write_level(rollup, tx, loaded->kept[level], next, level == LEVEL_MINUTE ? outline : NULL));
        rollup = next;
    }
    for (Level level = OUTLINE_QUARTER; level < OUTLINES; level++) {
        Rollup *next = level + 1 < OUTLINES ? new_level(outline->arena, level + 1) : NULL;
        TRY(write_level(outline, tx, spans_outline_kept(level, loaded->kept, loaded->outlined), next, NULL));
        outline = next;
    }
    return NULL;
}
