/* page_fields.h -- the structs of pages.h as tables, for templates that are read at run time; and the built-in templates. Made at build
 * by tools/page_fields.py.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_PAGE_FIELDS_H
#define LATCHSTRING_PAGE_FIELDS_H

#include "base/base.h"

/* What a field is in C. */
typedef enum PageFieldKind {
    PAGE_FIELD_TEXT,   /* Str */
    PAGE_FIELD_BOOL,   /* bool */
    PAGE_FIELD_NUMBER, /* int64_t */
    PAGE_FIELD_INT,    /* int */
    PAGE_FIELD_COUNT,  /* size_t */
    PAGE_FIELD_CHART,  /* const Chart * */
    PAGE_FIELD_ROWS,   /* const T *, with its count */
    PAGE_FIELD_STRUCT, /* a struct in the struct */
} PageFieldKind;

typedef struct PageFields PageFields;

typedef struct PageField {
    const char *name;
    PageFieldKind kind;
    size_t offset;
    const PageFields *of; /* rows, struct: of what */
    size_t count_offset;  /* rows: where their count is, a size_t in the same struct */
} PageField;

struct PageFields {
    const char *name;
    const PageField *fields; /* NULL: it is a Str */
    size_t count;
    size_t size; /* bytes of one */
};

/* Of a row that is a Str. */
extern const PageFields page_fields_text;

typedef struct PageShape {
    const char *name; /* "signin" */
    const PageFields *fields;
} PageShape;

extern const PageShape page_fields_pages[];
extern const size_t page_fields_page_count;

typedef struct PageTemplate {
    Str name; /* without .html */
    Str text;
} PageTemplate;

/* The templates of this folder, pages and partials, by name. */
extern const PageTemplate page_fields_builtin[];
extern const size_t page_fields_builtin_count;

#endif
