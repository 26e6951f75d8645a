/* samples.h -- figures for pictures in tests, in every state, in any language. They reconcile: nobody is lost between arrows but as the
 * loss says.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SAMPLES_H
#define LATCHSTRING_SAMPLES_H

#include <string.h>

#include "base/str.h"
#include "picture/diagram_room.h"
#include "picture/picture.h"
#include "text/message.h"
#include "text/number.h"

typedef enum Sample { SAMPLE_OK, SAMPLE_SLOW, SAMPLE_FAILING, SAMPLE_IDLE, SAMPLE_STALE, SAMPLES } Sample;

static const char *const sample_names[SAMPLES] = { "ok", "slow", "failing", "idle", "stale" };

/* Counts and median times (µs) of the twelve connections, in the diagram's order. */
static const struct {
    int count, micros;
} sample_arrows[12] = {
    { 12480, 9000 },   { 12480, 1000 },  { 12471, 14000 }, { 12203, 4200000 }, { 11902, 61000 }, { 11896, 22000 },
    { 11890, 182000 }, { 11884, 96000 }, { 11884, 1000 },  { 11880, 4000 },    { 11880, 1000 },  { 11880, 800000 },
};

static inline void
sample_arrow(Arena *pool, const Diagram *diagram, LanguageId language, size_t i, PictureArrow *arrow)
{
    int lost = sample_arrows[i % 12].count - sample_arrows[(i + 1) % 12].count;

    arrow->count = number_count(pool, language, sample_arrows[i % 12].count);
    arrow->time = number_duration(pool, language, sample_arrows[i % 12].micros);
    if (i + 1 < 12 && lost >= 125)
        arrow->loss = str_format(pool, "−%.*s", STR_ARG(number_count(pool, language, lost)));
    arrow->label = str_format(pool, "%d: %.*s", diagram->arrows[i].step, STR_ARG(arrow->count));
}

static inline void
sample_state(Arena *pool, const Diagram *diagram, LanguageId language, Sample sample, PictureFigures *figures)
{
    for (size_t i = 0; i < diagram->arrow_count; i++) {
        PictureArrow *arrow = &figures->arrows[i];
        if (sample == SAMPLE_IDLE)
            *arrow = (PictureArrow){ .state = PICTURE_IDLE, .count = LIT("–"), .label = arrow->label };
        if (sample == SAMPLE_SLOW && i == 9)
            *arrow = (PictureArrow){ PICTURE_SLOW, arrow->count, number_duration(pool, language, 2400000), LIT(""),
                                     arrow->label };
        if (sample == SAMPLE_FAILING && i == 6) {
            arrow->state = PICTURE_FAILING;
            arrow->count = message_fill(pool, language, MESSAGE_flow_failed_count, MESSAGE_NUMBER("count", 412));
        }
    }
}

static inline PictureFigures
sample_figures(Arena *pool, const Diagram *diagram, LanguageId language, Sample sample)
{
    static const PictureState verdicts[SAMPLES] = { PICTURE_OK, PICTURE_SLOW, PICTURE_FAILING, PICTURE_IDLE,
                                                    PICTURE_OK };
    PictureFigures f = { .verdict_state = verdicts[sample], .stale = sample == SAMPLE_STALE };
    bool idle = sample == SAMPLE_IDLE;

    for (size_t i = 0; i < diagram->arrow_count; i++)
        sample_arrow(pool, diagram, language, i, &f.arrows[i]);
    sample_state(pool, diagram, language, sample, &f);
    for (size_t i = 0; i < diagram->box_count; i++) {
        Str id = diagram->boxes[i].section.id;
        if (str_equal(id, LIT("db")))
            f.box_figures[i] = message_fill(pool, language, MESSAGE_flow_users, MESSAGE_NUMBER("count", 9412));
        if (str_equal(id, LIT("cache")))
            f.box_figures[i] = message_fill(pool, language, MESSAGE_flow_open, MESSAGE_NUMBER("count", 312));
        if (str_equal(id, LIT("queue")))
            f.box_figures[i] = message_fill(pool, language, MESSAGE_flow_waiting, MESSAGE_NUMBER("count", 0));
        if (str_equal(id, LIT("sink")))
            f.box_figures[i] = message_fill(
                pool, language, MESSAGE_flow_age,
                MESSAGE_TEXT("age", number_duration(pool, language, (sample == SAMPLE_STALE ? 720 : 12) * SECOND)));
        if (diagram->boxes[i].engine.x > 0 && !str_equal(id, LIT("as")))
            f.box_engines[i] = str_equal(id, LIT("cache")) ? LIT("LMDB") : LIT("SQLite");
    }
    f.notes[0].figure = idle ? LIT("0") : number_count(pool, language, 12480);
    f.notes[1].figure = idle ? LIT("–") : number_share(pool, language, 11880, 12480);
    f.notes[2].figure = idle ? LIT("–") : number_duration(pool, language, 6100000);
    static const int64_t earlier[] = { 11920 };
    for (int i = 0; i < 3 && !idle; i++) {
        Str figure = i == 0   ? number_count(pool, language, earlier[0])
                     : i == 1 ? number_share(pool, language, 948, 1000)
                              : number_duration(pool, language, 6300000);
        f.notes[i].earlier = message_fill(pool, language, MESSAGE_flow_last_week, MESSAGE_TEXT("figure", figure));
    }
    f.verdict = message(language, MESSAGE_flow_verdict_working);
    if (idle)
        f.verdict = message(language, MESSAGE_flow_verdict_waiting);
    if (sample == SAMPLE_SLOW)
        f.verdict = LIT("Sign-in is slow since 13:50: our database");
    if (sample == SAMPLE_FAILING)
        f.verdict = LIT("412 people could not sign in since 13:50: GitHub refuses our secret");
    f.window = message_fill(pool, language, MESSAGE_flow_window,
                            MESSAGE_TEXT("time", number_clock(pool, language, 52320 * SECOND, 0)));
    return f;
}

#endif
