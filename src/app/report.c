/* report.c -- latchstring flow and latchstring report: the same figures as /flow.json, and as /reports, its JSON and its CSV.
 * SPDX-License-Identifier: ISC */
#include "app/user.h"

#include "api/panel.h"
#include "api/report_write.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "app/terminal.h"
#include "text/number.h"

#include <langinfo.h>
#include <locale.h>

#define OUTPUT_LIMIT ((size_t)1 << 20)
#define BAR_WIDTH    28
#define CELL_WIDTH   40 /* of words: longer ones are cut */

/* ---- latchstring report ---- */

/* How the terminal is written on. */
typedef struct Terminal {
    Arena *arena;
    Buf *buf;
    bool utf8; /* blocks of eighths; else # and . */
} Terminal;

static bool
speaks_utf8(void)
{
    locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);

    if (!locale)
        return false;
    bool utf8 = str_equal(str_from_c(nl_langinfo_l(CODESET, locale)), LIT("UTF-8"));
    freelocale(locale);
    return utf8;
}

static void
print_bar(const Terminal *terminal, int64_t part, int64_t whole)
{
    static const char *const eighths[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
    double share = whole > 0 && part > 0 ? (double)part / (double)whole : 0;
    int filled = (int)((share < 1 ? share : 1) * BAR_WIDTH * 8 + .5), width = filled / 8;

    for (int i = 0; i < width; i++)
        buf_addf(terminal->buf, "%s", terminal->utf8 ? "█" : "#");
    if (terminal->utf8 && filled % 8) {
        buf_addf(terminal->buf, "%s", eighths[filled % 8]);
        width++;
    }
    for (int i = width; i < BAR_WIDTH; i++)
        buf_addf(terminal->buf, "%s", terminal->utf8 ? " " : ".");
}

/* Characters, as good as columns: the words are English, and names that are not may stand a little off. */
static size_t
width_of(Str text)
{
    size_t width = 0;

    for (size_t i = 0; i < text.len; i++)
        width += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
    return width;
}

static Str
cut_to(Arena *arena, Str text, size_t limit)
{
    size_t width = 0, i = 0;

    if (width_of(text) <= limit)
        return text;
    for (; i < text.len && width < limit; i++)
        width += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
    while (i > 0 && width == limit && ((unsigned char)text.ptr[i - 1] & 0xc0) == 0x80)
        i--;
    return str_format(arena, "%.*s…", (int)(i ? i - 1 : 0), text.ptr);
}

static Str
shown(const Terminal *terminal, const ReportSet *set, const Cell *cell)
{
    Buf clean = buf_new(terminal->arena, 4096);

    terminal_text(&clean, panel_words(terminal->arena, LANGUAGE_en, &set->range.zone, cell), false, 0);
    return cut_to(terminal->arena, buf_str(&clean), CELL_WIDTH);
}

/* Which number of a panel's rows the bars show: the column, or none. */
static size_t
bar_column(PanelId id)
{
    static const size_t columns[PANELS] = {
        [PANEL_FUNNEL] = 2,    [PANEL_FAILURES] = 4, [PANEL_SERIES] = 1, [PANEL_CAUSES] = 4, [PANEL_REFUSED] = 4,
        [PANEL_PROVIDERS] = 1, [PANEL_APPS] = 1,     [PANEL_PEOPLE] = 1, [PANEL_ACTIVE] = 1
    };

    return columns[id];
}

/* What a terminal has no room for: what to do, and groups; they are on the page. */
static bool
is_left_out(const PanelColumn *column)
{
    Str key = str_from_c(column->key);

    return str_equal(key, LIT("todo")) || str_equal(key, LIT("group")) || str_equal(key, LIT("note"));
}

static void
pad(Buf *buf, Str text, size_t width, bool right)
{
    size_t spaces = width > width_of(text) ? width - width_of(text) : 0;

    for (size_t i = 0; right && i < spaces; i++)
        buf_add_byte(buf, ' ');
    buf_add(buf, text);
    for (size_t i = 0; !right && i < spaces; i++)
        buf_add_byte(buf, ' ');
    buf_add(buf, LIT("  "));
}

static void
print_row(const Terminal *terminal, const Panel *panel, const Str *texts, const size_t *widths)
{
    for (size_t i = 0; i < panel->column_count; i++) {
        CellKind kind = panel->columns[i].kind;
        bool words = kind == CELL_TEXT || kind == CELL_WORDS || kind == CELL_MOMENT || kind == CELL_DAY;
        if (!is_left_out(&panel->columns[i]))
            pad(terminal->buf, texts[i], widths[i], !words);
    }
}

static void
print_panel(const Terminal *terminal, const ReportSet *set, PanelId id)
{
    size_t widths[PANEL_COLUMNS] = { 0 }, bars = bar_column(id);
    int64_t largest = 0;
    Panel panel;

    panel_make(terminal->arena, set, id, &panel);
    Str *texts = ARENA_NEW(terminal->arena, Str, (panel.row_count + 1) * panel.column_count);
    for (size_t i = 0; i < panel.column_count; i++)
        texts[i] = message(LANGUAGE_en, panel.columns[i].head);
    for (size_t row = 0; row < panel.row_count; row++)
        for (size_t i = 0; i < panel.column_count; i++)
            texts[(row + 1) * panel.column_count + i] = shown(terminal, set, panel_cell(&panel, row, i));
    for (size_t i = 0; i < (panel.row_count + 1) * panel.column_count; i++) {
        size_t width = width_of(texts[i]);
        widths[i % panel.column_count] =
            width > widths[i % panel.column_count] ? width : widths[i % panel.column_count];
    }
    for (size_t row = 0; bars && row < panel.row_count; row++)
        largest = panel_cell(&panel, row, bars)->number > largest ? panel_cell(&panel, row, bars)->number : largest;

    buf_addf(terminal->buf, "\n%.*s\n", STR_ARG(message(LANGUAGE_en, panel.title)));
    if (panel.row_count == 0)
        buf_addf(terminal->buf, "  %.*s\n", STR_ARG(message(LANGUAGE_en, MESSAGE_reports_none)));
    for (size_t row = 0; panel.row_count && row <= panel.row_count; row++) {
        buf_add(terminal->buf, LIT("  "));
        print_row(terminal, &panel, &texts[row * panel.column_count], widths);
        if (row && bars)
            print_bar(terminal, panel_cell(&panel, row - 1, bars)->number, largest);
        buf_add(terminal->buf, LIT("\n"));
    }
}

static Error *
write_report(Arena *arena, const CommandLine *line, const ReportSet *set, Buf *buf)
{
    Terminal terminal = { arena, buf, speaks_utf8() };
    PanelId only = PANELS;
    Str text;

    if (line->panel.len)
        (void)panel_find(line->panel, &only);
    if (line->csv || line->json) {
        TRY(line->csv ? report_write_csv(arena, set, only == PANELS ? PANEL_FUNNEL : only, &text)
                      : report_write_json(arena, set, &text));
        buf_add(buf, text);
        buf_add(buf, line->json ? LIT("\n") : LIT(""));
        return NULL;
    }
    buf_addf(buf, "%.*s – %.*s\n", STR_ARG(panel_iso(arena, &set->range.zone, set->report.since)),
             STR_ARG(panel_iso(arena, &set->range.zone, set->report.until)));
    for (int id = 0; id < PANELS; id++)
        if (only == (PanelId)id || (only == PANELS && id != PANEL_FAILURES))
            print_panel(&terminal, set, (PanelId)id);
    return NULL;
}

/* ---- both ---- */

static Error *
print_report_figures(Arena *arena, const CommandLine *line, const House *house, Buf *buf)
{
    FigureSources sources = house_figures(house);
    ReportForm form = { .range = line->range, .panel = line->panel };
    ReportAsker asker = { .zone = house->config->reports_time_zone, .now = clock_now(&clock_system), .admin = true };
    ReportSet *set = ARENA_NEW(arena, ReportSet, 1);

    TRY(report_set_collect(&sources, arena, &form, &asker, set));
    return write_report(arena, line, set, buf);
}

typedef Error *(*Printing)(Arena *arena, const CommandLine *line, const House *house, Buf *buf);

static Error *
run(Arena *arena, const CommandLine *line, char **environment, Printing printing)
{
    Buf buf = buf_new(arena, OUTPUT_LIMIT);
    Config config;
    House house;
    Str text;

    TRY(user_open(arena, line, environment, &config, &house));
    Error *error = printing(arena, line, &house, &buf);
    house_close(&house);
    TRY(error);
    TRY(buf_finish(&buf, "the figures", &text));
    return command_print(text);
}

/* A wrong word is a matter of usage, and said before anything is opened. */
static Error *
check_words(const CommandLine *line)
{
    ReportRange range;
    PanelId id;

    if (line->range.len && reports_range(line->range, 0, &range))
        FAIL(E_USAGE, "--range is 1h, 24h, 7d, 30d or 90d, not \"%.*s\"", STR_ARG(str_slice(line->range, 0, 40)));
    if (line->panel.len && !panel_find(line->panel, &id))
        FAIL(E_USAGE,
             "--panel is answer, funnel, series, causes, refused, providers, apps, times, people, active, sessions or "
             "pipeline");
    if (line->json && line->csv)
        FAIL(E_USAGE, "--json and --csv: choose one");
    return NULL;
}

Error *
report_run(Arena *arena, const CommandLine *line, char **environment)
{
    TRY(check_words(line));
    return run(arena, line, environment, print_report_figures);
}
