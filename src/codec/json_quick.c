/* json_quick.c -- member after member, each looked for from the one before it on: so none comes twice, and all is one pass.
 * SPDX-License-Identifier: ISC */
#include "codec/json_quick.h"

#include <string.h>

#define DIGITS_MAX 18

typedef struct Quick {
    const char *at, *end;
} Quick;

static bool
cut_byte(Quick *quick, char byte)
{
    if (quick->at == quick->end || *quick->at != byte)
        return false;
    quick->at++;
    return true;
}

static bool
cut_word(Quick *quick, Str word)
{
    if ((size_t)(quick->end - quick->at) < word.len || memcmp(quick->at, word.ptr, word.len) != 0)
        return false;
    quick->at += word.len;
    return true;
}

/* Plain: what means itself, and is one byte. */
static bool
cut_string(Quick *quick, Str *string)
{
    const char *at = quick->at;

    if (at == quick->end || *at != '"')
        return false;
    const char *start = ++at;
    while (at < quick->end && *at >= ' ' && *at <= '~' && *at != '"' && *at != '\\')
        at++;
    if (at == quick->end || *at != '"')
        return false;
    *string = (Str){ start, (size_t)(at - start) };
    quick->at = at + 1;
    return true;
}

/* What follows the digits is looked at by who reads on: a fraction or an exponent is no comma. */
static bool
cut_int(Quick *quick, int64_t *number)
{
    bool negative = cut_byte(quick, '-');
    const char *at = quick->at;
    int64_t value = 0;

    while (at < quick->end && *at >= '0' && *at <= '9' && at - quick->at < DIGITS_MAX)
        value = value * 10 + (*at++ - '0');
    if (at == quick->at || (*quick->at == '0' && (at - quick->at > 1 || negative)))
        return false;
    quick->at = at;
    *number = negative ? -value : value;
    return true;
}

static bool
cut_bool(Quick *quick, bool *value)
{
    *value = cut_word(quick, LIT("true"));
    return *value || cut_word(quick, LIT("false"));
}

static bool cut_object(Quick *quick, const JsonField *fields, void *out);

static bool
cut_value(Quick *quick, const JsonField *field, void *at)
{
    switch (field->kind) {
    case JSON_STR:
        return cut_string(quick, at);
    case JSON_INT:
        return cut_int(quick, at);
    case JSON_BOOLEAN:
        return cut_bool(quick, at);
    case JSON_NESTED:
        return cut_object(quick, field->members, at);
    case JSON_STR_LIST:
    case JSON_RAW:
    case JSON_RAW_LIST:
        return false;
    }
    return false;
}

/* Passes over fields that are not there, unless one must be. */
static const JsonField *
find_field(const JsonField *field, Str name)
{
    for (; field->name; field++) {
        if (strncmp(field->name, name.ptr, name.len) == 0 && field->name[name.len] == '\0')
            return field;
        if (field->required)
            return NULL;
    }
    return NULL;
}

static bool
is_optional(const JsonField *field)
{
    for (; field->name; field++)
        if (field->required)
            return false;
    return true;
}

static bool
cut_object(Quick *quick, const JsonField *fields, void *out)
{
    const JsonField *field = fields;
    Str name;

    if (!cut_byte(quick, '{'))
        return false;
    if (cut_byte(quick, '}'))
        return is_optional(field);
    do {
        if (!cut_string(quick, &name) || !cut_byte(quick, ':'))
            return false;
        field = find_field(field, name);
        if (!field || !cut_value(quick, field, (char *)out + field->offset))
            return false;
        field++;
    } while (cut_byte(quick, ','));
    return cut_byte(quick, '}') && is_optional(field);
}

bool
json_quick(Str text, const JsonField *fields, void *out)
{
    Quick quick = { text.ptr, text.ptr + text.len };

    return text.len > 0 && cut_object(&quick, fields, out) && quick.at == quick.end;
}
