/* flow_world.c -- the world of a script.
 * SPDX-License-Identifier: ISC */
#include "flow_world.h"

#include "base/str.h"
#include "crypto/hash.h"
#include "crypto/password.h"
#include "crypto/random.h"
#include "temp_folder.h"

#define LIFE_ARENA     ((size_t)64 << 20)
#define ETL_PASSES     100
#define DURATION_UNITS "smhd"

void
world_new(Arena *arena, World *world)
{
    *world = (World){ .arena = arena, .clock = clock_fake(WORLD_START) };
    world->folder = temp_folder_new(arena);
    world->providers = buf_new(arena, 8192);
    world->environment[world->setting_count++] =
        str_to_c(arena, str_format(arena, "LATCHSTRING_DATA_DIR=%s/var", world->folder));
}

static void
close_site(World *world)
{
    if (!world->open)
        return;
    site_close(&world->site);
    house_close(&world->house);
    arena_free(world->life);
    world->open = false;
}

void
world_end(World *world)
{
    close_site(world);
    temp_folder_remove(world->folder);
}

/* "guess_window" and "15m" as "LATCHSTRING_GUESS_WINDOW=15m". */
Error *
world_set(World *world, Str id, Str value)
{
    char *name = str_to_c(world->arena, id);

    if (world->open)
        FAIL(E_USAGE, "settings are made before anything else happens");
    if (world->setting_count == WORLD_SETTINGS_MAX)
        FAIL(E_USAGE, "more than %d settings", WORLD_SETTINGS_MAX);
    for (char *c = name; *c; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
    world->environment[world->setting_count++] =
        str_to_c(world->arena, str_format(world->arena, "LATCHSTRING_%s=%.*s", name, STR_ARG(value)));
    return NULL;
}

Error *
world_add_provider(World *world, Str name, const Str *settings, size_t count)
{
    if (world->open)
        FAIL(E_USAGE, "providers are named before anything else happens");
    buf_addf(&world->providers, "[provider %.*s]\n", STR_ARG(name));
    for (size_t i = 0; i < count; i++)
        buf_addf(&world->providers, "%.*s\n", STR_ARG(settings[i]));
    return NULL;
}

Error *
world_open(World *world)
{
    if (world->open)
        return NULL;
    world->life = arena_new(LIFE_ARENA);
    if (!world->life)
        FAIL(E_MEMORY, "no memory for a site");
    Error *error = config_parse(world->life, "the script's settings", buf_str(&world->providers), world->environment,
                                &world->config);
    if (!error)
        error = house_open(world->life, &world->config, true, &world->house);
    if (!error && (error = site_open(&world->house, &world->clock, false, &world->site)) != NULL)
        house_close(&world->house);
    if (error) {
        arena_free(world->life);
        return error;
    }
    world->open = true;
    return NULL;
}

Error *
world_restart(World *world)
{
    close_site(world);
    return world_open(world);
}

/* ---- accounts ---- */

static Error *
read_option(Str option, NewUser *account)
{
    Str name, value = str_cut(option, '=', &name);

    if (str_equal(name, LIT("email"))) {
        account->email = value;
        account->email_verified = true;
    } else if (str_equal(name, LIT("display"))) {
        account->display_name = value;
    } else if (str_equal(option, LIT("may=reports"))) {
        account->permissions = PERMISSION_REPORTS;
    } else if (str_equal(option, LIT("may=admin"))) {
        account->permissions = PERMISSION_ADMIN;
    } else {
        FAIL(E_USAGE, "an account has email=, display= and may=reports|admin, not %.*s", STR_ARG(option));
    }
    return NULL;
}

Error *
world_add_user(World *world, Str name, Str password, const Str *options, size_t count)
{
    NewUser account = { .name = name, .display_name = name };
    User user;

    TRY(world_open(world));
    for (size_t i = 0; i < count; i++)
        TRY(read_option(options[i], &account));
    TRY(password_hash(world->arena, password, &account.password_encoded));
    return userdb_create_user(world->house.users, world->arena, &account, clock_now(&world->clock), &user);
}

Error *
world_set_password(World *world, Str name, Str password)
{
    Str encoded;
    User user;

    TRY(world_open(world));
    TRY(userdb_find_user(world->house.users, world->arena, name, &user));
    TRY(password_hash(world->arena, password, &encoded));
    return userdb_set_password(world->house.users, world->arena, user.id, encoded, clock_now(&world->clock));
}

Error *
world_disable_user(World *world, Str name, bool disabled)
{
    User user;

    TRY(world_open(world));
    TRY(userdb_find_user(world->house.users, world->arena, name, &user));
    return userdb_disable_user(world->house.users, world->arena, user.id, disabled, clock_now(&world->clock));
}

/* ---- clients ---- */

Error *
world_add_client(World *world, Str client_id, bool is_public, const Str *redirect_uris, size_t count,
                 const WorldClient **made)
{
    Client client = { .client_id = client_id, .name = client_id, .is_public = is_public, .redirect_uri_count = count };
    WorldClient *kept = &world->clients[world->client_count];

    TRY(world_open(world));
    if (world->client_count == WORLD_CLIENTS_MAX || count == 0 || count > REDIRECT_URIS_MAX)
        FAIL(E_USAGE, "too many clients, or too many or no redirect URIs");
    client.created = clock_now(&world->clock);
    for (size_t i = 0; i < count; i++)
        client.redirect_uris[i] = redirect_uris[i];
    *kept = (WorldClient){ .client_id = client_id, .redirect_uri = redirect_uris[0] };
    if (!is_public) {
        kept->secret = random_token(world->arena);
        hash_sha256(kept->secret, client.secret_hash);
    }
    TRY(userdb_create_client(world->house.users, world->arena, &client, clock_now(&world->clock)));
    world->client_count++;
    *made = kept;
    return NULL;
}

const WorldClient *
world_find_client(const World *world, Str client_id)
{
    for (size_t i = 0; i < world->client_count; i++)
        if (str_equal(world->clients[i].client_id, client_id))
            return &world->clients[i];
    return NULL;
}

/* ---- time ---- */

Error *
world_wait(World *world, Str duration)
{
    static const Micros units[] = { SECOND, MINUTE, HOUR, DAY };
    Str names = LIT(DURATION_UNITS);
    uint64_t number;
    size_t unit = duration.len ? str_find_byte(names, duration.ptr[duration.len - 1]) : names.len;

    if (unit == names.len || !str_to_uint(str_slice(duration, 0, duration.len - 1), 100000, &number))
        FAIL(E_USAGE, "a duration is a number and one of s, m, h, d, not %.*s", STR_ARG(duration));
    world->clock.fixed += (Micros)number * units[unit];
    return NULL;
}

void
world_tend(World *world)
{
    site_tend(&world->site);
}

Error *
world_etl(World *world)
{
    size_t loaded = 1;

    TRY(world_open(world));
    world->clock.fixed += SECOND;
    world_tend(world);
    for (int i = 0; loaded; i++) {
        TRY(etl_pass(world->site.etl, &loaded));
        if (i == ETL_PASSES)
            FAIL(E_SERVER_ERROR, "the pipeline does not come to rest");
    }
    return NULL;
}
