/* house.c -- every store of a configuration, opened and wired.
 * SPDX-License-Identifier: ISC */
#include "app/house.h"

#include "base/str.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The folder of data, readable only by its owner. */
static Error *
make_folder(Arena *arena, Str path)
{
    const char *folder = str_to_c(arena, path);

    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        FAIL(E_IO, "data_dir %s cannot be made (%s): make it, or name another by LATCHSTRING_DATA_DIR", folder,
             strerror(errno));
    if (access(folder, W_OK | X_OK) != 0)
        FAIL(E_IO, "data_dir %s is not writable (%s): change its owner, or name another by LATCHSTRING_DATA_DIR",
             folder, strerror(errno));
    return NULL;
}

static Error *
open_stores(const Config *config, bool serve, House *house)
{
    SessionsOptions cache = { .url = config->cache, .serve = serve, .map_size = config->cache_size };

    TRY(make_folder(house->arena, config->data_dir));
    TRY(seal_key_open(str_to_c(house->arena, config->key_file), true, &house->seal));
    TRY(userdb_open(config->database, house->seal, &house->users));
    TRY(sessions_open(&cache, &house->sessions));
    TRY(events_open(config->queue, userdb_sql(house->users), &house->events));
    return reports_open(config->reports, &house->reports);
}

Error *
house_open(Arena *arena, const Config *config, bool serve, House *house)
{
    House opened = { .config = config, .arena = arena };

    Error *error = open_stores(config, serve, &opened);
    if (error) {
        house_close(&opened);
        return error;
    }
    *house = opened;
    return NULL;
}

void
house_close(House *house)
{
    reports_close(house->reports);
    events_close(house->events);
    sessions_close(house->sessions);
    userdb_close(house->users);
    seal_key_close(house->seal);
    *house = (House){ .config = house->config };
}

FigureSources
house_figures(const House *house)
{
    return (FigureSources){ house->users, house->sessions, house->events, house->reports };
}

Str
house_store_path(Str url)
{
    Str scheme;

    return str_cut(url, ':', &scheme);
}
