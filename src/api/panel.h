/* panel.h -- the panels of /reports as tables of typed cells: the page, CSV, JSON and the command print the same ones.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_PANEL_H
#define LATCHSTRING_PANEL_H

#include "api/report_set.h"
#include "text/message.h"

typedef enum CellKind {
    CELL_TEXT,   /* a name, a code: text */
    CELL_WORDS,  /* a message: words; exports give it in English */
    CELL_STEP,   /* a number that is a name: 1 to 7 */
    CELL_COUNT,  /* number; -1: not known */
    CELL_RATE,   /* number of whole */
    CELL_TIME,   /* a duration: number, microseconds; -1: not known */
    CELL_MOMENT, /* number, microseconds since 1970; 0: never */
    CELL_DAY,    /* the same, a day of the zone's calendar */
    CELL_CHANGE, /* a count with its sign: number; INT64_MIN: nothing to compare with */
    CELL_ANY,    /* of a column whose rows are of several kinds (count, rate, time) */
} CellKind;

typedef struct Cell {
    CellKind kind;
    Str text;
    MessageId words;
    int64_t number, whole;
    bool hidden; /* of too few people for this reader */
} Cell;

typedef struct PanelColumn {
    const char *key; /* in the exports */
    MessageId head;
    CellKind kind;
} PanelColumn;

#define PANEL_COLUMNS 10

typedef struct Panel {
    const char *id;
    MessageId title, about;
    const PanelColumn *columns;
    size_t column_count;
    Cell *cells; /* row after row */
    size_t row_count;
} Panel;

typedef enum PanelId {
    PANEL_ANSWER,
    PANEL_FUNNEL,
    PANEL_FAILURES, /* of the step that was chosen; without rows else */
    PANEL_SERIES,
    PANEL_CAUSES,
    PANEL_REFUSED,
    PANEL_PROVIDERS,
    PANEL_APPS,
    PANEL_TIMES,
    PANEL_PEOPLE,
    PANEL_ACTIVE,
    PANEL_SESSIONS,
    PANEL_PIPELINE,
    PANELS
} PanelId;

void panel_make(Arena *arena, const ReportSet *set, PanelId id, Panel *panel);

/* false when no panel has this name. */
bool panel_find(Str name, PanelId *id);
const char *panel_name(PanelId id);

const Cell *panel_cell(const Panel *panel, size_t row, size_t column);

/* The cell as a person reads it. */
Str panel_words(Arena *arena, LanguageId language, const Zone *zone, const Cell *cell);

/* "2026-11-22T14:32:05+01:00" */
Str panel_iso(Arena *arena, const Zone *zone, Micros moment);

/* What a cause means and what to do, in plain words. */
MessageId panel_cause_means(Str cause);
MessageId panel_cause_todo(Str cause);
MessageId panel_group(ErrorGroup group);
MessageId panel_step(int step);

#endif
