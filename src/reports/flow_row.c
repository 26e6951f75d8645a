/* flow_row.c -- rows of the table `flow`. took: a version byte, then for each milestone 1 + its time, or 0, as LEB128.
 * SPDX-License-Identifier: ISC */
#include "reports/flow_row.h"

#include "reports/histogram.h"

#define TOOK_VERSION 1
#define TOOK_MAX     (1 + 10 * MILESTONES)

static Str
pack_took(const Micros took[MILESTONES], unsigned char bytes[TOOK_MAX])
{
    size_t size = 0;

    bytes[size++] = TOOK_VERSION;
    for (size_t m = 0; m < MILESTONES; m++) {
        uint64_t value = took[m] < 0 ? 0 : (uint64_t)took[m] + 1;
        for (; value >= 0x80; value >>= 7)
            bytes[size++] = (unsigned char)(value | 0x80);
        bytes[size++] = (unsigned char)value;
    }
    return (Str){ (const char *)bytes, size };
}

/* What is damaged or missing counts as not measured. */
static void
unpack_took(Str bytes, Micros took[MILESTONES])
{
    size_t at = 1;
    bool known = bytes.len > 0 && bytes.ptr[0] == TOOK_VERSION;

    for (size_t m = 0; m < MILESTONES; m++) {
        uint64_t value = 0;
        bool more = known;
        for (unsigned shift = 0; more && shift < 63 && at < bytes.len; shift += 7) {
            unsigned char byte = (unsigned char)bytes.ptr[at++];
            value |= (uint64_t)(byte & 0x7f) << shift;
            more = byte & 0x80;
        }
        took[m] = (Micros)value - 1;
    }
}

#define FLOW_ARGS(key, row, took)                                                                                     \
    SQL_ARGS(SQL_B(key), SQL_I((row)->series), SQL_I((row)->started), SQL_I((row)->ended), SQL_I((row)->outcome),     \
             SQL_I((row)->cause), SQL_I((row)->reached), SQL_I((row)->revision), SQL_I((row)->new_user), SQL_B(took), \
             SQL_I((row)->first), SQL_I((row)->split), SQL_B((row)->trace))

Error *
flow_row_add(Tx *tx, Str key, const FlowRow *row, bool *added)
{
    unsigned char bytes[TOOK_MAX];
    Str took = pack_took(row->took, bytes);

    TRY(sql_run(tx,
                "INSERT INTO flow (id, series, started, ended, outcome, cause, reached, revision, new_user, took, "
                "first, split, trace) "
                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) ON CONFLICT (id) DO NOTHING",
                FLOW_ARGS(key, row, took)));
    *added = sql_changed(tx) == 1;
    return NULL;
}

/* A row that somebody edited must not lead outside of an array. */
static Error *
check_row(const FlowRow *row)
{
    if ((unsigned)row->outcome >= FLOW_OUTCOMES || (unsigned)row->reached >= MILESTONES || row->cause < 0 ||
        row->cause > CELL_MAJOR_MAX)
        FAIL(E_DB, "a flow of the Reporting Store is damaged; restore the file, or delete it to load all events anew");
    return NULL;
}

Error *
flow_row_read(Tx *tx, Str key, FlowRow *row, bool *found)
{
    SqlRows rows;

    TRY(sql_row(
        tx,
        "SELECT series, started, ended, outcome, cause, reached, revision, new_user, took, first, split FROM flow "
        "WHERE id = ?1",
        SQL_ARGS(SQL_B(key)), &rows, found));
    if (*found) {
        *row = (FlowRow){
            .series = sql_int(&rows, 0),
            .started = sql_int(&rows, 1),
            .ended = sql_int(&rows, 2),
            .outcome = (FlowOutcome)sql_int(&rows, 3),
            .cause = sql_int(&rows, 4),
            .reached = (MilestoneId)sql_int(&rows, 5),
            .revision = sql_int(&rows, 6),
            .new_user = sql_int(&rows, 7) != 0,
            .first = sql_int(&rows, 9) != 0,
            .split = sql_int(&rows, 10) != 0,
        };
        unpack_took(sql_text(&rows, 8), row->took);
    }
    sql_done(&rows);
    return *found ? check_row(row) : NULL;
}

Error *
flow_row_exists(Tx *tx, Str key, bool *exists)
{
    SqlRows rows;

    TRY(sql_row(tx, "SELECT 1 FROM flow WHERE id = ?1", SQL_ARGS(SQL_B(key)), &rows, exists));
    sql_done(&rows);
    return NULL;
}

Error *
flow_row_replace(Tx *tx, Str key, const FlowRow *row)
{
    unsigned char bytes[TOOK_MAX];
    Str took = pack_took(row->took, bytes);

    return sql_run(tx,
                   "UPDATE flow SET series = ?2, started = ?3, ended = ?4, outcome = ?5, cause = ?6, reached = ?7, "
                   "revision = ?8, new_user = ?9, took = ?10, first = ?11, split = ?12, trace = ?13 WHERE id = ?1",
                   FLOW_ARGS(key, row, took));
}

static void
count_time(const FlowRow *row, Rollup *rollup, unsigned which, Micros time, int64_t count)
{
    rollup_add(rollup, row->started, row->series, CELL_KEY(CELL_TIME, which, histogram_bucket(time)), count);
}

/* A person's time is no server's: of consent only the page and the answer are ours, and they are in the other connections. */
static void
count_steps(const FlowRow *row, Rollup *rollup, int64_t count)
{
    Micros sums[STEPS];
    unsigned connections[STEPS] = { 0 };

    for (unsigned step = 0; step < STEPS; step++)
        sums[step] = -1;
    for (unsigned c = 0; c < CONNECTIONS; c++) {
        unsigned step = (unsigned)flow_connections[c].step - 1;
        MilestoneId milestone = flow_connections[c].milestone;
        connections[step]++;
        if (c == CONNECTION_consent || milestone > row->reached || row->took[milestone] < 0)
            continue;
        sums[step] = (sums[step] < 0 ? 0 : sums[step]) + row->took[milestone];
    }
    for (unsigned step = 0; step < STEPS; step++)
        if (connections[step] > 1 && sums[step] >= 0)
            count_time(row, rollup, CELL_STEP + step, sums[step], count);
}

/* A whole sign-in, and its two parts. */
static void
count_signin(const FlowRow *row, Rollup *rollup, int64_t count)
{
    Micros whole = row->ended - row->started, person = row->took[MILESTONE_consent];

    count_time(row, rollup, CELL_SIGNIN, whole, count);
    if (!row->split)
        return;
    if (person < 0 || person > whole)
        person = person < 0 ? 0 : whole;
    count_time(row, rollup, CELL_PERSON, person, count);
    count_time(row, rollup, CELL_SYSTEM, whole - person, count);
}

static void
count_times(const FlowRow *row, Rollup *rollup, int64_t count)
{
    for (unsigned m = 0; m <= (unsigned)row->reached; m++) {
        if (row->took[m] >= 0)
            count_time(row, rollup, m, row->took[m], count);
    }
    if (row->split)
        count_steps(row, rollup, count);
    if (row->outcome == FLOW_COMPLETED && row->ended >= row->started)
        count_signin(row, rollup, count);
}

void
flow_row_count(const FlowRow *row, Rollup *rollup, int64_t count)
{
    uint32_t cell = 0;

    switch (row->outcome) {
    case FLOW_COMPLETED:
        cell = CELL_KEY(CELL_COMPLETED, 0, 0);
        break;
    case FLOW_FAILED:
        cell = CELL_KEY(CELL_FAILED, row->cause, row->reached);
        break;
    case FLOW_ABANDONED:
        cell = CELL_KEY(CELL_ABANDONED, 0, row->reached);
        break;
    case FLOW_OPEN: /* not finished: whoever has the cache counts it */
    case FLOW_OUTCOMES:
        return;
    }
    rollup_add(rollup, row->started, row->series, cell, count);
    if (row->outcome == FLOW_COMPLETED && row->new_user)
        rollup_add(rollup, row->started, row->series, CELL_KEY(CELL_NEW_USER, 0, 0), count);
    if (row->first)
        rollup_add(rollup, row->started, row->series, CELL_KEY(CELL_MORE, MORE_FIRST, row->outcome), count);
    count_times(row, rollup, count);
}
