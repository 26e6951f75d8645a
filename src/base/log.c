/* log.c -- writes each line with one write(2) that even a full pipe takes as a whole, so that lines of threads never mix.
 * SPDX-License-Identifier: ISC */
#include "base/log.h"

#include "base/buf.h"
#include "base/str.h"

#include <limits.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LINE_LIMIT  PIPE_BUF
#define VALUE_LIMIT 1024

static LogFormat log_format = LOG_FORMAT_LOGFMT;

static const char *const level_names[] = { "info", "warn", "error" };

LogField
log_field_str(const char *name, Str value)
{
    return (LogField){ name, LOG_TEXT, value, 0 };
}

LogField
log_field_text(const char *name, const char *value)
{
    return (LogField){ name, LOG_TEXT, str_from_c(value), 0 };
}

LogField
log_field_number(const char *name, int64_t value)
{
    return (LogField){ name, LOG_NUMBER, { NULL, 0 }, value };
}

LogField
log_field_bool(const char *name, bool value)
{
    return (LogField){ name, LOG_BOOL, { NULL, 0 }, value };
}

void
log_configure(LogFormat format)
{
    log_format = format;
}

/* Quoted text; whatever could end a line or a string is escaped, and bytes beyond ASCII too (a log has no encoding). */
static void
add_quoted(Buf *line, Str text)
{
    buf_add_byte(line, '"');
    text = str_slice(text, 0, VALUE_LIMIT);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '"' || c == '\\')
            buf_addf(line, "\\%c", c);
        else if (c < 0x20 || c >= 0x7f)
            buf_addf(line, "\\u%04x", c);
        else
            buf_add_byte(line, (char)c);
    }
    buf_add_byte(line, '"');
}

static bool
is_plain(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c <= 0x20 || c >= 0x7f || c == '"' || c == '=' || c == '\\')
            return false;
    }
    return text.len > 0 && text.len <= VALUE_LIMIT;
}

static void
add_value(Buf *line, const LogField *field)
{
    switch (field->kind) {
    case LOG_NUMBER:
        buf_add_int(line, field->number);
        break;
    case LOG_BOOL:
        buf_add(line, field->number ? LIT("true") : LIT("false"));
        break;
    case LOG_TEXT:
        if (log_format == LOG_FORMAT_LOGFMT && is_plain(field->text))
            buf_add(line, field->text);
        else
            add_quoted(line, field->text);
        break;
    }
}

/* A field that does not fit is left out as a whole: half of one would not be JSON any more. */
static void
add_field(Buf *line, const LogField *field)
{
    size_t before = line->len;

    if (log_format == LOG_FORMAT_JSON)
        buf_addf(line, "%s\"%s\":", line->len > 1 ? "," : "", field->name);
    else
        buf_addf(line, "%s%s=", line->len ? " " : "", field->name);
    add_value(line, field);
    if (line->overflow)
        line->len = before;
    line->overflow = false;
}

static LogField
time_field(char *memory, size_t size)
{
    struct timespec now;
    struct tm parts;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)gmtime_r(&now.tv_sec, &parts);
    Buf text = buf_fixed(memory, size);
    buf_addf(&text, "%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
             parts.tm_hour, parts.tm_min, parts.tm_sec, now.tv_nsec / 1000000);
    return log_field_str("time", buf_str(&text));
}

void
log_write(LogLevel level, const char *event, const LogField *fields, size_t count)
{
    char memory[LINE_LIMIT], time_memory[64];
    Buf line = buf_fixed(memory, sizeof memory - 2);

    if (log_format == LOG_FORMAT_NONE)
        return;
    if (log_format == LOG_FORMAT_JSON)
        buf_add_byte(&line, '{');
    LogField head[] = { time_field(time_memory, sizeof time_memory), log_field_text("level", level_names[level]),
                        log_field_text("event", event) };
    for (size_t i = 0; i < COUNT_OF(head); i++)
        add_field(&line, &head[i]);
    for (size_t i = 0; i < count; i++)
        add_field(&line, &fields[i]);
    line.limit = line.cap = sizeof memory;
    buf_add(&line, log_format == LOG_FORMAT_JSON ? LIT("}\n") : LIT("\n"));
    ssize_t written = write(STDERR_FILENO, line.ptr, line.len);
    (void)written; /* a log that cannot be written must not stop a sign-in */
}

const char *
log_error_path(const Error *error, char *memory, size_t size)
{
    Buf text = buf_fixed(memory, size - 1);

    for (int i = 0; i < error->depth; i++) {
        const char *slash = strrchr(error->path[i].file, '/');
        buf_addf(&text, "%s%s:%d", i ? " < " : "", slash ? slash + 1 : error->path[i].file, error->path[i].line);
    }
    memory[text.len] = '\0';
    return memory;
}
