/* report_names.c -- names of the store by number, and filters.
 * SPDX-License-Identifier: ISC */
#include "reports/report_names.h"

#include "base/str.h"
#include "reports/cells.h"
#include "reports/labels.h"

#define SERIES_LIMIT (1 << 20)

static Error *
read_labels(Tx *tx, ReportNames *names)
{
    SqlRows rows;
    bool more;

    TRY(sql_row(tx, "SELECT ifnull(max(id), 0) FROM label", SQL_NO_ARGS, &rows, &more));
    names->label_max = more ? sql_int(&rows, 0) : 0;
    sql_done(&rows);
    if (names->label_max < 0 || names->label_max > CELL_MAJOR_MAX)
        FAIL(E_DB, "the Reporting Store has labels numbered beyond %d: it was edited; restore the file",
             CELL_MAJOR_MAX);
    names->labels = ARENA_NEW(tx_arena(tx), Str, (size_t)names->label_max + 1);
    names->system = ARENA_NEW(tx_arena(tx), bool, (size_t)names->label_max + 1);
    TRY(sql_query(tx, "SELECT id, text, kind FROM label WHERE id BETWEEN 0 AND ?1", SQL_ARGS(SQL_I(names->label_max)),
                  &rows));
    for (;;) {
        TRY(sql_next(&rows, &more));
        if (!more)
            return NULL;
        int64_t label = sql_int(&rows, 0);
        names->labels[label] = sql_text(&rows, 1);
        names->system[label] = sql_int(&rows, 2) == LABEL_CAUSE &&
                               error_info(error_from_cause(names->labels[label]))->group == GROUP_SYSTEM;
    }
}

static Error *
read_series(Tx *tx, ReportNames *names)
{
    SqlRows rows;
    bool more;

    TRY(sql_row(tx, "SELECT ifnull(max(id), 0) FROM series", SQL_NO_ARGS, &rows, &more));
    names->series_max = more ? sql_int(&rows, 0) : 0;
    sql_done(&rows);
    if (names->series_max < 0 || names->series_max >= SERIES_LIMIT)
        FAIL(E_DB, "the Reporting Store has series numbered beyond 2^20: it was edited; restore the file");
    names->series = ARENA_NEW(tx_arena(tx), ReportSeries, (size_t)names->series_max + 1);
    TRY(sql_query(tx, "SELECT id, kind, test, provider, app FROM series WHERE id BETWEEN 0 AND ?1",
                  SQL_ARGS(SQL_I(names->series_max)), &rows));
    for (;;) {
        TRY(sql_next(&rows, &more));
        if (!more)
            return NULL;
        names->series[sql_int(&rows, 0)] = (ReportSeries){ true, (int)sql_int(&rows, 1), sql_int(&rows, 2) != 0,
                                                           sql_int(&rows, 3), sql_int(&rows, 4) };
    }
}

Error *
report_names_read(Tx *tx, ReportNames *names)
{
    TRY(loaded_read(tx, &names->loaded));
    TRY(read_labels(tx, names));
    return read_series(tx, names);
}

static bool
is_label(const ReportNames *names, int64_t label, Str wanted)
{
    return wanted.len == 0 || (label >= 0 && label <= names->label_max && str_equal(names->labels[label], wanted));
}

static bool
is_kind(int kind, const ReportRange *range)
{
    if (range->clients)
        return kind == FLOW_CLIENT;
    return (kind == FLOW_OWN && range->kinds != REPORT_FOREIGN) || (kind == FLOW_FOREIGN && range->kinds != REPORT_OWN);
}

unsigned
report_names_use(const ReportNames *names, int64_t number, const ReportRange *range)
{
    const ReportSeries *series = number >= 0 && number <= names->series_max ? &names->series[number] : NULL;

    if (!series || !series->known)
        return 0;
    if (series->kind == SERIES_HOUSE)
        return USE_HOUSE;
    if (range->tests != REPORT_WITH_TESTS && series->test != (range->tests == REPORT_ONLY_TESTS))
        return 0;
    unsigned use = series->kind == FLOW_CLIENT ? 0 : USE_SESSIONS;
    if (!is_kind(series->kind, range))
        return use;
    bool provider = is_label(names, series->provider, range->provider);
    bool app = is_label(names, series->app, range->app);
    return use | (provider && app ? USE_FLOWS : 0) | (app ? USE_PROVIDERS : 0) | (provider ? USE_APPS : 0);
}
