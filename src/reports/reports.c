/* reports.c -- opening the Reporting Store, how far it has come, and the ranges by name.
 * SPDX-License-Identifier: ISC */
#include "reports/reports_room.h"

#include "base/str.h"
#include "reports/loaded.h"
#include "reports/reports_schema.h"

#include <stdlib.h>

Error *
reports_open(Str url, Reports **reports)
{
    Reports *opened = calloc(1, sizeof *opened);
    Error *error;

    if (!opened)
        FAIL(E_MEMORY, "no memory for the Reporting Store");
    error = sql_open(url, &reports_schema, &opened->sql);
    if (error) {
        free(opened);
        return error_pass(error, __FILE__, __LINE__);
    }
    *reports = opened;
    return NULL;
}

void
reports_close(Reports *reports)
{
    if (!reports)
        return;
    sql_close(reports->sql);
    free(reports);
}

static Error *
read_state(Tx *tx, void *arg)
{
    ReportsState *state = arg;
    Loaded loaded;

    TRY(loaded_read(tx, &loaded));
    *state = (ReportsState){ loaded.position, loaded.newest, loaded.put_aside };
    return NULL;
}

Error *
reports_state(Reports *reports, Arena *arena, ReportsState *state)
{
    return sql_read(reports->sql, arena, read_state, state);
}

Error *
reports_position(Reports *reports, Arena *arena, int64_t *position)
{
    ReportsState state;

    TRY(reports_state(reports, arena, &state));
    *position = state.position;
    return NULL;
}

static const struct {
    Str name;
    Micros length;
    Level edge; /* what the store still keeps at the range's start */
} ranges[] = {
    { LIT_INIT("1h"), HOUR, LEVEL_MINUTE },    { LIT_INIT("24h"), DAY, LEVEL_MINUTE },
    { LIT_INIT("7d"), 7 * DAY, LEVEL_MINUTE }, { LIT_INIT("30d"), 30 * DAY, LEVEL_HOUR },
    { LIT_INIT("90d"), 90 * DAY, LEVEL_HOUR },
};

Error *
reports_range(Str name, Micros now, ReportRange *range)
{
    for (size_t i = 0; i < COUNT_OF(ranges); i++) {
        if (!str_equal(ranges[i].name, name))
            continue;
        *range = (ReportRange){
            .name = ranges[i].name,
            .since = spans_floor(ranges[i].edge, now - ranges[i].length),
            .until = spans_floor(LEVEL_MINUTE, now) + MINUTE,
        };
        return NULL;
    }
    FAIL(E_INVALID_REQUEST, "the range is none of 1h, 24h, 7d, 30d, 90d");
}
