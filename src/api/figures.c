/* figures.c -- one set of figures for the picture, the reports, their JSON and the commands.
 * SPDX-License-Identifier: ISC */
#include "api/figures.h"

#include "base/str.h"
#include "codec/json.h"

#define JSON_LIMIT 65536

Error *
figures_collect(const FigureSources *sources, Arena *arena, Str range, Micros now, FigureSet *set)
{
    FigureSet made = { .now = now };
    OpenFlows open;

    TRY(reports_range(range.len ? range : LIT("24h"), now, &made.range));
    /* In this order a flow that ends in between is in neither, and never in both. */
    TRY(reports_figures(sources->reports, arena, &made.range, &made.figures));
    TRY(sessions_open_flows(sources->sessions, made.range.since, now, &open));
    reports_add_open(&made.figures, open.reached);
    TRY(userdb_count_users(sources->users, arena, &made.users));
    TRY(sessions_count_app(sources->sessions, now, &made.open_sessions));
    int64_t position;
    TRY(reports_position(sources->reports, arena, &position));
    TRY(events_waiting(sources->events, arena, position, &made.waiting));
    *set = made;
    return NULL;
}

int64_t
figures_lost(const Figures *figures, MilestoneId from, MilestoneId to)
{
    int64_t lost = 0;

    for (int i = from; i < (int)to; i++)
        lost += figures->failed_at[i] + figures->abandoned_at[i];
    return lost;
}

Str
figures_state(const FigureSet *set, const Health *health, ConnectionId connection)
{
    if (health->of[connection].state == HEALTH_FAILING)
        return LIT("failing");
    if (health->of[connection].state == HEALTH_SLOW)
        return LIT("slow");
    return set->figures.passed[flow_connections[connection].milestone] ? LIT("ok") : LIT("idle");
}

/* Milliseconds, with the microseconds below ten; null when not known. */
static void
member_ms(JsonOut *out, Arena *arena, const char *name, Micros duration)
{
    json_key(out, name);
    if (duration < 0)
        json_none(out);
    else if (duration < 10 * MILLISECOND)
        json_raw(out, str_format(arena, "%.3f", (double)duration / (double)MILLISECOND));
    else
        json_int(out, (duration + MILLISECOND / 2) / MILLISECOND);
}

/* Why a connection is failing, and since when. */
static void
write_trouble(JsonOut *out, const ConnectionHealth *health)
{
    if (health->state != HEALTH_FAILING && health->state != HEALTH_SLOW)
        return;
    json_member_int(out, "since", health->since / SECOND);
    if (health->state == HEALTH_SLOW)
        return;
    json_member_int(out, "failed", health->failed);
    json_member_str(out, "cause", health->cause);
    json_member_str(out, "provider", health->provider);
}

static void
write_connections(JsonOut *out, Arena *arena, const FigureSet *set, const Health *health)
{
    json_key(out, "connections");
    json_open(out, '[');
    for (int i = 0; i < CONNECTIONS; i++) {
        const Connection *connection = &flow_connections[i];
        json_open(out, '{');
        json_member_str(out, "id", str_from_c(connection->id));
        json_member_int(out, "step", connection->step);
        json_member_int(out, "count", set->figures.passed[connection->milestone]);
        member_ms(out, arena, "median_ms", set->figures.median[i]);
        json_member_str(out, "state", figures_state(set, health, (ConnectionId)i));
        write_trouble(out, &health->of[i]);
        json_close(out, '}');
    }
    json_close(out, ']');
}

Error *
figures_flow_json(Arena *arena, const FigureSet *set, const Health *health, Str *json)
{
    Buf buf = buf_new(arena, JSON_LIMIT);
    JsonOut out = json_out(&buf);
    const Figures *figures = &set->figures;

    json_open(&out, '{');
    json_member_str(&out, "window", set->range.name);
    json_member_int(&out, "updated", set->now / SECOND);
    json_member_int(&out, "started", figures->started);
    json_member_int(&out, "completed", figures->completed);
    json_member_int(&out, "failed", figures->failed);
    json_member_int(&out, "abandoned", figures->abandoned);
    json_member_int(&out, "open", figures->open);
    member_ms(&out, arena, "signin_median_ms", figures->median_signin);
    write_connections(&out, arena, set, health);
    json_member_int(&out, "needing_attention", health->needing_attention);
    json_key(&out, "stale");
    json_bool(&out, health->stale);
    json_key(&out, "boxes");
    json_open(&out, '{');
    json_member_int(&out, "users", set->users);
    json_member_int(&out, "open_sessions", set->open_sessions);
    json_member_int(&out, "waiting_events", set->waiting);
    json_member_int(&out, "newest_event", figures->newest / SECOND);
    json_close(&out, '}');
    json_close(&out, '}');
    return buf_finish(&buf, "/flow.json", json);
}

static void
write_funnel(JsonOut *out, const Figures *figures)
{
    json_key(out, "funnel");
    json_open(out, '[');
    for (int i = 0; i < STEPS; i++) {
        json_open(out, '{');
        json_member_int(out, "step", flow_steps[i].number);
        json_member_int(out, "flows", figures->passed[flow_steps[i].milestone]);
        json_member_str(out, "words", str_from_c(flow_steps[i].words));
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void
write_causes(JsonOut *out, const char *name, const char *unit, const CauseCount *causes, size_t count)
{
    json_key(out, name);
    json_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        json_open(out, '{');
        json_member_str(out, "cause", causes[i].cause);
        json_member_int(out, unit, causes[i].flows);
        json_member_str(out, "group",
                        str_from_c(error_group_words(error_info(error_from_cause(causes[i].cause))->group)));
        json_close(out, '}');
    }
    json_close(out, ']');
}

/* A rate never comes without what it is of. */
static void
write_rate(JsonOut *out, const Figures *figures)
{
    json_key(out, "success_rate");
    json_open(out, '{');
    json_member_int(out, "numerator", figures->completed);
    json_member_int(out, "denominator", figures->completed + figures->failed + figures->abandoned);
    json_member_str(out, "definition", LIT("completed / (completed + failed + abandoned); open flows are left out"));
    json_close(out, '}');
}

void
figures_report_members(JsonOut *out, Arena *arena, const FigureSet *set)
{
    const Figures *figures = &set->figures;

    json_member_str(out, "range", set->range.name);
    json_member_int(out, "since", set->range.since / SECOND);
    json_member_int(out, "until", set->range.until / SECOND);
    json_member_int(out, "started", figures->started);
    json_member_int(out, "completed", figures->completed);
    json_member_int(out, "failed", figures->failed);
    json_member_int(out, "abandoned", figures->abandoned);
    json_member_int(out, "open", figures->open);
    member_ms(out, arena, "signin_median_ms", figures->median_signin);
    write_rate(out, figures);
    write_funnel(out, figures);
    write_causes(out, "causes", "flows", figures->causes, figures->cause_count);
    write_causes(out, "refused", "attempts", figures->refused, figures->refused_count);
}

Error *
figures_report_json(Arena *arena, const FigureSet *set, Str *json)
{
    Buf buf = buf_new(arena, JSON_LIMIT);
    JsonOut out = json_out(&buf);

    json_open(&out, '{');
    figures_report_members(&out, arena, set);
    json_close(&out, '}');
    return buf_finish(&buf, "/reports.json", json);
}
