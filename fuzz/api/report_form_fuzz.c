/* report_form_fuzz.c -- any bytes as what /reports is asked for: it is refused in words, or a range that holds together, whose address
 * asks for the same again.
 * SPDX-License-Identifier: ISC */
#include "api/report_view.h"
#include "base/str.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW ((Micros)20517 * DAY + 14 * HOUR + 32 * MINUTE)

static const ReportAsker asker = { .zone = LIT_INIT("Europe/Berlin"), .now = NOW };

static void
check_range(const ReportRange *range)
{
    assert(range->since < range->until);
    assert(range->until - range->since <= (Micros)5 * 366 * DAY + DAY);
    assert(range->until <= NOW + MINUTE);
    assert(range->name.len > 0);
}

/* Both ask for the same time, if the moments of the address are those of a minute. */
static void
check_same(const ReportRange *range, const ReportRange *again)
{
    assert(str_equal(range->name, again->name));
    assert(range->since == again->since && range->until == again->until);
    assert(str_equal(range->provider, again->provider) && str_equal(range->app, again->app));
    assert(range->clients == again->clients && range->tests == again->tests);
    assert(str_equal(range->zone.name, again->zone.name));
}

/* What stands in the links of the page is read as the page itself was. */
static void
check_comes_back(Arena *arena, const ReportSet *set)
{
    const ReportView view = { .arena = arena, .language = LANGUAGE_en, .set = set };
    Str url = report_view_url(&view, "/reports", NULL, LIT(""));
    Str query = str_slice(url, url.len > sizeof "/reports" ? sizeof "/reports" : url.len, url.len);
    ReportForm form = { 0 };
    ReportRange again;

    assert(str_starts(url, LIT("/reports")));
    for (size_t i = 0; i < url.len; i++)
        assert(url.ptr[i] > ' ' && url.ptr[i] != '"' && url.ptr[i] != '<' && url.ptr[i] != '\x7f');
    Error *error = form_decode(arena, query, report_set_fields, &form);
    assert(!error);
    error = report_set_range(arena, &form, &asker, &again);
    assert(!error);
    check_same(&set->range, &again);
    assert(str_equal(form.step, set->form.step) && str_equal(form.compare, set->form.compare));
}

/* A column of a chart leads to its own time. */
static void
check_between(Arena *arena, const ReportSet *set)
{
    const ReportView view = { .arena = arena, .language = LANGUAGE_en, .set = set };
    Str url = report_view_url_between(&view, set->range.since, set->range.until);
    ReportForm form = { 0 };

    Error *error = form_decode(arena, str_slice(url, sizeof "/reports", url.len), report_set_fields, &form);
    assert(!error);
    assert(str_equal(form.range, LIT("custom")) && form.step.len == 0);
    assert(form.from.len == 16 && form.to.len == 16);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new((size_t)64 << 20);
    Str text = { (const char *)data, size };

    assert(arena);
    ReportSet *set = ARENA_NEW(arena, ReportSet, 1);
    Error *error = form_decode(arena, text, report_set_fields, &set->form);
    if (!error)
        error = report_set_range(arena, &set->form, &asker, &set->range);
    if (error) {
        assert(error->code == E_INVALID_REQUEST && error->text[0]);
    } else {
        check_range(&set->range);
        check_comes_back(arena, set);
        check_between(arena, set);
    }
    arena_free(arena);
    return 0;
}
