/* log_test.c -- lines of the log: one each, whole, in either form, whatever strangers put into them (attacks.md 70).
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "base/log.h"

#include <jansson.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int real_stderr, captured;

static int
begin(void **state)
{
    real_stderr = dup(STDERR_FILENO);
    captured = memfd_create("log", 0);
    log_configure(LOG_FORMAT_LOGFMT);
    return captured < 0 || dup2(captured, STDERR_FILENO) < 0 ? -1 : unit_set_up(state);
}

static void
end_capture(void)
{
    (void)dup2(real_stderr, STDERR_FILENO);
}

static int
end(void **state)
{
    end_capture();
    (void)close(real_stderr);
    (void)close(captured);
    log_configure(LOG_FORMAT_LOGFMT);
    return unit_tear_down(state);
}

/* What was written so far; standard error is itself again. */
static Str
written(void)
{
    static char text[1 << 16];

    end_capture();
    ssize_t length = pread(captured, text, sizeof text, 0);
    assert_true(length >= 0);
    return (Str){ text, (size_t)length };
}

/* The only line, without its end and its time. */
static Str
line_after_time(void)
{
    Str line, text = written();
    Str rest = str_cut(text, '\n', &line);

    assert_int_equal(rest.len, 0);
    assert_int_equal(text.ptr[text.len - 1], '\n');
    return str_slice(line, str_find(line, LIT("level")), line.len);
}

static void
each_kind_of_value(void **state)
{
    (void)state;
    LOG_INFO("request", KV("user", LIT("alice")), KV("n", 7), KV("big", (int64_t)INT64_MIN), KV("yes", (bool)true),
             KV("no", (bool)false), KV("c", "text"));
    ASSERT_STR(line_after_time(),
               "level=info event=request user=alice n=7 big=-9223372036854775808 yes=true no=false c=text");
}

static void
levels(void **state)
{
    (void)state;
    LOG_WARN("odd", KV("n", 1));
    ASSERT_STR(line_after_time(), "level=warn event=odd n=1");
}

static void
begins_with_the_time(void **state)
{
    (void)state;
    LOG_ERROR("x", KV("n", 1));
    Str text = written();
    assert_true(str_starts(text, LIT("time=20")));
    ASSERT_STR(
        str_slice(text, strlen("time=2026-01-01T00:00:00.000"), strlen("time=2026-01-01T00:00:00.000Z level=error")),
        "Z level=error");
}

typedef struct Escape {
    Str value;
    const char *shown;
} Escape;

static const Escape escapes[] = {
    { LIT_INIT(""), "\"\"" },
    { LIT_INIT("two words"), "\"two words\"" },
    { LIT_INIT("a=b"), "\"a=b\"" },
    { LIT_INIT("\"quoted\""), "\"\\\"quoted\\\"\"" },
    { LIT_INIT("back\\slash"), "\"back\\\\slash\"" },
    { LIT_INIT("x\nlevel=error event=forged"), "\"x\\u000alevel=error event=forged\"" },
    { LIT_INIT("x\r\ny"), "\"x\\u000d\\u000ay\"" },
    { LIT_INIT("\x1b[31mred"), "\"\\u001b[31mred\"" },
    { LIT_INIT("nul\0nul"), "\"nul\\u0000nul\"" },
    { LIT_INIT("\x7f"), "\"\\u007f\"" },
    { LIT_INIT("\xe2\x80\xae"), "\"\\u00e2\\u0080\\u00ae\"" }, /* right-to-left override */
    { LIT_INIT("\xff"), "\"\\u00ff\"" },
};

static void
nothing_a_stranger_says_makes_a_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(escapes); i++) {
        assert_int_equal(ftruncate(captured, 0), 0);
        assert_int_equal(lseek(captured, 0, SEEK_SET), 0);
        (void)dup2(captured, STDERR_FILENO);
        LOG_INFO("x", KV("value", escapes[i].value));
        ASSERT_STR(line_after_time(),
                   str_to_c(arena, str_format(arena, "level=info event=x value=%s", escapes[i].shown)));
    }
}

/* The one line read as JSON; to be decref'ed. */
static json_t *
read_json(void)
{
    Str text = written();
    json_error_t why;
    json_t *object = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, &why);

    if (!object)
        fail_msg("no JSON: %s: %.*s", why.text, STR_ARG(text));
    assert_int_equal(str_find_byte(text, '\n'), text.len - 1);
    return object;
}

static void
json_lines_are_json(void **state)
{
    (void)state;
    log_configure(LOG_FORMAT_JSON);
    LOG_WARN("request", KV("text", LIT("a \"b\" \\ \n \x1b </script>")), KV("n", -5), KV("on", (bool)true),
             KV("e", ""));
    json_t *object = read_json();
    assert_string_equal(json_string_value(json_object_get(object, "level")), "warn");
    assert_string_equal(json_string_value(json_object_get(object, "event")), "request");
    assert_string_equal(json_string_value(json_object_get(object, "text")), "a \"b\" \\ \n \x1b </script>");
    assert_int_equal(json_integer_value(json_object_get(object, "n")), -5);
    assert_true(json_is_true(json_object_get(object, "on")));
    assert_string_equal(json_string_value(json_object_get(object, "e")), "");
    assert_int_equal(json_object_size(object), 7);
    json_decref(object);
}

/* Three values that grow sixfold cannot fit one line; what does not fit is left out as a whole. */
static void
a_line_that_is_too_long_is_still_json(void **state)
{
    char wild[1024];
    Str value = { wild, sizeof wild };

    (void)state;
    memset(wild, 1, sizeof wild);
    log_configure(LOG_FORMAT_JSON);
    LOG_INFO("x", KV("n", 1), KV("a", value), KV("b", value), KV("c", value), KV("last", 2));
    json_t *object = read_json();
    assert_int_equal(json_integer_value(json_object_get(object, "n")), 1);
    assert_int_equal(json_integer_value(json_object_get(object, "last")), 2);
    assert_null(json_object_get(object, "c"));
    json_decref(object);
}

static void
text_is_cut_at_one_kibibyte(void **state)
{
    char text[5000];

    (void)state;
    memset(text, 'x', sizeof text);
    LOG_INFO("x", KV("value", ((Str){ text, sizeof text })));
    Str line = line_after_time();
    assert_int_equal(line.len, strlen("level=info event=x value=\"\"") + 1024);
}

static void
silence(void **state)
{
    (void)state;
    log_configure(LOG_FORMAT_NONE);
    LOG_ERROR("x", KV("n", 1));
    assert_int_equal(written().len, 0);
}

static void
the_way_of_an_error(void **state)
{
    char memory[64], narrow[8];
    Error *error = error_make(E_DB, "/home/of/somebody/deep.c", 12, "x");

    (void)state;
    (void)error_pass(error, "src/top.c", 345);
    assert_string_equal(log_error_path(error, memory, sizeof memory), "deep.c:12 < top.c:345");
    assert_string_equal(log_error_path(error, narrow, sizeof narrow), "");
}

#define WRITERS 8
#define LINES   100

static void *
write_lines(void *arg)
{
    char letter = *(const char *)arg, text[1000];
    Str value = { text, sizeof text };

    memset(text, letter, sizeof text);
    for (int i = 0; i < LINES; i++)
        LOG_INFO("x", KV("a", value), KV("b", value), KV("c", value), KV("d", value), KV("e", value),
                 KV("end", ((Str){ &letter, 1 })));
    return NULL;
}

/* Check one line: it has a beginning, an end, and values of one letter. */
static void
check_whole(Str line)
{
    Str values = str_slice(line, str_find(line, LIT(" a=")), line.len);
    char letter = values.len > 3 ? values.ptr[3] : '?';

    if (!str_starts(line, LIT("time=")) || values.len < 3000 || str_find(values, LIT("time=")) < values.len)
        fail_msg("%zu bytes: %.*s", line.len, STR_ARG(str_slice(line, 0, 80)));
    ASSERT_STR(str_slice(line, line.len - 6, line.len), str_to_c(arena, str_format(arena, " end=%c", letter)));
    for (size_t i = 0; i < values.len; i++)
        if (values.ptr[i] >= 'A' && values.ptr[i] <= 'Z')
            assert_int_equal(values.ptr[i], letter);
}

/* Threads write to a pipe that is read slowly, so that writers have to wait in the middle. */
static void
lines_of_threads_never_mix(void **state)
{
    static char all[WRITERS * LINES * 8192];
    static const char letters[] = "ABCDEFGH";
    pthread_t threads[WRITERS];
    int ends[2];
    size_t length = 0, count = 0;
    ssize_t more;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    (void)dup2(ends[1], STDERR_FILENO);
    (void)close(ends[1]);
    for (size_t i = 0; i < WRITERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_lines, (void *)(uintptr_t)&letters[i]), 0);
    while (count < WRITERS * LINES && (more = read(ends[0], all + length, 777)) > 0) {
        for (ssize_t i = 0; i < more; i++)
            count += all[length + (size_t)i] == '\n';
        length += (size_t)more;
    }
    for (size_t i = 0; i < WRITERS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    end_capture();
    (void)close(ends[0]);
    for (Str rest = { all, length }, line; rest.len;) {
        rest = str_cut(rest, '\n', &line);
        check_whole(line);
    }
}

#define LOGGED(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        LOGGED(each_kind_of_value),          LOGGED(levels),
        LOGGED(begins_with_the_time),        LOGGED(nothing_a_stranger_says_makes_a_line),
        LOGGED(json_lines_are_json),         LOGGED(a_line_that_is_too_long_is_still_json),
        LOGGED(text_is_cut_at_one_kibibyte), LOGGED(silence),
        LOGGED(the_way_of_an_error),         LOGGED(lines_of_threads_never_mix),
    };

    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
