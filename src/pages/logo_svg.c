/* logo_svg.c -- a strict reader of a small part of SVG: what is not on its lists is refused, by file and line.
 * SPDX-License-Identifier: ISC */
#include "pages/logo.h"

#include "base/str.h"

#define SVG_NAMESPACE   LIT("http://www.w3.org/2000/svg")
#define XLINK_NAMESPACE LIT("http://www.w3.org/1999/xlink")

static const char elements[] = "svg g defs symbol use path rect circle ellipse line polyline polygon linearGradient "
                               "radialGradient stop clipPath mask title "
                               "desc";

static const char attributes[] =
    "xmlns xmlns:xlink xml:space version viewBox preserveAspectRatio width height x y x1 y1 x2 y2 cx cy r rx ry fx fy "
    "d points "
    "transform id href xlink:href role aria-label aria-hidden focusable fill fill-rule fill-opacity clip-rule "
    "clip-path "
    "clipPathUnits mask maskUnits maskContentUnits stroke stroke-width stroke-linecap stroke-linejoin "
    "stroke-miterlimit "
    "stroke-dasharray stroke-dashoffset stroke-opacity opacity color offset stop-color stop-opacity gradientUnits "
    "gradientTransform spreadMethod pathLength vector-effect paint-order display visibility enable-background";

typedef struct Reader {
    const char *name;
    Str text;
    size_t at;
    Str open[LOGO_DEPTH];
    size_t depth;
    bool begun;   /* the root was seen */
    Str root_id;  /* what leads to the whole drawing */
    Str id;       /* of the element that is read */
    bool to_root; /* it has a link to the whole drawing */
    int uses;
} Reader;

static int
line_of(const Reader *in)
{
    int line = 1;

    for (size_t i = 0; i < in->at && i < in->text.len; i++)
        line += in->text.ptr[i] == '\n';
    return line;
}

/* An error with its place; what is a sentence of ours, word is theirs (cut, and shown only when it is a plain name). */
static Error *
refuse(const Reader *in, const char *what, Str word)
{
    FAIL(E_CONFIG, "%s:%d: %s%.*s", in->name, line_of(in), what, STR_ARG(str_slice(word, 0, 60)));
}

static Str
rest(const Reader *in)
{
    return str_slice(in->text, in->at, in->text.len);
}

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void
skip_space(Reader *in)
{
    while (in->at < in->text.len && is_space(in->text.ptr[in->at]))
        in->at++;
}

static Str
read_name(Reader *in)
{
    size_t from = in->at;

    while (in->at < in->text.len) {
        char c = in->text.ptr[in->at];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == ':' ||
              c == '_'))
            break;
        in->at++;
    }
    return str_slice(in->text, from, in->at);
}

/* ---- values ---- */

static bool
has_nocase(Str text, Str part)
{
    for (size_t i = 0; i + part.len <= text.len; i++)
        if (str_equal_nocase(str_slice(text, i, i + part.len), part))
            return true;
    return false;
}

/* Each "url(" leads to an id in this very file. */
static bool
urls_are_local(Str value)
{
    for (size_t i = 0; i + 4 <= value.len; i++)
        if (str_equal_nocase(str_slice(value, i, i + 4), LIT("url(")) &&
            (i + 4 == value.len || value.ptr[i + 4] != '#'))
            return false;
    return true;
}

static bool
is_link(Str name)
{
    return str_equal(name, LIT("href")) || str_equal(name, LIT("xlink:href"));
}

static Error *
check_value(const Reader *in, Str name, Str value)
{
    for (size_t i = 0; i < value.len; i++)
        if (value.ptr[i] == '<' || value.ptr[i] == '&' || value.ptr[i] == '\\' || (unsigned char)value.ptr[i] == 0x7f ||
            ((unsigned char)value.ptr[i] < 0x20 && !is_space(value.ptr[i])))
            return refuse(in, "a value may hold no <, no &, no backslash and no control character: ", name);
    if (str_equal(name, LIT("xmlns")))
        return str_equal(value, SVG_NAMESPACE) ? NULL : refuse(in, "another namespace than SVG's", LIT(""));
    if (str_equal(name, LIT("xmlns:xlink")))
        return str_equal(value, XLINK_NAMESPACE) ? NULL : refuse(in, "another namespace than XLink's", LIT(""));
    if (is_link(name) && (value.len < 2 || value.ptr[0] != '#'))
        return refuse(in, "a link may lead to an id of this file only (\"#id\"): ", name);
    if (!urls_are_local(value))
        return refuse(in, "url() may lead to an id of this file only, url(#id): ", name);
    if (has_nocase(value, LIT("script:")) || has_nocase(value, LIT("data:")) || has_nocase(value, LIT("//")))
        return refuse(in, "an address is not allowed in a logo: ", name);
    return NULL;
}

#define ATTRIBUTES_MAX 40

static void
note_value(Reader *in, Str name, Str value)
{
    if (str_equal(name, LIT("id")))
        in->id = value;
    if (is_link(name) && in->root_id.len)
        in->to_root = in->to_root || str_equal(str_slice(value, 1, value.len), in->root_id);
}

/* name="value", a space before it. */
static Error *
read_attribute(Reader *in, Str *name)
{
    *name = read_name(in);
    if (name->len == 0)
        return refuse(in, "an attribute is expected here", LIT(""));
    if (!str_has_word(str_from_c(attributes), *name))
        return refuse(in, "an attribute that a logo may not have: ", *name);
    skip_space(in);
    if (in->at == in->text.len || in->text.ptr[in->at] != '=')
        return refuse(in, "an attribute without a value: ", *name);
    in->at++;
    skip_space(in);
    char quote = in->at < in->text.len ? in->text.ptr[in->at] : '\0';
    if (quote != '"' && quote != '\'')
        return refuse(in, "a value without quotes: ", *name);
    Str after = str_slice(in->text, in->at + 1, in->text.len);
    size_t length = str_find_byte(after, quote);
    if (length == after.len)
        return refuse(in, "a value that does not end: ", *name);
    TRY(check_value(in, *name, str_slice(after, 0, length)));
    note_value(in, *name, str_slice(after, 0, length));
    in->at += length + 2;
    return NULL;
}

/* ---- elements ---- */

static bool
is_known(const Str *names, size_t count, Str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(names[i], name))
            return true;
    return false;
}

/* What is drawn again must be a small part that draws nothing again: else a few lines make a drawing of billions of pieces, or one
 * without an end. So what <use> leads to can hold no <use>. */
static Error *
check_use(Reader *in)
{
    if (in->depth != 1)
        return refuse(in, "a <use> stands directly in the root <svg>, in nothing else", LIT(""));
    if (in->id.len)
        return refuse(in, "a <use> may not have an id: ", in->id);
    if (in->to_root)
        return refuse(in, "a <use> may not lead to the drawing itself", LIT(""));
    if (++in->uses > LOGO_USES)
        FAIL(E_CONFIG, "%s:%d: a logo may have no more than %d <use>", in->name, line_of(in), LOGO_USES);
    return NULL;
}

static bool
is_cover(Str element)
{
    return str_equal(element, LIT("mask")) || str_equal(element, LIT("clipPath"));
}

/* The same by masks and clips: those have none themselves. */
static Error *
check_covers(const Reader *in, Str element, const Str *names, size_t count)
{
    bool inside = is_cover(element);

    for (size_t i = 0; i < in->depth; i++)
        inside = inside || is_cover(in->open[i]);
    if (inside && (is_known(names, count, LIT("mask")) || is_known(names, count, LIT("clip-path"))))
        return refuse(in, "mask and clip-path may not stand in a <mask> or <clipPath>", LIT(""));
    return NULL;
}

static Error *
open_element(Reader *in, Str element, bool closed, bool has_namespace)
{
    bool is_root = in->depth == 0;

    if (is_root && in->begun)
        return refuse(in, "something stands behind the end of the drawing: ", element);
    if (is_root && (!str_equal(element, LIT("svg")) || !has_namespace))
        return refuse(in, "a logo is an SVG drawing: <svg xmlns=\"http://www.w3.org/2000/svg\" …>, or a PNG", LIT(""));
    in->begun = true;
    if (is_root)
        in->root_id = in->id;
    if (closed)
        return NULL;
    if (in->depth == LOGO_DEPTH)
        return refuse(in, "elements are nested too deep", LIT(""));
    in->open[in->depth++] = element;
    return NULL;
}

/* Behind "<". */
static Error *
read_element(Reader *in)
{
    Str names[ATTRIBUTES_MAX];
    size_t count = 0;
    Str element = read_name(in);

    in->id = LIT("");
    in->to_root = false;
    if (element.len == 0 || !str_has_word(str_from_c(elements), element))
        return refuse(in, "an element that a logo may not have: ", element.len ? element : str_slice(rest(in), 0, 1));
    for (;;) {
        size_t before = in->at;
        skip_space(in);
        if (str_starts(rest(in), LIT("/>")) || str_starts(rest(in), LIT(">")))
            break;
        if (in->at == before || count == ATTRIBUTES_MAX)
            return refuse(in, "attributes that cannot be read: ", element);
        TRY(read_attribute(in, &names[count]));
        if (is_known(names, count, names[count]))
            return refuse(in, "an attribute that comes twice: ", names[count]);
        count++;
    }
    if (str_equal(element, LIT("use")))
        TRY(check_use(in));
    TRY(check_covers(in, element, names, count));
    bool closed = in->text.ptr[in->at] == '/';
    in->at += closed ? 2 : 1;
    return open_element(in, element, closed, is_known(names, count, LIT("xmlns")));
}

/* Behind "</". */
static Error *
read_end(Reader *in)
{
    Str element = read_name(in);

    skip_space(in);
    if (in->depth == 0 || !str_equal(in->open[in->depth - 1], element) || !str_starts(rest(in), LIT(">")))
        return refuse(in, "an end that closes nothing: ", element);
    in->at++;
    in->depth--;
    return NULL;
}

static Error *
read_comment(Reader *in)
{
    Str after = str_slice(in->text, in->at + 4, in->text.len);
    size_t end = str_find(after, LIT("--"));

    if (!str_starts(str_slice(after, end, after.len), LIT("-->")))
        return refuse(in, "a comment that does not end", LIT(""));
    in->at += 4 + end + 3;
    return NULL;
}

/* Words stand in <title> and <desc>; elsewhere there is only space. */
static Error *
read_text(Reader *in)
{
    Str element = in->depth ? in->open[in->depth - 1] : LIT("");
    bool words = str_equal(element, LIT("title")) || str_equal(element, LIT("desc"));

    for (; in->at < in->text.len && in->text.ptr[in->at] != '<'; in->at++) {
        char c = in->text.ptr[in->at];
        if (c == '&')
            return refuse(in, "an entity is not allowed in a logo", LIT(""));
        if (!is_space(c) && (!words || (unsigned char)c < 0x20))
            return refuse(in, "words outside of <title> and <desc>: turn them into paths", LIT(""));
    }
    return NULL;
}

static Error *
read_piece(Reader *in)
{
    if (in->text.ptr[in->at] != '<')
        return read_text(in);
    if (str_starts(rest(in), LIT("<!--")))
        return read_comment(in);
    if (str_starts(rest(in), LIT("<!")))
        return refuse(in, "a document type or CDATA is not allowed in a logo", LIT(""));
    if (str_starts(rest(in), LIT("<?")))
        return refuse(in, "a processing instruction is not allowed in a logo", LIT(""));
    if (str_starts(rest(in), LIT("</"))) {
        in->at += 2;
        return read_end(in);
    }
    in->at++;
    return read_element(in);
}

/* <?xml version="1.0" encoding="UTF-8"?>, as the very first. */
static Error *
read_declaration(Reader *in)
{
    Str declaration;

    if (str_starts(in->text, LIT("\xef\xbb\xbf")))
        in->at = 3;
    if (!str_starts(rest(in), LIT("<?xml ")))
        return NULL;
    size_t end = str_find(rest(in), LIT("?>"));
    declaration = str_slice(rest(in), 0, end);
    if (end == rest(in).len || has_nocase(declaration, LIT("standalone")))
        return refuse(in, "an XML declaration that cannot be read", LIT(""));
    if (has_nocase(declaration, LIT("encoding")) && !has_nocase(declaration, LIT("utf-8")))
        return refuse(in, "a logo is UTF-8 text", LIT(""));
    in->at += end + 2;
    return NULL;
}

Error *
logo_svg_check(const char *name, Str text)
{
    Reader in = { .name = name, .text = text };

    if (text.len > LOGO_LIMIT || !str_is_utf8(text))
        FAIL(E_CONFIG, "%s: a logo is an SVG drawing in UTF-8 or a PNG, of at most %d bytes", name, LOGO_LIMIT);
    TRY(read_declaration(&in));
    while (in.at < text.len)
        TRY(read_piece(&in));
    if (!in.begun || in.depth)
        return refuse(&in, in.begun ? "the drawing does not end" : "a logo is an SVG drawing or a PNG", LIT(""));
    return NULL;
}
