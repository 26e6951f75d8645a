/* site_alerts.c -- how a configuration watches, and whom it tells.
 * SPDX-License-Identifier: ISC */
#include "app/site.h"

#include "base/str.h"

static AlertLimits
limits(const Config *config)
{
    return (AlertLimits){ .failing_count = config->alerts_failing_count,
                          .failing_share = config->alerts_failing_share,
                          .recent_count = config->alerts_recent_count,
                          .recent_share = config->alerts_recent_share,
                          .slow_flows = config->alerts_slow_flows,
                          .slow_percent = config->alerts_slow_percent,
                          .slow_least = config->alerts_slow_least,
                          .quiet = config->alerts_quiet };
}

/* Labels of providers; our own server is called what it is: "the sign-in server". */
static void
add_labels(const House *house, AlertsOptions *options)
{
    const Config *config = house->config;
    AlertsProvider *providers = ARENA_NEW(house->arena, AlertsProvider, config->provider_count + 1);

    for (size_t i = 0; i < config->provider_count; i++) {
        const ConfigProvider *from = &config->providers[i];
        providers[i] = (AlertsProvider){ from->name, from->label.len ? from->label : from->name };
    }
    providers[config->provider_count] = (AlertsProvider){ LIT("latchstring"), LIT("") };
    options->providers = providers;
    options->provider_count = config->provider_count + 1;
}

Error *
site_alerts_options(const House *house, const Clock *clock, Fetch *fetch, AlertsOptions *options)
{
    const Config *config = house->config;
    AlertsOptions made = { .clock = clock,
                           .users = house->users,
                           .events = house->events,
                           .reports = house->reports,
                           .limits = limits(config),
                           .window = config->alerts_window,
                           .recent = config->alerts_recent,
                           .stale = config->alerts_stale,
                           .site = config->public_url };
    Webhook *webhook;

    add_labels(house, &made);
    if (config->alerts_webhook_url.len) {
        WebhookOptions hook = { .fetch = fetch,
                                .url = config->alerts_webhook_url,
                                .secrets = config->webhook_secrets,
                                .allow_private = config->alerts_webhook_private };
        TRY(webhook_open(house->arena, &hook, &webhook));
        made.send = webhook_send;
        made.receiver = webhook;
    }
    *options = made;
    return NULL;
}
