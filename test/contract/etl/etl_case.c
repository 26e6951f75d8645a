/* etl_case.c -- all four stores in a folder of their own.
 * SPDX-License-Identifier: ISC */
#include "etl_case.h"

#include "base/log.h"
#include "crypto/random.h"
#include "events/event_make.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sqlite3.h>

void
etl_case_ok(const Error *error, const char *file, int line)
{
    if (error)
        fail_msg("%s:%d: %s", file, line, error->text);
}

static Str
url_of(Case *c, const char *scheme, const char *name)
{
    return str_format(c->arena, "%s:%s/%s", scheme, c->folder, name);
}

void
etl_case_open(Case *c)
{
    Str seal_path = str_format(c->arena, "%s/seal.key", c->folder);
    SessionsOptions sessions = { .url = url_of(c, "lmdb", "cache"), .serve = true, .map_size = (size_t)64 << 20 };

    OK(seal_key_open(str_to_c(c->arena, seal_path), true, &c->seal));
    OK(userdb_open(url_of(c, "sqlite", "users.db"), c->seal, &c->users));
    OK(events_open(LIT("outbox:"), userdb_sql(c->users), &c->events));
    OK(reports_open(url_of(c, "sqlite", "reports.db"), &c->reports));
    OK(sessions_open(&sessions, &c->sessions));
    c->refusals = refusals_new();
    OK(etl_open(&(EtlOptions){ .clock = &c->clock,
                               .users = c->users,
                               .events = c->events,
                               .reports = c->reports,
                               .sessions = c->sessions,
                               .refusals = c->refusals,
                               .keep_events = 90 * DAY },
                &c->etl));
}

void
etl_case_close(Case *c)
{
    etl_close(c->etl);
    refusals_free(c->refusals);
    sessions_close(c->sessions);
    reports_close(c->reports);
    events_close(c->events);
    userdb_close(c->users);
    seal_key_close(c->seal);
    c->etl = NULL;
}

int
etl_case_begin_closed(void **state)
{
    Case *c = calloc(1, sizeof *c);

    assert_non_null(c);
    OK(random_init());
    log_configure(LOG_FORMAT_NONE);
    c->arena = arena_new((size_t)512 << 20);
    c->clock = clock_fake(NOON);
    (void)snprintf(c->folder, sizeof c->folder, "/tmp/latchstring-etl-XXXXXX");
    assert_non_null(mkdtemp(c->folder));
    *state = c;
    return 0;
}

int
etl_case_begin(void **state)
{
    (void)etl_case_begin_closed(state);
    etl_case_open(*state);
    return 0;
}

static int
remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

int
etl_case_end(void **state)
{
    Case *c = *state;

    if (c->etl)
        etl_case_close(c);
    (void)nftw(c->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    arena_free(c->arena);
    free(c);
    return 0;
}

Event
etl_case_flow(Case *c, Micros started)
{
    Flow flow = event_make_flow(c->arena, FLOW_OWN, LIT("latchstring"), LIT(""), started);

    for (int m = 0; m <= MILESTONE_publish; m++)
        event_flow_passed(&flow, (MilestoneId)m, (m + 1) * MILLISECOND);
    flow.revision = 1;
    return event_make_ended(c->arena, &flow, FLOW_COMPLETED, E_OK, started + SECOND, LIT("trace"));
}

void
etl_case_record(Case *c, const Event *events, size_t count)
{
    OK(userdb_record_all(c->users, c->arena, events, count));
}

static Error *
add_text(Tx *tx, void *arg)
{
    return sql_run(tx, "INSERT INTO outbox (created, json) VALUES (?1, ?2)", SQL_ARGS(SQL_I(NOON), SQL_T(*(Str *)arg)));
}

void
etl_case_record_text(Case *c, const char *json)
{
    Str text = str_from_c(json);

    OK(sql_write(userdb_sql(c->users), c->arena, add_text, &text));
}

void
etl_case_open_flow(Case *c, uint64_t number, Micros started, MilestoneId reached)
{
    Flow flow = event_make_flow(c->arena, FLOW_OWN, LIT("latchstring"), LIT(""), started);
    Str state = str_format(c->arena, "state-%llu", (unsigned long long)number);

    flow.reached = reached;
    OK(sessions_open_flow(c->sessions, LIT("own"), state, &flow));
}

bool
etl_case_has_flow(Case *c, uint64_t number, Flow *flow)
{
    Str state = str_format(c->arena, "state-%llu", (unsigned long long)number);
    bool found;

    OK(sessions_see_flow(c->sessions, c->arena, LIT("own"), state, flow, &found));
    return found;
}

Event
etl_case_ended(Case *c, uint64_t number, Micros now)
{
    Flow flow;

    assert_true(etl_case_has_flow(c, number, &flow));
    flow.reached = MILESTONE_publish;
    return event_make_ended(c->arena, &flow, FLOW_COMPLETED, E_OK, now, LIT("trace"));
}

size_t
etl_case_pass(Case *c)
{
    size_t loaded;

    OK(etl_pass(c->etl, &loaded));
    return loaded;
}

Figures
etl_case_figures(Case *c)
{
    ReportRange range = { .since = NOON - 30 * DAY, .until = NOON + 30 * DAY };
    Figures figures;

    OK(reports_figures(c->reports, c->arena, &range, &figures));
    OK(reports_reconcile(&figures));
    return figures;
}

EtlLag
etl_case_lag(Case *c)
{
    EtlLag lag;

    OK(etl_lag(c->etl, c->arena, &lag));
    return lag;
}

void
etl_case_run(Case *c, const char *database, const char *sql)
{
    Str path = str_format(c->arena, "%s/%s", c->folder, database);
    sqlite3 *db;
    char *why = NULL;

    assert_int_equal(sqlite3_open(str_to_c(c->arena, path), &db), SQLITE_OK);
    (void)sqlite3_busy_timeout(db, 5000);
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
    (void)sqlite3_close(db);
}
