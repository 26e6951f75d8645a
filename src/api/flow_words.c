/* flow_words.c -- the figures of the picture in words of a language.
 * SPDX-License-Identifier: ISC */
#include "api/flow_words.h"

#include "base/buf.h"
#include "base/str.h"
#include "text/message.h"
#include "text/number.h"

#define LOSS_MIN   5   /* fewer lost are not worth a tag … */
#define LOSS_PART  100 /* … nor is less than a hundredth of those that started */
#define NOT_KNOWN  LIT("–")
#define DESC_LIMIT 16384

Str
flow_words_diagram(Arena *arena, LanguageId language, const char *section, const char *id, const char *key)
{
    return diagram_words(diagram_signin(), language, str_format(arena, "%s.%s.%s", section, id, key));
}

/* ---- the verdict ---- */

/* The message of a cause: its own, that of its family, or the one that fits all. */
static MessageId
cause_message(Arena *arena, const ConnectionHealth *health)
{
    const char *area = health->provider.len ? "cause_at" : "cause";
    MessageId id = MESSAGE_cause_server_error;

    if (message_find(str_format(arena, "%s.%.*s", area, STR_ARG(health->cause)), &id))
        return id;
    if (str_starts(health->cause, LIT("id_token")))
        return health->provider.len ? MESSAGE_cause_at_id_token : MESSAGE_cause_id_token;
    (void)message_find(str_format(arena, "cause.%.*s", STR_ARG(health->cause)), &id);
    return id;
}

Str
flow_words_cause(Arena *arena, LanguageId language, const ConnectionHealth *health)
{
    if (health->state != HEALTH_FAILING)
        return LIT("");
    return message_fill(arena, language, cause_message(arena, health), MESSAGE_TEXT("provider", health->provider));
}

/* Who is slow, when this connection is. */
static MessageId
slow_message(ConnectionId connection)
{
    switch (flow_connections[connection].to) {
    case BOX_as:
        return MESSAGE_slow_as;
    case BOX_cache:
        return MESSAGE_slow_cache;
    case BOX_db:
        return MESSAGE_slow_db;
    case BOX_queue:
        return MESSAGE_slow_queue;
    case BOX_sink:
        return MESSAGE_slow_sink;
    case BOX_browser:
    case BOX_cloud:
    case BOX_api:
    case BOXES:
        break;
    }
    return flow_connections[connection].from == BOX_as ? MESSAGE_slow_as : MESSAGE_slow_server;
}

/* "14:32" of today, by the clocks that are shown; of another day with its date. */
static Str
since_words(Arena *arena, LanguageId language, const FlowView *view, Micros since)
{
    bool today = (since + view->offset) / DAY == (view->set.now + view->offset) / DAY;

    return today ? number_clock(arena, language, since, view->offset)
                 : number_moment(arena, language, since, view->offset);
}

static Str
trouble_words(Arena *arena, LanguageId language, const FlowView *view)
{
    const ConnectionHealth *worst = &view->health.of[view->health.worst];
    Str since = since_words(arena, language, view, worst->since);

    if (worst->state == HEALTH_FAILING)
        return message_fill(arena, language, MESSAGE_verdict_failing, MESSAGE_NUMBER("count", worst->failed),
                            MESSAGE_TEXT("time", since),
                            MESSAGE_TEXT("cause", flow_words_cause(arena, language, worst)));
    return message_fill(arena, language, MESSAGE_verdict_slow, MESSAGE_TEXT("time", since),
                        MESSAGE_TEXT("box", message(language, slow_message((ConnectionId)view->health.worst))));
}

Str
flow_words_verdict(Arena *arena, LanguageId language, const FlowView *view, PictureState *state)
{
    const Figures *figures = &view->set.figures;

    if (view->health.worst >= 0) {
        *state = flow_words_state(view, (ConnectionId)view->health.worst);
        return trouble_words(arena, language, view);
    }
    *state = PICTURE_IDLE;
    if (figures->started == 0)
        return message(language, MESSAGE_flow_verdict_waiting);
    if (figures->completed == 0 && figures->failed > 0)
        return message(language, MESSAGE_flow_verdict_nobody);
    *state = PICTURE_OK;
    return message(language, MESSAGE_flow_verdict_working);
}

Str
flow_words_window(Arena *arena, LanguageId language, const FlowView *view)
{
    Micros until = view->health.figures_until;

    if (view->health.stale && until)
        return message_fill(arena, language, MESSAGE_verdict_figures_from,
                            MESSAGE_TEXT("time", since_words(arena, language, view, until)));
    return message_fill(arena, language, MESSAGE_flow_window,
                        MESSAGE_TEXT("time", number_clock(arena, language, view->set.now, view->offset)));
}

/* ---- one arrow ---- */

PictureState
flow_words_state(const FlowView *view, ConnectionId connection)
{
    switch (view->health.of[connection].state) {
    case HEALTH_FAILING:
        return PICTURE_FAILING;
    case HEALTH_SLOW:
        return PICTURE_SLOW;
    case HEALTH_OK:
    case HEALTH_IDLE:
        break;
    }
    return view->set.figures.passed[flow_connections[connection].milestone] ? PICTURE_OK : PICTURE_IDLE;
}

FlowLoss
flow_words_loss(const FlowView *view, ConnectionId connection)
{
    const Figures *figures = &view->set.figures;
    int from = flow_connections[connection].milestone;
    int to = connection + 1 < CONNECTIONS ? (int)flow_connections[connection + 1].milestone : from;
    FlowLoss loss = { 0, 0, 0 };

    for (int i = from; i < to; i++) {
        loss.left += figures->abandoned_at[i];
        loss.system += figures->failed_system[i];
        loss.refused += figures->failed_at[i] - figures->failed_system[i];
    }
    return loss;
}

static Str
loss_tag(Arena *arena, LanguageId language, const FlowView *view, ConnectionId connection)
{
    FlowLoss loss = flow_words_loss(view, connection);
    int64_t lost = loss.left + loss.refused + loss.system;

    if (lost < LOSS_MIN || lost * LOSS_PART < view->set.figures.started)
        return LIT("");
    return message_fill(arena, language, MESSAGE_flow_loss, MESSAGE_NUMBER("count", lost));
}

/* For screen readers: what passes here, how often, how fast. */
static Str
arrow_label(Arena *arena, LanguageId language, const FlowView *view, ConnectionId connection, const PictureArrow *arrow)
{
    const Connection *row = &flow_connections[connection];
    MessageValue values[] = {
        MESSAGE_NUMBER("step", row->step),
        MESSAGE_TEXT("label", flow_words_diagram(arena, language, "arrow", row->id, "label")),
        MESSAGE_NUMBER("count", view->set.figures.passed[row->milestone]),
        MESSAGE_TEXT("time", arrow->time),
    };

    if (arrow->state == PICTURE_IDLE)
        return message_format(arena, language, MESSAGE_flow_arrow_idle, values, COUNT_OF(values));
    if (arrow->state != PICTURE_FAILING)
        return message_format(arena, language, MESSAGE_flow_arrow, values, COUNT_OF(values));
    values[2] = MESSAGE_NUMBER("count", view->health.of[connection].failed);
    return message_format(arena, language, MESSAGE_flow_arrow_failing, values, COUNT_OF(values));
}

static PictureArrow
make_arrow(Arena *arena, LanguageId language, const FlowView *view, ConnectionId connection)
{
    int64_t passed = view->set.figures.passed[flow_connections[connection].milestone];
    PictureArrow arrow = { .state = flow_words_state(view, connection),
                           .count = number_count(arena, language, passed),
                           .time = number_duration(arena, language, view->set.figures.median[connection]),
                           .loss = loss_tag(arena, language, view, connection) };

    if (arrow.state == PICTURE_FAILING)
        arrow.count = message_fill(arena, language, MESSAGE_flow_failed_count,
                                   MESSAGE_NUMBER("count", view->health.of[connection].failed));
    if (arrow.state == PICTURE_IDLE) {
        arrow.count = NOT_KNOWN;
        arrow.time = LIT("");
    }
    arrow.label = arrow_label(arena, language, view, connection, &arrow);
    return arrow;
}

/* ---- notes and boxes ---- */

static Str
earlier_words(Arena *arena, LanguageId language, const FlowView *view, Str figure)
{
    if (!view->earlier_known || str_equal(figure, NOT_KNOWN))
        return LIT("");
    return message_fill(arena, language, MESSAGE_flow_last_week, MESSAGE_TEXT("figure", figure));
}

static Str
completed_part(Arena *arena, LanguageId language, const Figures *figures)
{
    return number_part(arena, language, figures->completed, figures->completed + figures->failed + figures->abandoned);
}

static void
add_notes(Arena *arena, LanguageId language, const FlowView *view, PictureNote notes[PICTURE_NOTES])
{
    const Figures *now = &view->set.figures, *then = &view->earlier;

    notes[0].figure = number_count(arena, language, now->started);
    notes[0].earlier = earlier_words(arena, language, view, number_count(arena, language, then->started));
    notes[1].figure = completed_part(arena, language, now);
    notes[1].earlier = earlier_words(arena, language, view, completed_part(arena, language, then));
    notes[2].figure = number_duration(arena, language, now->median_signin);
    notes[2].earlier = earlier_words(arena, language, view, number_duration(arena, language, then->median_signin));
}

/* How old the figures are: nothing waits, then they are of now; below a minute in steps, so that the picture does not change every
 * second. */
static Str
age_words(Arena *arena, LanguageId language, const FlowView *view)
{
    Micros age = view->set.waiting ? view->set.now - view->set.figures.newest : 0;
    Str words = number_duration(arena, language, age);

    if (age < MINUTE)
        words = message_fill(arena, language, MESSAGE_unit_s,
                             MESSAGE_TEXT("value", number_count(arena, language, age / (10 * SECOND) * 10)));
    return message_fill(arena, language, MESSAGE_flow_age, MESSAGE_TEXT("age", words));
}

Str
flow_words_box(Arena *arena, LanguageId language, const FlowView *view, BoxId box)
{
    if (box == BOX_db)
        return message_fill(arena, language, MESSAGE_flow_users, MESSAGE_NUMBER("count", view->set.users));
    if (box == BOX_cache)
        return message_fill(arena, language, MESSAGE_flow_open, MESSAGE_NUMBER("count", view->set.open_sessions));
    if (box == BOX_queue)
        return message_fill(arena, language, MESSAGE_flow_waiting, MESSAGE_NUMBER("count", view->set.waiting));
    if (box == BOX_sink && view->set.figures.newest)
        return age_words(arena, language, view);
    return LIT("");
}

/* For screen readers: the picture as text, an arrow a line. */
static Str
describe(Arena *arena, LanguageId language, const PictureFigures *figures)
{
    Buf buf = buf_new(arena, DESC_LIMIT);

    buf_add(&buf, message(language, MESSAGE_flow_described));
    buf_addf(&buf, "\n%.*s", STR_ARG(figures->verdict));
    for (int i = 0; i < CONNECTIONS; i++) {
        buf_add(&buf, LIT("\n"));
        buf_add(&buf, figures->arrows[i].label);
    }
    return buf_str(&buf);
}

void
flow_words_picture(Arena *arena, LanguageId language, const FlowView *view, const Engines *engines,
                   PictureFigures *figures)
{
    PictureFigures made = { .stale = view->health.stale };

    for (int i = 0; i < CONNECTIONS; i++)
        made.arrows[i] = make_arrow(arena, language, view, (ConnectionId)i);
    for (int i = 0; i < BOXES; i++) {
        made.box_figures[i] = flow_words_box(arena, language, view, (BoxId)i);
        made.box_engines[i] = engines->of[i];
    }
    add_notes(arena, language, view, made.notes);
    made.verdict = flow_words_verdict(arena, language, view, &made.verdict_state);
    made.window = flow_words_window(arena, language, view);
    made.description = describe(arena, language, &made);
    *figures = made;
}
