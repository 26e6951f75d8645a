/* override_allow.c -- the elements, attributes and written-out addresses that a template of the site's own may have.
 * Whatever runs, styles by itself, changes how the page is read, or fetches from another host is not among them.
 * SPDX-License-Identifier: ISC */
#include "pages/override_node.h"

#include "base/str.h"

static const char elements[] = "html head title meta link body header footer main nav section article aside h1 h2 h3 "
                               "h4 h5 h6 hgroup p div span a b i em strong small s "
                               "u q blockquote address abbr cite code kbd samp var sub sup mark time br wbr hr ul ol "
                               "li dl dt dd table caption colgroup col thead "
                               "tbody tfoot tr th td form fieldset legend label input textarea select optgroup option "
                               "button output progress meter details summary "
                               "figure figcaption img object script bdi bdo ruby rt rp svg g defs path circle ellipse "
                               "rect line polyline polygon pattern "
                               "linearGradient radialGradient stop clipPath mask symbol desc text tspan";

/* Addresses of any other kind are not taken at all. */
static const char addresses[] = "href src action data";
static const char refused[] =
    "style srcdoc http-equiv srcset ping formaction formmethod formenctype formtarget poster cite background "
    "manifest xlink:href referrerpolicy nonce is slot form";
static const char sourced[] = "img script";
static const char linked[] = "a link";
static const char meta_names[] = "viewport color-scheme theme-color description robots";

static bool
is_among(const char *list, Str word)
{
    Str rest = str_from_c(list), one;

    while (rest.len) {
        rest = str_cut(rest, ' ', &one);
        if (str_equal_nocase(one, word))
            return true;
    }
    return false;
}

bool
override_allow_element(Str name)
{
    return is_among(elements, name);
}

bool
override_allow_void(Str name)
{
    return is_among("br hr img input link meta col wbr", name);
}

bool
override_allow_is_address(Str attribute)
{
    return is_among(addresses, attribute);
}

bool
override_allow_attribute(Str element, Str name)
{
    if ((name.len >= 2 && str_equal_nocase(str_slice(name, 0, 2), LIT("on"))) || is_among(refused, name))
        return false;
    if (str_equal_nocase(name, LIT("href")))
        return is_among(linked, element);
    if (str_equal_nocase(name, LIT("src")))
        return is_among(sourced, element);
    if (str_equal_nocase(name, LIT("action")))
        return is_among("form", element);
    return !str_equal_nocase(name, LIT("data")) || is_among("object", element);
}

bool
override_allow_meta(Str name)
{
    return is_among(meta_names, name);
}

/* A browser drops or rewrites these inside an address. */
static bool
has_odd_bytes(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        if (byte <= ' ' || byte == 0x7f || byte == '\\')
            return true;
    }
    return false;
}

bool
override_allow_address(Str text, bool link)
{
    static const Str outward[] = { LIT_INIT("https://"), LIT_INIT("http://"), LIT_INIT("mailto:"), LIT_INIT("tel:") };

    if (text.len == 0 || has_odd_bytes(text))
        return false;
    if (text.ptr[0] == '#' || text.ptr[0] == '?')
        return true;
    if (text.ptr[0] == '/') /* "//host", also with an entity for the second */
        return text.len == 1 || (text.ptr[1] != '/' && text.ptr[1] != '&');
    for (size_t i = 0; link && i < COUNT_OF(outward); i++)
        if (str_starts(text, outward[i]))
            return true;
    return false;
}
