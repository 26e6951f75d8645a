/* override_node.h -- between the files override*.c: a template read (nodes), and checked, ready to run (ops).
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_OVERRIDE_NODE_H
#define LATCHSTRING_OVERRIDE_NODE_H

#include "pages/override.h"
#include "pages/page_fields.h"
#include "text/message.h"

#define OVERRIDE_NODES  20000                 /* of one page with its partials */
#define OVERRIDE_SOURCE ((size_t)1024 * 1024) /* bytes read for one page with its partials */
#define OVERRIDE_VALUES MESSAGE_PIECES        /* placeholders of one message */

typedef struct OverridePlace {
    const char *file;
    int line;
} OverridePlace;

#define OVERRIDE_REFUSE(place, format, ...) \
    FAIL(E_CONFIG, "%s:%d: " format, (place).file, (place).line __VA_OPT__(, ) __VA_ARGS__)

/* The beginning of a template's text, fit for an error's sentence. */
const char *override_quote(Arena *arena, Str text);

/* ---- read ---- */

typedef enum OverrideKind {
    OVERRIDE_TEXT,
    OVERRIDE_COMMENT,
    OVERRIDE_VALUE,
    OVERRIDE_URL,
    OVERRIDE_QUERY,
    OVERRIDE_MESSAGE,
    OVERRIDE_STYLE,
    OVERRIDE_IF,
    OVERRIDE_IFCHANGED,
    OVERRIDE_EACH,
    OVERRIDE_FILL,
    OVERRIDE_SLOT,
    OVERRIDE_PARTIAL,
    OVERRIDE_LAYOUT,
    OVERRIDE_ELSE,
    OVERRIDE_END,
} OverrideKind;

typedef struct OverrideNode OverrideNode;

typedef struct OverrideNodes {
    OverrideNode *first, *last;
} OverrideNodes;

struct OverrideNode {
    OverrideKind kind;
    OverridePlace place;
    Str text;            /* text, or the path of a value, or a name, or the key of a message; of an end: what it ends */
    Str count;           /* each: the path of the count; message: its values, "a=b c=d" */
    Str name;            /* each: the loop's variable */
    OverrideNodes body;  /* of a block */
    OverrideNodes other; /* after {{else}} */
    bool used;           /* fill: the layout has this slot */
    OverrideNode *next;
};

/* What one page may use up. */
typedef struct OverrideBudget {
    size_t nodes, bytes;
} OverrideBudget;

void override_parse_add(OverrideNodes *nodes, OverrideNode *node);
Error *override_parse_node(Arena *arena, OverrideBudget *budget, OverridePlace place, OverrideNode **node) MUST_USE;

/* What stands between {{ and }}: kind and words of the node. */
Error *override_tag_read(Arena *arena, Str inside, OverrideNode *node) MUST_USE;

/* The nodes of one file, blocks nested. */
Error *override_parse(Arena *arena, OverrideBudget *budget, const OverrideFile *file, OverrideNodes *nodes) MUST_USE;

/* ---- put together ---- */

typedef struct OverrideFolder {
    const OverrideFile *files; /* of the site */
    size_t count;
    bool *used; /* a page needs it */
} OverrideFolder;

/* A page with its layout and its partials; changed: a file of the site takes part. */
Error *override_assemble(Arena *arena, const OverrideFolder *folder, Str page, OverrideNodes *nodes,
                         bool *changed) MUST_USE;

/* ---- checked ---- */

/* Where a value is: in the page (base 0) or in the row of the nth loop around (base n). */
typedef struct OverrideSource {
    PageFieldKind kind;
    size_t base, offset;
    size_t holder;        /* where the struct that it is a member of begins */
    const PageFields *of; /* rows, struct */
    size_t count_offset;  /* rows: from the base */
    Str canonical;        /* the path from the page, without names of loops: "providers.url" */
} OverrideSource;

typedef struct OverrideLoop {
    Str name;
    const PageFields *row;
    Str canonical;
} OverrideLoop;

typedef struct OverrideScope {
    Arena *arena;
    const PageShape *page;
    OverrideLoop loops[OVERRIDE_DEPTH];
    size_t loop_count;
} OverrideScope;

/* The value that a path means here. */
Error *override_names_find(const OverrideScope *scope, OverridePlace place, Str path, OverrideSource *source) MUST_USE;

typedef struct OverrideValue {
    const char *name; /* of the placeholder */
    OverrideSource source;
} OverrideValue;

typedef struct OverrideOp OverrideOp;

struct OverrideOp {
    OverrideKind kind; /* text, value, url, query, message, if, ifchanged, each */
    Str text;
    OverrideSource source; /* value, url, query, if, ifchanged; each: the rows */
    MessageId message;
    bool plain; /* message: there can be no element here */
    OverrideValue *values;
    size_t value_count;
    const OverrideOp *body, *other;
    const OverrideOp *next;
};

/* The message and its values of {{t …}}. */
Error *override_names_message(const OverrideScope *scope, const OverrideNode *node, OverrideOp *op) MUST_USE;

/* What a page has in it: what its handler needs is looked for here (override_need.c). */
typedef struct OverrideFact OverrideFact;
struct OverrideFact {
    bool is_field;  /* of a form; else a value or rows that are shown */
    bool always;    /* outside of all blocks */
    Str action;     /* field: of its form, "{action_url}" for a value */
    Str name, type; /* field */
    Str value;      /* field: its value; else the value's canonical path */
    OverrideFact *next;
};

/* Follows the text of a page as a browser would, as far as needed to know where a value stands. */
typedef enum OverrideMode {
    OVERRIDE_IN_TEXT,
    OVERRIDE_IN_DOCTYPE,
    OVERRIDE_IN_TAG,
    OVERRIDE_IN_NAME,
    OVERRIDE_IN_EQUALS,
    OVERRIDE_IN_VALUE,
} OverrideMode;

/* What is known of the element that is being opened. */
typedef struct OverrideTag {
    Str name, action, method, field, type, value, source;
    bool has_value;
    size_t blocks; /* around it */
} OverrideTag;

#define OVERRIDE_ELEMENTS 64 /* in one another, at most */

typedef struct OverrideHtml {
    Arena *arena;
    OverrideMode mode;
    Str stack[OVERRIDE_ELEMENTS]; /* open elements */
    size_t depth;
    OverrideTag tag;
    Str attribute, written; /* its value so far, {path} for a value; cut when it is long */
    bool glued;             /* in a tag: an attribute ended right here, a space must follow */
    bool begun, asked;      /* an address: something was written, its ? was */
    bool whole;             /* it was written by {{url}}: nothing may follow */
    bool in_form, posts;
    Str action; /* of the form */
    size_t blocks;
    OverrideFact **facts;
} OverrideHtml;

Error *override_html_text(OverrideHtml *html, const OverrideNode *node) MUST_USE;
Error *override_html_value(OverrideHtml *html, const OverrideNode *node, const OverrideSource *source) MUST_USE;
Error *override_html_style(OverrideHtml *html, const OverrideNode *node) MUST_USE;
Error *override_html_message(OverrideHtml *html, const OverrideNode *node, bool *plain) MUST_USE;
/* A block begins here. */
Error *override_html_block(OverrideHtml *html, const OverrideNode *node) MUST_USE;
/* A branch of it ends in inner; it began in html. */
Error *override_html_branch(OverrideHtml *html, OverrideHtml *inner, const OverrideNode *node) MUST_USE;
/* The page ends. */
Error *override_html_end(const OverrideHtml *html, const char *file) MUST_USE;
void override_html_fact(OverrideHtml *html, OverrideFact fact);

/* What may stand in a page of a site's own. */
bool override_allow_element(Str name);
bool override_allow_void(Str name);
bool override_allow_attribute(Str element, Str name);
bool override_allow_meta(Str name);
bool override_allow_is_address(Str attribute);
/* The beginning of an address that is written out; link: it may lead to another host (<a href>). */
bool override_allow_address(Str text, bool link);

/* Check a page and make it ready to run. */
Error *override_check(Arena *arena, const PageShape *page, const char *file, const OverrideNodes *nodes,
                      const OverrideOp **ops) MUST_USE;

/* What the handlers need of a page is there. */
Error *override_need_check(const char *page, const char *file, const OverrideFact *facts) MUST_USE;

/* Run one. */
void override_run(const OverrideOp *ops, Buf *buf, const void *page);

#endif
