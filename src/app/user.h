/* user.h -- what the commands on accounts share.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_USER_H
#define LATCHSTRING_USER_H

#include "app/command.h"
#include "app/house.h"

/* Open the house for a command. */
Error *user_open(Arena *arena, const CommandLine *line, char **environment, Config *config, House *house) MUST_USE;

/* "reports", "admin", "none" -> bits. E_USAGE. */
Error *user_permissions(Str word, unsigned *permissions) MUST_USE;

#endif
