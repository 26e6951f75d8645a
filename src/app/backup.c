/* backup.c -- latchstring backup and restore.
 * SPDX-License-Identifier: ISC */
#include "app/user.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "userdb/userdb_backup.h"

Error *
backup_run(Arena *arena, const CommandLine *line, char **environment)
{
    Config config;
    House house;

    TRY(user_open(arena, line, environment, &config, &house));
    Error *error = userdb_backup(house.users, arena, str_to_c(arena, line->words[0]), clock_now(&clock_system));
    house_close(&house);
    TRY(error);
    return command_print(
        str_format(arena,
                   "%.*s holds the User Database. It does not hold the key file %.*s: without that key its "
                   "signing keys cannot be opened, so keep a copy of it in another place.\n",
                   STR_ARG(line->words[0]), STR_ARG(config.key_file)));
}

Error *
backup_restore_run(Arena *arena, const CommandLine *line, char **environment)
{
    Config config;

    TRY(command_config(arena, line, environment, &config));
    Str path = house_store_path(config.database);
    TRY(userdb_restore(str_to_c(arena, line->words[0]), str_to_c(arena, path)));
    return command_print(str_format(arena, "%.*s is restored from %.*s. It needs the key file %.*s of its time.\n",
                                    STR_ARG(path), STR_ARG(line->words[0]), STR_ARG(config.key_file)));
}
