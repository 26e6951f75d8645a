/* config_source.h -- where settings are written: an INI file, the environment. Finds the row of each text; does not read values.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_CONFIG_SOURCE_H
#define LATCHSTRING_CONFIG_SOURCE_H

#include "app/config.h"
#include "app/config_table.h"
#include "app/config_value.h"

typedef struct RawProvider {
    Str name, where; /* where: how errors call what it lacks */
    ConfigRaw values[PROVIDER_SETTINGS];
} RawProvider;

/* What was written, by row; text.ptr is NULL where nothing was. */
typedef struct RawConfig {
    ConfigRaw values[SETTINGS];
    RawProvider providers[CONFIG_PROVIDERS_MAX];
    size_t provider_count;
} RawConfig;

/* The settings of an INI file's text; name is what errors call the file. Nothing may be set twice. E_CONFIG. */
Error *config_source_file(Arena *arena, const char *name, Str text, RawConfig *raw) MUST_USE;

/* LATCHSTRING_… of the environment, over what is there; empty ones count as not set. E_CONFIG. */
Error *config_source_environment(Arena *arena, char **environment, RawConfig *raw) MUST_USE;

/* The value of a variable; "" when it is not set. */
Str config_source_variable(char **environment, Str name);

#endif
