/* report_view.h -- a set of figures as the page /reports: panels, charts, answers, addresses.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_REPORT_VIEW_H
#define LATCHSTRING_REPORT_VIEW_H

#include "api/panel.h"
#include "pages/panels.h"

typedef struct ReportView {
    Arena *arena;
    LanguageId language;
    const ReportSet *set;
} ReportView;

/* An address of ours with all that was asked, but `name`, which becomes value ("": left out). name NULL: as it is. */
Str report_view_url(const ReportView *view, const char *path, const char *name, Str value);

/* "/reports?range=custom&from=…&to=…": what lies between two moments. */
Str report_view_url_between(const ReportView *view, Micros since, Micros until);

/* A panel as the page shows it. */
void report_view_panel(const ReportView *view, PanelId id, PagePanel *page);

/* report_chart.c: the charts of a panel. panel is of the same id. */
void report_chart_add(const ReportView *view, PanelId id, const Panel *panel, PagePanel *page, PageCell *cells);
const Chart *report_chart_spark(const ReportView *view, const char *id, const int64_t *values, size_t count);

/* The large figures at the top; returns how many. attention: steps that are slow or failing now; -1: not known. */
size_t report_view_answers(const ReportView *view, int64_t attention, const PageAnswer **answers);

#endif
