/* config.c -- the settings from file, environment and defaults, and the rules between them.
 * SPDX-License-Identifier: ISC */
#include "app/config.h"

#include "app/config_source.h"
#include "app/config_table.h"
#include "app/config_value.h"
#include "base/str.h"
#include "codec/uri.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET_LIMIT ((size_t)4096)

/* ---- files ---- */

static Error *
read_all(int fd, const char *what, char *memory, size_t size)
{
    for (size_t have = 0; have < size;) {
        ssize_t got = read(fd, memory + have, size - have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            FAIL(E_IO, "%s: cannot be read to its end: %s", what, got < 0 ? strerror(errno) : "it became shorter");
        have += (size_t)got;
    }
    return NULL;
}

/* A regular file of at most limit bytes, whole, into wiped memory; what is how errors call it. */
static Error *
read_file(Arena *arena, const char *path, const char *what, size_t limit, Str *text)
{
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0)
        FAIL(E_IO, "%s: cannot be opened: %s", what, strerror(errno));
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || (uint64_t)info.st_size > limit) {
        (void)close(fd);
        FAIL(E_CONFIG, "%s: not a file of at most %zu bytes", what, limit);
    }
    size_t size = (size_t)info.st_size;
    char *memory = arena_alloc_secret(arena, size + 1);
    Error *error = read_all(fd, what, memory, size);
    (void)close(fd);
    TRY(error);
    *text = (Str){ memory, size };
    return NULL;
}

/* ---- providers ---- */

static Error *
read_secret(Arena *arena, Str where, Str path, Secret *secret)
{
    Str text, what = str_format(arena, "%.*s: the client_secret_file", STR_ARG(where));

    TRY(read_file(arena, path.ptr, what.ptr, SECRET_LIMIT, &text));
    while (text.len && (text.ptr[text.len - 1] == '\n' || text.ptr[text.len - 1] == '\r'))
        text.len--;
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < ' ' || (unsigned char)text.ptr[i] > '~')
            FAIL(E_CONFIG, "%s: holds more than one line of printable ASCII", what.ptr);
    if (text.len == 0)
        FAIL(E_CONFIG, "%s: is empty; expected the secret that the provider gave", what.ptr);
    secret->value = text;
    return NULL;
}

static Error *
check_issuer(const RawProvider *raw, const ConfigProvider *provider, bool allow_http)
{
    Uri uri;

    TRY(uri_parse(provider->issuer, &uri));
    if (str_equal(uri.scheme, LIT("https")) || allow_http || uri_host_is_loopback(uri.host))
        return NULL;
    FAIL(E_CONFIG, "%.*s must start with https://; without TLS, who listens in can sign in as anyone",
         STR_ARG(raw->values[PROVIDER_SETTING_issuer].where));
}

static Error *
read_provider(Arena *arena, const RawProvider *raw, const ConfigNames *names, bool allow_http, ConfigProvider *provider)
{
    *provider = (ConfigProvider){ .name = raw->name, .label = raw->name };
    for (size_t i = 0; i < PROVIDER_SETTINGS; i++) {
        const Setting *row = &config_table_provider[i];
        ConfigRaw value = raw->values[i];
        if (!value.text.ptr)
            value.where = str_format(arena, "%.*s: %s", STR_ARG(raw->where), row->name);
        TRY(config_value_read(arena, row, names, value, (char *)provider + row->offset));
    }
    TRY(check_issuer(raw, provider, allow_http));
    if (!str_has_word(provider->scopes, LIT("openid")))
        FAIL(E_CONFIG, "%.*s lacks openid; without it a provider does not say who signed in",
             STR_ARG(raw->values[PROVIDER_SETTING_scopes].where));
    if (provider->client_secret_file.len == 0)
        return NULL;
    return read_secret(arena, raw->where, provider->client_secret_file, &provider->client_secret);
}

/* ---- all of it ---- */

static Error *
read_settings(Arena *arena, const RawConfig *raw, ConfigNames *names, Config *config)
{
    for (size_t i = 0; i < SETTINGS; i++) {
        const Setting *row = &config_table[i];
        ConfigRaw value = raw->values[i];
        if (!value.text.ptr)
            value.where = str_from_c(row->id);
        TRY(config_value_read(arena, row, names, value, (char *)config + row->offset));
        names->port = config_value_port(config->listen);
        names->data_dir = config->data_dir;
    }
    return NULL;
}

static Error *
read_providers(Arena *arena, const RawConfig *raw, const ConfigNames *names, Config *config)
{
    for (size_t i = 0; i < raw->provider_count; i++)
        TRY(read_provider(arena, &raw->providers[i], names, config->fetch_allow_http, &config->providers[i]));
    config->provider_count = raw->provider_count;
    if (config->provider_count > 0 && raw->values[SETTING_signup].text.len == 0)
        FAIL(E_CONFIG,
             "signup must be set when there is a provider ([provider %.*s]); expected everyone, invited or "
             "domain:example.com",
             STR_ARG(config->providers[0].name));
    return NULL;
}

/* Where alerts go: over TLS, and signed. */
static Error *
read_webhook(Arena *arena, Config *config)
{
    Uri uri;
    Str secrets;

    if (config->alerts_webhook_url.len == 0)
        return NULL;
    TRY(uri_parse(config->alerts_webhook_url, &uri));
    if (!str_equal(uri.scheme, LIT("https")) && !config->fetch_allow_http)
        FAIL(E_CONFIG, "webhook_url of [alerts] must start with https://");
    if (config->alerts_webhook_secret_file.len == 0)
        FAIL(E_CONFIG, "webhook_secret_file of [alerts] must be set when there is a webhook_url: make a secret by "
                       "(printf whsec_; openssl rand -base64 32) > FILE");
    TRY(read_file(arena, config->alerts_webhook_secret_file.ptr, "webhook_secret_file of [alerts]", SECRET_LIMIT,
                  &secrets));
    config->webhook_secrets.value = secrets;
    return NULL;
}

static int64_t
cores(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);

    return count > 0 ? count : 1;
}

Error *
config_parse(Arena *arena, const char *name, Str text, char **environment, Config *config)
{
    RawConfig *raw = ARENA_NEW(arena, RawConfig, 1);
    Config *built = ARENA_NEW(arena, Config, 1);
    ConfigNames names = { .credentials = config_source_variable(environment, LIT("CREDENTIALS_DIRECTORY")) };

    built->signup.kind = SIGNUP_INVITED;
    TRY(config_source_file(arena, name, text, raw));
    TRY(config_source_environment(arena, environment, raw));
    TRY(read_settings(arena, raw, &names, built));
    TRY(read_providers(arena, raw, &names, built));
    TRY(read_webhook(arena, built));
    if (built->lanes_hash_threads == 0)
        built->lanes_hash_threads = cores();
    *config = *built;
    return NULL;
}

Error *
config_load(Arena *arena, const char *file, char **environment, Config *config)
{
    Str named = config_source_variable(environment, LIT("LATCHSTRING_CONFIG")), text = LIT("");

    if (!file && named.len)
        file = str_to_c(arena, named);
    if (file)
        TRY(read_file(arena, file, file, CONFIG_FILE_LIMIT, &text));
    return config_parse(arena, file ? file : "defaults", text, environment, config);
}
