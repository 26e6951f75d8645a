/* png.c -- latchstring-png: an SVG on standard input becomes a PNG on standard output. A program of its own, so that the server links no
 * renderer and reads no SVG: latchstring-png [--width N], 1600 unless told.
 * SPDX-License-Identifier: ISC */
#include <errno.h>
#include <librsvg/rsvg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define INPUT_LIMIT ((size_t)8 << 20)
#define WIDTH_LEAST 16
#define WIDTH_MOST  6400
#define HEIGHT_MOST 6400

static int
complain(const char *what, const char *why)
{
    fprintf(stderr, "latchstring-png: %s%s%s\n", what, why ? ": " : "", why ? why : "");
    return 1;
}

/* All of standard input; NULL when there is too much or none. */
static unsigned char *
read_all(size_t *length)
{
    unsigned char *memory = malloc(INPUT_LIMIT + 1);

    if (!memory)
        return NULL;
    *length = fread(memory, 1, INPUT_LIMIT + 1, stdin);
    if (*length > 0 && *length <= INPUT_LIMIT && !ferror(stdin))
        return memory;
    free(memory);
    return NULL;
}

static cairo_status_t
write_some(void *closure, const unsigned char *data, unsigned int length)
{
    (void)closure;
    return fwrite(data, 1, length, stdout) == length ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static int
render(RsvgHandle *handle, int width)
{
    gdouble own_width = 0, own_height = 0;
    GError *error = NULL;
    RsvgRectangle box;
    gboolean has_box;

    rsvg_handle_get_intrinsic_dimensions(handle, NULL, NULL, NULL, NULL, &has_box, &box);
    own_width = has_box ? box.width : 1600;
    own_height = has_box ? box.height : 1000;
    if (!(own_width > 0) || !(own_height > 0) || !(width * own_height / own_width <= HEIGHT_MOST))
        return complain("the drawing is too high, or has no size", NULL);
    int height = (int)(width * own_height / own_width + 0.5);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height > 0 ? height : 1);
    cairo_t *cairo = cairo_create(surface);
    RsvgRectangle viewport = { 0, 0, width, height };
    int status = 0;
    if (!rsvg_handle_render_document(handle, cairo, &viewport, &error))
        status = complain("the drawing cannot be rendered", error ? error->message : NULL);
    else if (cairo_surface_write_to_png_stream(surface, write_some, NULL) != CAIRO_STATUS_SUCCESS ||
             fflush(stdout) != 0)
        status = complain("the PNG cannot be written", strerror(errno));
    g_clear_error(&error);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    return status;
}

static int
read_width(int argc, char **argv)
{
    char *end;

    if (argc == 1)
        return 1600;
    if (argc != 3 || strcmp(argv[1], "--width") != 0)
        return 0;
    long width = strtol(argv[2], &end, 10);
    return *end || width < WIDTH_LEAST || width > WIDTH_MOST ? 0 : (int)width;
}

int
main(int argc, char **argv)
{
    int width = read_width(argc, argv);
    size_t length = 0;
    GError *error = NULL;

    if (!width) {
        fputs("usage: latchstring-png [--width N] < IN.svg > OUT.png (N from 16 to 6400)\n", stderr);
        return 2;
    }
    unsigned char *svg = read_all(&length);
    if (!svg)
        return complain("standard input has no SVG, or more than 8 MiB", NULL);
    RsvgHandle *handle =
        rsvg_handle_new_from_data(svg, length, &error); /* without a base address: nothing outside is read */
    int status = handle ? render(handle, width) : complain("this is no SVG", error ? error->message : NULL);
    g_clear_error(&error);
    if (handle)
        g_object_unref(handle);
    free(svg);
    return status;
}
