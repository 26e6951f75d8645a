/* house.h -- every store of a configuration, opened and wired: what `serve` and the commands stand on.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_HOUSE_H
#define LATCHSTRING_HOUSE_H

#include "api/figures.h"
#include "app/config.h"
#include "crypto/seal.h"

typedef struct House {
    const Config *config;
    Arena *arena;
    SealKey *seal;
    Userdb *users;
    Sessions *sessions;
    Events *events;
    Reports *reports;
} House;

/* Open what is there and make what is missing. serve: this process is the server (the cache's lock). What was opened before an
 * error is closed again. E_CONFIG, E_IO. */
Error *house_open(Arena *arena, const Config *config, bool serve, House *house) MUST_USE;
void house_close(House *house);

FigureSources house_figures(const House *house);

/* "sqlite:PATH" -> "PATH". */
Str house_store_path(Str url);

#endif
