/* panels.h -- what the page /reports is made of: answers with a sparkline each, panels of a chart and a table. Texts are ready to show.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_PANELS_H
#define LATCHSTRING_PANELS_H

#include "pages/chart.h"

typedef struct PageCell {
    Str text;
    Str url;   /* a local path that the text leads to; "" for none */
    Str small; /* a second line, "" for none */
    Str code;  /* after it, in the type of codes; "" for none */
    Str label; /* the column's head again, for narrow screens */
    bool num;
    const Chart *chart; /* under the text; NULL for none */
} PageCell;

typedef struct PageRow {
    const PageCell *cells;
    size_t cell_count;
    bool chosen;
} PageRow;

typedef struct PageHead {
    Str text;
    bool num;
    const Chart *chart;
} PageHead;

typedef struct PageLegend {
    Str words;
    const char *tone;
    const Chart *swatch;
} PageLegend;

typedef struct PagePanel {
    Str id, title, about;
    Str empty; /* said when there are no rows */
    Str csv_url;
    const Chart *chart; /* then the table is folded away; NULL: the table is the chart */
    const PageLegend *legend;
    size_t legend_count;
    const PageHead *heads;
    size_t head_count;
    const PageRow *rows;
    size_t row_count;
    Str clear_url; /* takes a choice away: "" for none */
} PagePanel;

typedef struct PageAnswer {
    Str value, words, change;
    const Chart *spark; /* NULL for none */
} PageAnswer;

typedef struct PageOption {
    Str value, words, url;
    bool current;
} PageOption;

#endif
