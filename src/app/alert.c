/* alert.c -- latchstring alert list, and alert test.
 * SPDX-License-Identifier: ISC */
#include "app/user.h"

#include "alerts/alert_words.h"
#include "app/site.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "codec/json.h"
#include "crypto/random.h"

#define OUTPUT_LIMIT ((size_t)1 << 20)

typedef struct Listed {
    AlertRecord *alerts;
    DeliveryRow *deliveries;
    size_t alert_count, delivery_count;
} Listed;

static bool
is_well(Str state)
{
    return str_equal(state, LIT("ok")) || str_equal(state, LIT("idle"));
}

static Error *
collect(Arena *arena, const House *house, Listed *listed)
{
    AlertRecord *all;
    size_t count;

    TRY(userdb_list_alerts(house->users, arena, &all, &count));
    *listed = (Listed){ .alerts = ARENA_NEW(arena, AlertRecord, count + 1) };
    for (size_t i = 0; i < count; i++)
        if (!is_well(all[i].state))
            listed->alerts[listed->alert_count++] = all[i];
    return userdb_list_deliveries(house->users, arena, &listed->deliveries, &listed->delivery_count);
}

static void
print_json(Arena *arena, const Listed *listed, Buf *buf)
{
    JsonOut out = json_out(buf);

    json_open(&out, '{');
    json_key(&out, "alerts");
    json_open(&out, '[');
    for (size_t i = 0; i < listed->alert_count; i++) {
        const AlertRecord *one = &listed->alerts[i];
        json_open(&out, '{');
        json_member_str(&out, "alert", one->alert);
        json_member_str(&out, "kind", one->kind);
        json_member_str(&out, "subject", one->subject);
        json_member_str(&out, "state", one->state);
        json_member_str(&out, "since", alert_words_time(arena, one->since));
        json_member_int(&out, "count", one->failed);
        json_member_str(&out, "cause", one->cause);
        json_member_str(&out, "provider", one->provider);
        json_close(&out, '}');
    }
    json_close(&out, ']');
    json_key(&out, "deliveries");
    json_open(&out, '[');
    for (size_t i = 0; i < listed->delivery_count; i++) {
        const DeliveryRow *row = &listed->deliveries[i];
        json_open(&out, '{');
        json_member_str(&out, "id", row->id);
        json_member_str(&out, "type", row->type);
        json_member_str(&out, "state", row->state);
        json_member_str(&out, "answer", row->word);
        json_member_int(&out, "attempts", row->attempts);
        json_member_str(&out, "created", alert_words_time(arena, row->created));
        json_close(&out, '}');
    }
    json_close(&out, ']');
    json_close(&out, '}');
    buf_add_byte(buf, '\n');
}

static void
print_words(Arena *arena, const Listed *listed, Buf *buf)
{
    if (listed->alert_count == 0)
        buf_add(buf, LIT("No alert stands.\n"));
    for (size_t i = 0; i < listed->alert_count; i++) {
        const AlertRecord *one = &listed->alerts[i];
        buf_addf(buf, "%.*s %.*s: %.*s since %.*s  %lld  %.*s %.*s\n", STR_ARG(one->kind), STR_ARG(one->subject),
                 STR_ARG(one->state), STR_ARG(alert_words_time(arena, one->since)), (long long)one->failed,
                 STR_ARG(one->cause), STR_ARG(one->provider));
    }
    for (size_t i = 0; i < listed->delivery_count; i++) {
        const DeliveryRow *row = &listed->deliveries[i];
        buf_addf(buf, "%s%.*s  %-13.*s  %.*s after %lld attempts  %.*s\n", i ? "" : "\n",
                 STR_ARG(alert_words_time(arena, row->created)), STR_ARG(row->type), STR_ARG(row->state),
                 (long long)row->attempts, STR_ARG(row->word));
    }
}

static Error *
list(Arena *arena, const CommandLine *line, const House *house)
{
    Buf buf = buf_new(arena, OUTPUT_LIMIT);
    Listed listed;
    Str text;

    TRY(collect(arena, house, &listed));
    if (line->json)
        print_json(arena, &listed, &buf);
    else
        print_words(arena, &listed, &buf);
    TRY(buf_finish(&buf, "the list", &text));
    return command_print(text);
}

Error *
alert_list_run(Arena *arena, const CommandLine *line, char **environment)
{
    Config config;
    House house;

    TRY(user_open(arena, line, environment, &config, &house));
    Error *error = list(arena, line, &house);
    house_close(&house);
    return error;
}

static Error *
send_test(Arena *arena, const Config *config, Fetch *fetch)
{
    WebhookOptions hook = { .fetch = fetch,
                            .url = config->alerts_webhook_url,
                            .secrets = config->webhook_secrets,
                            .allow_private = config->alerts_webhook_private };
    Micros now = clock_now(&clock_system);
    AlertNews news = { .type = LIT("alert.test") };
    WebhookAnswer answer;
    Webhook *webhook;

    news.id = str_format(arena, "msg_%.*s", STR_ARG(random_uuid(arena, now)));
    TRY(webhook_open(arena, &hook, &webhook));
    TRY(alert_words_test(arena, config->public_url, now, &news.body));
    TRY(webhook_send(webhook, arena, &news, now, &answer));
    if (answer.kind != WEBHOOK_ACCEPTED)
        FAIL(E_PROVIDER, "%.*s did not take it: %.*s%s", STR_ARG(config->alerts_webhook_url), STR_ARG(answer.word),
             answer.status ? "" : " (private networks are refused unless webhook_private = yes)");
    return command_print(str_format(arena, "%.*s took it: %d in %lld ms\n", STR_ARG(config->alerts_webhook_url),
                                    answer.status, (long long)(answer.took / MILLISECOND)));
}

static void
close_fetch(void *fetch)
{
    fetch_close(fetch);
}

Error *
alert_test_run(Arena *arena, const CommandLine *line, char **environment)
{
    Config config;
    Fetch *fetch;

    TRY(command_config(arena, line, environment, &config));
    if (config.alerts_webhook_url.len == 0)
        FAIL(E_CONFIG, "webhook_url of [alerts] is not set: there is nobody to tell");
    FetchOptions options = { .allow_http = config.fetch_allow_http, .ca_file = config.fetch_ca_file };
    TRY(fetch_open(&options, &fetch));
    arena_defer(arena, close_fetch, fetch); /* transfers hang on the arena, too, and end before it */
    return send_test(arena, &config, fetch);
}
