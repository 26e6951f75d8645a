/* reports_bench.c -- ten million flows of 90 days by 200,000 users, then what a whole page /reports costs: its three questions, in
 * several ranges and zones. bench_reports [FLOWS [DAYS [FOLDER]]]; with FOLDER its store is kept there, and is read only when it is
 * there already. Prints a table, asserts nothing.
 * SPDX-License-Identifier: ISC */
#include "base/clock.h"
#include "base/str.h"
#include "crypto/random.h"
#include "reports/reports.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#define BATCH 4000
#define USERS 200000
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
    fprintf(stderr, "bench_reports: %s\n", error->text);
    exit(1);
}

static Micros
cpu_now(void)
{
    struct rusage use;

    (void)getrusage(RUSAGE_SELF, &use);
    return (Micros)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) * SECOND + use.ru_utime.tv_usec + use.ru_stime.tv_usec;
}

static Arena *
new_arena(size_t limit)
{
    Arena *arena = arena_new(limit);

    if (!arena)
        exit(1);
    return arena;
}

/* Sign-ins at four providers, one in six of outside apps: 85 % complete. */
static Event
make_event(Arena *arena, Micros started)
{
    static const Str providers[] = { LIT_INIT("latchstring"), LIT_INIT("github"), LIT_INIT("google"),
                                     LIT_INIT("corp") };
    static const Str apps[] = { LIT_INIT("shop"), LIT_INIT("wiki"), LIT_INIT("mail"), LIT_INIT("board") };
    static const Str causes[] = { LIT_INIT("bad_password"), LIT_INIT("consent_denied"), LIT_INIT("provider"),
                                  LIT_INIT("code_expired"), LIT_INIT("timeout") };
    Event event = { .id = random_uuid(arena, started), .type = EVENT_FLOW, .at = started + 3 * SECOND };
    size_t provider = dice(COUNT_OF(providers));
    FlowKind kind = provider ? FLOW_FOREIGN : dice(3) ? FLOW_OWN : FLOW_CLIENT;

    event.trace = LIT("0193a5d2c7b1abcd");
    event.user_subject = str_format(arena, "WmFnb3ItcHJpdmF0ZS%06u", (unsigned)dice(USERS));
    event.flow = (Flow){
        .id = random_uuid(arena, started),
        .kind = kind,
        .provider = providers[provider],
        .app = kind == FLOW_CLIENT ? apps[dice(COUNT_OF(apps))] : LIT(""),
        .started = started,
        .ended = event.at,
        .reached = MILESTONE_publish,
        .outcome = FLOW_COMPLETED,
        .revision = 1,
        .first = dice(4) > 0,
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

static Micros
load(Reports *reports, uint64_t count, Micros span)
{
    Micros loading = 0;

    for (uint64_t at = 0; at < count; at += BATCH) {
        Arena *arena = new_arena((size_t)256 << 20);
        Event *events = ARENA_NEW(arena, Event, BATCH);
        for (uint64_t i = 0; i < BATCH; i++)
            events[i] = make_event(arena, NOW - span + (Micros)((double)span * (double)(at + i) / (double)count));
        Micros began = cpu_now();
        must(reports_load(reports, arena, events, BATCH, (int64_t)(at + BATCH), NOW));
        loading += cpu_now() - began;
        arena_free(arena);
    }
    return loading;
}

static void
make_range(const char *name, const Zone *zone, ReportRange *range)
{
    if (str_equal(str_from_c(name), LIT("5y")))
        must(reports_range_between(LIT("2021-03-06"), LIT(""), zone, NOW, range));
    else
        must(reports_range(str_from_c(name), NOW, range));
    range->zone = *zone;
}

/* Page, people and active users, as /reports asks them; in a request's memory. The best of five. */
static void
print_page(Reports *reports, const char *name, const char *zone)
{
    Micros parts[4], best[3] = { INT64_MAX, INT64_MAX, INT64_MAX };
    Report report;
    ReportPeople people;
    ReportActive active;

    for (int again = 0; again < 5; again++) {
        Arena *arena = new_arena((size_t)1 << 20);
        ReportRange range;
        Zone clocks;
        must(zone_open(arena, str_from_c(zone), &clocks));
        make_range(name, &clocks, &range);
        parts[0] = clock_monotonic();
        must(reports_page(reports, arena, &range, NOW, &report));
        parts[1] = clock_monotonic();
        must(reports_people(reports, arena, &range, &people));
        parts[2] = clock_monotonic();
        must(reports_active(reports, arena, &range, NOW, &active));
        parts[3] = clock_monotonic();
        must(reports_page_reconcile(&report));
        for (int i = 0; i < 3; i++)
            if (parts[i + 1] - parts[i] < best[i])
                best[i] = parts[i + 1] - parts[i];
        arena_free(arena);
    }
    printf("| %-15s | %-5s | %9lld | %9.2f | %11.2f | %11.2f | %12.2f |\n", zone, name,
           (long long)report.figures.started, (double)best[0] / 1e3, (double)best[1] / 1e3, (double)best[2] / 1e3,
           (double)(best[0] + best[1] + best[2]) / 1e3);
    (void)fflush(stdout);
}

static int
remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

static void
print_load(Reports *reports, uint64_t count, uint64_t days)
{
    ReportsState state;
    Arena *arena = new_arena((size_t)1 << 20);

    must(reports_state(reports, arena, &state));
    arena_free(arena);
    if (state.position > 0) {
        printf("%lld flows are there\n\n", (long long)state.position);
        return;
    }
    Micros cpu = load(reports, count, (Micros)days * DAY);
    printf("load %llu flows of %llu days: %.2f µs CPU each, %.0f a second of CPU\n\n", (unsigned long long)count,
           (unsigned long long)days, (double)cpu / (double)count, (double)count / (double)cpu * 1e6);
    (void)fflush(stdout);
}

static void
print_pages(Reports *reports)
{
    static const char *const ranges[] = { "1h", "24h", "7d", "30d", "90d", "5y" };
    static const char *const zones[] = { "UTC", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu" };
    struct rusage use;

    printf("| zone            | range |     flows |   page ms |   people ms |   active ms |  together ms |\n"
           "|---|---|---|---|---|---|---|\n");
    for (size_t z = 0; z < COUNT_OF(zones); z++)
        for (size_t i = 0; i < COUNT_OF(ranges); i++)
            print_page(reports, ranges[i], zones[z]);
    (void)getrusage(RUSAGE_SELF, &use);
    printf("\nmost memory: %ld MB\n", use.ru_maxrss / 1024);
}

int
main(int argc, char **argv)
{
    char made[] = "/var/tmp/latchstring-bench-XXXXXX";
    const char *folder = argc > 3 ? argv[3] : made;
    uint64_t count = 1000000, days = 89;
    Reports *reports;

    if (argc > 1 && !str_to_uint(str_from_c(argv[1]), 100000000, &count))
        return 2;
    if (argc > 2 && !str_to_uint(str_from_c(argv[2]), 1825, &days))
        return 2;
    must(random_init());
    if (argc <= 3 && !mkdtemp(made))
        return 1;
    Arena *arena = new_arena((size_t)1 << 20);
    must(reports_open(str_format(arena, "sqlite:%s/reports.db", folder), &reports));
    print_load(reports, count, days);
    print_pages(reports);
    reports_close(reports);
    arena_free(arena);
    if (argc <= 3)
        (void)nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return 0;
}
