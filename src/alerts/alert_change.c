/* alert_change.c -- a state changes, is told to the event queue and to the webhook: in one transaction.
 * SPDX-License-Identifier: ISC */
#include "alerts/alert_change.h"

#include "alerts/alert_words.h"
#include "base/log.h"
#include "base/str.h"
#include "crypto/random.h"

typedef struct Telling {
    const AlertsOptions *options;
    Arena *arena;
    Micros now;
    Event events[2];
    AlertNews news[2];
    size_t count;
} Telling;

bool
alert_change_is_alert(Str state)
{
    return state.len && !str_equal(state, LIT("ok")) && !str_equal(state, LIT("idle"));
}

static Error *
tell(Telling *telling, const AlertRecord *record, bool cleared)
{
    Arena *arena = telling->arena;
    Str about = str_format(arena, "%.*s:%.*s", STR_ARG(record->kind), STR_ARG(record->subject));
    AlertNews *news = &telling->news[telling->count];

    telling->events[telling->count++] = (Event){ .id = random_uuid(arena, telling->now),
                                                 .type = cleared ? EVENT_ALERT_CLEARED : EVENT_ALERT_RAISED,
                                                 .at = telling->now,
                                                 .cause = record->cause,
                                                 .about = about,
                                                 .count = record->failed };
    LOG_WARN(cleared ? "alert.cleared" : "alert.raised", KV("about", about), KV("state", record->state),
             KV("cause", record->cause), KV("count", record->failed));
    news->type = cleared ? LIT("alert.cleared") : LIT("alert.raised");
    news->id = str_format(arena, "msg_%.*s", STR_ARG(random_uuid(arena, telling->now)));
    return alert_words_body(arena, telling->options->site, record, cleared, telling->now, &news->body);
}

static bool
is_same(const AlertRecord *a, const AlertRecord *b)
{
    return str_equal(a->state, b->state) && a->since == b->since && a->calm == b->calm && a->healed == b->healed &&
           a->failed == b->failed && str_equal(a->cause, b->cause) && str_equal(a->provider, b->provider) &&
           a->slow == b->slow && a->usual == b->usual;
}

Error *
alert_change_write(const AlertsOptions *options, Arena *arena, const AlertRecord *before, AlertRecord after,
                   bool forget)
{
    Telling telling = { .options = options, .arena = arena, .now = clock_now(options->clock) };
    bool stood = alert_change_is_alert(before->state), stands = alert_change_is_alert(after.state);
    bool changed;

    if (is_same(before, &after))
        return NULL;
    if (!str_equal(before->state, after.state)) {
        after.alert = stands ? random_uuid(arena, telling.now) : LIT("");
        if (stood)
            TRY(tell(&telling, before, true));
        if (stands)
            TRY(tell(&telling, &after, false));
    }
    AlertChange change = { .record = &after,
                           .forget = forget,
                           .events = telling.events,
                           .event_count = telling.count,
                           .news = telling.news,
                           .news_count = options->send ? telling.count : 0 };
    return userdb_change_alert(options->users, arena, &change, before->state, telling.now, &changed);
}
