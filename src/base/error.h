/* error.h -- the one error type. A function that can fail returns Error *, NULL is success, outputs come last and are
 * untouched on failure. An error is described where it happens, logged once and answered once, at the edge.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_ERROR_H
#define LATCHSTRING_ERROR_H

#include "base/base.h"

/* Who has to act on a failure; the reports show these to executives. */
typedef enum ErrorGroup {
    GROUP_NONE,        /* not the end of a sign-in */
    GROUP_PERSON,      /* the person decided not to */
    GROUP_CREDENTIALS, /* wrong credentials */
    GROUP_SETUP,       /* the app's set-up */
    GROUP_EXPIRED,     /* expired or repeated */
    GROUP_SYSTEM,      /* our systems */
} ErrorGroup;

typedef enum ErrorCode {
    E_OK,
#define ERROR(name, status, oauth, cause, group, sentence) E_##name,
#include "base/errors.def"
#undef ERROR
    E_CODES
} ErrorCode;

/* What is known of a code; one row of errors.def. */
typedef struct ErrorInfo {
    const char *name;  /* BAD_PASSWORD */
    int status;        /* HTTP status when it reaches the edge */
    const char *oauth; /* the protocol's code, as clients see it */
    const char *cause; /* our finer word, for events and reports, never for strangers */
    ErrorGroup group;
    const char *sentence; /* for the person in front of the page: what happened and what to do */
} ErrorInfo;

#define ERROR_PATH_MAX 10
#define ERROR_TEXT_MAX 320

typedef struct Error {
    ErrorCode code;
    int depth;
    struct {
        const char *file;
        int line;
    } path[ERROR_PATH_MAX];    /* where it arose, then where it passed */
    char text[ERROR_TEXT_MAX]; /* for the operator's log: what was wrong, where, what to do. No secrets. */
} Error;

/* Errors live in a small ring of their thread: nobody frees one, and it is good until 32 more were made. */
Error *error_make(ErrorCode code, const char *file, int line, const char *format, ...) PRINTF_LIKE(4, 5) NEVER_NULL;

/* Note that the error passed here. Returns it. */
Error *error_pass(Error *error, const char *file, int line) NEVER_NULL;

/* Bring a copy that another thread made into this thread's ring. */
Error *error_adopt(const Error *copy) NEVER_NULL;

/* The row of errors.def; never NULL. */
const ErrorInfo *error_info(ErrorCode code);

/* The code whose cause has this name, E_OK when there is none. */
ErrorCode error_from_cause(Str cause);

/* The English words of a group, as the reports print them. */
const char *error_group_words(ErrorGroup group);

#define ERROR_NEW(code, ...) error_make((code), __FILE__, __LINE__, __VA_ARGS__)
#define FAIL(code, ...)      return ERROR_NEW(code, __VA_ARGS__)

/* Leave with the error, if there is one, and note the place. */
#define TRY(call)                                             \
    do {                                                      \
        Error *try_error = (call);                            \
        if (try_error)                                        \
            return error_pass(try_error, __FILE__, __LINE__); \
    } while (0)

#endif
