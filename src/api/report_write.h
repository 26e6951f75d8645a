/* report_write.h -- the panels of /reports for other programs: CSV and JSON.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_REPORT_WRITE_H
#define LATCHSTRING_REPORT_WRITE_H

#include "api/panel.h"

#define REPORT_SCHEMA 2 /* of /reports.json: it grows when a member changes its meaning or goes */

/* RFC 4180, UTF-8, CRLF. A rate is three columns: key_count, key_of and key (a share of 1, empty when fewer than REPORT_LEAST); a
 * time is key_ms; a column of several kinds is key, key_unit and key_of. Cells that a spreadsheet would take for a formula begin with '. */
Error *report_write_csv(Arena *arena, const ReportSet *set, PanelId id, Str *csv) MUST_USE;

/* One cell of CSV, quoted where it must be. */
void report_write_cell(Buf *buf, Str text);

/* {"schema":2,"range":…,"definitions":…,"panels":…}; only one panel when the form names it. */
Error *report_write_json(Arena *arena, const ReportSet *set, Str *json) MUST_USE;

#endif
