/* config_table.h -- the rows of config.def as tables, and finding a row by what somebody typed.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_CONFIG_TABLE_H
#define LATCHSTRING_CONFIG_TABLE_H

#include "base/arena.h"
#include "base/base.h"

typedef enum SettingKind {
    KIND_TEXT,
    KIND_ADDRESS,
    KIND_ADDRESSES,
    KIND_ORIGIN,
    KIND_URL,
    KIND_PATH,
    KIND_CREDENTIAL,
    KIND_STORE,
    KIND_INTEGER,
    KIND_SIZE,
    KIND_DURATION,
    KIND_BOOLEAN,
    KIND_CHOICE,
    KIND_SIGNUP,
    KIND_LANGUAGE,
    SETTING_KINDS
} SettingKind;

/* A row. */
typedef struct Setting {
    const char *id, *section, *name;
    SettingKind kind;
    const char *fallback; /* NULL: must be set */
    const char *limits;   /* "1..256", "a|b", "sqlite:PATH", "" */
    size_t offset;        /* in Config or ConfigProvider */
} Setting;

typedef enum SettingId {
#define SETTING(id, section, name, kind, fallback, limits, reload, help) SETTING_##id,
#include "app/config.def"
    SETTINGS
} SettingId;

typedef enum ProviderSettingId {
#define PROVIDER_SETTING(id, kind, fallback, limits, reload, help) PROVIDER_SETTING_##id,
#include "app/config.def"
    PROVIDER_SETTINGS
} ProviderSettingId;

extern const Setting config_table[SETTINGS];
extern const Setting config_table_provider[PROVIDER_SETTINGS];

/* The row of that section and name, or of that id; NULL when there is none. */
const Setting *config_table_find(Str section, Str name);
const Setting *config_table_find_id(Str id);
const Setting *config_table_find_provider(Str name);

/* The row whose id is nearest to what was typed, NULL when none is near. */
const Setting *config_table_nearest(Str id);
const Setting *config_table_nearest_provider(Str name);

/* The section whose name is nearest, NULL when none is near. */
const char *config_table_nearest_section(Str section);
bool config_table_has_section(Str section);

#endif
