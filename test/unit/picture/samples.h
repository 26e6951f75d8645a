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

/* The last three are as bad as it gets: everything fails a million times, loses people, and the provider's name is long; numbers of
 * twelve digits; a name in letters that most languages have no font for. */
typedef enum Sample {
    SAMPLE_OK,
    SAMPLE_SLOW,
    SAMPLE_FAILING,
    SAMPLE_IDLE,
    SAMPLE_STALE,
    SAMPLE_WORST,
    SAMPLE_HUGE,
    SAMPLE_FOREIGN,
    SAMPLES
} Sample;

static const char *const sample_names[SAMPLES] = {
    "ok", "slow", "failing", "idle", "stale", "worst", "huge", "foreign"
};

#define SAMPLE_PROVIDER "Landesamt für Digitalisierung & Vermessung"
#define SAMPLE_HAN_NAME "微信开放平台"
#define SAMPLE_MILLIONS 1234567
#define SAMPLE_BILLIONS 123456789012

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
        if (sample == SAMPLE_WORST || sample == SAMPLE_HUGE) {
            int64_t count = sample == SAMPLE_WORST ? SAMPLE_MILLIONS : SAMPLE_BILLIONS;
            arrow->state = i % 2 ? PICTURE_SLOW : PICTURE_FAILING;
            arrow->count =
                i % 2 ? number_count(pool, language, count)
                      : message_fill(pool, language, MESSAGE_flow_failed_count, MESSAGE_NUMBER("count", count));
            arrow->time = number_duration(pool, language, i % 3 ? 50 : 59900000);
            arrow->loss = str_format(pool, "−%.*s", STR_ARG(number_count(pool, language, count)));
        }
    }
}

static inline Str
sample_failing(Arena *pool, LanguageId language, int64_t count, MessageId cause, Str provider)
{
    Str why = message_fill(pool, language, cause, MESSAGE_TEXT("provider", provider));

    return message_fill(pool, language, MESSAGE_verdict_failing, MESSAGE_NUMBER("count", count),
                        MESSAGE_TEXT("time", number_clock(pool, language, 49800 * SECOND, 0)),
                        MESSAGE_TEXT("cause", why));
}

static inline void
sample_verdict(Arena *pool, LanguageId language, Sample sample, PictureFigures *figures)
{
    static const PictureState states[SAMPLES] = { PICTURE_OK, PICTURE_SLOW,    PICTURE_FAILING, PICTURE_IDLE,
                                                  PICTURE_OK, PICTURE_FAILING, PICTURE_FAILING, PICTURE_FAILING };

    figures->verdict_state = states[sample];
    figures->verdict = message(language, MESSAGE_flow_verdict_working);
    if (sample == SAMPLE_IDLE)
        figures->verdict = message(language, MESSAGE_flow_verdict_waiting);
    if (sample == SAMPLE_SLOW)
        figures->verdict = message_fill(pool, language, MESSAGE_verdict_slow,
                                        MESSAGE_TEXT("time", number_clock(pool, language, 49800 * SECOND, 0)),
                                        MESSAGE_TEXT("box", message(language, MESSAGE_slow_db)));
    if (sample == SAMPLE_FAILING)
        figures->verdict = sample_failing(pool, language, 412, MESSAGE_cause_at_token_endpoint, LIT("GitHub"));
    if (sample == SAMPLE_WORST)
        figures->verdict = sample_failing(pool, language, SAMPLE_MILLIONS, MESSAGE_cause_at_temporarily_unavailable,
                                          LIT(SAMPLE_PROVIDER));
    if (sample == SAMPLE_HUGE)
        figures->verdict = sample_failing(pool, language, SAMPLE_BILLIONS, MESSAGE_cause_at_id_token_expired,
                                          LIT(SAMPLE_PROVIDER " – " SAMPLE_PROVIDER " – " SAMPLE_PROVIDER));
    if (sample == SAMPLE_FOREIGN)
        figures->verdict =
            sample_failing(pool, language, 412, MESSAGE_cause_at_token_endpoint, LIT(SAMPLE_HAN_NAME " הזדהות مصادقة"));
}

/* A figure of the notes and boxes. */
static inline int64_t
sample_number(Sample sample, int64_t plain)
{
    return sample == SAMPLE_WORST ? SAMPLE_MILLIONS : sample == SAMPLE_HUGE ? SAMPLE_BILLIONS : plain;
}

static inline void
sample_boxes(Arena *pool, const Diagram *diagram, LanguageId language, Sample sample, PictureFigures *figures)
{
    Micros age = (sample == SAMPLE_STALE ? 720 : sample == SAMPLE_WORST ? 5999 : 12) * SECOND;

    for (size_t i = 0; i < diagram->box_count; i++) {
        Str id = diagram->boxes[i].section.id, *figure = &figures->box_figures[i];
        if (str_equal(id, LIT("db")))
            *figure =
                message_fill(pool, language, MESSAGE_flow_users, MESSAGE_NUMBER("count", sample_number(sample, 9412)));
        if (str_equal(id, LIT("cache")))
            *figure =
                message_fill(pool, language, MESSAGE_flow_open, MESSAGE_NUMBER("count", sample_number(sample, 312)));
        if (str_equal(id, LIT("queue")))
            *figure =
                message_fill(pool, language, MESSAGE_flow_waiting, MESSAGE_NUMBER("count", sample_number(sample, 0)));
        if (str_equal(id, LIT("sink")))
            *figure = message_fill(pool, language, MESSAGE_flow_age,
                                   MESSAGE_TEXT("age", number_duration(pool, language, age)));
        if (diagram->boxes[i].engine.x > 0 && !str_equal(id, LIT("as")))
            figures->box_engines[i] = str_equal(id, LIT("cache")) ? LIT("LMDB") : LIT("SQLite");
        if (str_equal(id, LIT("as")) && sample == SAMPLE_WORST)
            figures->box_engines[i] = LIT(SAMPLE_PROVIDER);
        if (str_equal(id, LIT("as")) && sample == SAMPLE_FOREIGN)
            figures->box_engines[i] = LIT(SAMPLE_HAN_NAME);
    }
}

static inline void
sample_notes(Arena *pool, LanguageId language, Sample sample, PictureNote notes[3])
{
    bool idle = sample == SAMPLE_IDLE;

    notes[0].figure = idle ? LIT("0") : number_count(pool, language, sample_number(sample, 12480));
    notes[1].figure = idle ? LIT("–") : number_share(pool, language, 11880, 12480);
    notes[2].figure = idle ? LIT("–") : number_duration(pool, language, 6100000);
    for (int i = 0; i < 3 && !idle; i++) {
        Str figure = i == 0   ? number_count(pool, language, sample_number(sample, 11920))
                     : i == 1 ? number_share(pool, language, 948, 1000)
                              : number_duration(pool, language, 6300000);
        notes[i].earlier = message_fill(pool, language, MESSAGE_flow_last_week, MESSAGE_TEXT("figure", figure));
    }
}

static inline PictureFigures
sample_figures(Arena *pool, const Diagram *diagram, LanguageId language, Sample sample)
{
    PictureFigures f = { .stale = sample == SAMPLE_STALE || sample == SAMPLE_WORST };
    Str clock = number_clock(pool, language, 52320 * SECOND, 0);

    for (size_t i = 0; i < diagram->arrow_count; i++)
        sample_arrow(pool, diagram, language, i, &f.arrows[i]);
    sample_state(pool, diagram, language, sample, &f);
    sample_boxes(pool, diagram, language, sample, &f);
    sample_notes(pool, language, sample, f.notes);
    sample_verdict(pool, language, sample, &f);
    f.window = message_fill(pool, language, f.stale ? MESSAGE_verdict_figures_from : MESSAGE_flow_window,
                            MESSAGE_TEXT("time", clock));
    return f;
}

#endif
