/* cookie_fuzz.c -- any lines as Cookie headers: a cookie is found when it is there once, and a binding made of a stranger's cookie sends
 * nothing of his back but a token.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "crypto/random.h"
#include "http/binding.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NAME LIT("app")

/* How often a pair of this name stands in the header, said another way: split at ';', trim, compare up to '='. */
static int
count_in(Str header)
{
    int count = 0;

    for (size_t from = 0; from <= header.len;) {
        size_t to = from;
        while (to < header.len && header.ptr[to] != ';')
            to++;
        Str pair = str_trim(str_slice(header, from, to));
        count += str_equal(pair, NAME) || str_starts(pair, LIT("app="));
        from = to + 1;
    }
    return count;
}

static void
check_binding(Request *request)
{
    unsigned char made[32], read[32];
    static const unsigned char zero[32];
    Reply reply = { 0 };

    binding_read(request, NAME, read);
    binding_make(request, &reply, NAME, made);
    assert(memcmp(made, zero, 32) != 0);
    assert(memcmp(read, zero, 32) == 0 || memcmp(read, made, 32) == 0);
    assert(reply.header_count == 1);
    for (size_t i = 0; i < reply.headers[0].value.len; i++)
        assert(reply.headers[0].value.ptr[i] >= 0x20 && reply.headers[0].value.ptr[i] < 0x7f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool ready;
    Arena *arena = arena_new((size_t)64 << 20);
    Str rest = { (const char *)data, size }, line;
    int count = 0;

    if (!ready) {
        Error *error = random_init();
        assert(!error);
        ready = true;
    }
    assert(arena);
    Request *request = ARENA_NEW(arena, Request, 1);
    request->arena = arena;
    while (rest.len && request->header_count < HEADERS_MAX) {
        rest = str_cut(rest, '\n', &line);
        request->headers[request->header_count++] = (Header){ LIT("cookie"), line };
        count += count_in(line);
    }
    Str value = request_cookie(request, NAME);
    assert(count == 1 || value.len == 0);
    assert(value.len == 0 || (value.ptr >= (const char *)data && value.ptr + value.len <= (const char *)data + size));
    assert(str_find_byte(value, ';') == value.len);
    check_binding(request);
    arena_free(arena);
    return 0;
}
