/* wire_target.c -- the request target and the Host: what they may look like.
 * SPDX-License-Identifier: ISC */
#include "http/wire_target.h"

#include "base/str.h"
#include "http/wire_text.h"

#include <arpa/inet.h>
#include <string.h>

#define HOST_LIMIT 255

static bool
is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* pchar and "/" of RFC 3986 3.3; '%' is looked at by check_escapes. */
static bool
is_path_byte(char c)
{
    return is_alnum(c) || (c && strchr("-._~!$&'()*+,;=:@/%", c));
}

/* RFC 3986 3.4, and what browsers leave as it is in a query (WHATWG URL): []{}|^` */
static bool
is_query_byte(char c)
{
    return is_path_byte(c) || (c && strchr("?[]{}|^`", c));
}

static bool
all_bytes(Str text, bool (*allowed)(char c))
{
    for (size_t i = 0; i < text.len; i++)
        if (!allowed(text.ptr[i]))
            return false;
    return true;
}

/* The byte that "%XX" at the start of the text stands for, -1 when it is broken. */
static int
escaped_byte(Str text)
{
    if (text.len < 3 || text.ptr[0] != '%')
        return -1;
    int high = wire_hex_digit(text.ptr[1]), low = wire_hex_digit(text.ptr[2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static bool
escapes_are_whole(Str text)
{
    for (size_t at = str_find_byte(text, '%'); at < text.len; at = str_find_byte(text, '%')) {
        text = str_slice(text, at, text.len);
        if (escaped_byte(text) < 0)
            return false;
        text = str_slice(text, 3, text.len);
    }
    return true;
}

/* How many bytes of text one percent-encoded character takes; 0 when it is no UTF-8, or a control character. */
static size_t
escaped_character(Str text)
{
    int first = escaped_byte(text);
    size_t count = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0x80 ? 2 : 1;
    char bytes[4];

    if (first < 0x20 || first == 0x7f)
        return 0;
    for (size_t i = 0; i < count; i++) {
        int byte = escaped_byte(str_slice(text, 3 * i, text.len));
        if (byte < 0)
            return 0;
        bytes[i] = (char)byte;
    }
    return str_is_utf8((Str){ bytes, count }) ? 3 * count : 0;
}

/* What is written plainly in a path is ASCII, so every run of escapes must be UTF-8 by itself. */
static bool
escapes_are_text(Str text)
{
    for (size_t at = str_find_byte(text, '%'); at < text.len; at = str_find_byte(text, '%')) {
        text = str_slice(text, at, text.len);
        size_t length = escaped_character(text);
        if (length == 0)
            return false;
        text = str_slice(text, length, text.len);
    }
    return true;
}

/* Whether the segment is "." or "..", however its dots are written. */
static bool
is_dots(Str segment)
{
    size_t dots = 0;

    while (segment.len) {
        bool escaped = escaped_byte(segment) == '.';
        if (!escaped && segment.ptr[0] != '.')
            return false;
        segment = str_slice(segment, escaped ? 3 : 1, segment.len);
        dots++;
    }
    return dots == 1 || dots == 2;
}

/* A proxy in front would look at another path than we do; every honest client removes dot segments itself (RFC 3986 5.2.4). */
static bool
has_dot_segment(Str path)
{
    while (path.len) {
        Str segment;
        path = str_cut(path, '/', &segment);
        if (is_dots(segment))
            return true;
    }
    return false;
}

static Error *
check_path(Str path)
{
    if (path.len == 0 || path.ptr[0] != '/')
        FAIL(E_BAD_REQUEST, "the request target is no path");
    if (!all_bytes(path, is_path_byte))
        FAIL(E_BAD_REQUEST, "the path has a byte that must be percent-encoded");
    if (str_find_byte(path, '%') < path.len && !escapes_are_text(path))
        FAIL(E_BAD_REQUEST, "the path has a broken escape, a control character, or is not UTF-8");
    if (has_dot_segment(path))
        FAIL(E_BAD_REQUEST, "the path has a dot segment");
    return NULL;
}

/* Whether text starts with the scheme, in any case. */
static bool
has_scheme(Str text, Str scheme)
{
    return str_equal_nocase(str_slice(text, 0, scheme.len), scheme);
}

/* What stands after "http://" or "https://"; a Str whose ptr is NULL when the target is not in absolute-form. */
static Str
after_scheme(Str target)
{
    if (has_scheme(target, LIT("http://")))
        return str_slice(target, 7, target.len);
    if (has_scheme(target, LIT("https://")))
        return str_slice(target, 8, target.len);
    return (Str){ NULL, 0 };
}

static size_t
authority_end(Str rest)
{
    size_t slash = str_find_byte(rest, '/'), question = str_find_byte(rest, '?');

    return slash < question ? slash : question;
}

Str
wire_target_authority(Str target)
{
    Str rest = after_scheme(target);

    return rest.ptr ? str_slice(rest, 0, authority_end(rest)) : LIT("");
}

static Error *
read_path_and_query(Request *request, Str target, Str text)
{
    Str path, query = str_cut(text, '?', &path);

    TRY(check_path(path));
    if (!all_bytes(query, is_query_byte) || !escapes_are_whole(query))
        FAIL(E_BAD_REQUEST, "the query has a byte that must be percent-encoded, or a broken escape");
    request->target = target;
    request->path = path;
    request->query = query;
    return NULL;
}

Error *
wire_target_read(Request *request, Str target)
{
    bool is_options = str_equal(request->method, LIT("OPTIONS"));

    //= rfc9110#9.1  an origin server that receives a request method that is unrecognized or not implemented SHOULD respond
    // with the 501 (Not Implemented) status code
    if (str_equal(request->method, LIT("CONNECT")))
        FAIL(E_NOT_IMPLEMENTED, "CONNECT: this is no proxy");
    //= rfc9112#3.2.4  The asterisk-form of request-target is only used for a server-wide OPTIONS request
    if (str_equal(target, LIT("*"))) {
        if (!is_options)
            FAIL(E_BAD_REQUEST, "the target * is for OPTIONS only");
        request->target = request->path = target;
        request->query = LIT("");
        return NULL;
    }
    //= rfc9112#3.2.2  a server MUST accept the absolute-form in requests
    Str rest = after_scheme(target);
    if (!rest.ptr)
        return read_path_and_query(request, target, target);
    rest = str_slice(rest, authority_end(rest), rest.len);
    if (rest.len == 0)
        return read_path_and_query(request, target, LIT("/"));
    return read_path_and_query(request, target, rest);
}

static bool
is_ipv6(Str text)
{
    char address[INET6_ADDRSTRLEN + 1] = { 0 };
    unsigned char binary[16];

    if (text.len >= sizeof address)
        return false;
    memcpy(address, text.ptr, text.len);
    return strlen(address) == text.len && inet_pton(AF_INET6, address, binary) == 1;
}

/* Labels of letters, digits, '-' and '_'; one dot at the end is allowed, an empty label is not. */
static bool
is_name(Str name)
{
    if (name.len == 0 || name.len > HOST_LIMIT)
        return false;
    while (name.len) {
        Str label;
        name = str_cut(name, '.', &label);
        if (label.len == 0)
            return false;
        for (size_t i = 0; i < label.len; i++)
            if (!is_alnum(label.ptr[i]) && label.ptr[i] != '-' && label.ptr[i] != '_')
                return false;
    }
    return true;
}

bool
wire_target_is_host(Str host)
{
    bool bracket = host.len && host.ptr[0] == '[';
    size_t end = str_find_byte(host, bracket ? ']' : ':');
    Str rest = str_slice(host, bracket ? end + 1 : end, host.len);
    uint64_t port;

    if (bracket && (end == host.len || !is_ipv6(str_slice(host, 1, end))))
        return false;
    if (!bracket && !is_name(str_slice(host, 0, end)))
        return false;
    if (rest.len == 0)
        return true;
    return rest.ptr[0] == ':' && rest.len <= 6 && str_to_uint(str_slice(rest, 1, rest.len), 65535, &port);
}
