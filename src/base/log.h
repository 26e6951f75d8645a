/* log.h -- one line per thing that happened, as logfmt or JSON, to standard error.
 * A field's value is text, a number or a boolean; a Secret does not compile. Control bytes are escaped, text is cut at 1 KiB; a
 * field that no longer fits the line's 4 KiB is left out.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_LOG_H
#define LATCHSTRING_LOG_H

#include "base/base.h"
#include "base/error.h"

typedef enum LogLevel { LOG_LEVEL_INFO, LOG_LEVEL_WARN, LOG_LEVEL_ERROR } LogLevel;
typedef enum LogFormat { LOG_FORMAT_LOGFMT, LOG_FORMAT_JSON, LOG_FORMAT_NONE } LogFormat;

typedef struct LogField {
    const char *name;
    enum { LOG_TEXT, LOG_NUMBER, LOG_BOOL } kind;
    Str text;
    int64_t number;
} LogField;

LogField log_field_str(const char *name, Str value);
LogField log_field_text(const char *name, const char *value);
LogField log_field_number(const char *name, int64_t value);
LogField log_field_bool(const char *name, bool value);

/* KV("user", id): a field of the right kind, chosen at compile time. */
#define KV(name, value) \
    _Generic((value),                                                                                                  \
        Str: log_field_str,                                                                                            \
        char *: log_field_text,                                                                                        \
        const char *: log_field_text,                                                                                  \
        bool: log_field_bool,                                                                                          \
        int: log_field_number,                                                                                         \
        unsigned: log_field_number,                                                                                    \
        long: log_field_number,                                                                                        \
        unsigned long: log_field_number,                                                                               \
        long long: log_field_number)((name), (value))

/* Before the first thread starts. */
void log_configure(LogFormat format);

void log_write(LogLevel level, const char *event, const LogField *fields, size_t count);

#define LOG(level, event, ...)                                     \
    log_write((level), (event), (const LogField[]){ __VA_ARGS__ }, \
              sizeof((const LogField[]){ __VA_ARGS__ }) / sizeof(LogField))
#define LOG_INFO(event, ...)  LOG(LOG_LEVEL_INFO, event, __VA_ARGS__)
#define LOG_WARN(event, ...)  LOG(LOG_LEVEL_WARN, event, __VA_ARGS__)
#define LOG_ERROR(event, ...) LOG(LOG_LEVEL_ERROR, event, __VA_ARGS__)

/* The error's path as "file:line < file:line", written into memory of the caller's; returns memory. */
const char *log_error_path(const Error *error, char *memory, size_t size);

#endif
