/* incoming.c -- gathering a request into its arena. Memory grows with what has arrived, not with what was announced by somebody
 * slow, and running out of it is an error, never an end.
 * SPDX-License-Identifier: ISC */
#include "http/incoming.h"

#include "base/str.h"

#include <assert.h>
#include <string.h>

#define ARENA_LIMIT ((size_t)1 << 20)
#define HEAD_ROOM   ((size_t)3072) /* with Request and Reply, less than one block of the arena */
#define BODY_ROOM   ((size_t)4096)
#define CHUNKS_ROOM ((size_t)WIRE_BODY_LIMIT + 4096) /* the decoded ones and a piece of those that are not */

/* Like arena_alloc, but NULL when there is no memory. */
static void *
try_alloc(Arena *arena, size_t size)
{
    jmp_buf guard;
    jmp_buf *before = arena_guard(arena, &guard);
    void *volatile memory = NULL;

    if (setjmp(guard) == 0)
        memory = arena_alloc(arena, size);
    arena_guard(arena, before);
    return memory;
}

Incoming *
incoming_new(void)
{
    Arena *arena = arena_new(ARENA_LIMIT);
    Incoming *incoming = arena ? try_alloc(arena, sizeof *incoming) : NULL;

    if (!incoming) {
        arena_free(arena);
        return NULL;
    }
    incoming->arena = arena;
    incoming->request = try_alloc(arena, sizeof *incoming->request);
    incoming->reply = try_alloc(arena, sizeof *incoming->reply);
    if (!incoming->request || !incoming->reply) {
        arena_free(arena);
        return NULL;
    }
    incoming->request->arena = arena;
    incoming->head.request = incoming->request;
    return incoming;
}

void
incoming_free(Incoming *incoming)
{
    if (incoming)
        arena_free(incoming->arena);
}

/* Make room for `more` bytes after the first `length`, doubling from `first` up to `most`. */
static Error *
grow(Arena *arena, char **bytes, size_t length, size_t *room, size_t more, size_t first, size_t most)
{
    size_t wanted = *room ? *room : first;

    assert(length + more <= most);
    while (wanted < length + more)
        wanted *= 2;
    if (wanted > most)
        wanted = most;
    if (wanted <= *room)
        return NULL;
    char *grown = try_alloc(arena, wanted);
    if (!grown)
        FAIL(E_MEMORY, "no memory for a request of %zu bytes", wanted);
    if (length)
        memcpy(grown, *bytes, length);
    *bytes = grown;
    *room = wanted;
    return NULL;
}

/* The bytes of the head moved: what points at them is read anew. */
static void
begin_anew(Incoming *incoming)
{
    incoming->head = (WireHead){ .request = incoming->request };
    *incoming->request =
        (Request){ .arena = incoming->arena, .id = incoming->request->id, .peer = incoming->request->peer };
}

static size_t
least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static Error *
feed_head(Incoming *incoming, Str bytes, size_t *taken)
{
    size_t before = incoming->head_length, count = least(bytes.len, WIRE_HEAD_LIMIT - before);
    const char *place = incoming->head_bytes;
    bool complete;

    TRY(grow(incoming->arena, &incoming->head_bytes, before, &incoming->head_room, count, HEAD_ROOM, WIRE_HEAD_LIMIT));
    if (place != incoming->head_bytes)
        begin_anew(incoming);
    memcpy(incoming->head_bytes + before, bytes.ptr, count);
    incoming->head_length += count;
    TRY(wire_read_head((Str){ incoming->head_bytes, incoming->head_length }, &incoming->head, &complete));
    *taken = complete ? incoming->head.head_length - before : count;
    if (complete && incoming->head.chunked)
        incoming->stage = INCOMING_CHUNKS;
    else if (complete)
        incoming->stage = incoming->head.body_length > 0 ? INCOMING_BODY : INCOMING_WHOLE;
    return NULL;
}

static Error *
feed_body(Incoming *incoming, Str bytes, size_t *taken)
{
    size_t length = (size_t)incoming->head.body_length, count = least(bytes.len, length - incoming->body_length);

    TRY(grow(incoming->arena, &incoming->body_bytes, incoming->body_length, &incoming->body_room, count,
             least(BODY_ROOM, length), length));
    memcpy(incoming->body_bytes + incoming->body_length, bytes.ptr, count);
    incoming->body_length += count;
    *taken = count;
    if (incoming->body_length == length)
        incoming->stage = INCOMING_WHOLE;
    return NULL;
}

/* Put a piece behind the bytes decoded so far and decode it there: nothing undecoded is left afterwards. */
static Error *
feed_chunks(Incoming *incoming, Str bytes, size_t *taken)
{
    size_t start = incoming->chunks.decoded, used = start, count = least(bytes.len, CHUNKS_ROOM - start);
    bool complete;

    TRY(grow(incoming->arena, &incoming->body_bytes, start, &incoming->body_room, count, BODY_ROOM, CHUNKS_ROOM));
    memcpy(incoming->body_bytes + start, bytes.ptr, count);
    TRY(wire_read_chunks(&incoming->chunks, incoming->body_bytes, start + count, &used, &complete));
    *taken = used - start;
    incoming->body_length = incoming->chunks.decoded;
    if (complete)
        incoming->stage = INCOMING_WHOLE;
    return NULL;
}

static Error *
feed_piece(Incoming *incoming, Str bytes, size_t *taken)
{
    switch (incoming->stage) {
    case INCOMING_HEAD:
        return feed_head(incoming, bytes, taken);
    case INCOMING_BODY:
        return feed_body(incoming, bytes, taken);
    case INCOMING_CHUNKS:
        return feed_chunks(incoming, bytes, taken);
    case INCOMING_WHOLE:
        break;
    }
    return NULL;
}

Error *
incoming_feed(Incoming *incoming, Str bytes, size_t *taken, bool *whole)
{
    *taken = 0;
    *whole = false;
    while (*taken < bytes.len && incoming->stage != INCOMING_WHOLE) {
        size_t count = 0;
        TRY(feed_piece(incoming, str_slice(bytes, *taken, bytes.len), &count));
        *taken += count;
    }
    *whole = incoming->stage == INCOMING_WHOLE;
    if (*whole)
        incoming->request->body = (Str){ incoming->body_bytes, incoming->body_length };
    return NULL;
}

bool
incoming_wants_continue(Incoming *incoming)
{
    bool wants = incoming->head.expect_continue && incoming->stage != INCOMING_HEAD;

    incoming->head.expect_continue &= !wants;
    return wants;
}
