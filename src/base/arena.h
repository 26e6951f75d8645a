/* arena.h -- memory with one owner and one end: a request, a command, a pass of the pipeline.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_ARENA_H
#define LATCHSTRING_ARENA_H

#include "base/base.h"

#include <setjmp.h>

typedef struct Arena Arena;

/* A new arena that refuses to hold more than limit bytes. NULL when the system has no memory. */
Arena *arena_new(size_t limit);

/* Run what arena_defer hung on it (last first), then free everything. NULL is allowed. */
void arena_free(Arena *arena);

/* Zeroed memory, aligned for any type. Never NULL: past the limit, or without memory, it jumps to the guard, and
 * without a guard the process ends with a message. */
void *arena_alloc(Arena *arena, size_t size);

/* count zeroed objects of a type. */
#define ARENA_NEW(arena, type, count) ((type *)arena_array((arena), (count), sizeof(type)))
void *arena_array(Arena *arena, size_t count, size_t size);

/* The same for a secret: its bytes are wiped when the arena ends. */
void *arena_alloc_secret(Arena *arena, size_t size);

/* Call fn(arg) when the arena ends; the last deferred runs first. */
void arena_defer(Arena *arena, void (*fn)(void *arg), void *arg);

/* Where to jump when memory runs out; returns the guard that was there before, to be put back.
 * The thread that sets a guard is the thread that must be running when it is used. */
jmp_buf *arena_guard(Arena *arena, jmp_buf *guard);

/* How many bytes callers hold now. */
size_t arena_used(const Arena *arena);

#endif
