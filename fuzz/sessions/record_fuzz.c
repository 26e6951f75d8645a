/* record_fuzz.c -- the decoder of the cache's records on arbitrary bytes: it refuses, or what it read writes the same bytes again.
 * The first byte chooses the shape.
 * SPDX-License-Identifier: ISC */
#include "base/base.h"
#include "sessions/sessions_record.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const RecordShape *const shapes[] = {
    &sessions_record_login, &sessions_record_interaction, &sessions_record_grant,    &sessions_record_app,
    &sessions_record_sso,   &sessions_record_flow,        &sessions_record_attempts, &sessions_record_revocation,
};

static void
write_again(const RecordShape *shape, const void *record, Str bytes)
{
    RecordBytes again;
    Micros expires = sessions_record_expires(bytes);

    if (sessions_record_write(shape, record, expires > shape->remembered ? expires - shape->remembered : 0, &again))
        abort();
    /* the expiry is not compared: one before shape->remembered, or with its highest bit set, is none that we wrote */
    if (again.len != bytes.len || memcmp(again.bytes + 8, bytes.ptr + 8, bytes.len - 8) != 0)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    union {
        LoginState login;
        Interaction interaction;
        Grant grant;
        AppSession app;
        SsoSession sso;
        Flow flow;
        AttemptWindow attempts;
        Revocation revocation;
    } record;

    if (size == 0 || size > RECORD_LIMIT)
        return 0;
    const RecordShape *shape = shapes[data[0] % COUNT_OF(shapes)];
    Str bytes = { (const char *)data + 1, size - 1 };
    (void)sessions_record_standing(shape, bytes, 1800000000 * SECOND);
    if (!sessions_record_read(shape, bytes, &record))
        write_again(shape, &record, bytes);
    if (shape->tombstone && !sessions_record_read(shape->tombstone, bytes, &record))
        write_again(shape->tombstone, &record, bytes);
    return 0;
}
