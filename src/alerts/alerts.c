/* alerts.c -- the look at everything, and the reading of what it found.
 * SPDX-License-Identifier: ISC */
#include "alerts/alerts.h"

#include "alerts/alert_change.h"
#include "alerts/alert_words.h"
#include "alerts/delivery_rules.h"
#include "base/log.h"
#include "base/str.h"
#include "codec/event_json.h"
#include "crypto/random.h"
#include "userdb/userdb_complaints.h"

#include <stdlib.h>

#define LOOK_ARENA    ((size_t)16 << 20)
#define TIMES_OVER    (15 * MINUTE)
#define USUAL_OVER    (7 * DAY)
#define USUAL_FOR     (10 * MINUTE) /* the 7 days are asked for again after this long */
#define SWEEP_EVERY   HOUR
#define PIPELINE      LIT("pipeline")
#define COMPLAINT     LIT("complaint")
#define CONNECTION_IS LIT("connection")

struct Alerts {
    AlertsOptions options;
    Micros usual[CONNECTIONS];
    Micros usual_taken, swept; /* 0: never */
};

Error *
alerts_open(const AlertsOptions *options, Alerts **alerts)
{
    Alerts *made = calloc(1, sizeof *made);

    if (!made)
        FAIL(E_MEMORY, "no memory for alerts");
    made->options = *options;
    *alerts = made;
    return NULL;
}

void
alerts_close(Alerts *alerts)
{
    free(alerts);
}

/* A look under way. */
typedef struct Look {
    Alerts *alerts;
    const AlertsOptions *options;
    Arena *arena;
    Micros now;
    AlertRecord *records;
    size_t count;
    ReportHealth window, recent, times;
} Look;

static Micros
next_minute(Micros at)
{
    return (at + MINUTE - 1) / MINUTE * MINUTE;
}

static Error *
ask(const Look *look, Micros since, ReportHealth *health)
{
    ReportRange range = { .name = LIT("custom"), .since = since, .until = next_minute(look->now + 1) };

    TRY(reports_health(look->options->reports, look->arena, &range, health));
    /* POST /token went out, and its milestone is reached, before it can be refused: what failed right after it failed there. Only
     * an answer that came and was wrong is of the next connection. */
    ReportConnection *token = &health->connections[CONNECTION_token], *access = &health->connections[CONNECTION_access];
    if (!str_starts(access->cause, LIT("id_token")) && !str_equal(access->cause, LIT("userinfo"))) {
        access->attempts -= access->failures;
        token->failures += access->failures;
        if (access->failures)
            token->cause = access->cause;
        if (access->failures)
            token->provider = access->provider;
        access->failures = 0;
    }
    return NULL;
}

static Error *
ask_usual(Look *look)
{
    Alerts *alerts = look->alerts;
    ReportHealth week;

    if (alerts->usual_taken && look->now >= alerts->usual_taken && look->now - alerts->usual_taken < USUAL_FOR)
        return NULL;
    TRY(ask(look, look->now - USUAL_OVER, &week));
    for (int i = 0; i < CONNECTIONS; i++)
        alerts->usual[i] = week.connections[i].time.slow;
    alerts->usual_taken = look->now;
    return NULL;
}

/* What is remembered of it; a record without state when nothing is. */
static AlertRecord
remembered(const Look *look, Str kind, Str subject)
{
    for (size_t i = 0; i < look->count; i++)
        if (str_equal(look->records[i].kind, kind) && str_equal(look->records[i].subject, subject))
            return look->records[i];
    return (AlertRecord){ .kind = kind, .subject = subject };
}

/* ---- connections ---- */

/* The person's own time, and that of loading afterwards, say nothing about how fast a sign-in is. */
static bool
has_own_time(ConnectionId connection)
{
    return connection != CONNECTION_consent && connection != CONNECTION_etl;
}

static Str
provider_label(const AlertsOptions *options, Str name)
{
    for (size_t i = 0; i < options->provider_count; i++)
        if (str_equal(options->providers[i].name, name))
            return options->providers[i].label;
    return name;
}

/* Failures before the last alert was cleared do not count again: they had theirs. */
static Error *
window_of(const Look *look, ConnectionId i, Micros healed, ReportConnection *window)
{
    ReportHealth since;

    *window = look->window.connections[i];
    if (healed <= look->now - look->options->window || window->failures == 0)
        return NULL;
    if (next_minute(healed) > look->now) {
        window->failures = 0;
        return NULL;
    }
    TRY(ask(look, next_minute(healed), &since));
    bool idle = window->attempts == 0;
    *window = since.connections[i];
    if (!idle && window->attempts == 0)
        window->attempts = 1; /* people came, if not since then */
    return NULL;
}

static HealthNumbers
make_numbers(const Look *look, ConnectionId i, const ReportConnection *window)
{
    const ReportConnection *recent = &look->recent.connections[i], *times = &look->times.connections[i];

    return (HealthNumbers){ .attempts = window->attempts,
                            .failures = window->failures,
                            .recent_attempts = recent->attempts,
                            .recent_failures = recent->failures,
                            .measured = has_own_time(i) ? times->time.measured : 0,
                            .slow = times->time.slow,
                            .usual = look->alerts->usual[i],
                            .idle = window->attempts == 0 };
}

/* The figures beside the state: of an alert only, so that nothing is written while all is well. */
static void
add_figures(const Look *look, ConnectionId i, const ReportConnection *window, AlertRecord *record)
{
    const ReportConnection *recent = &look->recent.connections[i];
    const ReportConnection *told = recent->failures ? recent : window;
    Micros slow = look->times.connections[i].time.slow;

    if (str_equal(record->state, LIT("failing")) && told->failures) {
        /* Sign-ins that leave the window were hurt all the same. */
        int64_t failed = window->failures > recent->failures ? window->failures : recent->failures;
        record->failed = failed > record->failed ? failed : record->failed;
        record->cause = told->cause;
        record->provider = provider_label(look->options, told->provider);
    }
    if (str_equal(record->state, LIT("slow")) && slow >= 0) {
        record->slow = slow;
        record->usual = look->alerts->usual[i];
    }
}

static Error *
look_at_connection(Look *look, ConnectionId i)
{
    static const char *const names[] = {
        [HEALTH_OK] = "ok", [HEALTH_SLOW] = "slow", [HEALTH_FAILING] = "failing", [HEALTH_IDLE] = "idle"
    };
    AlertRecord before = remembered(look, CONNECTION_IS, str_from_c(flow_connections[i].id)), after = before;
    ConnectionHealth health = { .state = HEALTH_IDLE };
    ReportConnection window;
    ConnectionId same;

    (void)alert_words_health(&before, &same, &health);
    TRY(window_of(look, i, before.healed, &window));
    HealthMemory memory = { health.state, health.since, before.calm };
    HealthNumbers numbers = make_numbers(look, i, &window);
    memory = health_rules_next(&look->options->limits, &numbers, &memory, look->now);
    if (memory.state != health.state || before.state.len == 0) {
        bool healed = alert_change_is_alert(before.state);
        after = (AlertRecord){ .kind = before.kind,
                               .subject = before.subject,
                               .state = str_from_c(names[memory.state]),
                               .since = memory.since ? memory.since : look->now,
                               .healed = healed ? look->now : before.healed };
    }
    after.calm = memory.calm;
    add_figures(look, i, &window, &after);
    return alert_change_write(look->options, look->arena, &before, after, false);
}

/* ---- the pipeline ---- */

/* When the oldest event happened that is not loaded; now when all are. */
static Error *
figures_until(const Look *look, Micros *until)
{
    int64_t position;
    EventRow *rows;
    size_t count;
    Event event;

    *until = look->now;
    TRY(reports_position(look->options->reports, look->arena, &position));
    TRY(events_fetch(look->options->events, look->arena, position, 1, &rows, &count));
    if (count == 1 && event_decode(look->arena, rows[0].json, &event) == NULL && event.at < look->now)
        *until = event.at;
    return NULL;
}

/* Behind by more than the limit, until it is behind by less than half of it. */
static Error *
look_at_pipeline(Look *look)
{
    AlertRecord before = remembered(look, PIPELINE, LIT("")), after = before;
    bool stale = str_equal(before.state, LIT("stale"));
    Micros until;

    TRY(figures_until(look, &until));
    Micros behind = look->now - until;
    bool is_stale = behind > (stale ? look->options->stale / 2 : look->options->stale);
    if (is_stale) {
        after.state = LIT("stale");
        after.since = until;
    } else if (stale || before.state.len == 0) {
        after = (AlertRecord){ .kind = PIPELINE, .subject = LIT(""), .state = LIT("ok"), .since = look->now };
    }
    return alert_change_write(look->options, look->arena, &before, after, false);
}

/* ---- other matters ---- */

static Error *
raise_matter(Look *look, const AlertMatter *matter)
{
    AlertRecord before = remembered(look, matter->kind, matter->subject), after = before;

    if (matter->kind.len + matter->subject.len > ALERT_WORD_LIMIT || !alert_change_is_alert(matter->state))
        FAIL(E_USAGE, "an alert needs a kind, a subject and a state of at most %d bytes together", ALERT_WORD_LIMIT);
    after.state = matter->state;
    after.since = matter->since;
    after.cause = matter->cause;
    after.failed = matter->count;
    return alert_change_write(look->options, look->arena, &before, after, false);
}

static Error *
clear_matter(Look *look, Str kind, Str subject)
{
    AlertRecord before = remembered(look, kind, subject);

    if (!alert_change_is_alert(before.state))
        return NULL;
    AlertRecord after = { .kind = kind, .subject = subject, .state = LIT("ok"), .since = look->now };
    return alert_change_write(look->options, look->arena, &before, after, true);
}

/* One alert for all that wait too long, named after the oldest: when another one is the oldest, it takes its place. */
static Error *
look_at_complaints(Look *look)
{
    ComplaintsOverdue overdue;
    Str oldest = LIT("");

    TRY(userdb_complaints_overdue(look->options->users, look->arena, look->now, &overdue));
    if (overdue.oldest)
        oldest = str_format(look->arena, "%lld", (long long)overdue.oldest);
    for (size_t i = 0; i < look->count; i++)
        if (str_equal(look->records[i].kind, COMPLAINT) && !str_equal(look->records[i].subject, oldest))
            TRY(clear_matter(look, COMPLAINT, look->records[i].subject));
    if (!overdue.oldest)
        return NULL;
    return raise_matter(look, &(AlertMatter){ .kind = COMPLAINT,
                                              .subject = oldest,
                                              .state = LIT("waiting"),
                                              .cause = overdue.unresolved ? LIT("unresolved") : LIT("unread"),
                                              .since = overdue.since,
                                              .count = overdue.unresolved + overdue.unread });
}

/* ---- the look ---- */

static Error *
begin(Alerts *alerts, Arena *arena, Look *look)
{
    *look = (Look){
        .alerts = alerts, .options = &alerts->options, .arena = arena, .now = clock_now(alerts->options.clock)
    };
    return userdb_list_alerts(alerts->options.users, arena, &look->records, &look->count);
}

static Error *
look_at_all(Alerts *alerts, Arena *arena)
{
    const AlertsOptions *options = &alerts->options;
    Look look;

    TRY(begin(alerts, arena, &look));
    TRY(ask(&look, look.now - options->window, &look.window));
    TRY(ask(&look, look.now - options->recent, &look.recent));
    TRY(ask(&look, look.now - TIMES_OVER, &look.times));
    TRY(ask_usual(&look));
    for (int i = 0; i < CONNECTIONS; i++)
        TRY(look_at_connection(&look, (ConnectionId)i));
    TRY(look_at_pipeline(&look));
    TRY(look_at_complaints(&look));
    if (alerts->swept && look.now - alerts->swept < SWEEP_EVERY)
        return NULL;
    alerts->swept = look.now;
    return userdb_sweep_deliveries(options->users, arena, look.now);
}

Error *
alerts_look(Alerts *alerts)
{
    Arena *arena = arena_new(LOOK_ARENA);

    if (!arena)
        FAIL(E_MEMORY, "no memory to look at the connections");
    Error *error = look_at_all(alerts, arena);
    arena_free(arena);
    return error;
}

Error *
alerts_raise(Alerts *alerts, Arena *arena, const AlertMatter *matter)
{
    Look look;

    TRY(begin(alerts, arena, &look));
    return raise_matter(&look, matter);
}

Error *
alerts_clear(Alerts *alerts, Arena *arena, Str kind, Str subject)
{
    Look look;

    TRY(begin(alerts, arena, &look));
    return clear_matter(&look, kind, subject);
}

Error *
alerts_read(Userdb *users, Arena *arena, Health *health)
{
    Health made = { 0 };
    AlertRecord *records;
    size_t count;

    for (int i = 0; i < CONNECTIONS; i++)
        made.of[i] = (ConnectionHealth){ .cause = LIT(""), .provider = LIT("") };
    TRY(userdb_list_alerts(users, arena, &records, &count));
    for (size_t i = 0; i < count; i++) {
        ConnectionHealth one;
        ConnectionId connection;
        if (alert_words_health(&records[i], &connection, &one))
            made.of[connection] = one;
        if (str_equal(records[i].kind, PIPELINE) && str_equal(records[i].state, LIT("stale"))) {
            made.stale = true;
            made.figures_until = records[i].since;
        }
    }
    health_rules_judge(&made);
    *health = made;
    return NULL;
}

/* ---- deliveries ---- */

static Error *
deliver(Alerts *alerts, Arena *arena, bool *sent)
{
    const AlertsOptions *options = &alerts->options;
    Delivery delivery;
    WebhookAnswer answer;
    uint16_t chance;
    bool found;

    TRY(userdb_next_delivery(options->users, arena, &delivery, &found));
    if (!found || delivery.due > clock_now(options->clock))
        return NULL;
    TRY(options->send(options->receiver, arena, &delivery.news, clock_now(options->clock), &answer));
    Micros now = clock_now(options->clock);
    random_bytes(&chance, sizeof chance);
    DeliveryEnd end = delivery_rules_end(&delivery, &answer, now, chance);
    TRY(userdb_end_delivery(options->users, arena, &delivery, &end, now));
    if (end.kind != DELIVERY_DONE)
        LOG_WARN("webhook.refused", KV("delivery", delivery.news.id), KV("answer", answer.word),
                 KV("given_up", end.kind == DELIVERY_GIVEN_UP));
    *sent = true;
    return NULL;
}

Error *
alerts_deliver(Alerts *alerts, bool *sent)
{
    *sent = false;
    if (!alerts->options.send)
        return NULL;
    Arena *arena = arena_new(LOOK_ARENA);
    if (!arena)
        FAIL(E_MEMORY, "no memory to deliver an alert");
    Error *error = deliver(alerts, arena, sent);
    arena_free(arena);
    return error;
}
