/* alert_words.c -- alerts in words. What people read stands in the catalogs (english/alerts.po); a webhook speaks English.
 * SPDX-License-Identifier: ISC */
#include "alerts/alert_words.h"

#include "base/str.h"
#include "codec/json.h"
#include "text/message.h"
#include "text/number.h"

#include <time.h>

#define UTC 0

static const char *const state_words[] = {
    [HEALTH_OK] = "ok", [HEALTH_SLOW] = "slow", [HEALTH_FAILING] = "failing", [HEALTH_IDLE] = "idle"
};

bool
alert_words_health(const AlertRecord *record, ConnectionId *connection, ConnectionHealth *health)
{
    if (!str_equal(record->kind, LIT("connection")))
        return false;
    for (int i = 0; i < CONNECTIONS; i++)
        for (size_t s = 0; s < COUNT_OF(state_words); s++)
            if (str_equal(record->subject, str_from_c(flow_connections[i].id)) &&
                str_equal(record->state, str_from_c(state_words[s]))) {
                *connection = (ConnectionId)i;
                *health = (ConnectionHealth){ .state = (HealthState)s,
                                              .since = record->since,
                                              .failed = record->failed,
                                              .cause = record->cause,
                                              .provider = record->provider,
                                              .slow = record->slow,
                                              .usual = record->usual };
                return true;
            }
    return false;
}

/* ---- sentences ---- */

/* The clause of a cause: its own, its family's, or the one that fits all; with the provider's name where there is one for it. */
static Str
cause_words(Arena *arena, LanguageId language, const ConnectionHealth *health)
{
    Str cause = health->cause;
    MessageId id = MESSAGE_cause_server_error;

    if (str_starts(cause, LIT("id_token")) && !str_equal(cause, LIT("id_token_expired")))
        cause = LIT("id_token");
    if (health->provider.len && message_find(str_format(arena, "cause_at.%.*s", STR_ARG(cause)), &id))
        return message_fill(arena, language, id, MESSAGE_TEXT("provider", health->provider));
    (void)message_find(str_format(arena, "cause.%.*s", STR_ARG(cause)), &id);
    return message(language, id);
}

/* Who is slow: the box that does the work of this connection. */
static MessageId
slow_message(ConnectionId connection)
{
    static const MessageId of[BOXES] = {
        [BOX_browser] = MESSAGE_slow_server, [BOX_cloud] = MESSAGE_slow_server, [BOX_as] = MESSAGE_slow_as,
        [BOX_api] = MESSAGE_slow_server,     [BOX_cache] = MESSAGE_slow_cache,  [BOX_db] = MESSAGE_slow_db,
        [BOX_queue] = MESSAGE_slow_queue,    [BOX_sink] = MESSAGE_slow_sink,
    };
    const Connection *row = &flow_connections[connection];

    return of[row->from == BOX_as ? BOX_as : row->to];
}

/* "14:32" of today, "21 November 2026, 14:32" of another day. */
static Str
since_words(Arena *arena, LanguageId language, Micros since, Micros now)
{
    return since / DAY == now / DAY ? number_clock(arena, language, since, UTC)
                                    : number_moment(arena, language, since, UTC);
}

Str
alert_words_verdict(Arena *arena, LanguageId language, ConnectionId connection, const ConnectionHealth *health,
                    Micros now)
{
    Str since = since_words(arena, language, health->since, now);
    MessageId slow = slow_message(connection);
    bool named = slow == MESSAGE_slow_as && health->provider.len;

    if (health->state == HEALTH_FAILING)
        return message_fill(arena, language, MESSAGE_verdict_failing, MESSAGE_NUMBER("count", health->failed),
                            MESSAGE_TEXT("time", since), MESSAGE_TEXT("cause", cause_words(arena, language, health)));
    return message_fill(arena, language, MESSAGE_verdict_slow, MESSAGE_TEXT("time", since),
                        MESSAGE_TEXT("box", named ? health->provider : message(language, slow)));
}

/* A webhook's reader is a program or a chat: the marks that isolate names in a page are no use there. */
static Str
without_isolates(Arena *arena, Str text)
{
    Buf plain = buf_new(arena, text.len + 1);

    for (size_t i = 0; i < text.len; i++) {
        Str rest = str_slice(text, i, text.len);
        if (str_starts(rest, LIT("\xe2\x81\xa8")) || str_starts(rest, LIT("\xe2\x81\xa9")))
            i += 2;
        else
            buf_add_byte(&plain, text.ptr[i]);
    }
    return buf_str(&plain);
}

/* What a delivery says. */
typedef struct Saying {
    Str site;
    const AlertRecord *record;
    bool cleared;
    Micros now;
} Saying;

static Str
summary(Arena *arena, const Saying *saying)
{
    const AlertRecord *record = saying->record;
    bool cleared = saying->cleared;
    Str since = since_words(arena, LANGUAGE_en, record->since, saying->now);
    ConnectionHealth health;
    ConnectionId connection;

    if (alert_words_health(record, &connection, &health))
        return cleared
                   ? str_format(arena, "%s works again", flow_connections[connection].label)
                   : without_isolates(arena, alert_words_verdict(arena, LANGUAGE_en, connection, &health, saying->now));
    if (str_equal(record->kind, LIT("pipeline")))
        return cleared ? LIT("The figures are up to date again")
                       : str_format(arena, "The figures are behind: they are complete until %.*s UTC", STR_ARG(since));
    if (str_equal(record->kind, LIT("complaint")))
        return cleared ? LIT("No report about the picture waits too long any more")
                       : str_format(arena, "%lld reports about the picture wait too long; the oldest is C-%.*s",
                                    (long long)record->failed, STR_ARG(record->subject));
    return str_format(arena, "%.*s %.*s: %.*s", STR_ARG(record->kind), STR_ARG(record->subject),
                      STR_ARG(cleared ? LIT("cleared") : record->state));
}

/* ---- JSON ---- */

Str
alert_words_time(Arena *arena, Micros at)
{
    time_t seconds = (time_t)(at / SECOND);
    char text[32];
    struct tm parts;

    (void)gmtime_r(&seconds, &parts);
    (void)strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return str_copy(arena, str_from_c(text));
}

static void
add_connection(JsonOut *out, const AlertRecord *record)
{
    ConnectionHealth health;
    ConnectionId connection;

    if (!alert_words_health(record, &connection, &health))
        return;
    json_member_int(out, "step", flow_connections[connection].step);
    json_member_str(out, "label", str_from_c(flow_connections[connection].label));
    if (health.state == HEALTH_SLOW) {
        json_member_int(out, "slow_ms", health.slow / MILLISECOND);
        json_member_int(out, "usual_ms", health.usual / MILLISECOND);
    }
}

static void
add_data(JsonOut *out, Arena *arena, const Saying *saying)
{
    const AlertRecord *record = saying->record;

    json_open(out, '{');
    json_member_str(out, "alert", record->alert);
    json_member_str(out, "site", saying->site);
    json_member_str(out, "kind", record->kind);
    json_member_str(out, "subject", record->subject);
    json_member_str(out, "state", record->state);
    json_member_bool(out, "cleared", saying->cleared);
    json_member_str(out, "since", alert_words_time(arena, record->since));
    json_member_str(out, "summary", summary(arena, saying));
    json_member_int(out, "count", record->failed);
    json_member_str(out, "cause", record->cause);
    json_member_str(out, "provider", record->provider);
    add_connection(out, record);
    json_close(out, '}');
}

Error *
alert_words_body(Arena *arena, Str site, const AlertRecord *record, bool cleared, Micros now, Str *body)
{
    Buf buf = buf_new(arena, DELIVERY_BODY_LIMIT);
    JsonOut out = json_out(&buf);

    json_open(&out, '{');
    json_member_str(&out, "type", cleared ? LIT("alert.cleared") : LIT("alert.raised"));
    json_member_str(&out, "timestamp", alert_words_time(arena, now));
    json_key(&out, "data");
    add_data(&out, arena, &(Saying){ site, record, cleared, now });
    json_close(&out, '}');
    return buf_finish(&buf, "an alert", body);
}

Error *
alert_words_test(Arena *arena, Str site, Micros now, Str *body)
{
    Buf buf = buf_new(arena, DELIVERY_BODY_LIMIT);
    JsonOut out = json_out(&buf);

    json_open(&out, '{');
    json_member_str(&out, "type", LIT("alert.test"));
    json_member_str(&out, "timestamp", alert_words_time(arena, now));
    json_key(&out, "data");
    json_open(&out, '{');
    json_member_str(&out, "site", site);
    json_member_str(&out, "summary", LIT("This is a test: alerts of this site arrive here"));
    json_close(&out, '}');
    json_close(&out, '}');
    return buf_finish(&buf, "a test", body);
}
