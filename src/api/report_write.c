/* report_write.c -- the panels of /reports for other programs: CSV and JSON.
 * SPDX-License-Identifier: ISC */
#include "api/report_write.h"

#include "base/str.h"
#include "codec/json.h"

#define EXPORT_LIMIT ((size_t)2 << 20)

/* What a spreadsheet would read as a formula: these first, also behind spaces. A full-width sign counts as its narrow one. */
static bool
is_formula(Str text)
{
    static const Str signs[] = { LIT_INIT("="),  LIT_INIT("+"),  LIT_INIT("-"),  LIT_INIT("−"), LIT_INIT("@"),
                                 LIT_INIT("\t"), LIT_INIT("\r"), LIT_INIT("\n"), LIT_INIT("|"), LIT_INIT("%"),
                                 LIT_INIT("＝"), LIT_INIT("＋"), LIT_INIT("－"), LIT_INIT("＠") };
    size_t start = 0;

    while (start < text.len && text.ptr[start] == ' ')
        start++;
    Str rest = str_slice(text, start, text.len);
    for (size_t i = 0; i < COUNT_OF(signs); i++)
        if (str_starts(rest, signs[i]))
            return true;
    return false;
}

void
report_write_cell(Buf *buf, Str text)
{
    bool formula = is_formula(text), quoted = formula;

    for (size_t i = 0; i < text.len; i++)
        quoted = quoted || text.ptr[i] == '"' || text.ptr[i] == ',' || text.ptr[i] == '\r' || text.ptr[i] == '\n';
    if (!quoted) {
        buf_add(buf, text);
        return;
    }
    //= rfc4180#2  If double-quotes are used to enclose fields, then a double-quote appearing inside a field must be escaped by
    //= preceding it with another double quote.
    buf_add(buf, formula ? LIT("\"'") : LIT("\""));
    for (size_t i = 0; i < text.len; i++) {
        buf_add_byte(buf, text.ptr[i]);
        if (text.ptr[i] == '"')
            buf_add_byte(buf, '"');
    }
    buf_add_byte(buf, '"');
}

static void
add_head(Buf *buf, const PanelColumn *column)
{
    if (column->kind == CELL_RATE)
        buf_addf(buf, "%s_count,%s_of,%s", column->key, column->key, column->key);
    else if (column->kind == CELL_TIME)
        buf_addf(buf, "%s_ms", column->key);
    else if (column->kind == CELL_ANY)
        buf_addf(buf, "%s,%s_unit,%s_of", column->key, column->key, column->key);
    else
        buf_addf(buf, "%s", column->key);
}

static bool
is_known(const Cell *cell)
{
    return !cell->hidden && (cell->number >= 0 || (cell->kind == CELL_CHANGE && cell->number != INT64_MIN));
}

static void
add_ms(Buf *buf, Micros time)
{
    buf_addf(buf, "%lld.%03lld", (long long)(time / MILLISECOND), (long long)(time % MILLISECOND));
}

static void
add_rate(Buf *buf, const Cell *cell)
{
    buf_addf(buf, "%lld,%lld,", (long long)cell->number, (long long)cell->whole);
    if (cell->whole >= REPORT_LEAST)
        buf_addf(buf, "%.4f", (double)cell->number / (double)cell->whole);
}

/* A column of several kinds: the number, what it is, and of how many. */
static void
add_any(Buf *buf, const Cell *cell)
{
    if (!is_known(cell))
        buf_add(buf, LIT(",,"));
    else if (cell->kind == CELL_RATE)
        buf_addf(buf, "%lld,of,%lld", (long long)cell->number, (long long)cell->whole);
    else if (cell->kind == CELL_TIME) {
        add_ms(buf, cell->number);
        buf_add(buf, LIT(",ms,"));
    } else
        buf_addf(buf, "%lld,count,", (long long)cell->number);
}

static void
add_cell(Buf *buf, Arena *arena, const Zone *zone, const PanelColumn *column, const Cell *cell)
{
    if (column->kind == CELL_ANY)
        add_any(buf, cell);
    else if (cell->kind == CELL_WORDS)
        report_write_cell(buf, message(LANGUAGE_en, cell->words));
    else if (cell->kind == CELL_TEXT)
        report_write_cell(buf, cell->text);
    else if (cell->kind == CELL_RATE)
        add_rate(buf, cell);
    else if (cell->kind == CELL_MOMENT || cell->kind == CELL_DAY)
        buf_add(buf, cell->number ? panel_iso(arena, zone, cell->number) : LIT(""));
    else if (is_known(cell) && cell->kind == CELL_TIME)
        add_ms(buf, cell->number);
    else if (is_known(cell))
        buf_addf(buf, "%lld", (long long)cell->number);
}

Error *
report_write_csv(Arena *arena, const ReportSet *set, PanelId id, Str *csv)
{
    Buf buf = buf_new(arena, EXPORT_LIMIT);
    Panel panel;

    panel_make(arena, set, id, &panel);
    for (size_t i = 0; i < panel.column_count; i++) {
        buf_add(&buf, i ? LIT(",") : LIT(""));
        add_head(&buf, &panel.columns[i]);
    }
    buf_add(&buf, LIT("\r\n"));
    for (size_t row = 0; row < panel.row_count; row++) {
        for (size_t i = 0; i < panel.column_count; i++) {
            buf_add(&buf, i ? LIT(",") : LIT(""));
            add_cell(&buf, arena, &set->range.zone, &panel.columns[i], panel_cell(&panel, row, i));
        }
        buf_add(&buf, LIT("\r\n"));
    }
    return buf_finish(&buf, "/reports.csv", csv);
}

/* ---- JSON ---- */

static void
json_ms(JsonOut *out, Arena *arena, Micros time)
{
    json_raw(out, str_format(arena, "%lld.%03lld", (long long)(time / MILLISECOND), (long long)(time % MILLISECOND)));
}

/* A rate never comes without what it is of. */
static void
json_rate(JsonOut *out, Arena *arena, const Cell *cell)
{
    json_open(out, '{');
    json_member_int(out, "numerator", cell->number);
    json_member_int(out, "denominator", cell->whole);
    json_key(out, "share");
    if (cell->whole >= REPORT_LEAST)
        json_raw(out, str_format(arena, "%.4f", (double)cell->number / (double)cell->whole));
    else
        json_none(out);
    json_close(out, '}');
}

static void
json_cell(JsonOut *out, Arena *arena, const Zone *zone, const Cell *cell)
{
    if (cell->kind == CELL_WORDS)
        json_str(out, message(LANGUAGE_en, cell->words));
    else if (cell->kind == CELL_TEXT)
        json_str(out, cell->text);
    else if (cell->kind == CELL_RATE)
        json_rate(out, arena, cell);
    else if ((cell->kind == CELL_MOMENT || cell->kind == CELL_DAY) && cell->number)
        json_str(out, panel_iso(arena, zone, cell->number));
    else if (!is_known(cell) || cell->kind == CELL_MOMENT || cell->kind == CELL_DAY)
        json_none(out);
    else if (cell->kind == CELL_TIME)
        json_ms(out, arena, cell->number);
    else
        json_int(out, cell->number);
}

static void
json_panel(JsonOut *out, Arena *arena, const ReportSet *set, PanelId id)
{
    Panel panel;

    panel_make(arena, set, id, &panel);
    json_key(out, panel.id);
    json_open(out, '{');
    json_member_str(out, "title", message(LANGUAGE_en, panel.title));
    json_member_str(out, "about", message(LANGUAGE_en, panel.about));
    json_key(out, "rows");
    json_open(out, '[');
    for (size_t row = 0; row < panel.row_count; row++) {
        json_open(out, '{');
        for (size_t i = 0; i < panel.column_count; i++) {
            const Cell *cell = panel_cell(&panel, row, i);
            json_key(out, cell->kind == CELL_TIME ? str_to_c(arena, str_format(arena, "%s_ms", panel.columns[i].key))
                                                  : panel.columns[i].key);
            json_cell(out, arena, &set->range.zone, cell);
        }
        json_close(out, '}');
    }
    json_close(out, ']');
    json_close(out, '}');
}

static void
json_definitions(JsonOut *out)
{
    static const struct {
        const char *name;
        MessageId means;
    } words[] = {
        { "flow", MESSAGE_reports_means_flow },           { "success_rate", MESSAGE_reports_means_success },
        { "technical", MESSAGE_reports_means_technical }, { "first_try", MESSAGE_reports_means_first },
        { "abandoned", MESSAGE_reports_means_abandoned }, { "typical", MESSAGE_reports_means_typical },
        { "signin", MESSAGE_reports_means_signin },       { "tests", MESSAGE_reports_means_test },
        { "active", MESSAGE_reports_means_active },       { "before", MESSAGE_reports_means_before },
    };

    json_key(out, "definitions");
    json_open(out, '{');
    for (size_t i = 0; i < COUNT_OF(words); i++)
        json_member_str(out, words[i].name, message(LANGUAGE_en, words[i].means));
    json_close(out, '}');
}

/* What was asked, and what was answered: edges are moved to where the figures are kept. */
static void
json_head(JsonOut *out, Arena *arena, const ReportSet *set)
{
    const Zone *zone = &set->range.zone;

    json_member_int(out, "schema", REPORT_SCHEMA);
    json_member_str(out, "time_zone", zone->name.len ? zone->name : LIT("UTC"));
    json_member_str(out, "from", panel_iso(arena, zone, set->report.since));
    json_member_str(out, "to", panel_iso(arena, zone, set->report.until));
    json_member_str(out, "provider", set->form.provider);
    json_member_str(out, "app", set->form.app);
    json_member_bool(out, "tests", set->range.tests == REPORT_WITH_TESTS);
    json_member_bool(out, "compared", set->compared);
    json_member_int(out, "updated", set->now / SECOND);
    json_key(out, "behind_ms");
    json_ms(out, arena, report_set_lag(set));
}

Error *
report_write_json(Arena *arena, const ReportSet *set, Str *json)
{
    Buf buf = buf_new(arena, EXPORT_LIMIT);
    JsonOut out = json_out(&buf);
    FigureSet figures = { .range = set->range, .figures = set->report.figures, .now = set->now };
    PanelId only = PANELS;

    if (set->form.panel.len && !panel_find(set->form.panel, &only))
        FAIL(E_INVALID_REQUEST, "there is no panel of this name");
    json_open(&out, '{');
    json_head(&out, arena, set);
    figures_report_members(&out, arena, &figures);
    json_definitions(&out);
    json_key(&out, "panels");
    json_open(&out, '{');
    for (int id = 0; id < PANELS; id++)
        if (only == PANELS || only == (PanelId)id)
            json_panel(&out, arena, set, (PanelId)id);
    json_close(&out, '}');
    json_close(&out, '}');
    return buf_finish(&buf, "/reports.json", json);
}
