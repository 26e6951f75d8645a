/* reply_test.c -- building a reply: cookies as they must be, redirects that repeat no password, headers that nothing splits
 * (attacks.md 6, 47).
 * SPDX-License-Identifier: ISC */
#include "made_request.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void
cookies_are_ours_alone(void **state)
{
    static const struct {
        bool secure;
        int64_t max_age;
        const char *line;
    } rows[] = {
        { true, 60, "app=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure" },
        { true, 0, "app=v; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure" },
        { false, 60, "app=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Request *request = made_request("GET", "/", "");
        Reply reply = { 0 };
        request->secure = rows[i].secure;
        reply_cookie(request, &reply, LIT("app"), LIT("v"), rows[i].max_age);
        ASSERT_STR(made_reply_header(&reply, "Set-Cookie"), rows[i].line);
    }
}

static void
a_post_is_redirected_with_303(void **state)
{
    static const struct {
        const char *method;
        int status;
    } rows[] = { { "GET", 302 }, { "HEAD", 302 }, { "POST", 303 } };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Reply reply = { 0 };
        reply_redirect(made_request(rows[i].method, "/", ""), &reply, LIT("/next"));
        assert_int_equal(reply.status, rows[i].status);
        ASSERT_STR(made_reply_header(&reply, "Location"), "/next");
    }
}

static void
bodies_say_what_they_are(void **state)
{
    Reply reply = { 0 };

    (void)state;
    reply_html(&reply, 200, LIT("<p>"));
    ASSERT_STR(reply.content_type, "text/html; charset=utf-8");
    reply_json(&reply, 400, LIT("{}"));
    ASSERT_STR(reply.content_type, "application/json");
    assert_int_equal(reply.status, 400);
    ASSERT_STR(reply.body, "{}");
}

/* Whether making this header ends the process, as our own mistakes do. */
static bool
ends_the_process(Str name, Str value, int times)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        Reply reply = { 0 };
        (void)signal(SIGABRT, SIG_DFL);
        (void)freopen("/dev/null", "w", stderr);
        for (int i = 0; i < times; i++)
            reply_header(&reply, name, value);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status);
}

static void
nothing_splits_a_header(void **state)
{
    static const struct {
        Str name, value;
        int times;
        bool ends;
    } rows[] = {
        { LIT_INIT("X"), LIT_INIT("plain \xc3\xa4"), 1, false },
        { LIT_INIT("X"), LIT_INIT("a\r\nSet-Cookie: b"), 1, true },
        { LIT_INIT("X"), LIT_INIT("a\nb"), 1, true },
        { LIT_INIT("X"), LIT_INIT("a\0b"), 1, true },
        { LIT_INIT("X\r"), LIT_INIT("a"), 1, true },
        { LIT_INIT("X"), LIT_INIT("a"), REPLY_HEADERS_MAX, false },
        { LIT_INIT("X"), LIT_INIT("a"), REPLY_HEADERS_MAX + 1, true },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(ends_the_process(rows[i].name, rows[i].value, rows[i].times), rows[i].ends);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(cookies_are_ours_alone),
        UNIT(a_post_is_redirected_with_303),
        UNIT(bodies_say_what_they_are),
        UNIT(nothing_splits_a_header),
    };

    return cmocka_run_group_tests_name("reply", tests, NULL, NULL);
}
