/* labels.c -- looks each name up once a batch; a name that is not there gets the next number.
 * SPDX-License-Identifier: ISC */
#include "reports/labels.h"

#include "base/str.h"

#include <string.h>

typedef struct Known {
    LabelKind kind;
    Str text;
    int64_t label;
} Known;

typedef struct KnownSeries {
    int kind;
    bool test;
    int64_t provider, app;
    int64_t series;
} KnownSeries;

struct Labels {
    Tx *tx;
    Known *known;
    size_t count, room;
    KnownSeries *series;
    size_t series_count, series_room;
};

Labels *
labels_new(Tx *tx)
{
    Labels *labels = ARENA_NEW(tx_arena(tx), Labels, 1);

    labels->tx = tx;
    return labels;
}

/* Room for one more in a growing array; returns the array. */
static void *
grow(Arena *arena, void *items, size_t size, size_t count, size_t *room)
{
    if (count < *room)
        return items;
    *room = *room ? 2 * *room : 16;
    void *wider = arena_array(arena, *room, size);
    if (count)
        memcpy(wider, items, count * size);
    return wider;
}

static void
remember(Labels *labels, LabelKind kind, Str text, int64_t label)
{
    Arena *arena = tx_arena(labels->tx);

    labels->known = grow(arena, labels->known, sizeof(Known), labels->count, &labels->room);
    labels->known[labels->count++] = (Known){ kind, text, label };
}

static bool
recall(const Labels *labels, LabelKind kind, Str text, int64_t *label)
{
    for (size_t i = 0; i < labels->count; i++) {
        const Known *known = &labels->known[i];
        if (known->kind == kind && str_equal(known->text, text)) {
            *label = known->label;
            return true;
        }
    }
    return false;
}

static Error *
read_label(Tx *tx, LabelKind kind, Str text, int64_t *label, bool *found)
{
    SqlRows rows;

    TRY(sql_row(tx, "SELECT id FROM label WHERE kind = ?1 AND text = ?2", SQL_ARGS(SQL_I(kind), SQL_T(text)), &rows,
                found));
    if (*found)
        *label = sql_int(&rows, 0);
    sql_done(&rows);
    return NULL;
}

static Error *
is_full(Tx *tx, LabelKind kind, bool *full)
{
    SqlRows rows;
    bool found;

    *full = false;
    if (kind != LABEL_PROVIDER && kind != LABEL_APP)
        return NULL;
    TRY(sql_row(tx, "SELECT count(*) FROM label WHERE kind = ?1 AND text NOT IN ('', 'other')", SQL_ARGS(SQL_I(kind)),
                &rows, &found));
    *full = found && sql_int(&rows, 0) >= LABELS_MAX;
    sql_done(&rows);
    return NULL;
}

static Error *
make_label(Tx *tx, LabelKind kind, Str text, int64_t *label)
{
    TRY(sql_run(tx, "INSERT INTO label (kind, text) VALUES (?1, ?2)", SQL_ARGS(SQL_I(kind), SQL_T(text))));
    *label = sql_last_id(tx);
    return NULL;
}

static Error *
look_up(Tx *tx, LabelKind kind, Str text, int64_t *label)
{
    bool found, full;

    TRY(read_label(tx, kind, text, label, &found));
    if (found)
        return NULL;
    TRY(is_full(tx, kind, &full));
    if (!full)
        return make_label(tx, kind, text, label);
    TRY(read_label(tx, kind, LIT("other"), label, &found));
    return found ? NULL : make_label(tx, kind, LIT("other"), label);
}

Error *
labels_find(Labels *labels, LabelKind kind, Str text, int64_t *label)
{
    if (text.len > NAME_LIMIT || !str_is_utf8(text) || (kind == LABEL_CAUSE && !error_from_cause(text)))
        text = LIT("other");
    if (recall(labels, kind, text, label))
        return NULL;
    TRY(look_up(labels->tx, kind, text, label));
    remember(labels, kind, text, *label);
    return NULL;
}

static Error *
look_up_series(Tx *tx, KnownSeries *wanted)
{
    SqlRows rows;
    bool found;

    TRY(sql_row(tx, "SELECT id FROM series WHERE kind = ?1 AND provider = ?2 AND app = ?3 AND test = ?4",
                SQL_ARGS(SQL_I(wanted->kind), SQL_I(wanted->provider), SQL_I(wanted->app), SQL_I(wanted->test)), &rows,
                &found));
    if (found)
        wanted->series = sql_int(&rows, 0);
    sql_done(&rows);
    if (found)
        return NULL;
    TRY(sql_run(tx, "INSERT INTO series (kind, provider, app, test) VALUES (?1, ?2, ?3, ?4)",
                SQL_ARGS(SQL_I(wanted->kind), SQL_I(wanted->provider), SQL_I(wanted->app), SQL_I(wanted->test))));
    wanted->series = sql_last_id(tx);
    return NULL;
}

Error *
labels_series(Labels *labels, const SeriesName *name, int64_t *series)
{
    KnownSeries wanted = { .kind = name->kind, .test = name->test };

    TRY(labels_find(labels, LABEL_PROVIDER, name->provider, &wanted.provider));
    TRY(labels_find(labels, LABEL_APP, name->app, &wanted.app));
    for (size_t i = 0; i < labels->series_count; i++) {
        const KnownSeries *known = &labels->series[i];
        if (known->kind == wanted.kind && known->test == wanted.test && known->provider == wanted.provider &&
            known->app == wanted.app) {
            *series = known->series;
            return NULL;
        }
    }
    TRY(look_up_series(labels->tx, &wanted));
    labels->series =
        grow(tx_arena(labels->tx), labels->series, sizeof(KnownSeries), labels->series_count, &labels->series_room);
    labels->series[labels->series_count++] = wanted;
    *series = wanted.series;
    return NULL;
}
