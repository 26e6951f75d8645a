/* flow_log.h -- the site's log of a script: kept aside, and looked through for what must never be in a log (attack 70).
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FLOW_LOG_H
#define LATCHSTRING_FLOW_LOG_H

#include "base/arena.h"
#include "base/error.h"

#define SECRETS_MAX 1024

/* Passwords, tokens, codes, cookies, e-mail addresses that occurred in the script. */
typedef struct Secrets {
    Str values[SECRETS_MAX];
    size_t count;
} Secrets;

/* Short values are passed over: they may be words of the log by chance. */
void log_add_secret(Secrets *secrets, Arena *arena, Str value);

/* A file without a name for the log. E_IO. */
Error *log_open(int *fd) MUST_USE;

/* E_SERVER_ERROR when a secret is in the log. */
Error *log_check(int fd, Arena *arena, const Secrets *secrets) MUST_USE;

/* Its last lines to standard output. */
void log_show(int fd);

#endif
