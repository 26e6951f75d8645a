/* error.c -- errors in a ring per thread, and the table of codes.
 * SPDX-License-Identifier: ISC */
#include "base/error.h"

#include "base/str.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#define RING_SIZE 32

static _Thread_local Error ring[RING_SIZE];
static _Thread_local unsigned ring_next;

static const ErrorInfo infos[E_CODES] = {
    [E_OK] = { "OK", 200, "", "", GROUP_NONE, "" },
#define ERROR(name, status, oauth, cause, group, sentence) \
    [E_##name] = { #name, status, oauth, cause, group, sentence },
#include "base/errors.def"
#undef ERROR
};

static Error *
ring_take(void)
{
    return &ring[ring_next++ % RING_SIZE];
}

Error *
error_make(ErrorCode code, const char *file, int line, const char *format, ...)
{
    Error *error = ring_take();
    va_list args;

    error->code = code;
    error->depth = 0;
    va_start(args, format);
    (void)vsnprintf(error->text, sizeof error->text, format, args); /* a long text is cut, by design */
    va_end(args);
    return error_pass(error, file, line);
}

Error *
error_pass(Error *error, const char *file, int line)
{
    if (error->depth < ERROR_PATH_MAX) {
        error->path[error->depth].file = file;
        error->path[error->depth].line = line;
        error->depth++;
    }
    return error;
}

Error *
error_adopt(const Error *copy)
{
    Error *error = ring_take();

    *error = *copy;
    return error;
}

const ErrorInfo *
error_info(ErrorCode code)
{
    assert(code < E_CODES);
    return &infos[code];
}

ErrorCode
error_from_cause(Str cause)
{
    for (int code = 1; code < E_CODES; code++)
        if (str_equal(cause, str_from_c(infos[code].cause)))
            return (ErrorCode)code;
    return E_OK;
}

const char *
error_group_words(ErrorGroup group)
{
    switch (group) {
    case GROUP_PERSON:
        return "the person decided not to";
    case GROUP_CREDENTIALS:
        return "wrong credentials";
    case GROUP_SETUP:
        return "app set-up";
    case GROUP_EXPIRED:
        return "expired or repeated";
    case GROUP_SYSTEM:
        return "our systems";
    case GROUP_NONE:
        return "other";
    }
    return "other";
}
