/* metrics_page.c -- /metrics: the sign-in figures for Prometheus, by the same questions as /reports. docs/metrics.md lists the names.
 * All are gauges of a window (the last hour, the last 24 hours); labels are bounded: at most 200 providers, causes of errors.def.
 * SPDX-License-Identifier: ISC */
#include "api/handlers.h"

#include "api/report_set.h"
#include "base/str.h"
#include "codec/uri.h"

#define METRICS_LIMIT ((size_t)512 << 10)

/* Prometheus' text format: \, " and line ends are escaped in the value of a label. */
static void
add_label(Buf *buf, const char *name, Str value)
{
    buf_addf(buf, ",%s=\"", name);
    for (size_t i = 0; i < value.len; i++) {
        char byte = value.ptr[i];
        if (byte == '\\' || byte == '"')
            buf_add_byte(buf, '\\');
        if (byte == '\n')
            buf_add(buf, LIT("\\n"));
        else
            buf_add_byte(buf, byte);
    }
    buf_add_byte(buf, '"');
}

static void
open_sample(Buf *buf, const char *name, const ReportSet *set)
{
    buf_addf(buf, "latchstring_%s{window=\"%.*s\"", name, STR_ARG(set->range.name));
}

static void
close_sample(Buf *buf, int64_t value)
{
    buf_addf(buf, "} %lld\n", (long long)value);
}

/* One sample with one label beside the window; name NULL: none. */
static void
sample(Buf *buf, const ReportSet *set, const char *metric, const char *label, Str value, int64_t number)
{
    open_sample(buf, metric, set);
    if (label)
        add_label(buf, label, value);
    close_sample(buf, number);
}

static void
add_outcomes(Buf *buf, const ReportSet *set)
{
    const Figures *figures = &set->report.figures;

    sample(buf, set, "signins", "outcome", LIT("completed"), figures->completed);
    sample(buf, set, "signins", "outcome", LIT("failed"), figures->failed);
    sample(buf, set, "signins", "outcome", LIT("abandoned"), figures->abandoned);
    sample(buf, set, "signins", "outcome", LIT("open"), figures->open);
}

static void
add_started(Buf *buf, const ReportSet *set)
{
    sample(buf, set, "signins_started", NULL, LIT(""), set->report.figures.started);
}

static void
add_technical(Buf *buf, const ReportSet *set)
{
    sample(buf, set, "signins_technical", "part", LIT("completed"), set->report.technical.count);
    sample(buf, set, "signins_technical", "part", LIT("all"), set->report.technical.of);
}

static void
add_steps(Buf *buf, const ReportSet *set)
{
    for (int i = 0; i < STEPS; i++)
        sample(buf, set, "signin_step_reached", "step",
               LIT("1234567").ptr ? str_slice(LIT("1234567"), (size_t)i, (size_t)i + 1) : LIT(""),
               set->report.figures.passed[flow_steps[i].milestone]);
}

static void
add_failures(Buf *buf, const ReportSet *set)
{
    for (size_t i = 0; i < set->report.cause_count; i++)
        sample(buf, set, "signin_failures", "cause", set->report.causes[i].cause, set->report.causes[i].flows);
}

static void
add_refused(Buf *buf, const ReportSet *set)
{
    for (size_t i = 0; i < set->report.figures.refused_count; i++)
        sample(buf, set, "signin_attempts_refused", "cause", set->report.figures.refused[i].cause,
               set->report.figures.refused[i].flows);
}

static void
add_providers(Buf *buf, const ReportSet *set)
{
    for (size_t i = 0; i < set->report.provider_count; i++) {
        const ReportName *name = &set->report.providers[i];
        const int64_t counts[] = { name->flows.completed, name->flows.failed, name->flows.abandoned };
        const char *const words[] = { "completed", "failed", "abandoned" };
        for (size_t j = 0; j < COUNT_OF(counts); j++) {
            open_sample(buf, "provider_signins", set);
            add_label(buf, "provider", name->name);
            add_label(buf, "outcome", str_from_c(words[j]));
            close_sample(buf, counts[j]);
        }
    }
}

/* Not known, below 20 measured, is no sample. */
static void
add_seconds(Buf *buf, const ReportSet *set)
{
    const ReportTimes *times = &set->report.signin;
    const Micros values[] = { times->typical, times->slow, times->worst };
    const char *const quantiles[] = { "0.5", "0.95", "0.99" };

    for (size_t i = 0; i < COUNT_OF(values); i++)
        if (values[i] >= 0) {
            open_sample(buf, "signin_seconds", set);
            add_label(buf, "quantile", str_from_c(quantiles[i]));
            buf_addf(buf, "} %.6f\n", (double)values[i] / (double)SECOND);
        }
}

static const struct {
    const char *name, *help;
    void (*add)(Buf *buf, const ReportSet *set);
} windowed[] = {
    { "signins_started", "Sign-ins that began in the window.", add_started },
    { "signins", "Sign-ins that began in the window, by how they ended.", add_outcomes },
    { "signins_technical", "Completed sign-ins, and those completed or failed because of our systems.", add_technical },
    { "signin_step_reached", "Sign-ins that reached a step of the funnel.", add_steps },
    { "signin_failures", "Failed sign-ins by cause; they sum to the failed ones.", add_failures },
    { "signin_attempts_refused", "Attempts refused by cause; they need not end a sign-in.", add_refused },
    { "provider_signins", "Sign-ins by provider and by how they ended.", add_providers },
    { "signin_seconds", "Time from the first click to the session; no sample below 20 measured.", add_seconds },
};

static void
gauge(Buf *buf, const char *name, const char *help, double value)
{
    buf_addf(buf, "# HELP latchstring_%s %s\n# TYPE latchstring_%s gauge\nlatchstring_%s %.15g\n", name, help, name,
             name, value);
}

static void
add_now(Buf *buf, const ReportSet *set)
{
    gauge(buf, "active_users_day", "People active today (days of the report time zone).", (double)set->active.daily);
    gauge(buf, "active_users_week", "People active in the last 7 days.", (double)set->active.weekly);
    gauge(buf, "active_users_month", "People active in the last 30 days.", (double)set->active.monthly);
    gauge(buf, "sessions_open", "Sessions open now.", (double)set->open_sessions);
    gauge(buf, "events_waiting", "Events that wait in the queue.", (double)set->waiting);
    gauge(buf, "events_put_aside", "Events that could not be read, ever.", (double)set->state.put_aside);
    gauge(buf, "pipeline_behind_seconds", "How old the figures are; 0 when nothing waits.",
          (double)report_set_lag(set) / (double)SECOND);
}

static bool
has_header(const Request *request, Str name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (str_equal_nocase(request->headers[i].name, name))
            return true;
    return false;
}

/* A page under a name that was made to lead here asks for that name (DNS rebinding). */
static bool
asks_this_machine(const Request *request)
{
    Uri uri;

    return uri_parse(str_format(request->arena, "http://%.*s/", STR_ARG(request->host)), &uri) == NULL &&
           uri_host_is_loopback(uri.host);
}

/* Who may read: programs on this machine. What a proxy hands on is from somewhere else, whatever its header says. */
static Error *
check_reader(const Request *request)
{
    const Api *api = request->app;
    static const Str handed_on[] = { LIT_INIT("X-Forwarded-For"), LIT_INIT("Forwarded"), LIT_INIT("Via"),
                                     LIT_INIT("X-Real-IP"), LIT_INIT("Sec-Fetch-Site") };

    if (api->metrics_open)
        return NULL;
    bool near = uri_host_is_loopback(request->peer) && asks_this_machine(request);
    for (size_t i = 0; i < COUNT_OF(handed_on); i++)
        near = near && !has_header(request, handed_on[i]);
    if (!near)
        FAIL(E_FORBIDDEN, "/metrics is read from this machine only, as localhost; the setting [show] metrics opens it");
    return NULL;
}

Error *
metrics_page_get(Request *request, const void *input, Reply *reply)
{
    const Api *api = request->app;
    static const Str windows[] = { LIT_INIT("1h"), LIT_INIT("24h") };
    Arena *room;
    ReportAsker asker = { .zone = api->reports_zone, .now = request->now, .admin = true };
    Str text;

    (void)input;
    TRY(check_reader(request));
    TRY(report_set_room(request, &room));
    ReportSet *sets = ARENA_NEW(room, ReportSet, COUNT_OF(windows));
    Buf buf = buf_new(room, METRICS_LIMIT);
    for (size_t i = 0; i < COUNT_OF(windows); i++) {
        ReportForm form = { .range = windows[i] };
        TRY(report_set_collect(&api->figures, room, &form, &asker, &sets[i]));
    }
    for (size_t i = 0; i < COUNT_OF(windowed); i++) {
        buf_addf(&buf, "# HELP latchstring_%s %s\n# TYPE latchstring_%s gauge\n", windowed[i].name, windowed[i].help,
                 windowed[i].name);
        for (size_t j = 0; j < COUNT_OF(windows); j++)
            windowed[i].add(&buf, &sets[j]);
    }
    add_now(&buf, &sets[1]);
    TRY(buf_finish(&buf, "/metrics", &text));
    reply_text(reply, 200, LIT("text/plain; version=0.0.4; charset=utf-8"), text);
    return NULL;
}
