/* override_run.c -- writes a page by its checked template. Every value goes through the functions that the compiled pages use.
 * SPDX-License-Identifier: ISC */
#include "pages/override_node.h"

#include "base/str.h"
#include "pages/page_value.h"

#include <assert.h>
#include <string.h>

typedef struct Run {
    Buf *buf;
    LanguageId language;
    const char *bases[OVERRIDE_DEPTH + 1]; /* the page, then the rows of the loops around */
    size_t sizes[OVERRIDE_DEPTH + 1];      /* of those rows */
    size_t at[OVERRIDE_DEPTH + 1];         /* which row it is */
    size_t loops;
} Run;

static void
get(const Run *run, const OverrideSource *source, void *value, size_t size)
{
    assert(source->base <= run->loops);
    memcpy(value, run->bases[source->base] + source->offset, size);
}

static Str
get_text(const Run *run, const OverrideSource *source)
{
    Str text;

    get(run, source, &text, sizeof text);
    return text;
}

static int64_t
get_number(const Run *run, const OverrideSource *source)
{
    int64_t number = 0;
    size_t count = 0;
    int small = 0;

    if (source->kind == PAGE_FIELD_INT)
        get(run, source, &small, sizeof small);
    else if (source->kind == PAGE_FIELD_COUNT)
        get(run, source, &count, sizeof count);
    else
        get(run, source, &number, sizeof number);
    return number + small + (int64_t)count;
}

static const Chart *
get_chart(const Run *run, const OverrideSource *source)
{
    const Chart *chart;

    get(run, source, &chart, sizeof chart);
    return chart;
}

static bool
is_set(const Run *run, const OverrideSource *source)
{
    bool flag;

    switch (source->kind) {
    case PAGE_FIELD_TEXT:
        return page_value_text_set(get_text(run, source));
    case PAGE_FIELD_CHART:
        return page_value_chart_set(get_chart(run, source));
    case PAGE_FIELD_BOOL:
        get(run, source, &flag, sizeof flag);
        return flag;
    case PAGE_FIELD_NUMBER:
    case PAGE_FIELD_INT:
    case PAGE_FIELD_COUNT:
        return page_value_number_set(get_number(run, source));
    case PAGE_FIELD_ROWS:
    case PAGE_FIELD_STRUCT:
        break;
    }
    assert(!"checked before");
    return false;
}

/* The first row, or another value than in the row before. */
static bool
is_changed(Run *run, const OverrideSource *source)
{
    size_t base = source->base;

    if (run->at[base] == 0)
        return true;
    Run before = *run;
    before.bases[base] -= run->sizes[base];
    if (source->kind == PAGE_FIELD_TEXT)
        return !page_value_text_same(get_text(&before, source), get_text(run, source));
    return !page_value_number_same(get_number(&before, source), get_number(run, source));
}

static void
write_value(const Run *run, const OverrideSource *source)
{
    if (source->kind == PAGE_FIELD_TEXT)
        page_value_text(run->buf, get_text(run, source));
    else if (source->kind == PAGE_FIELD_CHART)
        chart_draw(run->buf, get_chart(run, source));
    else
        page_value_number(run->buf, get_number(run, source));
}

static void
write_message(const Run *run, const OverrideOp *op)
{
    MessageValue values[OVERRIDE_VALUES];

    for (size_t i = 0; i < op->value_count; i++) {
        const OverrideSource *source = &op->values[i].source;
        values[i] = source->kind == PAGE_FIELD_TEXT ? MESSAGE_TEXT(op->values[i].name, get_text(run, source))
                                                    : MESSAGE_NUMBER(op->values[i].name, get_number(run, source));
    }
    if (op->plain)
        page_value_message_plain(run->buf, run->language, op->message, values, op->value_count);
    else
        page_value_message(run->buf, run->language, op->message, values, op->value_count);
}

static void run_ops(Run *run, const OverrideOp *op);

static void
run_each(Run *run, const OverrideOp *op)
{
    const char *rows;
    size_t count, base = ++run->loops;

    get(run, &op->source, &rows, sizeof rows);
    memcpy(&count, run->bases[op->source.base] + op->source.count_offset, sizeof count);
    run->sizes[base] = op->source.of->size;
    for (size_t i = 0; i < count; i++) {
        run->bases[base] = rows + i * op->source.of->size;
        run->at[base] = i;
        run_ops(run, op->body);
    }
    run->loops--;
}

/* The branch of an {{#if}} or {{#ifchanged}}. */
static bool
is_chosen(Run *run, const OverrideOp *op)
{
    return op->kind == OVERRIDE_IF ? is_set(run, &op->source) : is_changed(run, &op->source);
}

static void
run_op(Run *run, const OverrideOp *op)
{
    if (op->kind == OVERRIDE_TEXT)
        buf_add(run->buf, op->text);
    else if (op->kind == OVERRIDE_VALUE)
        write_value(run, &op->source);
    else if (op->kind == OVERRIDE_URL)
        page_value_url(run->buf, get_text(run, &op->source));
    else if (op->kind == OVERRIDE_QUERY)
        page_value_query(run->buf, get_text(run, &op->source));
    else if (op->kind == OVERRIDE_MESSAGE)
        write_message(run, op);
    else if (op->kind == OVERRIDE_EACH)
        run_each(run, op);
    else
        run_ops(run, is_chosen(run, op) ? op->body : op->other);
}

static void
run_ops(Run *run, const OverrideOp *op)
{
    for (; op; op = op->next)
        run_op(run, op);
}

void
override_run(const OverrideOp *ops, Buf *buf, const void *page)
{
    const PageFrame *frame = page; /* the first member of every page */
    Run run = { .buf = buf, .language = frame->language, .bases = { page } };

    run_ops(&run, ops);
}
