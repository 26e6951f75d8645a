/* shape_dump.c -- for test/browser/widths.mjs: writes the fonts and stylesheets into a folder, and prints texts with the widths that we
 * measure: language, direction, weight, family, size, width, stylesheet, text, with tabs between.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "text/message_table.h"
#include "text/shape.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXTS_EACH 60 /* messages of a language and weight */

static const struct {
    LanguageId language;
    const char *text;
} dump_texts[] = {
    { LANGUAGE_en, "GET /login · 12,480 → 95.2%" },
    { LANGUAGE_en, "AVATAR To Wolf “quoted” – 1×2" },
    { LANGUAGE_de, "Über große Straßen: „äöü“ ẞ" },
    { LANGUAGE_pl, "Zażółć gęślą jaźń ĄĆĘŁŃÓŚŹŻ" },
    { LANGUAGE_cs, "Příliš žluťoučký kůň úpěl ďábelské ódy" },
    { LANGUAGE_tr, "Işık İzmir ğüşöç fi" },
    { LANGUAGE_fr, "12\u202f345 entrées « œuvre »" },
    { LANGUAGE_vi, "Trình duyệt của người dùng ếớữặộ" },
    { LANGUAGE_ru, "Съешь ещё этих мягких булок № 5" },
    { LANGUAGE_uk, "Ґанок, їжак і єнот" },
    { LANGUAGE_el, "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία ΐΰ" },
    { LANGUAGE_ar, "يبدأ تسجيل الدخول عبر OAuth 2 ويستقبل إعادة التوجيه" },
    { LANGUAGE_ar, "لا إله كتابٌ مُشَكَّل، أليس كذلك؟" },
    { LANGUAGE_he, "דפדפן המשתמש OAuth 2 (שלום)" },
    { LANGUAGE_hi, "उपयोगकर्ता का ब्राउज़र क्ष त्र ज्ञ श्री र्क ट्ठ" },
    { LANGUAGE_ja, "あいうえお、ユーザー「サーバ」" },
    { LANGUAGE_en, "Signed in as \u2068עברית\u2069 (2)" },
};

static const char *const weight_names[FONT_WEIGHTS] = { "400", "600", "800" };

static int
write_file(const char *folder, const FontFile *file)
{
    char path[512];
    int length = snprintf(path, sizeof path, "%s/%.*s", folder, STR_ARG(str_slice(file->path, 1, file->path.len)));
    FILE *out = length < (int)sizeof path ? fopen(path, "wb") : NULL;
    if (!out)
        return -1;
    size_t wrote = fwrite(file->bytes.ptr, 1, file->bytes.len, out);
    return fclose(out) == 0 && wrote == file->bytes.len ? 0 : -1;
}

static void
dump(const TextStyle *style, Str text)
{
    Arena *arena = arena_new((size_t)1 << 20);
    double width;
    Error *error = shape_width(arena, style, text, &width);
    if (error) {
        fprintf(stderr, "shape_dump: %s\n", error->text);
        exit(1);
    }
    printf("%.*s\t%s\t%s\t%s\t%g\t%.4f\t%.*s\t%.*s\n", STR_ARG(languages[style->language].code),
           languages[style->language].rtl ? "rtl" : "ltr", weight_names[style->weight],
           style->joined ? "Latchstring Title" : "Latchstring", style->size, width,
           STR_ARG(font_css_path(style->language)), STR_ARG(text));
    arena_free(arena);
}

/* Messages of the language, evenly over all of them. */
static void
dump_messages(const TextStyle *style)
{
    const MessageTable *table = &message_tables[style->language];
    size_t forms = table->first[MESSAGES];
    size_t step = forms > TEXTS_EACH ? forms / TEXTS_EACH : 1;
    for (size_t i = 0; i < forms; i += step) {
        Str text = table->forms[i];
        bool plain = str_find(text, LIT("\u00ad")) == text.len && str_find(text, LIT("\u200b")) == text.len;
        if (text.len > 0 && text.len < 200 && plain && str_find_byte(text, '\n') == text.len &&
            str_find(text, LIT("  ")) == text.len)
            dump(style, text);
    }
}

int
main(int argc, char **argv)
{
    size_t count;
    const FontFile *files = font_files(&count);
    if (argc != 2) {
        fprintf(stderr, "usage: shape_dump FOLDER\n");
        return 2;
    }
    for (size_t i = 0; i < count; i++) {
        if (write_file(argv[1], &files[i]))
            return 1;
    }
    for (LanguageId language = 0; language < LANGUAGES; language++) {
        FontFile sheet = { font_css_path(language), font_css(language) };
        if (write_file(argv[1], &sheet))
            return 1;
        for (FontWeight weight = 0; weight < FONT_WEIGHTS; weight++) {
            TextStyle style = { .language = language, .weight = weight, .size = 14.6 };
            dump_messages(&style);
            for (size_t i = 0; i < COUNT_OF(dump_texts); i++) {
                if (dump_texts[i].language == language)
                    dump(&style, str_from_c(dump_texts[i].text));
            }
        }
    }
    TextStyle title = { .language = LANGUAGE_en, .weight = FONT_EXTRABOLD, .size = 46, .joined = true };
    dump(&title, LIT("OAuth 2 Flow"));
    dump(&title, LIT("Letter after letter"));
    return 0;
}
