/* picture_prepare.c -- everything that does not depend on figures, drawn once: a still text with gaps.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "codec/html.h"
#include "picture/picture_room.h"
#include "picture/sketch.h"
#include "text/font.h"

#include <assert.h>
#include <string.h>

#define PICTURE_ARENA ((size_t)16 << 20)
#define WORK_ARENA    ((size_t)64 << 20)

void
picture_part(Making *making, PartKind kind, size_t index)
{
    Picture *picture = making->picture;

    assert(picture->part_count + 2 <= PICTURE_PARTS);
    if (making->buf->len > making->from)
        picture->parts[picture->part_count++] = (Part){ PART_STILL, 0, making->from, making->buf->len };
    making->from = making->buf->len;
    if (kind != PART_STILL)
        picture->parts[picture->part_count++] = (Part){ .kind = kind, .index = index };
}

Str
picture_name(const Making *making, const char *kind, Str id, const char *key)
{
    return str_format(making->picture->arena, "%s.%.*s.%s", kind, STR_ARG(id), key);
}

Str
picture_words(const Making *making, const char *kind, Str id, const char *key)
{
    Str name = str_format(making->work, "%s.%.*s.%s", kind, STR_ARG(id), key);

    return diagram_words(making->diagram, making->picture->language, name);
}

Error *
picture_fit(const Making *making, LayoutRole role, double width, int lines, Str text, Layout *layout)
{
    LayoutSpace space = { making->picture->language, role, width, lines };

    return layout_fit(making->work, &space, text, layout);
}

void
picture_piece(Making *making, Buf *outer)
{
    *outer = *making->buf;
    *making->buf = buf_new(making->work, PICTURE_LIMIT);
}

Str
picture_piece_end(Making *making, Buf outer)
{
    Str piece = str_copy(making->picture->arena, buf_str(making->buf));

    *making->buf = outer;
    return piece;
}

/* ---- badges and chips ---- */

Disc
picture_disc(Making *making, Str name, const DiagramBadge *badge)
{
    double radius = badge->large ? 17 : 13;
    Disc disc = { .at = badge->at, .radius = radius };
    Buf outer;
    Layout digit;

    picture_piece(making, &outer);
    Pen pen = pen_new(making->buf, name, 1);
    pen_ellipse(&pen, badge->at, (Point){ radius, radius }, 0.5);
    disc.outline = picture_piece_end(making, outer);
    LayoutRole role = badge->large ? ROLE_BADGE_LARGE : ROLE_BADGE;
    Error *error = picture_fit(making, role, 60, 1, str_format(making->work, "%d", badge->number), &digit);
    assert(!error); /* digits are in every font */
    (void)error;
    picture_piece(making, &outer);
    Marks *marks = making->letters.marks;
    making->letters.marks = NULL;
    Spot spot = { badge->at.x, badge->at.y + 0.36 * digit.block.size, ALIGN_MIDDLE };
    letters_write(&making->letters, &digit, spot, NULL, name);
    making->letters.marks = marks;
    disc.digit = picture_piece_end(making, outer);
    letters_mark(&making->letters, MARK_BADGE,
                 &(PenBox){ badge->at.x - radius, badge->at.y - radius, 2 * radius, 2 * radius, 0 }, name);
    return disc;
}

void
picture_write_disc(Letters *letters, const Disc *disc, const char *color)
{
    Buf *buf = letters->buf;

    buf_add(buf, LIT("<path d=\""));
    buf_add(buf, disc->outline);
    buf_addf(buf, "\" fill=\"%s\"/>", color);
    buf_add(buf, disc->digit);
}

void
picture_chip(Letters *letters, const Chip *chip, const Layout *layout, Str name)
{
    double width = layout->block.width + 2 * chip->padding;
    PenBox box = { chip->middle.x - width / 2, chip->middle.y - chip->height / 2, width, chip->height, chip->radius };
    Sketch sketch = { .color = chip->color, .width = chip->stroke, .amplitude = 0.8, .fill = chip->fill, .once = true };

    sketch_box(letters->buf, name, &box, &sketch);
    letters_mark(letters, MARK_CHIP, &box, name);
    letters_write(letters, layout, (Spot){ chip->middle.x, layout_middle(layout, chip->middle.y), ALIGN_MIDDLE }, NULL,
                  name);
}

/* ---- the whole ---- */

static void
write_head(Making *making)
{
    const Language *language = &languages[making->picture->language];
    Buf *buf = making->buf;

    if (making->picture->mode == PICTURE_LIVE) {
        buf_add(buf, LIT("<?xml-stylesheet type=\"text/css\" href=\""));
        html_escape(buf, font_css_path(making->picture->language));
        buf_add(buf, LIT("\"?>"));
    }
    buf_addf(buf,
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" "
             "aria-labelledby=\"picture-title picture-desc\" lang=\"%.*s\" fill=\"none\" stroke-linecap=\"round\" "
             "stroke-linejoin=\"round\" direction=\"ltr\" font-family=\"Latchstring, sans-serif\">"
             "<title id=\"picture-title\">",
             CANVAS_WIDTH, CANVAS_HEIGHT, STR_ARG(language->code));
    html_escape(buf, diagram_words(making->diagram, making->picture->language, LIT("title")));
    buf_add(buf, LIT("</title>"));
    picture_part(making, PART_DESCRIPTION, 0);
}

/* The legend as one text, for when no figures say more. */
static void
make_description(Making *making)
{
    Buf buf = buf_new(making->work, PICTURE_LIMIT);

    for (size_t i = 0; i < making->diagram->legend_count; i++) {
        Str id = making->diagram->legends[i].section.id;
        Str key = str_format(making->work, "legend.%.*s", STR_ARG(id));
        buf_addf(&buf, "%s%.*s. ", i ? " " : "", STR_ARG(id));
        buf_add(&buf, diagram_words(making->diagram, making->picture->language, key));
    }
    making->picture->description = str_copy(making->picture->arena, buf_str(&buf));
}

static Error *
make_stretches(Making *making)
{
    write_head(making);
    make_description(making);
    TRY(picture_frame(making));
    TRY(picture_clouds(making));
    TRY(picture_arrows(making));
    TRY(picture_cloud_words(making));
    TRY(picture_boxes(making));
    TRY(picture_labels(making));
    TRY(picture_legend(making));
    letters_defs(&making->letters);
    picture_part(making, PART_STILL, 0);
    return NULL;
}

/* Keep what the making found, in the picture's own memory. */
static Error *
keep(const Making *making)
{
    Picture *picture = making->picture;
    const GlyphSet *found = &making->letters.glyphs;
    Marks *marks = making->letters.marks;
    Str still;

    TRY(buf_finish(making->buf, "the picture", &still));
    picture->still = str_copy(picture->arena, still);
    picture->glyphs = *found;
    picture->glyphs.arena = NULL;
    if (found->size) {
        picture->glyphs.slots = ARENA_NEW(picture->arena, uint32_t, found->size);
        memcpy(picture->glyphs.slots, found->slots, found->size * sizeof *found->slots);
    }
    memcpy(picture->units, making->letters.units, sizeof picture->units);
    picture->marks = ARENA_NEW(picture->arena, Mark, marks->count + 1);
    memcpy(picture->marks, marks->at, marks->count * sizeof *marks->at);
    picture->mark_count = marks->count;
    return NULL;
}

static Error *
make(Picture *picture, Arena *work)
{
    Buf buf = buf_new(work, PICTURE_LIMIT);
    Making making = { .picture = picture, .diagram = picture->diagram, .work = work, .buf = &buf };

    making.letters = (Letters){ .arena = work,
                                .buf = &buf,
                                .mode = picture->mode,
                                .language = picture->language,
                                .glyphs = { .arena = work },
                                .marks = ARENA_NEW(work, Marks, 1) };
    TRY(make_stretches(&making));
    return keep(&making);
}

Error *
picture_prepare(const Diagram *diagram, LanguageId language, PictureText mode, Picture **picture)
{
    Arena *arena = arena_new(PICTURE_ARENA), *work = arena_new(WORK_ARENA);

    if (!arena || !work) {
        arena_free(arena);
        arena_free(work);
        FAIL(E_MEMORY, "no memory for a picture");
    }
    Picture *made = ARENA_NEW(arena, Picture, 1);
    made->arena = arena;
    made->diagram = diagram;
    made->language = language;
    made->mode = mode;
    made->rtl = languages[language].rtl;
    Error *error = make(made, work);
    arena_free(work);
    if (error) {
        arena_free(arena);
        return error_pass(error, __FILE__, __LINE__);
    }
    *picture = made;
    return NULL;
}

void
picture_free(Picture *picture)
{
    if (picture)
        arena_free(picture->arena);
}
