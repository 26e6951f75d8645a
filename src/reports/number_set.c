/* number_set.c -- a version byte, then either the distance from each number to the next as LEB128 (1), or a bit per number from 0
 * on, low bits first (2): the latter unless it is twice as long, since bits are read eight bytes at a time.
 * SPDX-License-Identifier: ISC */
#include "reports/number_set.h"

#include <endian.h>
#include <string.h>

#define STEPS_VERSION 1
#define BITS_VERSION  2

NumberSet
number_set_new(Arena *arena)
{
    return (NumberSet){ .arena = arena };
}

void
number_set_clear(NumberSet *set)
{
    if (set->count)
        memset(set->words, 0, set->count * sizeof set->words[0]);
}

static void
widen(NumberSet *set, size_t words)
{
    size_t count = set->count * 2 > words ? set->count * 2 : words;
    uint64_t *wider = ARENA_NEW(set->arena, uint64_t, count);

    if (set->count)
        memcpy(wider, set->words, set->count * sizeof wider[0]);
    set->words = wider;
    set->count = count;
}

void
number_set_add(NumberSet *set, int64_t number)
{
    size_t word = (size_t)number / 64;

    if (number <= 0 || number > NUMBER_MAX)
        return;
    if (word >= set->count)
        widen(set, word + 1);
    set->words[word] |= UINT64_C(1) << (number % 64);
}

int64_t
number_set_count(const NumberSet *set)
{
    int64_t count = 0;

    for (size_t i = 0; i < set->count; i++)
        count += __builtin_popcountll(set->words[i]);
    return count;
}

int64_t
number_set_count_both(const NumberSet *a, const NumberSet *b)
{
    size_t words = a->count < b->count ? a->count : b->count;
    int64_t count = 0;

    for (size_t i = 0; i < words; i++)
        count += __builtin_popcountll(a->words[i] & b->words[i]);
    return count;
}

int64_t
number_set_count_without(const NumberSet *a, const NumberSet *b)
{
    return number_set_count(a) - number_set_count_both(a, b);
}

static Error *
damaged(void)
{
    FAIL(E_DB, "a set of users of the Reporting Store is damaged; restore the file or load it anew");
}

/* The numbers of a stored set, one after another: 0 at the end, -1 when damaged. */
typedef struct Walk {
    Str bytes;
    size_t at;
    int64_t number;
} Walk;

static int64_t
next_step(Walk *walk)
{
    uint64_t step = 0;

    for (unsigned shift = 0; walk->at < walk->bytes.len && shift < 35; shift += 7) {
        unsigned char byte = (unsigned char)walk->bytes.ptr[walk->at++];
        step |= (uint64_t)(byte & 0x7f) << shift;
        if (byte & 0x80)
            continue;
        walk->number += (int64_t)step;
        return step == 0 || walk->number > NUMBER_MAX ? -1 : walk->number;
    }
    return -1;
}

static int64_t
next_bit(Walk *walk)
{
    int64_t end = (int64_t)(walk->bytes.len - 1) * 8;

    for (walk->number++; walk->number < end; walk->number++)
        if ((unsigned char)walk->bytes.ptr[1 + walk->number / 8] >> (walk->number % 8) & 1)
            return walk->number;
    return 0;
}

static int64_t
next_number(Walk *walk)
{
    if (walk->bytes.len == 0)
        return 0;
    if (walk->bytes.ptr[0] == BITS_VERSION)
        return walk->bytes.len > (size_t)NUMBER_MAX / 8 ? -1 : next_bit(walk);
    if (walk->bytes.ptr[0] != STEPS_VERSION)
        return -1;
    return walk->at == walk->bytes.len ? 0 : next_step(walk);
}

static Error *
add_bits(NumberSet *set, Str bytes)
{
    size_t words = (bytes.len + 7) / 8;

    if (bytes.len > (size_t)NUMBER_MAX / 8)
        return damaged();
    if (words > set->count)
        widen(set, words);
    for (size_t i = 0; i < words; i++) {
        unsigned char eight[8] = { 0 };
        memcpy(eight, bytes.ptr + 8 * i, bytes.len - 8 * i < 8 ? bytes.len - 8 * i : 8);
        uint64_t word;
        memcpy(&word, eight, sizeof word);
        set->words[i] |= le64toh(word);
    }
    return NULL;
}

/* Most steps are a byte. */
static Error *
add_steps(NumberSet *set, Str bytes)
{
    Walk walk = { bytes, 1, 0 };

    while (walk.at < bytes.len) {
        unsigned char byte = (unsigned char)bytes.ptr[walk.at];
        int64_t number = walk.number + byte;
        if (byte == 0 || byte >= 0x80 || (size_t)number / 64 >= set->count) {
            number = next_step(&walk);
            if (number < 0)
                return damaged();
            number_set_add(set, number);
            continue;
        }
        walk.at++;
        walk.number = number;
        set->words[number / 64] |= UINT64_C(1) << (number % 64);
    }
    return NULL;
}

Error *
number_set_add_bytes(NumberSet *set, Str bytes)
{
    Walk walk = { bytes, 1, 0 };
    int64_t number;

    if (bytes.len > 0 && bytes.ptr[0] == BITS_VERSION)
        return add_bits(set, (Str){ bytes.ptr + 1, bytes.len - 1 });
    if (bytes.len > 0 && bytes.ptr[0] == STEPS_VERSION)
        return add_steps(set, bytes);
    while ((number = next_number(&walk)) > 0)
        number_set_add(set, number);
    return number < 0 ? damaged() : NULL;
}

/* ---- writing ---- */

static size_t
put_step(unsigned char *to, uint64_t step)
{
    size_t size = 0;

    for (; step >= 0x80; step >>= 7)
        to[size++] = (unsigned char)(step | 0x80);
    to[size++] = (unsigned char)step;
    return size;
}

static Str
encode(Arena *arena, const int64_t *numbers, size_t count)
{
    unsigned char *bytes = arena_alloc(arena, 1 + count * 5);
    size_t size = 1, bits = count ? (size_t)numbers[count - 1] / 8 + 2 : 1;
    int64_t before = 0;

    bytes[0] = STEPS_VERSION;
    for (size_t i = 0; i < count; i++) {
        size += put_step(bytes + size, (uint64_t)(numbers[i] - before));
        before = numbers[i];
    }
    if (bits >= 2 * size)
        return (Str){ (const char *)bytes, size };
    bytes = arena_alloc(arena, bits);
    memset(bytes, 0, bits);
    bytes[0] = BITS_VERSION;
    for (size_t i = 0; i < count; i++)
        bytes[1 + numbers[i] / 8] |= (unsigned char)(1u << (numbers[i] % 8));
    return (Str){ (const char *)bytes, bits };
}

/* Room for the numbers of stored bytes and `more`. */
static int64_t *
room_for(Arena *arena, Str bytes, size_t more)
{
    size_t most = bytes.len && bytes.ptr[0] == BITS_VERSION ? bytes.len * 8 : bytes.len;

    return ARENA_NEW(arena, int64_t, most + more + 1);
}

/* Into bits, which stay bits while they grow a little: a crowd is written again and again, for a few numbers more. */
static bool
join_bits(Arena *arena, Str bytes, const int64_t *numbers, size_t count, Str *joined)
{
    size_t size = bytes.len;

    if (bytes.len == 0 || bytes.ptr[0] != BITS_VERSION || bytes.len > (size_t)NUMBER_MAX / 8)
        return false;
    if (count && (size_t)numbers[count - 1] / 8 + 2 > size)
        size = (size_t)numbers[count - 1] / 8 + 2;
    if (size > bytes.len + bytes.len / 8)
        return false;
    unsigned char *all = arena_alloc(arena, size);
    memcpy(all, bytes.ptr, bytes.len);
    for (size_t i = 0; i < count; i++)
        all[1 + numbers[i] / 8] |= (unsigned char)(1u << (numbers[i] % 8));
    *joined = (Str){ (const char *)all, size };
    return true;
}

Error *
number_set_join(Arena *arena, Str bytes, const int64_t *numbers, size_t count, Str *joined)
{
    int64_t *all = room_for(arena, bytes, count);
    Walk walk = { bytes, 1, 0 };
    size_t total = 0, at = 0;
    int64_t number;

    if (join_bits(arena, bytes, numbers, count, joined))
        return NULL;
    while ((number = next_number(&walk)) > 0) {
        while (at < count && numbers[at] < number)
            all[total++] = numbers[at++];
        if (at < count && numbers[at] == number)
            at++;
        all[total++] = number;
    }
    if (number < 0)
        return damaged();
    while (at < count)
        all[total++] = numbers[at++];
    *joined = encode(arena, all, total);
    return NULL;
}

Error *
number_set_drop(Arena *arena, Str bytes, int64_t dropped, Str *rest)
{
    int64_t *all = room_for(arena, bytes, 0);
    Walk walk = { bytes, 1, 0 };
    size_t total = 0;
    int64_t number;

    while ((number = next_number(&walk)) > 0)
        if (number != dropped)
            all[total++] = number;
    if (number < 0)
        return damaged();
    *rest = encode(arena, all, total);
    return NULL;
}
