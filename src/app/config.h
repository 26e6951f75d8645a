/* config.h -- the settings: read from a file (INI), the environment and defaults into one typed struct.
 * The rows are in config.def. All text lives in the arena given. Every error is E_CONFIG or E_IO and one sentence that names the file and
 * line or the variable, what was found (never of a secret) and what is expected.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_CONFIG_H
#define LATCHSTRING_CONFIG_H

#include "base/arena.h"
#include "base/error.h"
#include "base/log.h"
#include "crypto/secret.h"
#include "text/language.h"
#include "userdb/userdb.h"

#define CONFIG_PROVIDERS_MAX       16
#define CONFIG_PROVIDER_NAME_LIMIT 32
#define CONFIG_ADDRESSES_MAX       64
#define CONFIG_FILE_LIMIT          ((size_t)256 * 1024)

/* Addresses as inet_ntop writes them, which is how Request.peer is written. */
typedef struct ConfigAddresses {
    const Str *items;
    size_t count;
} ConfigAddresses;

/* The choices of `show`, in the order of its row; those of `log` are LogFormat's. */
typedef enum ConfigShow { CONFIG_SHOW_PERMISSION, CONFIG_SHOW_EVERYONE } ConfigShow;
typedef enum ConfigMetrics { CONFIG_METRICS_LOCAL, CONFIG_METRICS_EVERYONE } ConfigMetrics;

/* What a kind of setting is in C. */
typedef Str ConfigText;
typedef Str ConfigAddress;    /* "127.0.0.1:8080", "[::1]:8080" */
typedef Str ConfigOrigin;     /* scheme://host[:port], the scheme's own port left out */
typedef Str ConfigUrl;        /* http or https, no query; https unless loopback or fetch_allow_http */
typedef Str ConfigPath;       /* "" when there is none; ends in NUL */
typedef Str ConfigCredential; /* a path; "" when there is none; ends in NUL */
typedef Str ConfigStore;      /* scheme:rest */
typedef int64_t ConfigInteger;
typedef size_t ConfigSize; /* bytes */
typedef Micros ConfigDuration;
typedef bool ConfigBoolean;
typedef int ConfigChoice;        /* position among the row's choices */
typedef SignupRule ConfigSignup; /* SIGNUP_INVITED when not set */
typedef LanguageId ConfigLanguage;

#define CONFIG_TYPE_TEXT       ConfigText
#define CONFIG_TYPE_ADDRESS    ConfigAddress
#define CONFIG_TYPE_ADDRESSES  ConfigAddresses
#define CONFIG_TYPE_ORIGIN     ConfigOrigin
#define CONFIG_TYPE_URL        ConfigUrl
#define CONFIG_TYPE_PATH       ConfigPath
#define CONFIG_TYPE_CREDENTIAL ConfigCredential
#define CONFIG_TYPE_STORE      ConfigStore
#define CONFIG_TYPE_INTEGER    ConfigInteger
#define CONFIG_TYPE_SIZE       ConfigSize
#define CONFIG_TYPE_DURATION   ConfigDuration
#define CONFIG_TYPE_BOOLEAN    ConfigBoolean
#define CONFIG_TYPE_CHOICE     ConfigChoice
#define CONFIG_TYPE_SIGNUP     ConfigSignup
#define CONFIG_TYPE_LANGUAGE   ConfigLanguage

/* An outside provider: its rows of config.def, and what they lead to. */
typedef struct ConfigProvider {
    Str name; /* of the section: a-z, 0-9 and '-' */
#define PROVIDER_SETTING(id, kind, fallback, limits, reload, help) CONFIG_TYPE_##kind id;
#include "app/config.def"
    Secret client_secret; /* what client_secret_file holds, without its line end; empty for a public client */
} ConfigProvider;

/* One member per row of config.def: config->listen, config->session_lifetime … */
typedef struct Config {
#define SETTING(id, section, name, kind, fallback, limits, reload, help) CONFIG_TYPE_##kind id;
#include "app/config.def"
    ConfigProvider providers[CONFIG_PROVIDERS_MAX];
    size_t provider_count;
    Secret webhook_secrets; /* what alerts_webhook_secret_file holds */
} Config;

/* The file named, else the one that LATCHSTRING_CONFIG names, else none; then the environment, which wins. */
Error *config_load(Arena *arena, const char *file, char **environment, Config *config) MUST_USE;

/* The same with the file's text at hand; name is what errors call it. */
Error *config_parse(Arena *arena, const char *name, Str text, char **environment, Config *config) MUST_USE;

#endif
