/* report_view.c -- a set of figures as the page /reports: panels and addresses.
 * SPDX-License-Identifier: ISC */
#include "api/report_view.h"

#include "base/str.h"
#include "codec/zone.h"

#define URL_LIMIT 4096

/* What stands in the address, in this order. */
static const struct {
    const char *name;
    size_t offset;
} stated[] = {
    { "range", offsetof(ReportForm, range) }, { "from", offsetof(ReportForm, from) },
    { "to", offsetof(ReportForm, to) },       { "provider", offsetof(ReportForm, provider) },
    { "app", offsetof(ReportForm, app) },     { "compare", offsetof(ReportForm, compare) },
    { "tz", offsetof(ReportForm, tz) },       { "tests", offsetof(ReportForm, tests) },
    { "step", offsetof(ReportForm, step) },
};

static Str
value_of(const ReportForm *form, size_t i)
{
    return *(const Str *)((const char *)form + stated[i].offset);
}

static Str
make_url(Arena *arena, const char *path, const ReportForm *form, const char *name, Str value)
{
    Buf buf = buf_new(arena, URL_LIMIT);
    bool placed = name == NULL;

    buf_addf(&buf, "%s?", path);
    for (size_t i = 0; i < COUNT_OF(stated); i++) {
        bool replaced = name && str_equal(str_from_c(name), str_from_c(stated[i].name));
        Str kept = replaced ? value : value_of(form, i);
        placed = placed || replaced;
        if (kept.len)
            form_add(&buf, str_from_c(stated[i].name), kept);
    }
    if (!placed && value.len)
        form_add(&buf, str_from_c(name), value);
    Str url = buf_str(&buf);
    return str_ends(url, LIT("?")) ? str_slice(url, 0, url.len - 1) : url;
}

Str
report_view_url(const ReportView *view, const char *path, const char *name, Str value)
{
    return make_url(view->arena, path, &view->set->form, name, value);
}

static Str
clock_of(const ReportView *view, Micros moment)
{
    ZoneTime at = zone_time(&view->set->range.zone, moment);

    return str_format(view->arena, "%04d-%02d-%02dT%02d:%02d", at.year, at.month, at.day, at.hour, at.minute);
}

Str
report_view_url_between(const ReportView *view, Micros since, Micros until)
{
    ReportForm form = view->set->form;

    form.range = LIT("custom");
    form.from = clock_of(view, since);
    form.to = clock_of(view, until);
    form.step = LIT("");
    return make_url(view->arena, "/reports", &form, NULL, LIT(""));
}

/* The columns that a page writes into the first cell: the code of a cause, and what to do about it. */
static bool
is_folded(const PanelColumn *column)
{
    Str key = str_from_c(column->key);

    return str_equal(key, LIT("todo")) || str_equal(key, LIT("cause"));
}

static void
fold(const ReportView *view, const PanelColumn *column, const Cell *cell, PageCell *into)
{
    if (str_equal(str_from_c(column->key), LIT("cause")))
        into->code = cell->text;
    else
        into->small = message(view->language, cell->words);
}

static PageCell
show(const ReportView *view, const PanelColumn *column, const Cell *cell)
{
    bool is_text =
        cell->kind == CELL_TEXT || cell->kind == CELL_WORDS || cell->kind == CELL_MOMENT || cell->kind == CELL_DAY;
    PageCell made = { .text = panel_words(view->arena, view->language, &view->set->range.zone, cell),
                      .label = message(view->language, column->head),
                      .num = !is_text };

    if (str_equal(str_from_c(column->key), LIT("trace")) && made.text.len) {
        made.code = made.text;
        made.text = LIT("");
    }
    return made;
}

static size_t
shown_columns(const Panel *panel)
{
    size_t count = 0;

    for (size_t i = 0; i < panel->column_count; i++)
        count += !is_folded(&panel->columns[i]);
    return count;
}

static void
show_heads(const ReportView *view, const Panel *panel, PagePanel *page)
{
    PageHead *heads = ARENA_NEW(view->arena, PageHead, panel->column_count);

    for (size_t i = 0; i < panel->column_count; i++) {
        CellKind kind = panel->columns[i].kind;
        bool num = kind != CELL_TEXT && kind != CELL_WORDS && kind != CELL_MOMENT && kind != CELL_DAY;
        if (!is_folded(&panel->columns[i]))
            heads[page->head_count++] = (PageHead){ message(view->language, panel->columns[i].head), num, NULL };
    }
    page->heads = heads;
}

static PageCell *
show_rows(const ReportView *view, const Panel *panel, PagePanel *page)
{
    size_t width = shown_columns(panel);
    PageCell *cells = ARENA_NEW(view->arena, PageCell, panel->row_count * width + 1);
    PageRow *rows = ARENA_NEW(view->arena, PageRow, panel->row_count + 1);

    for (size_t row = 0; row < panel->row_count; row++) {
        PageCell *first = &cells[row * width];
        size_t at = 0;
        for (size_t i = 0; i < panel->column_count; i++) {
            const Cell *cell = panel_cell(panel, row, i);
            if (is_folded(&panel->columns[i]))
                fold(view, &panel->columns[i], cell, first);
            else
                first[at++] = show(view, &panel->columns[i], cell);
        }
        rows[row] = (PageRow){ first, width, false };
    }
    page->rows = rows;
    page->row_count = panel->row_count;
    return cells;
}

/* "Sign-ins that got no further than step 4": the panel of the step that was chosen. */
static Str
title_of(const ReportView *view, PanelId id, const Panel *panel)
{
    if (id != PANEL_FAILURES || view->set->step == 0)
        return message(view->language, panel->title);
    return message_fill(view->arena, view->language, MESSAGE_reports_step_chosen,
                        MESSAGE_NUMBER("step", view->set->step));
}

void
report_view_panel(const ReportView *view, PanelId id, PagePanel *page)
{
    Panel panel;
    PagePanel made = { 0 };

    panel_make(view->arena, view->set, id, &panel);
    made.id = str_from_c(panel.id);
    made.title = title_of(view, id, &panel);
    made.about = message(view->language, panel.about);
    made.empty =
        message(view->language, id == PANEL_CAUSES ? MESSAGE_reports_causes_none : MESSAGE_reports_empty_panel);
    made.csv_url = report_view_url(view, "/reports.csv", "panel", made.id);
    if (id == PANEL_FAILURES)
        made.clear_url = report_view_url(view, "/reports", "step", LIT(""));
    show_heads(view, &panel, &made);
    PageCell *cells = show_rows(view, &panel, &made);
    report_chart_add(view, id, &panel, &made, cells);
    *page = made;
}
