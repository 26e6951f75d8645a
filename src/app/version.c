/* version.c -- latchstring version.
 * SPDX-License-Identifier: ISC */
#include "app/command.h"

#include "base/str.h"

Error *
version_run(Arena *arena, const CommandLine *line, char **environment)
{
    (void)environment;
    if (line->json)
        return command_print(str_format(arena, "{\"version\":\"%s\"}\n", LATCHSTRING_VERSION));
    return command_print(str_format(arena, "latchstring %s\n", LATCHSTRING_VERSION));
}
