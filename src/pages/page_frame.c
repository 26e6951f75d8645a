/* page_frame.c -- what all pages share: language, direction, brand, and the languages to choose from.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "pages/pages.h"
#include "text/font.h"

/* The offered languages in the order of their table, and the page's own even when it is not offered (a pseudo-locale). */
static void
add_choices(Arena *arena, PageFrame *frame)
{
    PageChoice *choices = ARENA_NEW(arena, PageChoice, LANGUAGES);

    frame->choices = choices;
    for (int i = 0; i < LANGUAGES; i++) {
        bool current = (LanguageId)i == frame->language;
        if (languages[i].offered || current)
            choices[frame->choice_count++] = (PageChoice){ languages[i].code, languages[i].name, current };
    }
}

PageFrame
page_frame(Arena *arena, const PageBrand *brand, LanguageId language, Str here)
{
    PageFrame frame = { .language = language,
                        .lang = languages[language].code,
                        .dir = languages[language].rtl ? LIT("rtl") : LIT("ltr"),
                        .site_name = brand->site_name,
                        .logo_path = brand->logo_path,
                        .accent_path = brand->accent_path,
                        .font_path = font_css_path(language),
                        .here = here,
                        .overrides = brand->overrides };

    if (here.len)
        add_choices(arena, &frame);
    return frame;
}
