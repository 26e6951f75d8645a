/* arena.c -- a chain of blocks that only grows and ends at once.
 * SPDX-License-Identifier: ISC */
#include "base/arena.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)8192)
#define ALIGNMENT  (_Alignof(max_align_t))

typedef struct Block Block;
struct Block {
    Block *next;
    size_t size;
    size_t used;
    max_align_t bytes[];
};

typedef struct Deferred Deferred;
struct Deferred {
    Deferred *next;
    void (*fn)(void *arg);
    void *arg;
};

typedef struct Wiped {
    void *bytes;
    size_t size;
} Wiped;

struct Arena {
    Block *blocks;
    Deferred *deferred;
    jmp_buf *guard;
    size_t limit;
    size_t used;
};

Arena *
arena_new(size_t limit)
{
    Arena *arena = calloc(1, sizeof *arena);

    if (arena)
        arena->limit = limit;
    return arena;
}

void
arena_free(Arena *arena)
{
    if (!arena)
        return;
    while (arena->deferred) {
        Deferred *deferred = arena->deferred;
        arena->deferred = deferred->next;
        deferred->fn(deferred->arg);
    }
    while (arena->blocks) {
        Block *block = arena->blocks;
        arena->blocks = block->next;
        free(block);
    }
    free(arena);
}

NO_RETURN static void
out_of_memory(Arena *arena, size_t size)
{
    if (arena->guard)
        longjmp(*arena->guard, 1);
    fprintf(stderr, "latchstring: out of memory: %zu more bytes asked, %zu of %zu held\n", size, arena->used,
            arena->limit);
    abort();
}

static Block *
block_add(Arena *arena, size_t size)
{
    size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
    Block *block = malloc(sizeof(Block) + room);

    if (!block)
        out_of_memory(arena, size);
    block->size = room;
    block->used = 0;
    block->next = arena->blocks;
    arena->blocks = block;
    return block;
}

void *
arena_alloc(Arena *arena, size_t size)
{
    Block *block = arena->blocks;
    void *result;

    if (size > arena->limit || arena->limit - size < arena->used)
        out_of_memory(arena, size);
    size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (!block || block->size - block->used < rounded)
        block = block_add(arena, rounded);
    result = (char *)block->bytes + block->used;
    block->used += rounded;
    arena->used += rounded;
    memset(result, 0, rounded);
    return result;
}

void *
arena_array(Arena *arena, size_t count, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(count, size, &total))
        out_of_memory(arena, SIZE_MAX);
    return arena_alloc(arena, total);
}

void
arena_defer(Arena *arena, void (*fn)(void *arg), void *arg)
{
    Deferred *deferred = ARENA_NEW(arena, Deferred, 1);

    *deferred = (Deferred){ arena->deferred, fn, arg };
    arena->deferred = deferred;
}

static void
wipe(void *arg)
{
    const Wiped *wiped = arg;

    explicit_bzero(wiped->bytes, wiped->size);
}

void *
arena_alloc_secret(Arena *arena, size_t size)
{
    Wiped *wiped = ARENA_NEW(arena, Wiped, 1);

    wiped->bytes = arena_alloc(arena, size);
    wiped->size = size;
    arena_defer(arena, wipe, wiped);
    return wiped->bytes;
}

jmp_buf *
arena_guard(Arena *arena, jmp_buf *guard)
{
    jmp_buf *before = arena->guard;

    arena->guard = guard;
    return before;
}

size_t
arena_used(const Arena *arena)
{
    return arena->used;
}
