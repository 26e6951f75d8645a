/* flow_world.h -- the world of a script: a house with real stores in a folder of its own, the site in it, a clock that the script
 * turns; and what an operator does: settings, accounts, clients, restarts, the pipeline.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FLOW_WORLD_H
#define LATCHSTRING_FLOW_WORLD_H

#include "app/site.h"

#define WORLD_SETTINGS_MAX 32
#define WORLD_CLIENTS_MAX  16
#define WORLD_START        ((Micros)1795089600 * SECOND) /* 2026-11-19 12:00:00 UTC */

/* An outside app, as its own developers know it. */
typedef struct WorldClient {
    Str client_id, secret, redirect_uri; /* secret "": public */
} WorldClient;

typedef struct World {
    Arena *arena;
    const char *folder;
    char *environment[WORLD_SETTINGS_MAX + 1];
    size_t setting_count;
    Buf providers; /* sections of the configuration file */
    Clock clock;
    bool open;
    Arena *life; /* from one start to the next stop */
    Config config;
    House house;
    Site site;
    WorldClient clients[WORLD_CLIENTS_MAX];
    size_t client_count;
} World;

void world_new(Arena *arena, World *world);
void world_end(World *world);

/* Before the site is opened: a setting of config.def by its id; a section [provider NAME] with one "setting = value" per word. */
Error *world_set(World *world, Str id, Str value) MUST_USE;
Error *world_add_provider(World *world, Str name, const Str *settings, size_t count) MUST_USE;

/* Open house and site, unless they are. */
Error *world_open(World *world) MUST_USE;

/* Stop and start, over the same stores. */
Error *world_restart(World *world) MUST_USE;

/* An account; each of "email=…", "display=…", "may=reports|admin", "verified=no" once at most. */
Error *world_add_user(World *world, Str name, Str password, const Str *options, size_t count) MUST_USE;
Error *world_set_password(World *world, Str name, Str password) MUST_USE;
Error *world_disable_user(World *world, Str name, bool disabled) MUST_USE;

/* A client of one or more redirect URIs; *made lives with the world. */
Error *world_add_client(World *world, Str client_id, bool is_public, const Str *redirect_uris, size_t count,
                        const WorldClient **made) MUST_USE;
const WorldClient *world_find_client(const World *world, Str client_id);

/* "61s", "10m", "2h", "30d". */
Error *world_wait(World *world, Str duration) MUST_USE;

/* What `serve` does each second; and that, with a second that passes and the pipeline behind it. */
void world_tend(World *world);
Error *world_etl(World *world) MUST_USE;

#endif
