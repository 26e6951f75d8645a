/* sessions.c -- opening the cache that a URL names.
 * SPDX-License-Identifier: ISC */
#include "sessions/sessions.h"

#include "base/str.h"
#include "sessions/sessions_store.h"

/* A back-end is one word here. */
static const SessionsOps *const backends[] = { &sessions_lmdb_ops };

Error *
sessions_open(const SessionsOptions *options, Sessions **sessions)
{
    for (size_t i = 0; i < COUNT_OF(backends); i++)
        if (str_starts(options->url, backends[i]->scheme))
            return backends[i]->open(options, sessions);
    FAIL(E_CONFIG, "no cache is known by the start of its URL: write cache = lmdb:FOLDER");
}

void
sessions_close(Sessions *sessions)
{
    if (sessions)
        sessions->ops->close(sessions);
}
