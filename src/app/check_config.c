/* check_config.c -- latchstring check-config: the settings as serve would take them. Paths of secrets are shown, secrets never.
 * SPDX-License-Identifier: ISC */
#include "app/command.h"

#include "app/brand.h"
#include "app/config_table.h"
#include "base/str.h"
#include "codec/json.h"

#define OUTPUT_LIMIT ((size_t)1 << 20)

static Str
addresses_text(Arena *arena, const ConfigAddresses *addresses)
{
    Buf buf = buf_new(arena, 4096);

    for (size_t i = 0; i < addresses->count; i++) {
        buf_add(&buf, i ? LIT(" ") : LIT(""));
        buf_add(&buf, addresses->items[i]);
    }
    return buf_str(&buf);
}

static Str
signup_text(Arena *arena, const SignupRule *rule)
{
    if (rule->kind == SIGNUP_DOMAIN)
        return str_format(arena, "domain:%.*s", STR_ARG(rule->domain));
    return rule->kind == SIGNUP_EVERYONE ? LIT("everyone") : LIT("invited");
}

/* The word of a choice by its place among "a|b". */
static Str
choice_text(const char *limits, int place)
{
    Str rest = str_from_c(limits), word = LIT("");

    for (int i = 0; i <= place; i++)
        rest = str_cut(rest, '|', &word);
    return word;
}

static Str
value_text(Arena *arena, const Setting *setting, const void *at)
{
    switch (setting->kind) {
    case KIND_INTEGER:
        return str_format(arena, "%lld", (long long)*(const int64_t *)at);
    case KIND_SIZE:
        return str_format(arena, "%zu", *(const size_t *)at);
    case KIND_DURATION:
        return str_format(arena, "%llds", (long long)(*(const Micros *)at / SECOND));
    case KIND_BOOLEAN:
        return *(const bool *)at ? LIT("yes") : LIT("no");
    case KIND_CHOICE:
        return choice_text(setting->limits, *(const int *)at);
    case KIND_LANGUAGE:
        return languages[*(const LanguageId *)at].code;
    case KIND_SIGNUP:
        return signup_text(arena, at);
    case KIND_ADDRESSES:
        return addresses_text(arena, at);
    case KIND_TEXT:
    case KIND_ADDRESS:
    case KIND_ORIGIN:
    case KIND_URL:
    case KIND_PATH:
    case KIND_CREDENTIAL:
    case KIND_STORE:
    case SETTING_KINDS:
        break;
    }
    return *(const Str *)at;
}

/* A table of settings of one struct, as lines or as members. */
static void
write_settings(Arena *arena, const Setting *settings, size_t count, const void *values, JsonOut *json, Buf *lines)
{
    for (size_t i = 0; i < count; i++) {
        Str value = value_text(arena, &settings[i], (const char *)values + settings[i].offset);
        if (json)
            json_member_str(json, settings[i].id, value);
        else
            buf_addf(lines, "%-26s = %s\n", settings[i].id, str_to_c(arena, str_slice(value, 0, 400)));
    }
}

static void
write_json(Arena *arena, const Config *config, Buf *buf)
{
    JsonOut out = json_out(buf);

    json_open(&out, '{');
    write_settings(arena, config_table, SETTINGS, config, &out, NULL);
    json_key(&out, "providers");
    json_open(&out, '[');
    for (size_t i = 0; i < config->provider_count; i++) {
        json_open(&out, '{');
        json_member_str(&out, "name", config->providers[i].name);
        write_settings(arena, config_table_provider, PROVIDER_SETTINGS, &config->providers[i], &out, NULL);
        json_close(&out, '}');
    }
    json_close(&out, ']');
    json_close(&out, '}');
    buf_add_byte(buf, '\n');
}

Error *
check_config_run(Arena *arena, const CommandLine *line, char **environment)
{
    Buf buf = buf_new(arena, OUTPUT_LIMIT);
    Config config;
    PageBrand brand;
    BrandFiles files;
    Str text;

    TRY(command_config(arena, line, environment, &config));
    TRY(brand_load(arena, &config, &brand, &files));
    if (line->json) {
        write_json(arena, &config, &buf);
    } else {
        write_settings(arena, config_table, SETTINGS, &config, NULL, &buf);
        for (size_t i = 0; i < config.provider_count; i++) {
            buf_addf(&buf, "\n[provider %s]\n", str_to_c(arena, config.providers[i].name));
            write_settings(arena, config_table_provider, PROVIDER_SETTINGS, &config.providers[i], NULL, &buf);
        }
    }
    TRY(buf_finish(&buf, "the settings", &text));
    return command_print(text);
}
