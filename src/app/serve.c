/* serve.c -- latchstring serve: opens the house, starts the site, waits for the signal to stop, leaves in order.
 * SPDX-License-Identifier: ISC */
#include "app/command.h"

#include "app/demo.h"
#include "app/housekeeping.h"
#include "base/str.h"
#include "http/server.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define GRACE (10 * SECOND)

static ServerOptions
server_options(const Config *config)
{
    unsigned cores = (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
    unsigned hash_threads = config->lanes_hash_threads ? (unsigned)config->lanes_hash_threads : cores;

    return (ServerOptions){
        .listen = config->listen,
        .lanes = { [LANE_STORE] = { (unsigned)config->lanes_store_threads, (unsigned)config->lanes_store_queue },
                   [LANE_HASH] = { hash_threads, (unsigned)config->lanes_hash_queue },
                   [LANE_UPSTREAM] = { (unsigned)config->lanes_upstream_threads,
                                       (unsigned)config->lanes_upstream_queue } },
        .connections_total = (unsigned)config->connections_total,
        .connections_per_address = (unsigned)config->connections_per_address,
        .exempt = config->proxies.items,
        .exempt_count = config->proxies.count,
        .read_deadline = 10 * SECOND,
        .write_deadline = 30 * SECOND,
        .idle_deadline = 75 * SECOND,
    };
}

/* Wait for Ctrl-C or the service manager. */
static int
wait_for_stop(const sigset_t *stops)
{
    int signal_number = 0;

    while (sigwait(stops, &signal_number) != 0)
        continue;
    return signal_number;
}

static Error *
announce(Arena *arena, const Config *config, const Demo *demo)
{
    Buf text = buf_new(arena, 4096);

    buf_addf(&text, "Latchstring is ready at %.*s\n", STR_ARG(config->public_url));
    demo_announce(demo, &text);
    buf_add(&text, LIT("Ctrl-C stops it.\n"));
    return command_print(buf_str(&text));
}

/* The site answers until it is told to stop; then requests in flight finish. */
static Error *
run_site(Arena *arena, Site *site, const Demo *demo)
{
    const Config *config = site->house->config;
    ServerOptions options = server_options(config);
    Housekeeping *housekeeping = NULL;
    Server *server = NULL;
    sigset_t stops;

    (void)sigemptyset(&stops);
    (void)sigaddset(&stops, SIGINT);
    (void)sigaddset(&stops, SIGTERM);
    (void)sigaddset(&stops, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, &stops, NULL); /* before any thread: they inherit it */
    TRY(etl_start(site->etl));
    TRY(housekeeping_start(site, &housekeeping));
    Error *error = server_start(&options, site->router, &server);
    if (!error)
        error = announce(arena, config, demo);
    if (!error)
        LOG_INFO("serve.stop", KV("signal", wait_for_stop(&stops)));
    server_stop(server, GRACE);
    housekeeping_stop(housekeeping);
    return error;
}

static Error *
run_house(Arena *arena, House *house, const CommandLine *line)
{
    Demo demo = { .wanted = line->demo };
    Site site;

    if (line->demo)
        TRY(demo_prepare(arena, house, &demo));
    TRY(site_open(house, &clock_system, line->demo, &site));
    Error *error = run_site(arena, &site, &demo);
    site_close(&site);
    return error;
}

Error *
serve_run(Arena *arena, const CommandLine *line, char **environment)
{
    Config config;
    House house;

    TRY(command_config(arena, line, environment, &config));
    if (line->demo)
        TRY(demo_check(&config));
    TRY(house_open(arena, &config, true, &house));
    Error *error = run_house(arena, &house, line);
    house_close(&house);
    return error;
}
