/* accent.c -- a site's own colour, measured against the grounds of style.css (test/unit/pages holds that they are the same).
 * SPDX-License-Identifier: ISC */
#include "pages/accent.h"

#include "base/str.h"

#include <math.h>

typedef struct Ground {
    const char *name;
    AccentColor color;
} Ground;

/* Where our blue is text, and the words of a button, on which it is the ground. */
static const Ground light_grounds[] = {
    { "--paper", { 0xfb, 0xfd, 0xfe } }, { "--sheet", { 0xff, 0xff, 0xff } },   { "--panel", { 0xf1, 0xf9, 0xfc } },
    { "--fill", { 0xe3, 0xf3, 0xfb } },  { "--on-blue", { 0xff, 0xff, 0xff } },
};

static const Ground dark_grounds[] = {
    { "--paper", { 0x0c, 0x1b, 0x25 } }, { "--sheet", { 0x11, 0x24, 0x2f } },   { "--panel", { 0x10, 0x21, 0x2c } },
    { "--fill", { 0x17, 0x34, 0x44 } },  { "--on-blue", { 0x06, 0x22, 0x2f } },
};

static const AccentColor black = { 0, 0, 0 }, white = { 255, 255, 255 };

static double
linear(unsigned char channel)
{
    double value = channel / 255.0;

    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double
luminance(AccentColor color)
{
    return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue);
}

double
accent_contrast(AccentColor a, AccentColor b)
{
    double one = luminance(a), other = luminance(b);

    return (fmax(one, other) + 0.05) / (fmin(one, other) + 0.05);
}

/* The ground on which the colour is worst to read. */
static const Ground *
worst_ground(AccentColor color, const Ground *grounds, size_t count)
{
    const Ground *worst = &grounds[0];

    for (size_t i = 1; i < count; i++)
        if (accent_contrast(color, grounds[i].color) < accent_contrast(color, worst->color))
            worst = &grounds[i];
    return worst;
}

static unsigned char
mix_channel(unsigned char from, unsigned char to, int percent)
{
    return (unsigned char)((from * (100 - percent) + to * percent + 50) / 100);
}

static AccentColor
mix(AccentColor from, AccentColor to, int percent)
{
    return (AccentColor){ mix_channel(from.red, to.red, percent), mix_channel(from.green, to.green, percent),
                          mix_channel(from.blue, to.blue, percent) };
}

/* The shade nearest to a colour, on the way to black or white, that can be read on all grounds: black and white themselves can. */
static AccentColor
nearest_shade(AccentColor color, AccentColor to, const Ground *grounds, size_t count)
{
    AccentColor shade = color;

    for (int percent = 1; percent <= 100; percent++) {
        if (accent_contrast(shade, worst_ground(shade, grounds, count)->color) >= ACCENT_CONTRAST)
            return shade;
        shade = mix(color, to, percent);
    }
    return shade;
}

static int
hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool
parse(Str text, AccentColor *color)
{
    unsigned value = 0;

    if (text.len != 7 || text.ptr[0] != '#')
        return false;
    for (size_t i = 1; i < 7; i++) {
        int digit = hex_digit(text.ptr[i]);
        if (digit < 0)
            return false;
        value = value << 4 | (unsigned)digit;
    }
    *color = (AccentColor){ (unsigned char)(value >> 16), (unsigned char)(value >> 8), (unsigned char)value };
    return true;
}

Error *
accent_read(Str text, Accent *accent)
{
    AccentColor color;

    if (!parse(text, &color))
        FAIL(E_CONFIG, "a colour looks like #0b5c8a, not \"%.*s\"", STR_ARG(str_slice(text, 0, 40)));
    const Ground *worst = worst_ground(color, light_grounds, COUNT_OF(light_grounds));
    double ratio = accent_contrast(color, worst->color);
    if (ratio < ACCENT_CONTRAST) {
        AccentColor near = nearest_shade(color, black, light_grounds, COUNT_OF(light_grounds));
        /* the ratio is cut, not rounded: 4.499 is not 4.50 */
        FAIL(E_CONFIG,
             "%.*s is hard to read: its contrast to the pages' #%02x%02x%02x (%s) is %.2f : 1, and 4.5 : 1 is needed; "
             "the "
             "nearest shade that has it is #%02x%02x%02x",
             STR_ARG(text), worst->color.red, worst->color.green, worst->color.blue, worst->name,
             floor(ratio * 100) / 100, near.red, near.green, near.blue);
    }
    accent->light = color;
    accent->light_deep = mix(color, black, 25);
    accent->dark = nearest_shade(color, white, dark_grounds, COUNT_OF(dark_grounds));
    accent->dark_deep = mix(accent->dark, white, 30);
    return NULL;
}

static Str
hex(Arena *arena, AccentColor color)
{
    return str_format(arena, "#%02x%02x%02x", color.red, color.green, color.blue);
}

Str
accent_css(Arena *arena, const Accent *accent)
{
    return str_format(arena,
                      ":root{--blue:%.*s;--deep:%.*s}"
                      "@media screen and (prefers-color-scheme:dark){:root{--blue:%.*s;--deep:%.*s}}\n",
                      STR_ARG(hex(arena, accent->light)), STR_ARG(hex(arena, accent->light_deep)),
                      STR_ARG(hex(arena, accent->dark)), STR_ARG(hex(arena, accent->dark_deep)));
}
