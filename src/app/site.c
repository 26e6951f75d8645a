/* site.c -- the running site, wired.
 * SPDX-License-Identifier: ISC */
#include "app/site.h"

#include "api/test_signin.h"
#include "app/brand.h"
#include "base/log.h"
#include "base/str.h"
#include "codec/base64url.h"
#include "codec/uri.h"
#include "crypto/hash.h"
#include "crypto/random.h"

#include <string.h>

#define OWN_CLIENT LIT("latchstring")
#define START_ID   12 /* characters: tells one start of the program from another */
#define TEND_ARENA ((size_t)4 << 20)

static const KeyPlan key_plan = { .publish_before = DAY, .use_for = 30 * DAY, .retire_after = 2 * DAY };

/* "__Host-app" on https; on http the port is in the name, because the cookies of localhost are shared between ports. */
static Str
cookie_name(Arena *arena, Str public_url, const char *word)
{
    Uri uri;

    if (str_starts(public_url, LIT("https://")))
        return str_format(arena, "__Host-%s", word);
    Error *error = uri_parse(public_url, &uri);
    return str_format(arena, "%s_%u", word, error ? 0 : uri.port);
}

/* The secret of our own client is derived, so that every process of the site knows it and nobody has to keep it. */
static Str
own_secret(const House *house)
{
    unsigned char *derived = arena_alloc_secret(house->arena, HASH_SIZE);

    seal_derive(house->seal, LIT("own client secret"), derived);
    return base64url_encode(house->arena, (Str){ (const char *)derived, HASH_SIZE });
}

static Error *
put_own_client(const House *house, Str redirect_uri, Micros now)
{
    Client client = { .client_id = OWN_CLIENT,
                      .name = house->config->site_name,
                      .first_party = true,
                      .redirect_uris = { redirect_uri },
                      .redirect_uri_count = 1,
                      .created = now };

    hash_sha256(own_secret(house), client.secret_hash);
    return userdb_put_own_client(house->users, house->arena, &client, now);
}

static Error *
add_provider(Site *site, const ProviderOptions *options)
{
    Api *api = &site->api;

    TRY(provider_open(options, site->fetch, &api->providers[api->provider_count]));
    api->provider_count++;
    return NULL;
}

static Error *
add_own_provider(Site *site, Micros now)
{
    const House *house = site->house;
    Str public_url = house->config->public_url;
    Str redirect_uri = str_format(house->arena, "%.*s/callback/latchstring", STR_ARG(public_url));
    ProviderOptions own = { .name = OWN_CLIENT,
                            .label = house->config->site_name,
                            .issuer = public_url,
                            .client_id = OWN_CLIENT,
                            .client_secret = { own_secret(house) },
                            .scopes = LIT("openid profile email"),
                            .redirect_uri = redirect_uri,
                            .own = true };

    TRY(put_own_client(house, redirect_uri, now));
    return add_provider(site, &own);
}

static Error *
add_outside_providers(Site *site)
{
    const Config *config = site->house->config;

    for (size_t i = 0; i < config->provider_count; i++) {
        const ConfigProvider *from = &config->providers[i];
        Str redirect_uri =
            str_format(site->house->arena, "%.*s/callback/%.*s", STR_ARG(config->public_url), STR_ARG(from->name));
        ProviderOptions options = { .name = from->name,
                                    .label = from->label.len ? from->label : from->name,
                                    .issuer = from->issuer,
                                    .client_id = from->client_id,
                                    .client_secret = from->client_secret,
                                    .scopes = from->scopes,
                                    .redirect_uri = redirect_uri };
        TRY(add_provider(site, &options));
    }
    return NULL;
}

static void
fill_authserver(Site *site, bool demo)
{
    const House *house = site->house;
    const Config *config = house->config;

    site->authserver = (AuthServer){
        .users = house->users,
        .sessions = house->sessions,
        .refusals = site->refusals,
        .issuer = config->public_url,
        .brand = { .site_name = config->site_name },
        .provider_name = OWN_CLIENT,
        .sso_cookie = cookie_name(house->arena, config->public_url, "sso"),
        .binding_cookie = cookie_name(house->arena, config->public_url, "step"),
        .sso_lifetime = config->session_sso_lifetime,
        .guess_account_limit = config->guess_account_limit,
        .guess_everywhere_limit = config->guess_everywhere_limit,
        .guess_network_limit = config->guess_network_limit,
        .guess_window = config->guess_window,
        .demo_name = demo ? LIT("demo") : LIT(""),
    };
    seal_derive(house->seal, LIT("networks in events"), site->authserver.network_key);
}

/* "Latchstring", or "Latchstring · GitHub": our own server, and the outside ones beside it. */
static Str
name_servers(const House *house)
{
    const Config *config = house->config;
    Buf buf = buf_new(house->arena, 4096);

    buf_add(&buf, LIT("Latchstring"));
    for (size_t i = 0; i < config->provider_count; i++) {
        const ConfigProvider *provider = &config->providers[i];
        buf_add(&buf, LIT(" · "));
        buf_add(&buf, provider->label.len ? provider->label : provider->name);
    }
    return buf_str(&buf);
}

void
site_engines(const House *house, Engines *engines)
{
    for (int i = 0; i < BOXES; i++)
        engines->of[i] = LIT("");
    engines->of[BOX_as] = name_servers(house);
    engines->of[BOX_db] = LIT("SQLite");
    engines->of[BOX_cache] = LIT("LMDB");
    engines->of[BOX_queue] = LIT("Outbox");
    engines->of[BOX_sink] = LIT("SQLite");
}

static void
fill_api(Site *site)
{
    const House *house = site->house;
    const Config *config = house->config;
    Api *api = &site->api;

    api->users = house->users;
    api->sessions = house->sessions;
    api->figures = house_figures(house);
    api->refusals = site->refusals;
    api->signup = config->signup;
    api->brand = site->authserver.brand;
    api->origin = config->public_url;
    api->app_cookie = cookie_name(house->arena, config->public_url, "app");
    api->binding_cookie = cookie_name(house->arena, config->public_url, "login");
    api->session_lifetime = config->session_lifetime;
    api->complaints.per_network = config->complaint_network_limit;
    api->complaints.total = config->complaint_total_limit;
    api->complaints.window = config->complaint_window;
    api->flow_open = config->show_flow == CONFIG_SHOW_EVERYONE;
    api->reports_open = config->show_reports == CONFIG_SHOW_EVERYONE;
    api->reports_zone = config->reports_time_zone;
    api->metrics_open = config->show_metrics == CONFIG_METRICS_EVERYONE;
    site_engines(house, &api->engines);
}

static Error *
open_router(Site *site)
{
    const Config *config = site->house->config;
    RouterOptions options = { .clock = site->clock,
                              .origins = &config->public_url,
                              .origin_count = 1,
                              .proxies = config->proxies.items,
                              .proxy_count = config->proxies.count,
                              .language = config->language,
                              .error_page = api_error_page,
                              .context = &site->api };

    site->router = router_new(&options);
    site->api.router = site->router;
    FetchOptions fetch = { .router = site->router,
                           .origins = &config->public_url,
                           .origin_count = 1,
                           .allow_http = config->fetch_allow_http,
                           .ca_file = config->fetch_ca_file };
    TRY(fetch_open(&fetch, &site->fetch));
    router_mount(site->router, api_routes, &site->api);
    router_mount(site->router, authserver_routes, &site->authserver);
    return NULL;
}

/* The picture: its figures, its sheets, whose clocks it shows. */
static Error *
open_picture(Site *site)
{
    Arena *arena = site->house->arena;
    Api *api = &site->api;

    TRY(zone_open(arena, site->house->config->reports_time_zone, &api->zone));
    api->start_id = str_slice(random_token(arena), 0, START_ID);
    api->flow_now = flow_now_new(&api->figures);
    api->flow_shelf = flow_shelf_new();
    if (!api->flow_now || !api->flow_shelf)
        FAIL(E_MEMORY, "no memory for the picture");
    return NULL;
}

static Error *
open_pipeline(Site *site)
{
    const House *house = site->house;
    EtlOptions options = { .clock = site->clock,
                           .users = house->users,
                           .events = house->events,
                           .reports = house->reports,
                           .sessions = house->sessions,
                           .refusals = site->refusals,
                           .keep_events = house->config->etl_keep_events };

    TRY(etl_open(&options, &site->etl));
    sql_on_commit(userdb_sql(house->users), etl_wake, site->etl);
    return NULL;
}

static Error *
open_alerts(Site *site)
{
    AlertsOptions options;

    TRY(site_alerts_options(site->house, site->clock, site->fetch, &options));
    return alerts_open(&options, &site->alerts);
}

static Error *
open_all(Site *site, bool demo)
{
    Micros now = clock_now(site->clock);

    site->refusals = refusals_new();
    if (!site->refusals)
        FAIL(E_MEMORY, "no memory for counters");
    fill_authserver(site, demo);
    fill_api(site);
    TRY(brand_load(site->house->arena, site->house->config, &site->api.brand, &site->api.files));
    site->authserver.brand = site->api.brand;
    TRY(open_router(site));
    TRY(userdb_tend_keys(site->house->users, site->house->arena, &key_plan, now));
    TRY(test_signin_tidy(site->house->users, site->house->arena, now));
    TRY(add_own_provider(site, now));
    TRY(add_outside_providers(site));
    TRY(open_picture(site));
    TRY(open_pipeline(site));
    return open_alerts(site);
}

Error *
site_open(House *house, const Clock *clock, bool demo, Site *site)
{
    memset(site, 0, sizeof *site);
    site->house = house;
    site->clock = clock;
    Error *error = open_all(site, demo);
    if (error)
        site_close(site);
    return error;
}

void
site_close(Site *site)
{
    alerts_close(site->alerts);
    etl_close(site->etl);
    flow_now_free(site->api.flow_now);
    flow_shelf_free(site->api.flow_shelf);
    for (size_t i = 0; i < site->api.provider_count; i++)
        provider_close(site->api.providers[i]);
    fetch_close(site->fetch);
    router_free(site->router);
    refusals_free(site->refusals);
    memset(site, 0, sizeof *site);
}

void
site_tend(Site *site)
{
    Arena *arena = arena_new(TEND_ARENA);
    Micros now = clock_now(site->clock);

    if (!arena)
        return;
    Error *error = userdb_tend_keys(site->house->users, arena, &key_plan, now);
    if (error)
        LOG_ERROR("keys.tend", KV("text", (const char *)error->text));
    arena_free(arena);
}
