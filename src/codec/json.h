/* json.h -- JSON into declared, typed fields (by jansson), and out through a bounded buffer. JSON is never kept as a tree
 * beyond these functions.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_JSON_H
#define LATCHSTRING_JSON_H

#include "base/arena.h"
#include "base/base.h"
#include "base/buf.h"
#include "base/error.h"

#define JSON_DEPTH_MAX   32
#define JSON_MEMBERS_MAX 1000

typedef enum JsonKind {
    JSON_STR,      /* Str */
    JSON_INT,      /* int64_t; a JSON integer, or a real without fraction within ±2^53 */
    JSON_BOOLEAN,  /* bool */
    JSON_STR_LIST, /* JsonStrList: an array of strings, or one string as a list of one */
    JSON_RAW,      /* Str: the member's own JSON text, compact (objects and arrays for a second look) */
    JSON_NESTED,   /* a struct inside the struct, filled by a table of its own (JSON_FIELD_NESTED) */
    JSON_RAW_LIST, /* JsonStrList: an array whose items are given as JSON text each */
} JsonKind;

typedef struct JsonStrList {
    Str *items;
    size_t count;
    bool was_list;
} JsonStrList;

typedef struct JsonField {
    const char *name; /* NULL ends the table */
    JsonKind kind;
    size_t offset;
    bool required;
    const struct JsonField *members; /* JSON_NESTED only */
} JsonField;

#define JSON_FIELD(type, member, kind, required)            \
    {                                                       \
#member, (kind), offsetof(type, member), (required) \
    }
#define JSON_FIELD_NAMED(type, name, member, kind, required) \
    {                                                        \
        (name), (kind), offsetof(type, member), (required)   \
    }
#define JSON_FIELD_NESTED(type, member, fields, required)                  \
    {                                                                      \
#member, JSON_NESTED, offsetof(type, member), (required), (fields) \
    }
#define JSON_FIELD_END           \
    {                            \
        NULL, JSON_STR, 0, false \
    }

/* Fill the struct from one JSON object. Duplicate names, depth over 32, more than 1,000 members in all, invalid UTF-8, NUL in
 * a string, trailing bytes, a member of another kind than declared, a missing required member: error `code`, naming the member.
 * Unknown members are ignored; null counts as absent. */
Error *json_decode(Arena *arena, ErrorCode code, Str text, const JsonField *fields, void *out) MUST_USE;

/* Writing: commas are put by themselves. Strings must be UTF-8 (asserted where they are ours, replaced where not). */
typedef struct JsonOut {
    Buf *buf;
    bool comma;
} JsonOut;

JsonOut json_out(Buf *buf);
void json_open(JsonOut *out, char bracket);  /* '{' or '[' */
void json_close(JsonOut *out, char bracket); /* '}' or ']' */
void json_key(JsonOut *out, const char *name);
void json_str(JsonOut *out, Str value);
void json_int(JsonOut *out, int64_t value);
void json_bool(JsonOut *out, bool value);
void json_none(JsonOut *out);
void json_raw(JsonOut *out, Str json);

/* A member of an object: name and value. */
void json_member_str(JsonOut *out, const char *name, Str value);
void json_member_int(JsonOut *out, const char *name, int64_t value);
void json_member_bool(JsonOut *out, const char *name, bool value);
void json_member_raw(JsonOut *out, const char *name, Str json);

#endif
