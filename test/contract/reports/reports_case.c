/* reports_case.c -- a store in a folder of its own, and events to load.
 * SPDX-License-Identifier: ISC */
#include "reports_case.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

void
reports_case_ok(const Error *error, const char *file, int line)
{
    if (error)
        fail_msg("%s:%d: %s", file, line, error->text);
}

int
reports_case_begin(void **state)
{
    Case *c = calloc(1, sizeof *c);

    assert_non_null(c);
    c->arena = arena_new((size_t)512 << 20);
    (void)snprintf(c->folder, sizeof c->folder, "/tmp/latchstring-reports-XXXXXX");
    assert_non_null(mkdtemp(c->folder));
    (void)snprintf(c->url, sizeof c->url, "sqlite:%s/reports.db", c->folder);
    OK(reports_open(str_from_c(c->url), &c->reports));
    *state = c;
    return 0;
}

static void
remove_folder(const char *folder)
{
    DIR *dir = opendir(folder);
    char path[512];

    for (struct dirent *entry; dir && (entry = readdir(dir)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        (void)unlink(path);
    }
    if (dir)
        (void)closedir(dir);
    (void)rmdir(folder);
}

int
reports_case_end(void **state)
{
    Case *c = *state;

    reports_close(c->reports);
    remove_folder(c->folder);
    arena_free(c->arena);
    free(c);
    return 0;
}

void
reports_case_reopen(Case *c)
{
    reports_close(c->reports);
    c->reports = NULL;
    OK(reports_open(str_from_c(c->url), &c->reports));
}

uint64_t
reports_case_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

Str
reports_case_id(Case *c, Micros at, uint64_t number)
{
    uint64_t ms = (uint64_t)(at / MILLISECOND);

    return str_format(c->arena, "%08x-%04x-7000-8000-%012llx", (unsigned)(ms >> 16), (unsigned)(ms & 0xffff),
                      (unsigned long long)number);
}

Event
reports_case_event(Case *c, EventType type, Micros at, uint64_t number)
{
    return (Event){ .id = reports_case_id(c, at, number), .type = type, .at = at };
}

Event
reports_case_flow(Case *c, Micros started, uint64_t number)
{
    Event event = reports_case_event(c, EVENT_FLOW, started + SECOND, number);

    event.flow = (Flow){
        .id = reports_case_id(c, started, number),
        .kind = FLOW_OWN,
        .provider = LIT("latchstring"),
        .started = started,
        .ended = started + SECOND,
        .reached = MILESTONE_publish,
        .outcome = FLOW_COMPLETED,
        .revision = 1,
    };
    for (int m = 0; m < MILESTONES; m++)
        event.flow.took[m] = m <= MILESTONE_publish ? (m + 1) * MILLISECOND : -1;
    return event;
}

Event
reports_case_failed(Case *c, Micros started, uint64_t number, MilestoneId reached, Str cause)
{
    Event event = reports_case_flow(c, started, number);

    event.flow.outcome = FLOW_FAILED;
    event.flow.reached = reached;
    event.flow.cause = cause;
    for (int m = (int)reached + 1; m < MILESTONES; m++)
        event.flow.took[m] = -1;
    return event;
}

void
reports_case_load(Case *c, const Event *events, size_t count, int64_t position, Micros now)
{
    OK(reports_load(c->reports, c->arena, events, count, position, now));
}

Figures
reports_case_figures(Case *c, Micros since, Micros until)
{
    ReportRange range = { .since = since, .until = until };
    Figures figures;

    OK(reports_figures(c->reports, c->arena, &range, &figures));
    OK(reports_reconcile(&figures));
    return figures;
}

int64_t
reports_case_count(const CauseCount *list, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(list[i].cause, str_from_c(name)))
            return list[i].flows;
    return 0;
}

static void
same_lists(const CauseCount *a, size_t a_count, const CauseCount *b, size_t b_count)
{
    assert_int_equal(a_count, b_count);
    for (size_t i = 0; i < a_count; i++) {
        assert_true(str_equal(a[i].cause, b[i].cause));
        assert_int_equal(a[i].flows, b[i].flows);
    }
}

void
reports_case_same(const Figures *a, const Figures *b)
{
    Figures x = *a, y = *b;

    same_lists(a->causes, a->cause_count, b->causes, b->cause_count);
    same_lists(a->refused, a->refused_count, b->refused, b->refused_count);
    same_lists(a->events, a->event_count, b->events, b->event_count);
    x.causes = x.refused = x.events = y.causes = y.refused = y.events = NULL;
    assert_memory_equal(&x, &y, sizeof x);
}

int64_t
reports_case_number(Case *c, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *statement;

    assert_int_equal(sqlite3_open_v2(c->url + strlen("sqlite:"), &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t number = sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(db);
    return number;
}
