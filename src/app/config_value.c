/* config_value.c -- the kinds of settings: text in, value out; one function and one row of a table each.
 * SPDX-License-Identifier: ISC */
#include "app/config_value.h"

#include "app/config.h"
#include "base/buf.h"
#include "base/str.h"
#include "codec/uri.h"

#include <arpa/inet.h>
#include <string.h>

#define EXPANDED_LIMIT 4096
#define SHOWN_LIMIT    60
#define DOMAIN_LIMIT   253

/* What reading one value needs. A kind returns false when the text is not of its kind. */
typedef struct Reading {
    Arena *arena;
    const Setting *row;
    const ConfigNames *names;
    Str text;
} Reading;

typedef struct Unit {
    const char *name;
    uint64_t factor;
} Unit;

static const Unit no_units[] = { { "", 1 }, { NULL, 0 } };
static const Unit sizes[] = { { "", 1 }, { "K", 1 << 10 }, { "M", 1 << 20 }, { "G", 1 << 30 }, { NULL, 0 } };
static const Unit durations[] = { { "ms", MILLISECOND }, { "s", SECOND }, { "m", MINUTE },
                                  { "h", HOUR },         { "d", DAY },    { NULL, 0 } };

/* A number and one of the units. */
static bool
parse_number(Str text, const Unit *units, uint64_t *number)
{
    size_t digits = 0;
    uint64_t value;

    while (digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9')
        digits++;
    if (!str_to_uint(str_slice(text, 0, digits), INT64_MAX, &value))
        return false;
    for (const Unit *unit = units; unit->name; unit++)
        if (str_equal(str_slice(text, digits, text.len), str_from_c(unit->name)))
            return !__builtin_mul_overflow(value, unit->factor, number) && *number <= INT64_MAX;
    return false;
}

/* The two ends of "1m..365d". */
static void
split_limits(const Setting *row, Str *low, Str *high)
{
    Str limits = str_from_c(row->limits);
    size_t dots = str_find(limits, LIT(".."));

    *low = str_slice(limits, 0, dots);
    *high = str_slice(limits, dots + 2, limits.len);
}

static bool
read_limited(const Reading *reading, const Unit *units, Str text, uint64_t *number)
{
    Str low, high;
    uint64_t least, most;

    split_limits(reading->row, &low, &high);
    return parse_number(text, units, number) && parse_number(low, units, &least) && parse_number(high, units, &most) &&
           *number >= least && *number <= most;
}

static bool
read_integer(const Reading *reading, void *value)
{
    uint64_t number;

    if (!read_limited(reading, no_units, reading->text, &number))
        return false;
    *(ConfigInteger *)value = (ConfigInteger)number;
    return true;
}

static bool
read_size(const Reading *reading, void *value)
{
    uint64_t number;

    if (!read_limited(reading, sizes, reading->text, &number))
        return false;
    *(ConfigSize *)value = (ConfigSize)number;
    return true;
}

static bool
read_duration(const Reading *reading, void *value)
{
    uint64_t number;

    if (!read_limited(reading, durations, reading->text, &number))
        return false;
    *(ConfigDuration *)value = (ConfigDuration)number;
    return true;
}

static bool
read_boolean(const Reading *reading, void *value)
{
    bool yes = str_equal(reading->text, LIT("yes")) || str_equal(reading->text, LIT("true"));

    if (!yes && !str_equal(reading->text, LIT("no")) && !str_equal(reading->text, LIT("false")))
        return false;
    *(ConfigBoolean *)value = yes;
    return true;
}

static bool
read_text(const Reading *reading, void *value)
{
    Str length = str_format(reading->arena, "%zu", reading->text.len);
    uint64_t number;

    if (!read_limited(reading, no_units, length, &number))
        return false;
    *(ConfigText *)value = str_copy(reading->arena, reading->text);
    return true;
}

static bool
read_choice(const Reading *reading, void *value)
{
    Str left = str_from_c(reading->row->limits);

    for (int i = 0; left.len; i++) {
        Str choice;
        left = str_cut(left, '|', &choice);
        if (str_equal(choice, reading->text)) {
            *(ConfigChoice *)value = i;
            return true;
        }
    }
    return false;
}

/* An IP address as inet_ntop writes it. */
static bool
read_ip(Arena *arena, Str text, Str *address)
{
    unsigned char bytes[sizeof(struct in6_addr)];
    char written[INET6_ADDRSTRLEN];
    char *typed = str_to_c(arena, text);
    int family = strchr(typed, ':') ? AF_INET6 : AF_INET;

    if (inet_pton(family, typed, bytes) != 1 || !inet_ntop(family, bytes, written, sizeof written))
        return false;
    *address = str_copy(arena, str_from_c(written));
    return true;
}

Str
config_value_port(Str address)
{
    size_t colon = address.len;

    while (colon > 0 && address.ptr[colon - 1] != ':')
        colon--;
    return colon ? str_slice(address, colon, address.len) : LIT("");
}

static bool
read_address(const Reading *reading, void *value)
{
    Str text = reading->text, port = config_value_port(text), ip;
    Str host = str_slice(text, 0, text.len - port.len - (port.len < text.len ? 1 : 0));
    bool bracketed = str_starts(host, LIT("[")) && str_ends(host, LIT("]"));
    uint64_t number;

    if (bracketed)
        host = str_slice(host, 1, host.len - 1);
    if (!str_to_uint(port, UINT16_MAX, &number) || number == 0 || !read_ip(reading->arena, host, &ip))
        return false;
    if (bracketed != (str_find_byte(ip, ':') < ip.len))
        return false;
    *(ConfigAddress *)value =
        str_format(reading->arena, bracketed ? "[%.*s]:%u" : "%.*s:%u", STR_ARG(ip), (unsigned)number);
    return true;
}

static bool
read_addresses(const Reading *reading, void *value)
{
    ConfigAddresses *list = value;
    Str *items = ARENA_NEW(reading->arena, Str, CONFIG_ADDRESSES_MAX);
    Str left = reading->text;
    size_t count = 0;

    while (left.len) {
        Str word;
        size_t end = 0;
        while (end < left.len && left.ptr[end] != ' ' && left.ptr[end] != ',')
            end++;
        word = str_slice(left, 0, end);
        left = str_slice(left, end + 1, left.len);
        if (word.len == 0)
            continue;
        if (count == CONFIG_ADDRESSES_MAX || !read_ip(reading->arena, word, &items[count++]))
            return false;
    }
    *list = (ConfigAddresses){ items, count };
    return true;
}

static bool
read_origin(const Reading *reading, void *value)
{
    Uri uri;

    if (uri_parse(reading->text, &uri) != NULL || uri.path.len > 0 ||
        str_find_byte(reading->text, '?') < reading->text.len)
        return false;
    *(ConfigOrigin *)value = uri_origin(reading->arena, &uri);
    return true;
}

static bool
read_url(const Reading *reading, void *value)
{
    Uri uri;

    if (uri_parse(reading->text, &uri) != NULL || str_find_byte(reading->text, '?') < reading->text.len)
        return false;
    *(ConfigUrl *)value = str_copy(reading->arena, reading->text);
    return true;
}

static bool
read_path(const Reading *reading, void *value)
{
    *(ConfigPath *)value = str_copy(reading->arena, reading->text);
    return true;
}

/* systemd puts the credentials of a service into one directory and names it in the environment. */
static bool
read_credential(const Reading *reading, void *value)
{
    Str prefix = LIT("credential:"), directory = reading->names->credentials;

    if (!str_starts(reading->text, prefix))
        return read_path(reading, value);
    Str name = str_slice(reading->text, prefix.len, reading->text.len);
    if (directory.len == 0 || name.len == 0 || name.ptr[0] == '.' || str_find_byte(name, '/') < name.len)
        return false;
    *(ConfigCredential *)value = str_format(reading->arena, "%.*s/%.*s", STR_ARG(directory), STR_ARG(name));
    return true;
}

static bool
read_store(const Reading *reading, void *value)
{
    Str limits = str_from_c(reading->row->limits), scheme, what;

    what = str_cut(limits, ':', &scheme);
    scheme = str_slice(limits, 0, scheme.len + 1);
    if (!str_starts(reading->text, scheme) || (reading->text.len > scheme.len) != (what.len > 0))
        return false;
    *(ConfigStore *)value = str_copy(reading->arena, reading->text);
    return true;
}

/* Letters, digits, dots and hyphens with a dot inside; lower case. */
static bool
read_domain(Arena *arena, Str text, Str *domain)
{
    char *lower = str_to_c(arena, text);

    for (size_t i = 0; i < text.len; i++) {
        if (lower[i] >= 'A' && lower[i] <= 'Z')
            lower[i] = (char)(lower[i] - 'A' + 'a');
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789.-", lower[i]))
            return false;
    }
    *domain = (Str){ lower, text.len };
    size_t dot = str_find_byte(*domain, '.');
    return text.len <= DOMAIN_LIMIT && dot > 0 && dot + 1 < text.len && !str_ends(*domain, LIT("."));
}

static bool
read_signup(const Reading *reading, void *value)
{
    SignupRule *rule = value;
    Str prefix = LIT("domain:"), domain;

    if (str_equal(reading->text, LIT("everyone"))) {
        *rule = (SignupRule){ SIGNUP_EVERYONE, { NULL, 0 } };
        return true;
    }
    if (str_equal(reading->text, LIT("invited"))) {
        *rule = (SignupRule){ SIGNUP_INVITED, { NULL, 0 } };
        return true;
    }
    if (!str_starts(reading->text, prefix) ||
        !read_domain(reading->arena, str_slice(reading->text, prefix.len, reading->text.len), &domain))
        return false;
    *rule = (SignupRule){ SIGNUP_DOMAIN, domain };
    return true;
}

/* One that is in the chooser, or a pseudo-locale (for tests). */
static bool
read_language(const Reading *reading, void *value)
{
    return language_find(reading->text, value);
}

/* A kind: how it is read, and what a wrong one is told to be. %s are the row's limits, or their two ends. */
typedef struct Kind {
    bool (*read)(const Reading *reading, void *value);
    const char *expected;
    bool expands; /* ${data_dir} and ${port} */
} Kind;

/* clang-format off */
static const Kind kinds[SETTING_KINDS] = {
    [KIND_TEXT]       = { read_text,       "text of %s to %s bytes", false },
    [KIND_ADDRESS]    = { read_address,    "an IP address and a port, such as 127.0.0.1:8080 or [::1]:8080", false },
    [KIND_ADDRESSES]  = { read_addresses,  "IP addresses with spaces between them, at most 64", false },
    [KIND_ORIGIN]     = { read_origin,     "http:// or https://, a host and perhaps a port, without a path, such as https://id.example.com", true },
    [KIND_URL]        = { read_url,        "an address such as https://accounts.example.com", false },
    [KIND_PATH]       = { read_path,       "a path", true },
    [KIND_CREDENTIAL] = { read_credential, "the path of a file, or credential:NAME for a file in $CREDENTIALS_DIRECTORY", true },
    [KIND_STORE]      = { read_store,      "%s", true },
    [KIND_INTEGER]    = { read_integer,    "a whole number from %s to %s", false },
    [KIND_SIZE]       = { read_size,       "a size from %s to %s, such as 64M", false },
    [KIND_DURATION]   = { read_duration,   "a duration from %s to %s, such as 30s, 15m, 12h or 90d", false },
    [KIND_BOOLEAN]    = { read_boolean,    "yes or no", false },
    [KIND_CHOICE]     = { read_choice,     "%s", false },
    [KIND_SIGNUP]     = { read_signup,     "everyone, invited, or domain: and a domain, such as domain:example.com", false },
    [KIND_LANGUAGE]   = { read_language,   "the tag of a language that we speak, such as en, de or pt-BR", false },
};
/* clang-format on */

/* "a|b" as "a or b"; other limits have no '|'. */
static void
add_limit(Buf *buf, Str limit)
{
    while (limit.len) {
        Str part;
        limit = str_cut(limit, '|', &part);
        buf_add(buf, part);
        if (limit.len)
            buf_add(buf, LIT(" or "));
    }
}

/* The kind's words with the row's limits in the place of each %s. */
static Str
expected_words(Arena *arena, const Setting *row)
{
    Str words = str_from_c(kinds[row->kind].expected), low, high;
    Buf buf = buf_new(arena, EXPANDED_LIMIT);

    split_limits(row, &low, &high);
    for (size_t at = str_find(words, LIT("%s")); at < words.len; at = str_find(words, LIT("%s"))) {
        buf_add(&buf, str_slice(words, 0, at));
        words = str_slice(words, at + 2, words.len);
        add_limit(&buf, low);
        low = high;
    }
    buf_add(&buf, words);
    return buf_str(&buf);
}

/* For a sentence: cut, and free of control bytes. What stands for a secret's file is not shown: it might be the secret. */
static Str
shown(Arena *arena, const Setting *row, Str text)
{
    bool cut = text.len > SHOWN_LIMIT;

    if (row->kind == KIND_CREDENTIAL)
        return LIT("not usable");
    if (text.len == 0)
        return LIT("empty");
    char *copy = str_to_c(arena, str_slice(text, 0, SHOWN_LIMIT));
    for (char *c = copy; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f || (cut && (unsigned char)*c > 0x7f))
            *c = '?';
    return str_format(arena, "\"%s%s\"", copy, cut ? "…" : "");
}

/* The text with ${data_dir} and ${port} replaced; false when it names something else or is too long. */
static bool
expand(const Reading *reading, Str *expanded)
{
    Buf buf = buf_new(reading->arena, EXPANDED_LIMIT);
    Str left = reading->text;

    for (size_t at = str_find(left, LIT("${")); at < left.len; at = str_find(left, LIT("${"))) {
        Str name;
        buf_add(&buf, str_slice(left, 0, at));
        left = str_cut(str_slice(left, at + 2, left.len), '}', &name);
        if (str_equal(name, LIT("data_dir")) && reading->names->data_dir.len)
            buf_add(&buf, reading->names->data_dir);
        else if (str_equal(name, LIT("port")) && reading->names->port.len)
            buf_add(&buf, reading->names->port);
        else
            return false;
    }
    buf_add(&buf, left);
    *expanded = buf_str(&buf);
    return !buf.overflow;
}

static bool
has_control_byte(Str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 0x7f)
            return true;
    return false;
}

static bool
read_value(Reading *reading, void *value)
{
    const Kind *kind = &kinds[reading->row->kind];
    bool fine = str_is_utf8(reading->text) && !has_control_byte(reading->text);

    if (fine && kind->expands)
        fine = expand(reading, &reading->text);
    return fine && kind->read(reading, value);
}

Error *
config_value_read(Arena *arena, const Setting *row, const ConfigNames *names, ConfigRaw raw, void *value)
{
    bool given = raw.text.ptr != NULL;
    Reading reading = { arena, row, names, given ? raw.text : str_from_c(row->fallback) };

    if (!given && !row->fallback)
        FAIL(E_CONFIG, "%.*s must be set; expected %.*s", STR_ARG(raw.where), STR_ARG(expected_words(arena, row)));
    /* Nothing is what a setting with an empty default is when it is not set: its zero value. */
    if (reading.text.len == 0 && row->fallback && !row->fallback[0])
        return NULL;
    if (reading.text.len == 0 || !read_value(&reading, value))
        FAIL(E_CONFIG, "%.*s is %.*s; expected %.*s", STR_ARG(raw.where), STR_ARG(shown(arena, row, reading.text)),
             STR_ARG(expected_words(arena, row)));
    return NULL;
}
