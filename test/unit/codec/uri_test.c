/* uri_test.c -- the one place that takes a URI apart reads nothing that two readers could read in two ways (attacks.md 1, 3, K3).
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "codec/uri.h"
#include "model/model.h"

#include <stdlib.h>
#include <string.h>

static void
takes_apart(void **state)
{
    static const struct {
        const char *text, *host;
        int port;
        const char *path, *query, *origin;
    } rows[] = {
        { "https://id.example.com", "id.example.com", 443, "", "", "https://id.example.com" },
        { "https://id.example.com/", "id.example.com", 443, "/", "", "https://id.example.com" },
        { "https://id.example.com:443/a/b?c=d?e", "id.example.com", 443, "/a/b", "c=d?e", "https://id.example.com" },
        { "http://localhost:8080/cb", "localhost", 8080, "/cb", "", "http://localhost:8080" },
        { "http://h:80", "h", 80, "", "", "http://h" },
        { "https://h:80", "h", 80, "", "", "https://h:80" },
        { "http://127.0.0.1:65535?x", "127.0.0.1", 65535, "", "x", "http://127.0.0.1:65535" },
        { "http://[::1]/cb", "::1", 80, "/cb", "", "http://[::1]" },
        { "http://[::1]:99/", "::1", 99, "/", "", "http://[::1]:99" },
        { "https://a_b-c.example/%2F@:!$&'()*+,;=", "a_b-c.example", 443, "/%2F@:!$&'()*+,;=", "",
          "https://a_b-c.example" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Uri uri;
        ASSERT_CODE(uri_parse(str_from_c(rows[i].text), &uri), E_OK, rows[i].text);
        ASSERT_STR(uri.host, rows[i].host);
        assert_int_equal(uri.port, rows[i].port);
        ASSERT_STR(uri.path, rows[i].path);
        ASSERT_STR(uri.query, rows[i].query);
        ASSERT_STR(uri_origin(arena, &uri), rows[i].origin);
    }
}

static void
refuses(void **state)
{
    static const Str rows[] = {
        LIT_INIT(""),
        LIT_INIT("/relative"),
        LIT_INIT("//evil.example"),
        LIT_INIT("https:/evil.example"),
        LIT_INIT("https:evil.example"),
        LIT_INIT("HTTPS://a.example"),
        LIT_INIT("ftp://a.example"),
        LIT_INIT("javascript:alert(1)"),
        LIT_INIT("data:text/html,x"),
        LIT_INIT(" https://a.example"),
        LIT_INIT("https://"),
        LIT_INIT("https:///path"),
        LIT_INIT("https://?q"),
        LIT_INIT("https://:443"),
        LIT_INIT("https://user@a.example"),
        LIT_INIT("https://user:pw@a.example"),
        LIT_INIT("https://a.example@evil.example"),
        LIT_INIT("https://a.example@@evil.example"),
        LIT_INIT("https://a.example:80@evil.example"),
        LIT_INIT("https://a.example#frag"),
        LIT_INIT("https://a.example/#"),
        LIT_INIT("https://A.example"),
        LIT_INIT("https://a.example\\evil.example"),
        LIT_INIT("https://a.example/\\x"),
        LIT_INIT("https://a.example/ x"),
        LIT_INIT("https://a.example/\tx"),
        LIT_INIT("https://a.example/x\n"),
        LIT_INIT("https://a.example/x\r\nSet-Cookie:x"),
        LIT_INIT("https://a.example/\0x"),
        LIT_INIT("https://a.example/\x7f"),
        LIT_INIT("https://a.example/<x>"),
        LIT_INIT("https://a.example/\""),
        LIT_INIT("https://a.example/{x}"),
        LIT_INIT("https://a.example/a|b"),
        LIT_INIT("https://a.example/a^b`"),
        LIT_INIT("https://\xc3\xa4.example"),
        LIT_INIT("https://a.example/\xe2\x80\xae"),
        LIT_INIT("https://a.example:"),
        LIT_INIT("https://a.example:/"),
        LIT_INIT("https://a.example:0"),
        LIT_INIT("https://a.example:080"),
        LIT_INIT("https://a.example:65536"),
        LIT_INIT("https://a.example:+1"),
        LIT_INIT("https://a.example:1:2"),
        LIT_INIT("https://a.example:x"),
        LIT_INIT("https://a%2eexample"),
        LIT_INIT("https://[]"),
        LIT_INIT("https://[::1"),
        LIT_INIT("https://::1"),
        LIT_INIT("https://[::1]x"),
        LIT_INIT("https://[::1]:"),
        LIT_INIT("https://[::1]]"),
        LIT_INIT("https://[[::1]]"),
        LIT_INIT("https://[fe80::1%25eth0]"),
        LIT_INIT("https://x[::1]"),
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Uri uri = { .port = 77 };
        ASSERT_CODE(uri_parse(rows[i], &uri), E_INVALID_REQUEST, rows[i].ptr);
        assert_int_equal(uri.port, 77);
    }
}

static void
a_uri_is_at_most_its_limit(void **state)
{
    char *text = arena_alloc(arena, URI_LIMIT + 2);
    Uri uri;

    (void)state;
    memset(text, 'a', URI_LIMIT + 1);
    memcpy(text, "https://", 8);
    ASSERT_OK(uri_parse((Str){ text, URI_LIMIT }, &uri));
    ASSERT_CODE(uri_parse((Str){ text, URI_LIMIT + 1 }, &uri), E_INVALID_REQUEST, "one byte too many");
}

static void
local_paths(void **state)
{
    static const struct {
        Str text;
        bool local;
    } rows[] = {
        { LIT_INIT("/"), true },
        { LIT_INIT("/a/b?c=d&e=https://evil.example//x"), true },
        { LIT_INIT("/a/..."), true },
        { LIT_INIT("/a/.b"), true },
        { LIT_INIT("/a/..b"), true },
        { LIT_INIT("/%2Fevil.example"), true }, /* browsers keep it a path */
        { LIT_INIT("/%5Cevil.example"), true },
        { LIT_INIT(""), false },
        { LIT_INIT("a"), false },
        { LIT_INIT("?a"), false },
        { LIT_INIT("//evil.example"), false },
        { LIT_INIT("///evil.example"), false },
        { LIT_INIT("/\\evil.example"), false },
        { LIT_INIT("\\/evil.example"), false },
        { LIT_INIT("/\t/evil.example"), false },
        { LIT_INIT("/\n/evil.example"), false },
        { LIT_INIT("/a\r\nLocation: x"), false },
        { LIT_INIT("/a\0"), false },
        { LIT_INIT("/a//b"), false },
        { LIT_INIT("/."), false },
        { LIT_INIT("/.."), false },
        { LIT_INIT("/a/../b"), false },
        { LIT_INIT("/a/./b"), false },
        { LIT_INIT("/a/.."), false },
        { LIT_INIT("/.//evil.example"), false },
        { LIT_INIT("/..//evil.example"), false },
        { LIT_INIT("/%2e%2E/b"), false },
        { LIT_INIT("/.%2e/b"), false },
        { LIT_INIT("/%2e./b"), false },
        { LIT_INIT("/a/%2e"), false },
        { LIT_INIT("/a#x"), false },
        { LIT_INIT("/a b"), false },
        { LIT_INIT("/\xc3\xa4"), false },
        { LIT_INIT("https://evil.example"), false },
        { LIT_INIT("javascript:alert(1)"), false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (uri_is_local_path(rows[i].text) != rows[i].local)
            fail_msg("%s", rows[i].text.ptr);
}

static void
loopback(void **state)
{
    static const struct {
        const char *host;
        bool loopback;
    } rows[] = {
        { "localhost", true },
        { "127.0.0.1", true },
        { "127.0.0.2", true },
        { "127.255.255.255", true },
        { "::1", true },
        { "", false },
        { "LOCALHOST", false },
        { "localhost.evil.example", false },
        { "127.0.0.1.evil.example", false },
        { "127.evil.example", false },
        { "127.0.0.1.5", false },
        { "127.", false },
        { "127.1", false },
        { "127.0.0.999", false },
        { "128.0.0.1", false },
        { "0.0.0.0", false },
        { "::", false },
        { "::ffff:127.0.0.1", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (uri_host_is_loopback(str_from_c(rows[i].host)) != rows[i].loopback)
            fail_msg("%s", rows[i].host);
}

/* A Str has no end mark: what stands behind it must not matter. */
static void
loopback_looks_at_the_host_alone(void **state)
{
    char *exact = malloc(9);

    (void)state;
    assert_non_null(exact);
    memcpy(exact, "127.0.0.2", 9);
    assert_true(uri_host_is_loopback((Str){ exact, 9 }));
    assert_false(uri_host_is_loopback((Str){ "127.0.0.1.evil", 10 }));
    free(exact);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(takes_apart), UNIT(refuses),  UNIT(a_uri_is_at_most_its_limit),
        UNIT(local_paths), UNIT(loopback), UNIT(loopback_looks_at_the_host_alone),
    };

    return cmocka_run_group_tests_name("uri", tests, NULL, NULL);
}
