/* flow_shelf.c -- pictures at hand.
 * One lock over the places. A picture is prepared under it (once in the program's life); it is drawn without it, and read without it:
 * whoever reads holds the sheet by a count that hangs on his arena.
 * SPDX-License-Identifier: ISC */
#include "api/flow_shelf.h"

#include "base/str.h"
#include "http/reply_gzip.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define DRAW_ROOM ((size_t)16 << 20)

/* A finished drawing. The shelf and each reader hold it by one count. */
typedef struct Sheet {
    int holders;
    uint64_t version;
    bool gzip;
    size_t size;
    char bytes[];
} Sheet;

typedef struct Place {
    Picture *picture; /* NULL: nobody has asked for it yet */
    Sheet *sheets[2]; /* the last ones drawn: plain, packed; NULL for none */
} Place;

struct FlowShelf {
    pthread_mutex_t lock;
    Place places[LANGUAGES][PICTURE_MODES];
};

/* What one call holds; let go when its arena ends. */
typedef struct Hold {
    FlowShelf *shelf;
    Place *place;
    bool gzip;    /* packed */
    Sheet *sheet; /* being read; NULL: still to be drawn */
} Hold;

FlowShelf *
flow_shelf_new(void)
{
    FlowShelf *shelf = calloc(1, sizeof *shelf);

    if (shelf)
        pthread_mutex_init(&shelf->lock, NULL);
    return shelf;
}

static void
put_down(Sheet *sheet)
{
    if (sheet && --sheet->holders == 0)
        free(sheet);
}

void
flow_shelf_free(FlowShelf *shelf)
{
    if (!shelf)
        return;
    for (int i = 0; i < LANGUAGES * PICTURE_MODES; i++) {
        Place *place = &shelf->places[i / PICTURE_MODES][i % PICTURE_MODES];
        picture_free(place->picture);
        put_down(place->sheets[false]);
        put_down(place->sheets[true]);
    }
    pthread_mutex_destroy(&shelf->lock);
    free(shelf);
}

static void
let_go(void *arg)
{
    Hold *hold = arg;

    pthread_mutex_lock(&hold->shelf->lock);
    put_down(hold->sheet);
    pthread_mutex_unlock(&hold->shelf->lock);
}

/* With the lock: the place, prepared when this is the first wish for it (it stays so, so this happens once per language and mode); and
 * its sheet when it is of this version. */
static Error *
take(FlowShelf *shelf, const FlowWish *wish, Hold *hold)
{
    Place *place = &shelf->places[wish->language][wish->mode];
    Sheet *sheet = place->sheets[wish->gzip];

    if (!place->picture)
        TRY(picture_prepare(diagram_signin(), wish->language, wish->mode, &place->picture));
    hold->place = place;
    hold->gzip = wish->gzip;
    if (sheet && sheet->version == wish->version) {
        hold->sheet = sheet;
        sheet->holders++;
    }
    return NULL;
}

static Error *
copy_sheet(Str bytes, const FlowWish *wish, bool gzip, Sheet **sheet)
{
    Sheet *made = malloc(sizeof *made + bytes.len);

    if (!made)
        FAIL(E_MEMORY, "no memory for a drawing of %zu bytes", bytes.len);
    *made =
        (Sheet){ .holders = 2, .version = wish->version, .gzip = gzip, .size = bytes.len }; /* the shelf's and ours */
    memcpy(made->bytes, bytes.ptr, bytes.len);
    *sheet = made;
    return NULL;
}

/* Draw on memory of its own: a drawing is larger than a request may be. */
static Error *
draw(const Picture *picture, const PictureFigures *figures, const FlowWish *wish, Sheet **sheet)
{
    Arena *arena = arena_new(DRAW_ROOM);
    Str bytes;

    if (!arena)
        FAIL(E_MEMORY, "no memory to draw the picture");
    Error *error = picture_draw(picture, arena, figures, &bytes);
    if (!error) {
        bool gzip = wish->gzip && reply_gzip_pack(arena, bytes, &bytes);
        error = copy_sheet(bytes, wish, gzip, sheet);
    }
    arena_free(arena);
    return error;
}

/* Put the new sheet into its place; whoever reads the old one keeps it until he is done. */
static void
place_sheet(Hold *hold, Sheet *sheet)
{
    pthread_mutex_lock(&hold->shelf->lock);
    Sheet **at = &hold->place->sheets[hold->gzip];
    put_down(*at);
    *at = sheet;
    hold->sheet = sheet;
    pthread_mutex_unlock(&hold->shelf->lock);
}

Error *
flow_shelf_draw(FlowShelf *shelf, Arena *arena, const FlowWish *wish, const PictureFigures *figures,
                FlowDrawing *drawing)
{
    Hold *hold = ARENA_NEW(arena, Hold, 1);
    Sheet *sheet;

    hold->shelf = shelf;
    arena_defer(arena, let_go, hold);
    pthread_mutex_lock(&shelf->lock);
    Error *error = take(shelf, wish, hold);
    pthread_mutex_unlock(&shelf->lock);
    if (error)
        return error;
    if (!hold->sheet) {
        TRY(draw(hold->place->picture, figures, wish, &sheet));
        place_sheet(hold, sheet);
    }
    drawing->bytes = (Str){ hold->sheet->bytes, hold->sheet->size };
    drawing->gzip = hold->sheet->gzip;
    return NULL;
}
