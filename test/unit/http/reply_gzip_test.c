/* reply_gzip_test.c -- who takes gzip; that the form is the same text; tags and Vary; that a reply stays plain when it must.
 * What was packed is read with zlib's inflate, which is not what wrote it.
 * SPDX-License-Identifier: ISC */
#include "made_request.h"

#include "http/reply_gzip.h"

#include <string.h>
#include <zlib.h>

#define TEXT_SIZE ((size_t)100000)

static void
accept_encoding_is_read_as_written(void **state)
{
    static const struct {
        const char *first, *second; /* NULL: no such header */
        bool accepted;
    } rows[] = {
        { NULL, NULL, false },
        { "", NULL, false },
        { "gzip", NULL, true },
        { "GZip", NULL, true },
        { "x-gzip", NULL, true },
        { "gzip, deflate, br, zstd", NULL, true },
        { "br,gzip", NULL, true },
        { "deflate, br", NULL, false },
        { "gzipped", NULL, false },
        { "*", NULL, true },
        { "*;q=0", NULL, false },
        { "gzip;q=0", NULL, false },
        { "gzip;q=0.000", NULL, false },
        { "gzip;q=0.001", NULL, true },
        { "gzip;q=1.000", NULL, true },
        { "gzip ; q=0.5", NULL, true },
        { "gzip;\tQ=0.5", NULL, true },
        { "gzip;q=0, *", NULL, false },
        { "*;q=0, gzip", NULL, true },
        { "*;q=0.1, gzip;q=0", NULL, false },
        { "identity, gzip;q=0.5", NULL, false },
        { "identity;q=0.5, gzip", NULL, true },
        { "identity;q=0.5, *;q=0.2", NULL, false },
        { "identity;q=0, gzip;q=0.1", NULL, true },
        { "gzip, gzip;q=0", NULL, false },
        { "br", "gzip", true },
        { "gzip", "gzip;q=0", false },
        { ",, gzip ,", NULL, true },
        /* not of the grammar: allows nothing */
        { "gzip;q=2", NULL, false },
        { "gzip;q=1.001", NULL, false },
        { "gzip;q=0.5000", NULL, false },
        { "gzip;q=-1", NULL, false },
        { "gzip;q=.5", NULL, false },
        { "gzip;q=0.a", NULL, false },
        { "gzip;q=10", NULL, false },
        { "gzip;q=", NULL, false },
        { "gzip;", NULL, false },
        { "gzip;q", NULL, false },
        { "gzip;level=9", NULL, false },
        { "gzip;q=1;q=0", NULL, false },
        { ";q=1", NULL, false },
        { "gzip br", NULL, false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Request *request = made_request("GET", "/", "");
        if (rows[i].first)
            made_header(request, "Accept-Encoding", str_from_c(rows[i].first));
        if (rows[i].second)
            made_header(request, "accept-encoding", str_from_c(rows[i].second));
        if (reply_gzip_accepted(request) != rows[i].accepted)
            fail_msg("Accept-Encoding: %s + %s", rows[i].first, rows[i].second);
    }
}

/* Words that repeat, but not like a pattern. */
static Str
made_text(size_t size)
{
    static const char *const words[] = { "sign-in ", "figure ", "<td>", "</td>\n", "sketch ", "0.25 ", "answer ", "é" };
    Buf buf = buf_new(arena, size + 16);
    uint32_t seed = 7;

    while (buf.len < size) {
        seed = seed * 1664525u + 1013904223u;
        buf_add(&buf, str_from_c(words[seed >> 29]));
        buf_add_int(&buf, (seed >> 8) & 63);
    }
    return str_slice(buf_str(&buf), 0, size);
}

static Str
unpacked(Str packed)
{
    z_stream stream = { 0 };
    size_t room = 1 << 20;
    unsigned char *in = arena_alloc(arena, packed.len), *out = arena_alloc(arena, room);

    memcpy(in, packed.ptr, packed.len);
    stream.next_in = in;
    stream.avail_in = (unsigned)packed.len;
    stream.next_out = out;
    stream.avail_out = (unsigned)room;
    assert_int_equal(inflateInit2(&stream, 16 + MAX_WBITS), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(stream.avail_in, 0);
    assert_int_equal(inflateEnd(&stream), Z_OK);
    return (Str){ (const char *)out, stream.total_out };
}

static void
what_was_packed_is_the_same(void **state)
{
    static const size_t sizes[] = { 400, GZIP_LEAST, 65535, 65536, TEXT_SIZE };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        Str text = made_text(sizes[i]), packed;
        assert_true(reply_gzip_pack(arena, text, &packed));
        assert_true(packed.len < text.len);
        assert_true(str_equal(unpacked(packed), text));
    }
}

static void
what_gets_no_shorter_stays(void **state)
{
    Str packed = LIT("as it was");
    char *noise = arena_alloc(arena, 4096);
    uint32_t seed = 1;

    (void)state;
    for (size_t i = 0; i < 4096; i++) {
        seed = seed * 1664525u + 1013904223u;
        noise[i] = (char)(seed >> 24);
    }
    assert_false(reply_gzip_pack(arena, (Str){ noise, 4096 }, &packed));
    assert_false(reply_gzip_pack(arena, LIT(""), &packed));
    ASSERT_STR(packed, "as it was");
}

static Request *
reader_of(const char *accepts)
{
    Request *request = made_request("GET", "/flow", "");

    if (accepts)
        made_header(request, "Accept-Encoding", str_from_c(accepts));
    return request;
}

static Reply
reply_of(int status, Str body)
{
    Reply reply = { .compress = true };

    reply_text(&reply, status, LIT("text/html"), body);
    reply_header(&reply, LIT("ETag"), LIT("\"abc\""));
    reply_header(&reply, LIT("Vary"), LIT("Accept-Language, Cookie"));
    return reply;
}

static void
a_reader_of_gzip_gets_it(void **state)
{
    Str text = made_text(TEXT_SIZE);
    Reply reply = reply_of(200, text);

    (void)state;
    reply_gzip(reader_of("gzip"), &reply);
    ASSERT_STR(made_reply_header(&reply, "Content-Encoding"), "gzip");
    ASSERT_STR(made_reply_header(&reply, "Vary"), "Accept-Language, Cookie, Accept-Encoding");
    ASSERT_STR(made_reply_header(&reply, "ETag"), "\"abc-gz\"");
    assert_true(str_equal(unpacked(reply.body), text));
}

static void
another_gets_it_plain_and_is_told_that_it_varies(void **state)
{
    static const char *const rows[] = { NULL, "br", "gzip;q=0" };
    Str text = made_text(TEXT_SIZE);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Reply reply = reply_of(200, text);
        reply_gzip(reader_of(rows[i]), &reply);
        ASSERT_STR(made_reply_header(&reply, "Content-Encoding"), "");
        ASSERT_STR(made_reply_header(&reply, "Vary"), "Accept-Language, Cookie, Accept-Encoding");
        ASSERT_STR(made_reply_header(&reply, "ETag"), "\"abc\"");
        assert_ptr_equal(reply.body.ptr, text.ptr);
    }
}

/* Pages with secrets do not ask for it; short ones do not need it. */
static void
who_does_not_ask_is_left_alone(void **state)
{
    Reply secret = reply_of(200, made_text(TEXT_SIZE)), small = reply_of(200, made_text(GZIP_LEAST - 1));
    Reply *rows[] = { &secret, &small };

    (void)state;
    secret.compress = false;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        reply_gzip(reader_of("gzip"), rows[i]);
        ASSERT_STR(made_reply_header(rows[i], "Content-Encoding"), "");
        ASSERT_STR(made_reply_header(rows[i], "Vary"), "Accept-Language, Cookie");
        ASSERT_STR(made_reply_header(rows[i], "ETag"), "\"abc\"");
    }
}

static void
a_form_at_hand_is_sent_as_it_is(void **state)
{
    Reply reply = { .compress = true, .gzip = LIT("made before") };

    (void)state;
    reply_text(&reply, 200, LIT("text/css"), made_text(TEXT_SIZE));
    reply_gzip(reader_of("gzip"), &reply);
    ASSERT_STR(reply.body, "made before");
    ASSERT_STR(made_reply_header(&reply, "Vary"), "Accept-Encoding");
    ASSERT_STR(made_reply_header(&reply, "ETag"), "");
}

//= rfc9110#15.4.5  The server generating a 304 response MUST generate any of the following header fields that would have been sent
//= in a 200 (OK) response to the same request
static void
not_modified_has_the_tag_of_the_form(void **state)
{
    Reply reply = reply_of(304, LIT(""));
    Request *request = reader_of("gzip");

    (void)state;
    ASSERT_STR(reply_gzip_tag(request, LIT("\"abc\"")), "\"abc-gz\"");
    ASSERT_STR(reply_gzip_tag(reader_of(NULL), LIT("\"abc\"")), "\"abc\"");
    reply_gzip(request, &reply);
    ASSERT_STR(made_reply_header(&reply, "ETag"), "\"abc-gz\"");
    ASSERT_STR(made_reply_header(&reply, "Content-Encoding"), "");
    ASSERT_STR(made_reply_header(&reply, "Vary"), "Accept-Language, Cookie, Accept-Encoding");
    assert_int_equal(reply.body.len, 0);
}

static void
without_room_it_stays_plain(void **state)
{
    Str text = made_text(TEXT_SIZE);
    Arena *large = arena;
    Reply reply = reply_of(200, text);

    (void)state;
    arena = arena_new(TEXT_SIZE / 2);
    assert_non_null(arena);
    Request *request = made_request("GET", "/flow", "");
    made_header(request, "Accept-Encoding", LIT("gzip"));
    reply_gzip(request, &reply);
    assert_ptr_equal(reply.body.ptr, text.ptr);
    ASSERT_STR(made_reply_header(&reply, "Content-Encoding"), "");
    ASSERT_STR(made_reply_header(&reply, "ETag"), "\"abc\"");
    ASSERT_STR(made_reply_header(&reply, "Vary"), "Accept-Language, Cookie, Accept-Encoding");
    arena_free(arena);
    arena = large;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(accept_encoding_is_read_as_written),
        UNIT(what_was_packed_is_the_same),
        UNIT(what_gets_no_shorter_stays),
        UNIT(a_reader_of_gzip_gets_it),
        UNIT(another_gets_it_plain_and_is_told_that_it_varies),
        UNIT(who_does_not_ask_is_left_alone),
        UNIT(a_form_at_hand_is_sent_as_it_is),
        UNIT(not_modified_has_the_tag_of_the_form),
        UNIT(without_room_it_stays_plain),
    };

    return cmocka_run_group_tests_name("reply_gzip", tests, NULL, NULL);
}
