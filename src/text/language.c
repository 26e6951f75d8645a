/* language.c -- the table of languages; which one a tag means, and which one a reader gets.
 * SPDX-License-Identifier: ISC */
#include "text/language.h"

#include "base/str.h"
#include "text/language_complete.h"

#define TAG_MAX  35   /* bytes of a tag (RFC 5646 4.4.1) */
#define LIST_MAX 1024 /* bytes of a list that are read */
#define TAGS_MAX 32   /* tags of a list that are read */

#define IS_LTR     false
#define IS_RTL     true
#define IS_OFFERED true
#define IS_TEST    false

const Language languages[LANGUAGES] = {
#define LANGUAGE(id_, code_, name_, english_, direction_, group_, first_, next_, from_, decimal_, percent_, forms_, \
                 rule_, offered_)                                                                                   \
    [LANGUAGE_##id_] = { .code = LIT_INIT(code_),                                                                   \
                         .name = LIT_INIT(name_),                                                                   \
                         .english_name = LIT_INIT(english_),                                                        \
                         .rtl = IS_##direction_,                                                                    \
                         .offered = IS_##offered_ && LANGUAGE_COMPLETE_##id_,                                       \
                         .group = (group_),                                                                         \
                         .group_first = (first_),                                                                   \
                         .group_next = (next_),                                                                     \
                         .group_from = (from_),                                                                     \
                         .decimal = (decimal_),                                                                     \
                         .percent = (percent_) },
#include "text/languages.def"
#undef LANGUAGE
};

/* ---- finding -------------------------------------------------------------------------------------------------- */

static bool
is_tag(Str tag)
{
    size_t subtag = 0;

    for (size_t i = 0; i < tag.len; i++) {
        char c = tag.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        subtag = letter ? subtag + 1 : 0;
        if ((!letter && c != '-') || subtag > 8 || (c == '-' && (i == 0 || tag.ptr[i - 1] == '-')))
            return false;
    }
    return tag.len > 0 && tag.len <= TAG_MAX && subtag > 0;
}

static bool
find_exact(Str tag, LanguageId *language)
{
    for (int i = 0; i < LANGUAGES; i++) {
        if (str_equal_nocase(languages[i].code, tag)) {
            *language = (LanguageId)i;
            return true;
        }
    }
    return false;
}

/* Written in which characters: the script if it is said, else the custom of the region. */
static LanguageId
chinese(Str subtags)
{
    static const Str traditional[] = { LIT_INIT("Hant"), LIT_INIT("TW"), LIT_INIT("HK"), LIT_INIT("MO") };
    Str subtag;

    while (subtags.len > 0) {
        subtags = str_cut(subtags, '-', &subtag);
        if (str_equal_nocase(subtag, LIT("Hans")))
            return LANGUAGE_zh_Hans;
        for (size_t i = 0; i < COUNT_OF(traditional); i++) {
            if (str_equal_nocase(subtag, traditional[i]))
                return LANGUAGE_zh_Hant;
        }
    }
    return LANGUAGE_zh_Hans;
}

/* By the first subtag alone: "pt-PT" and "pt" get pt-BR, "iw" is what Hebrew was called. */
static bool
find_base(Str tag, LanguageId *language)
{
    static const struct {
        Str old;
        LanguageId language;
    } renamed[] = { { LIT_INIT("iw"), LANGUAGE_he }, { LIT_INIT("in"), LANGUAGE_id } };
    Str base, other;
    Str rest = str_cut(tag, '-', &base);

    if (str_equal_nocase(base, LIT("zh"))) {
        *language = chinese(rest);
        return true;
    }
    for (size_t i = 0; i < COUNT_OF(renamed); i++) {
        if (str_equal_nocase(base, renamed[i].old)) {
            *language = renamed[i].language;
            return true;
        }
    }
    for (int i = 0; i < LANGUAGES; i++) {
        str_cut(languages[i].code, '-', &other);
        if (str_equal_nocase(base, other)) {
            *language = (LanguageId)i;
            return true;
        }
    }
    return false;
}

//= rfc4647#3.4  In the lookup scheme, the language range is progressively truncated from the end until a matching language tag is located.
bool
language_find(Str tag, LanguageId *language)
{
    if (!is_tag(tag))
        return false;
    for (Str range = tag; range.len > 0;) {
        if (find_exact(range, language))
            return true;
        do
            range.len--;
        while (range.len > 0 && range.ptr[range.len] != '-');
    }
    return find_base(tag, language);
}

/* ---- choosing ------------------------------------------------------------------------------------------------- */

typedef struct Wish {
    LanguageId language;
    int weight; /* in thousandths */
} Wish;

/* Whether somebody may get it: offered, or one of the pseudo-locales, which no browser asks for by itself. */
static bool
find_usable(Str tag, LanguageId *language)
{
    LanguageId found;

    if (!language_find(tag, &found) || (!languages[found].offered && found < LANGUAGE_qps))
        return false;
    *language = found;
    return true;
}

/* As much of a list as is read: whole tags within LIST_MAX bytes. */
static Str
list_head(Str list, char separator)
{
    if (list.len <= LIST_MAX)
        return list;
    list.len = LIST_MAX;
    while (list.len > 0 && list.ptr[list.len] != separator)
        list.len--;
    return list;
}

/* "0.8" in thousandths, -1 when it is no weight. */
//= rfc9110#12.4.2  A sender of qvalue MUST NOT generate more than three digits after the decimal point.
static int
weight_of(Str text)
{
    int weight, digit = 100;

    if (text.len == 0 || text.len > 5 || (text.ptr[0] != '0' && text.ptr[0] != '1') ||
        (text.len > 1 && text.ptr[1] != '.'))
        return -1;
    weight = text.ptr[0] == '1' ? 1000 : 0;
    for (size_t i = 2; i < text.len; i++, digit /= 10) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return -1;
        weight += (text.ptr[i] - '0') * digit;
    }
    return weight <= 1000 ? weight : -1;
}

/* One element of Accept-Language: its tag, and its weight, -1 when it cannot be read. */
static int
element(Str text, Str *tag)
{
    Str weight = str_trim(str_cut(text, ';', tag));

    *tag = str_trim(*tag);
    if (weight.len == 0)
        return text.len > tag->len && str_find_byte(text, ';') < text.len ? -1 : 1000;
    if (weight.len < 2 || (weight.ptr[0] != 'q' && weight.ptr[0] != 'Q') || weight.ptr[1] != '=')
        return -1;
    return weight_of(str_slice(weight, 2, weight.len));
}

/* The wishes of Accept-Language in its order; "*" is the fallback; those that are refused by name (weight 0) as a set. */
static size_t
read_accept(Str accept, LanguageId fallback, Wish wishes[TAGS_MAX], uint64_t *refused)
{
    size_t count = 0;
    Str text, tag;

    _Static_assert(LANGUAGES <= 64, "refused is a set of bits");
    *refused = 0;
    accept = list_head(accept, ',');
    for (int i = 0; i < TAGS_MAX && accept.len > 0; i++) {
        LanguageId language = fallback;
        accept = str_cut(accept, ',', &text);
        int weight = element(text, &tag);
        bool any = str_equal(tag, LIT("*"));
        if (weight < 0 || (!any && !find_usable(tag, &language)))
            continue;
        if (weight > 0)
            wishes[count++] = (Wish){ language, weight };
        else if (!any && str_equal_nocase(tag, languages[language].code))
            *refused |= (uint64_t)1 << language;
    }
    return count;
}

static LanguageId
choose_accept(Str accept, LanguageId fallback)
{
    Wish wishes[TAGS_MAX], best = { fallback, 0 };
    uint64_t refused;
    size_t count = read_accept(accept, fallback, wishes, &refused);

    for (size_t i = 0; i < count; i++) {
        if (wishes[i].weight > best.weight && !(refused >> wishes[i].language & 1))
            best = wishes[i];
    }
    return best.language;
}

LanguageId
language_choose(Str ui_locales, Str cookie, Str accept, LanguageId fallback)
{
    LanguageId language;
    Str tag;

    ui_locales = list_head(ui_locales, ' ');
    for (int i = 0; i < TAGS_MAX && ui_locales.len > 0; i++) {
        ui_locales = str_cut(ui_locales, ' ', &tag);
        if (find_usable(tag, &language))
            return language;
    }
    if (find_usable(cookie, &language))
        return language;
    return choose_accept(accept, fallback);
}
