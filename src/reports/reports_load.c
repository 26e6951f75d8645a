/* reports_load.c -- a batch of events and the position behind it: all of it in one transaction, or nothing.
 * SPDX-License-Identifier: ISC */
#include "reports/reports_room.h"

#include "base/str.h"
#include "reports/event_key.h"
#include "reports/flow_row.h"
#include "reports/labels.h"
#include "reports/histogram.h"
#include "reports/loaded.h"
#include "reports/people.h"
#include "reports/rollup.h"

#include <assert.h>

typedef struct Batch {
    const Event *events;
    size_t count;
    int64_t position;
    Micros now;
} Batch;

/* A batch under way. All of it lives in the transaction's arena: the function may run twice. */
typedef struct Load {
    Tx *tx;
    Arena *arena;
    Micros now;
    Loaded loaded;
    Labels *labels;
    Rollup *rollup;
    People *people;
    int64_t house; /* the series of what is no flow */
    Micros newest;
} Load;

static void
count_in_house(Load *load, Micros at, CellFamily family, int64_t label, int64_t count)
{
    rollup_add(load->rollup, at, load->house, CELL_KEY(family, label, 0), count);
}

static Error *
count_type(Load *load, const Event *event)
{
    /* A clock that was wrong once must not make the store look up to date for years. */
    Micros at = event->at < load->now ? event->at : load->now;
    int64_t label;

    if (at > load->newest)
        load->newest = at;
    TRY(labels_find(load->labels, LABEL_EVENT, str_from_c(event_names[event->type]), &label));
    count_in_house(load, event->at, CELL_EVENT, label, 1);
    rollup_add(load->rollup, event->at, load->house, CELL_KEY(CELL_TIME, CELL_AGE, histogram_bucket(load->now - at)),
               1);
    return NULL;
}

static Error *
find_series(Load *load, const Flow *flow, int64_t *series)
{
    SeriesName name = { (int)flow->kind, flow->test, flow->provider, flow->app };

    return labels_series(load->labels, &name, series);
}

static Error *
make_row(Load *load, const Event *event, FlowRow *row)
{
    const Flow *flow = &event->flow;
    bool completed = flow->outcome == FLOW_COMPLETED;

    assert((unsigned)flow->outcome < FLOW_OUTCOMES && (unsigned)flow->reached < MILESTONES);
    *row = (FlowRow){
        .started = flow->started,
        .ended = flow->ended,
        .outcome = flow->outcome,
        .reached = completed ? MILESTONE_etl : flow->reached, /* to load it is to reach it */
        .revision = flow->revision,
        .new_user = flow->new_user,
        .first = flow->first,
        .split = true,
        .trace = flow->outcome == FLOW_FAILED ? str_slice(event->trace, 0, NAME_LIMIT) : LIT(""),
    };
    for (size_t m = 0; m < MILESTONES; m++)
        row->took[m] = flow->took[m];
    row->took[MILESTONE_etl] = !completed ? -1 : event->at < load->now ? load->now - event->at : 0;
    TRY(find_series(load, flow, &row->series));
    if (flow->outcome == FLOW_FAILED)
        TRY(labels_find(load->labels, LABEL_CAUSE, flow->cause, &row->cause));
    return NULL;
}

/* A later revision takes the place of what the earlier one counted; an equal or earlier one changes nothing. */
static Error *
replace_row(Load *load, Str key, FlowRow *row, bool *replaced)
{
    FlowRow before;
    bool found;

    TRY(flow_row_read(load->tx, key, &before, &found));
    row->completed_before = found && before.outcome == FLOW_COMPLETED;
    *replaced = found && row->revision > before.revision;
    if (!*replaced)
        return NULL;
    flow_row_count(&before, load->rollup, -1);
    return flow_row_replace(load->tx, key, row);
}

/* Who signed in, once per flow; test sign-ins are nobody's. A revision that takes a completed flow back leaves its user counted. */
static Error *
note_person(Load *load, const Event *event, const FlowRow *row)
{
    const Flow *flow = &event->flow;

    if (row->outcome != FLOW_COMPLETED || row->completed_before || flow->test || event->user_subject.len == 0)
        return NULL;
    return people_completed(load->people, &(PeopleFlow){ .subject = event->user_subject,
                                                         .started = flow->started,
                                                         .series = row->series,
                                                         .house = load->house,
                                                         .clients = flow->kind == FLOW_CLIENT,
                                                         .new_user = flow->new_user });
}

static Error *
load_flow(Load *load, const Event *event)
{
    FlowRow row;
    Str key = event_key(load->arena, event->flow.id);
    bool counts;

    if (event->flow.started < load->loaded.flows_from)
        return NULL;
    TRY(make_row(load, event, &row));
    TRY(flow_row_add(load->tx, key, &row, &counts));
    if (!counts)
        TRY(replace_row(load, key, &row, &counts));
    if (!counts)
        return NULL;
    flow_row_count(&row, load->rollup, 1);
    TRY(note_person(load, event, &row));
    return count_type(load, event);
}

static Error *
count_abandoned(Load *load, const Event *event)
{
    const Flow *flow = &event->flow;
    int64_t series;

    assert((unsigned)flow->reached < MILESTONES);
    if (flow->started < load->loaded.flows_from || event->count <= 0)
        return NULL;
    TRY(find_series(load, flow, &series));
    rollup_add(load->rollup, flow->started, series, CELL_KEY(CELL_ABANDONED, 0, flow->reached), event->count);
    if (flow->first)
        rollup_add(load->rollup, flow->started, series, CELL_KEY(CELL_MORE, MORE_FIRST, FLOW_ABANDONED), event->count);
    return NULL;
}

/* One attempt; or as many as the event says, which were counted before they were written. */
static Error *
count_refused(Load *load, const Event *event)
{
    int64_t label;

    TRY(labels_find(load->labels, LABEL_CAUSE, event->cause, &label));
    count_in_house(load, event->at, CELL_REFUSED, label, event->count > 0 ? event->count : 1);
    return NULL;
}

/* Sessions that ended, so many of one length; a reason that is not known is a logout, as all were that older programs wrote. */
static void
count_ended(Load *load, const Event *event)
{
    int64_t count = event->count > 0 ? event->count : 1;
    SessionEnd end = SESSION_LOGOUT;

    for (int i = 0; i < SESSION_ENDS; i++)
        if (str_equal(event->cause, str_from_c(session_end_names[i])))
            end = (SessionEnd)i;
    rollup_add(load->rollup, event->at, load->house, CELL_KEY(CELL_MORE, MORE_ENDED, end), count);
    if (event->length > 0)
        rollup_add(load->rollup, event->at, load->house,
                   CELL_KEY(CELL_TIME, CELL_LENGTH, histogram_bucket(event->length / MILLISECOND)), count);
}

/* Events that are no flows are known by their id. */
static Error *
is_first_time(Load *load, const Event *event, bool *first)
{
    TRY(sql_run(load->tx, "INSERT INTO seen (id, at) VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING",
                SQL_ARGS(SQL_B(event_key(load->arena, event->id)), SQL_I(event->at))));
    *first = sql_changed(load->tx) == 1;
    return NULL;
}

static Error *
load_event(Load *load, const Event *event)
{
    bool first = false;

    if (event->type == EVENT_FLOW)
        return load_flow(load, event);
    TRY(is_first_time(load, event, &first));
    if (!first)
        return NULL;
    if (event->type == EVENT_FLOWS_ABANDONED)
        TRY(count_abandoned(load, event));
    if (event->type == EVENT_SIGNIN_REFUSED)
        TRY(count_refused(load, event));
    if (event->type == EVENT_SESSION_ENDED)
        count_ended(load, event);
    if (event->type == EVENT_TOKENS_REFRESHED && event->user_subject.len > 0)
        TRY(people_active(load->people, event->user_subject, event->at, load->house));
    return count_type(load, event);
}

static Error *
load_batch(Tx *tx, void *arg)
{
    const Batch *batch = arg;
    Load load = { .tx = tx, .arena = tx_arena(tx), .now = batch->now };

    load.labels = labels_new(tx);
    load.rollup = rollup_new(load.arena);
    TRY(loaded_read(tx, &load.loaded));
    load.people = people_new(tx, &load.loaded);
    TRY(labels_series(load.labels, &(SeriesName){ SERIES_HOUSE, false, LIT(""), LIT("") }, &load.house));
    for (size_t i = 0; i < batch->count; i++)
        TRY(load_event(&load, &batch->events[i]));
    TRY(rollup_write(load.rollup, tx, &load.loaded));
    TRY(people_write(load.people));
    return loaded_advance(tx, batch->position, load.newest);
}

Error *
reports_load(Reports *reports, Arena *arena, const Event *events, size_t count, int64_t position, Micros now)
{
    Batch batch = { events, count, position, now };

    return sql_write(reports->sql, arena, load_batch, &batch);
}

typedef struct Asked {
    const Flow *flows;
    size_t count;
    bool *known;
} Asked;

static Error *
look_up(Tx *tx, void *arg)
{
    const Asked *asked = arg;

    for (size_t i = 0; i < asked->count; i++)
        TRY(flow_row_exists(tx, event_key(tx_arena(tx), asked->flows[i].id), &asked->known[i]));
    return NULL;
}

Error *
reports_known_flows(Reports *reports, Arena *arena, const Flow *flows, size_t count, bool *known)
{
    Asked asked = { flows, count, known };

    return sql_read(reports->sql, arena, look_up, &asked);
}

typedef struct Aside {
    int64_t position;
    Str json, reason;
    Micros now;
} Aside;

static Error *
put_aside(Tx *tx, void *arg)
{
    const Aside *aside = arg;

    TRY(sql_run(tx, "INSERT INTO put_aside (position, at, reason, json) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                SQL_ARGS(SQL_I(aside->position), SQL_I(aside->now), SQL_B(aside->reason), SQL_B(aside->json))));
    if (sql_changed(tx) == 1)
        TRY(loaded_count_aside(tx));
    return loaded_advance(tx, aside->position, 0);
}

Error *
reports_put_aside(Reports *reports, Arena *arena, int64_t position, Str json, Str reason, Micros now)
{
    Aside aside = { position, str_slice(json, 0, PUT_ASIDE_LIMIT), str_slice(reason, 0, PUT_ASIDE_LIMIT), now };

    return sql_write(reports->sql, arena, put_aside, &aside);
}
