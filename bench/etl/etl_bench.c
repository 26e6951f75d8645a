/* etl_bench.c -- what an event costs on its way into the Reporting Store, and a page afterwards: CPU of all threads, and time.
 * bench_etl [EVENTS]; prints, asserts nothing.
 * SPDX-License-Identifier: ISC */
#include "base/clock.h"
#include "base/str.h"
#include "codec/event_json.h"
#include "crypto/random.h"
#include "reports/reports.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#define BATCH 4000
#define NOW   ((Micros)20517 * DAY + 14 * HOUR + 32 * MINUTE)

static uint64_t seed = 88172645463325252u;

static uint64_t
dice(uint64_t sides)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed % sides;
}

static void
must(const Error *error)
{
    if (!error)
        return;
    fprintf(stderr, "bench_etl: %s\n", error->text);
    exit(1);
}

/* ---- measuring ---- */

typedef struct Meter {
    Micros cpu, time;
} Meter;

static Micros
cpu_now(void)
{
    struct rusage use;

    (void)getrusage(RUSAGE_SELF, &use);
    return (Micros)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) * SECOND + use.ru_utime.tv_usec + use.ru_stime.tv_usec;
}

static Meter
meter_start(void)
{
    return (Meter){ cpu_now(), clock_monotonic() };
}

static void
meter_print(const Meter *began, const char *what, size_t events)
{
    double cpu = (double)(cpu_now() - began->cpu), time = (double)(clock_monotonic() - began->time);

    printf("%-44s %7.2f µs CPU an event, %8.0f events/s of CPU, %8.0f events/s\n", what, cpu / (double)events,
           (double)events / cpu * 1e6, (double)events / time * 1e6);
    (void)fflush(stdout);
}

/* ---- events ---- */

/* Sign-ins of a site with four providers: 85 % complete, 10 % fail; every tenth event is none. */
static Event
make_event(Arena *arena, Micros started)
{
    static const Str providers[] = { LIT_INIT("latchstring"), LIT_INIT("github"), LIT_INIT("google"),
                                     LIT_INIT("corp") };
    static const Str causes[] = { LIT_INIT("bad_password"), LIT_INIT("consent_denied"), LIT_INIT("provider") };
    Event event = { .id = random_uuid(arena, started), .type = EVENT_FLOW, .at = started + 3 * SECOND };
    size_t provider = dice(COUNT_OF(providers));

    event.trace = LIT("0193a5d2c7b1");
    event.user_subject = LIT("WmFnb3ItcHJpdmF0ZS1z");
    if (dice(10) == 0) {
        event.type = dice(2) ? EVENT_SIGNIN_REFUSED : EVENT_TOKENS_REFRESHED;
        event.cause = causes[0];
        return event;
    }
    event.flow = (Flow){
        .id = random_uuid(arena, started),
        .kind = provider ? FLOW_FOREIGN : FLOW_OWN,
        .provider = providers[provider],
        .started = started,
        .ended = event.at,
        .reached = MILESTONE_publish,
        .outcome = FLOW_COMPLETED,
        .revision = 1,
    };
    if (dice(100) >= 85) {
        event.flow.outcome = FLOW_FAILED;
        event.flow.cause = causes[dice(COUNT_OF(causes))];
        event.flow.reached = (MilestoneId)dice(MILESTONE_session);
    }
    for (unsigned m = 0; m < MILESTONES; m++)
        event.flow.took[m] = m <= (unsigned)event.flow.reached ? 100 + (Micros)(dice(400000) >> dice(12)) : -1;
    return event;
}

/* As they come: the last `span`, in order. */
static Event *
make_events(Arena *arena, size_t count, Micros span)
{
    Event *events = ARENA_NEW(arena, Event, count);

    for (size_t i = 0; i < count; i++)
        events[i] = make_event(arena, NOW - span + (Micros)((double)span * (double)i / (double)count));
    return events;
}

/* ---- what is measured ---- */

static Arena *
new_arena(void)
{
    Arena *arena = arena_new((size_t)4 << 30);

    if (!arena)
        exit(1);
    return arena;
}

static Str *
encode_all(Arena *arena, const Event *events, size_t count)
{
    Str *rows = ARENA_NEW(arena, Str, count);
    Meter meter = meter_start();

    for (size_t i = 0; i < count; i++)
        must(event_encode(arena, &events[i], &rows[i]));
    meter_print(&meter, "encode JSON", count);
    return rows;
}

static void
load(Reports *reports, const Str *rows, const Event *events, size_t count, int64_t *position)
{
    for (size_t at = 0; at < count; at += BATCH) {
        size_t size = count - at < BATCH ? count - at : BATCH;
        Arena *arena = new_arena();
        const Event *batch = events + at;
        if (rows) {
            Event *decoded = ARENA_NEW(arena, Event, size);
            for (size_t i = 0; i < size; i++)
                must(event_decode(arena, rows[at + i], &decoded[i]));
            batch = decoded;
        }
        *position += (int64_t)size;
        must(reports_load(reports, arena, batch, size, *position, NOW));
        arena_free(arena);
    }
}

/* How long the answer to a page takes. */
static void
print_figures(Reports *reports)
{
    static const Str names[] = { LIT_INIT("1h"), LIT_INIT("24h"), LIT_INIT("7d"), LIT_INIT("90d") };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        Arena *page = new_arena();
        ReportRange range;
        Figures figures;
        must(reports_range(names[i], NOW, &range));
        Micros began = clock_monotonic();
        must(reports_figures(reports, page, &range, &figures));
        printf("    figures of %-4s %8.2f ms (%lld flows)\n", names[i].ptr, (double)(clock_monotonic() - began) / 1e3,
               (long long)figures.started);
        arena_free(page);
    }
}

static void
measure_load(const char *folder, const char *what, Micros span, size_t count, bool from_json)
{
    Arena *arena = new_arena();
    Reports *reports;
    int64_t position = 0;
    char label[128];
    static int number;
    Event *events = make_events(arena, count, span);
    Str *rows = from_json ? encode_all(arena, events, count) : NULL;

    must(reports_open(str_format(arena, "sqlite:%s/%d.db", folder, number++), &reports));
    Meter meter = meter_start();
    load(reports, rows, events, count, &position);
    (void)snprintf(label, sizeof label, "%s%s", from_json ? "decode and load, " : "load, ", what);
    meter_print(&meter, label, count);
    meter = meter_start();
    load(reports, rows, events, count, &position);
    (void)snprintf(label, sizeof label, "the same again (nothing changes)");
    meter_print(&meter, label, count);
    print_figures(reports);
    reports_close(reports);
    arena_free(arena);
}

/* Many flows over 90 days, made as they are loaded; then the pages. */
static void
measure_pages(const char *folder, size_t count)
{
    Arena *arena = new_arena();
    Micros span = 89 * DAY;
    Reports *reports;

    must(reports_open(str_format(arena, "sqlite:%s/pages.db", folder), &reports));
    Meter meter = meter_start();
    for (size_t at = 0; at < count; at += BATCH) {
        Arena *batch = new_arena();
        Event *events = ARENA_NEW(batch, Event, BATCH);
        for (size_t i = 0; i < BATCH; i++)
            events[i] = make_event(batch, NOW - span + (Micros)((double)span * (double)(at + i) / (double)count));
        must(reports_load(reports, batch, events, BATCH, (int64_t)(at + BATCH), NOW));
        arena_free(batch);
    }
    meter_print(&meter, "make and load, 90 days, ten times as many", count);
    print_figures(reports);
    reports_close(reports);
    arena_free(arena);
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
main(int argc, char **argv)
{
    char folder[] = "/var/tmp/latchstring-bench-XXXXXX";
    uint64_t count = 200000;

    if (argc > 1 && !str_to_uint(str_from_c(argv[1]), 100000000, &count))
        return 2;
    must(random_init());
    if (!mkdtemp(folder))
        return 1;
    measure_load(folder, "one hour", HOUR, (size_t)count, false);
    measure_load(folder, "one hour", HOUR, (size_t)count, true);
    measure_load(folder, "90 days", 89 * DAY, (size_t)count, true);
    measure_pages(folder, 10 * (size_t)count);
    (void)nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return 0;
}
