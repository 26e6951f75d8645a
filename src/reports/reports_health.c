/* reports_health.c -- each connection of the diagram: how often it was tried, how often our systems failed there, and how.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "reports/report_sum.h"

typedef struct Ask {
    const ReportRange *range;
    ReportHealth health;
} Ask;

/* A flow that failed after the connection before this one, and before it passed this one, failed here. */
typedef struct Place {
    MilestoneId from, to; /* furthest milestones: to is not included */
} Place;

static Place
place_of(size_t connection)
{
    MilestoneId to = flow_connections[connection].milestone;

    return (Place){ connection == 0 ? to : flow_connections[connection - 1].milestone, to };
}

static int64_t
sum_place(const int64_t counts[MILESTONES], Place place)
{
    int64_t sum = 0;

    for (unsigned m = place.from; m < (unsigned)place.to; m++)
        sum += counts[m];
    return sum;
}

static Str
most_frequent_cause(const ReportSum *sum, Place place)
{
    Str cause = LIT("");
    int64_t most = 0;

    for (int64_t i = 0; i <= sum->names.label_max; i++) {
        int64_t failures = sum->names.system[i] ? sum_place(sum->labels[i].failed, place) : 0;
        if (failures > most) {
            most = failures;
            cause = sum->names.labels[i];
        }
    }
    return cause;
}

/* Several series may be of one provider. */
static Str
most_frequent_provider(const ReportSum *sum, Place place)
{
    int64_t *failures = ARENA_NEW(sum->arena, int64_t, (size_t)sum->names.label_max + 1), most = 0;
    Str provider = LIT("");

    for (int64_t i = 0; i <= sum->names.series_max; i++) {
        int64_t label = sum->names.series[i].provider;
        if (!(sum->uses[i] & USE_FLOWS) || !sum->series[i] || label < 0 || label > sum->names.label_max)
            continue;
        failures[label] += sum_place(sum->series[i]->failed_system, place);
        if (failures[label] > most) {
            most = failures[label];
            provider = sum->names.labels[label];
        }
    }
    return provider;
}

static Error *
read_health(Tx *tx, void *arg)
{
    Ask *ask = arg;
    ReportSum *sum = ARENA_NEW(tx_arena(tx), ReportSum, 1);
    Figures figures;

    TRY(report_sum_begin(sum, tx, ask->range, true));
    TRY(report_sum_add(sum, tx, ask->range->since, ask->range->until, SUM_ALL));
    reports_figures_of(sum, &figures);
    for (size_t c = 0; c < CONNECTIONS; c++) {
        MilestoneId milestone = flow_connections[c].milestone;
        Place place = place_of(c);
        int64_t failures = sum_place(figures.failed_system, place);
        ask->health.connections[c] = (ReportConnection){ .attempts = figures.passed[milestone] + failures,
                                                         .failures = failures,
                                                         .cause = most_frequent_cause(sum, place),
                                                         .provider = most_frequent_provider(sum, place),
                                                         .time = report_sum_time(sum, milestone) };
    }
    ask->health.signin = report_sum_time(sum, CELL_SIGNIN);
    ask->health.newest = figures.newest;
    return NULL;
}

Error *
reports_health(Reports *reports, Arena *arena, const ReportRange *range, ReportHealth *health)
{
    Ask *ask = ARENA_NEW(arena, Ask, 1);
    Scratch *scratch;

    ask->range = range;
    TRY(reports_scratch(arena, &scratch));
    TRY(sql_read(reports->sql, scratch->arena, read_health, ask));
    for (size_t c = 0; c < CONNECTIONS; c++) {
        ReportConnection *connection = &ask->health.connections[c];
        connection->cause = str_copy(arena, connection->cause);
        connection->provider = str_copy(arena, connection->provider);
    }
    reports_scratch_free(scratch);
    *health = ask->health;
    return NULL;
}
