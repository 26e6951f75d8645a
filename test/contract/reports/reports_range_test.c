/* reports_range_test.c -- the answer to any range is what counting the flows one by one gives.
 * SPDX-License-Identifier: ISC */
#include "reports_case.h"

#include "reports/histogram.h"
#include "reports/spans.h"

#include <stdlib.h>
#include <string.h>

static void
edges_are_exact_to_the_minute(void **state)
{
    Case *c = *state;
    Event event = reports_case_flow(c, NOON + 30 * SECOND, 1);

    reports_case_load(c, &event, 1, 1, NOON + HOUR);
    static const struct {
        Micros since, until;
        int64_t started;
    } cases[] = {
        { NOON, NOON + MINUTE, 1 },
        { NOON - MINUTE, NOON, 0 },
        { NOON + MINUTE, NOON + HOUR, 0 },
        { NOON + 45 * SECOND, NOON + 50 * SECOND, 1 }, /* moved outwards to the minute */
        { NOON - HOUR, NOON + HOUR, 1 },
        { NOON - HOUR, NOON, 0 },
        { NOON - 10 * DAY, NOON + 10 * DAY, 1 },
        { NOON - 10 * DAY, NOON, 0 },
        { NOON + MINUTE, NOON + 10 * DAY, 0 },
        { MIDNIGHT, MIDNIGHT + DAY, 1 },
        { MIDNIGHT - DAY, MIDNIGHT, 0 },
        { NOON, NOON, 0 },
        { NOON + MINUTE, NOON, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(reports_case_figures(c, cases[i].since, cases[i].until).started, cases[i].started);
}

static void
flows_on_a_seam_count_on_its_right(void **state)
{
    Case *c = *state;
    static const Micros starts[] = { MIDNIGHT - 1, MIDNIGHT, NOON - 1, NOON, NOON + MINUTE - 1, NOON + MINUTE };

    for (size_t i = 0; i < COUNT_OF(starts); i++) {
        Event event = reports_case_flow(c, starts[i], i);
        reports_case_load(c, &event, 1, (int64_t)i + 1, NOON + HOUR);
    }
    assert_int_equal(reports_case_figures(c, MIDNIGHT - DAY, MIDNIGHT).started, 1);
    assert_int_equal(reports_case_figures(c, MIDNIGHT, MIDNIGHT + DAY).started, 5);
    assert_int_equal(reports_case_figures(c, MIDNIGHT, NOON).started, 2);
    assert_int_equal(reports_case_figures(c, NOON, NOON + MINUTE).started, 2);
    assert_int_equal(reports_case_figures(c, NOON + MINUTE, NOON + HOUR).started, 1);
}

/* ---- against a count by hand ---- */

#define NOW   (MIDNIGHT + 14 * HOUR + 32 * MINUTE + 5 * SECOND)
#define FLOWS 5000
#define LEFT  400

static const char *const failures[] = { "bad_password", "db", "consent_denied", "code_expired", "provider" };

/* What the store must know in the end: the last revision of each flow, and of the rest each event once. */
typedef struct Model {
    Event flows[FLOWS];
    Event left[LEFT];    /* flows.abandoned */
    Event refused[LEFT]; /* signin.refused */
} Model;

static Model model;
static uint64_t seed;

static uint64_t
dice(uint64_t sides)
{
    return reports_case_random(&seed) % sides;
}

/* More of the near past than of the far, so that short ranges are not empty. */
static Micros
random_start(void)
{
    static const Micros back[] = { HOUR, DAY, 7 * DAY, 30 * DAY, 89 * DAY };

    return NOW - (Micros)dice((uint64_t)back[dice(COUNT_OF(back))]);
}

static Event
random_flow(Case *c, uint64_t number, Micros started, int revision)
{
    Event event = reports_case_flow(c, started, number);
    Flow *flow = &event.flow;

    flow->kind = (FlowKind)dice(FLOW_KINDS);
    flow->provider = flow->kind == FLOW_FOREIGN ? str_format(c->arena, "p%d", (int)dice(6)) : LIT("latchstring");
    flow->app = flow->kind == FLOW_CLIENT ? str_format(c->arena, "app%d", (int)dice(30)) : LIT("");
    flow->revision = revision;
    flow->ended = started + (Micros)(reports_case_random(&seed) >> 34);
    flow->new_user = dice(3) == 0;
    if (dice(4) == 0) {
        flow->outcome = dice(8) ? FLOW_FAILED : FLOW_ABANDONED;
        flow->cause = str_from_c(failures[dice(COUNT_OF(failures))]);
        flow->reached = (MilestoneId)dice(MILESTONE_etl);
    }
    for (unsigned m = 0; m < MILESTONES; m++) {
        bool measured = m <= (unsigned)flow->reached && m != MILESTONE_etl && dice(10);
        flow->took[m] = measured ? (Micros)(reports_case_random(&seed) >> (34 + dice(25))) : -1;
    }
    return event;
}

/* Events of every revision of every flow, and the rest; some of them twice; in an order that only keeps nothing. */
static size_t
make_events(Case *c, Event *events)
{
    size_t count = 0;

    for (uint64_t i = 0; i < FLOWS; i++) {
        Micros started = random_start();
        int revisions = 1 + (dice(5) == 0) + (dice(20) == 0);
        for (int revision = 1; revision <= revisions; revision++)
            events[count++] = model.flows[i] = random_flow(c, i, started, revision);
        if (dice(10) == 0)
            events[count++] = model.flows[i];
    }
    for (uint64_t i = 0; i < LEFT; i++) {
        Event *left = &model.left[i], *refused = &model.refused[i];
        *left = random_flow(c, FLOWS + i, random_start() / MINUTE * MINUTE, 1);
        left->type = EVENT_FLOWS_ABANDONED;
        left->count = 1 + (int64_t)dice(9);
        left->flow.reached = (MilestoneId)dice(MILESTONE_etl);
        *refused = reports_case_event(c, EVENT_SIGNIN_REFUSED, random_start(), FLOWS + LEFT + i);
        refused->cause = str_from_c(failures[dice(COUNT_OF(failures))]);
        for (uint64_t times = 1 + (dice(5) == 0); times > 0; times--) {
            events[count++] = *left;
            events[count++] = *refused;
        }
    }
    return count;
}

static void
shuffle(Event *events, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t other = dice(i);
        Event event = events[i - 1];
        events[i - 1] = events[other];
        events[other] = event;
    }
}

static void
load_all(Case *c)
{
    Event *events = ARENA_NEW(c->arena, Event, 4 * FLOWS + 8 * LEFT);
    size_t count = make_events(c, events);

    shuffle(events, count);
    for (size_t at = 0; at < count;) {
        size_t size = 1 + dice(700);
        size = size < count - at ? size : count - at;
        reports_case_load(c, events + at, size, (int64_t)(at + size), NOW);
        at += size;
    }
}

typedef struct Counted {
    Figures figures;
    int64_t causes[COUNT_OF(failures)], refused[COUNT_OF(failures)];
    Micros *times[MILESTONES + 1]; /* the last: whole sign-ins */
    size_t time_counts[MILESTONES + 1];
} Counted;

static void
count_time(Counted *counted, int which, Micros time)
{
    counted->times[which][counted->time_counts[which]++] = time;
}

static void
count_reached(Counted *counted, const Flow *flow, int64_t flows)
{
    int furthest = flow->outcome == FLOW_COMPLETED ? MILESTONE_etl : (int)flow->reached;

    for (int m = 0; m <= furthest; m++)
        counted->figures.passed[m] += flows;
}

static void
count_flow(Counted *counted, const Event *event)
{
    const Flow *flow = &event->flow;

    count_reached(counted, flow, 1);
    counted->figures.completed += flow->outcome == FLOW_COMPLETED;
    counted->figures.new_users += flow->outcome == FLOW_COMPLETED && flow->new_user;
    counted->figures.abandoned += flow->outcome == FLOW_ABANDONED;
    counted->figures.failed += flow->outcome == FLOW_FAILED;
    for (size_t i = 0; i < COUNT_OF(failures); i++)
        counted->causes[i] += flow->outcome == FLOW_FAILED && str_equal(flow->cause, str_from_c(failures[i]));
    for (int m = 0; m < MILESTONES; m++)
        if (flow->took[m] >= 0)
            count_time(counted, m, flow->took[m]);
    if (flow->outcome == FLOW_COMPLETED) {
        count_time(counted, MILESTONE_etl, event->at < NOW ? NOW - event->at : 0);
        count_time(counted, MILESTONES, flow->ended - flow->started);
    }
}

static bool
is_in(Micros at, const ReportRange *range)
{
    return at >= range->since && at < range->until;
}

static void
count_by_hand(Case *c, const ReportRange *range, Counted *counted)
{
    memset(counted, 0, sizeof *counted);
    for (int m = 0; m <= MILESTONES; m++)
        counted->times[m] = ARENA_NEW(c->arena, Micros, FLOWS);
    for (size_t i = 0; i < FLOWS; i++) {
        const Event *event = &model.flows[i];
        if (is_in(event->flow.started, range) && (event->flow.kind == FLOW_CLIENT) == range->clients)
            count_flow(counted, event);
    }
    for (size_t i = 0; i < LEFT; i++) {
        const Event *left = &model.left[i];
        if (is_in(left->flow.started, range) && (left->flow.kind == FLOW_CLIENT) == range->clients) {
            Flow flow = left->flow;
            flow.outcome = FLOW_ABANDONED;
            count_reached(counted, &flow, left->count);
            counted->figures.abandoned += left->count;
        }
        for (size_t j = 0; j < COUNT_OF(failures); j++)
            counted->refused[j] +=
                is_in(model.refused[i].at, range) && str_equal(model.refused[i].cause, str_from_c(failures[j]));
    }
}

static int
compare_times(const void *a, const void *b)
{
    const Micros *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* The nearest rank of the sorted times, as a bucket shows it. */
static void
check_percentile(Counted *counted, int which, unsigned percent, size_t least, Micros read)
{
    size_t count = counted->time_counts[which];

    if (count < least) {
        assert_int_equal(read, -1);
        return;
    }
    qsort(counted->times[which], count, sizeof(Micros), compare_times);
    Micros exact = counted->times[which][(count * percent + 99) / 100 - 1];
    assert_int_equal(read, histogram_middle(histogram_bucket(exact)));
}

static void
check_range(Case *c, const ReportRange *range)
{
    Figures figures;
    Counted counted;

    OK(reports_figures(c->reports, c->arena, range, &figures));
    OK(reports_reconcile(&figures));
    count_by_hand(c, range, &counted);
    assert_memory_equal(figures.passed, counted.figures.passed, sizeof figures.passed);
    assert_int_equal(figures.started, counted.figures.passed[0]);
    assert_int_equal(figures.completed, counted.figures.completed);
    assert_int_equal(figures.new_users, counted.figures.new_users);
    assert_int_equal(figures.failed, counted.figures.failed);
    assert_int_equal(figures.abandoned, counted.figures.abandoned);
    for (size_t i = 0; i < COUNT_OF(failures); i++) {
        assert_int_equal(reports_case_count(figures.causes, figures.cause_count, failures[i]), counted.causes[i]);
        assert_int_equal(reports_case_count(figures.refused, figures.refused_count, failures[i]), counted.refused[i]);
    }
    for (int i = 0; i < CONNECTIONS; i++) {
        int milestone = (int)flow_connections[i].milestone;
        assert_int_equal(figures.measured[i], counted.time_counts[milestone]);
        check_percentile(&counted, milestone, 50, 5, figures.median[i]);
        check_percentile(&counted, milestone, 95, 20, figures.slow[i]);
    }
    check_percentile(&counted, MILESTONES, 50, 5, figures.median_signin);
    check_percentile(&counted, MILESTONES, 95, 20, figures.slow_signin);
}

/* Between two minutes; sometimes on an hour or at midnight. */
static Micros
random_edge(void)
{
    Micros at = random_start();

    return dice(4) == 0 ? spans_floor(LEVEL_DAY, at) : spans_floor(dice(4) ? LEVEL_MINUTE : LEVEL_HOUR, at);
}

static void
any_range_is_what_counting_gives(void **state)
{
    static const Str names[] = { LIT_INIT("1h"), LIT_INIT("24h"), LIT_INIT("7d"), LIT_INIT("30d"), LIT_INIT("90d") };
    Case *c = *state;
    ReportRange range;

    seed = 2026;
    load_all(c);
    for (size_t i = 0; i < 2 * COUNT_OF(names); i++) {
        OK(reports_range(names[i / 2], NOW, &range));
        range.clients = i % 2;
        check_range(c, &range);
    }
    for (int i = 0; i < 300; i++) {
        Micros a = random_edge(), b = random_edge();
        range = (ReportRange){ .since = a < b ? a : b, .until = a < b ? b : a, .clients = i % 2 };
        check_range(c, &range);
    }
}

static void
the_table_of_flows_says_the_same(void **state)
{
    Case *c = *state;
    ReportRange range;
    Figures figures;

    seed = 77;
    load_all(c);
    OK(reports_range(LIT("90d"), NOW, &range));
    OK(reports_figures(c->reports, c->arena, &range, &figures));
    int64_t completed = reports_case_number(c, "SELECT count(*) FROM flow JOIN series ON series.id = flow.series "
                                               "WHERE series.kind <> 2 AND outcome = 1");
    int64_t failed = reports_case_number(c, "SELECT count(*) FROM flow JOIN series ON series.id = flow.series "
                                            "WHERE series.kind <> 2 AND outcome = 2");
    assert_int_equal(figures.completed, completed);
    assert_int_equal(figures.failed, failed);
    assert_int_equal(reports_case_number(c, "SELECT count(*) FROM flow"), FLOWS);
}

/* What has been swept is answered from the next level: outer edges move outwards, nothing else changes. */
static void
after_a_sweep_old_edges_are_hours_and_the_rest_stays(void **state)
{
    Case *c = *state;
    Micros kept = spans_kept(LEVEL_MINUTE, NOW);
    int64_t deleted;

    seed = 5;
    load_all(c);
    do
        OK(reports_sweep(c->reports, c->arena, NOW, &deleted));
    while (deleted > 0);
    for (int i = 0; i < 200; i++) {
        Micros a = random_edge(), b = random_edge();
        ReportRange range = { .since = a < b ? a : b, .until = a < b ? b : a, .clients = i % 2 };
        range.since = spans_floor(range.since < kept ? LEVEL_HOUR : LEVEL_MINUTE, range.since);
        range.until = spans_ceiling(range.until < kept ? LEVEL_HOUR : LEVEL_MINUTE, range.until);
        check_range(c, &range);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, reports_case_begin, reports_case_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(edges_are_exact_to_the_minute),
        TEST(flows_on_a_seam_count_on_its_right),
        TEST(any_range_is_what_counting_gives),
        TEST(the_table_of_flows_says_the_same),
        TEST(after_a_sweep_old_edges_are_hours_and_the_rest_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
