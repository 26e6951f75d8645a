/* wire_chunks.c -- decoding a chunked body where it lies, byte by byte outside the data.
 * SPDX-License-Identifier: ISC */
#include "http/wire.h"
#include "http/wire_text.h"

#include <string.h>

#define SIZE_DIGITS 8

enum {
    SIZE, /* digits of a chunk's size */
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_LINE, /* a field's first byte, or the CR of the last line */
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LF,
    LAST_LF,
    DONE,
};

/* A digit of the size, or the CR after it. */
static Error *
size_byte(WireChunks *chunks, char byte)
{
    int digit = wire_hex_digit(byte);

    if (byte == '\r' && chunks->digits > 0) {
        chunks->state = SIZE_LF;
        return NULL;
    }
    //= rfc9112#7.1.1  A server ought to limit the total length of chunk extensions received in a request to an amount reasonable
    // for the services provided
    /* Which is none: nobody uses them but smugglers. */
    if (digit < 0)
        FAIL(E_BAD_REQUEST, "a chunk's size has a byte that is no hexadecimal digit");
    //= rfc9112#7.1  A recipient MUST anticipate potentially large hexadecimal numerals and prevent parsing errors due to integer
    // conversion overflows
    if (++chunks->digits > SIZE_DIGITS)
        FAIL(E_BAD_REQUEST, "a chunk's size has more than %d digits", SIZE_DIGITS);
    chunks->left = chunks->left * 16 + (size_t)digit;
    return NULL;
}

static Error *
size_end(WireChunks *chunks)
{
    chunks->digits = 0;
    chunks->state = chunks->left > 0 ? DATA : TRAILER_LINE;
    if (chunks->left > WIRE_BODY_LIMIT - chunks->decoded)
        FAIL(E_BODY_TOO_LARGE, "the chunks are more than %d bytes", WIRE_BODY_LIMIT);
    return NULL;
}

/* Trailers must be fields like those of the head; nothing of them is kept. */
static Error *
trailer_byte(WireChunks *chunks, char byte)
{
    bool is_name = chunks->state != TRAILER_VALUE;

    if (++chunks->trailer > WIRE_TRAILER_LIMIT)
        FAIL(E_HEADERS_TOO_LARGE, "the trailers are longer than %d bytes", WIRE_TRAILER_LIMIT);
    if (chunks->state == TRAILER_LINE && byte == '\r')
        chunks->state = LAST_LF;
    else if (chunks->state == TRAILER_NAME && byte == ':')
        chunks->state = TRAILER_VALUE;
    else if (is_name && wire_is_token_byte(byte))
        chunks->state = TRAILER_NAME;
    else if (!is_name && byte == '\r')
        chunks->state = TRAILER_LF;
    else if (is_name || !wire_is_value_byte(byte))
        FAIL(E_BAD_REQUEST, "a trailer is no field");
    return NULL;
}

/* The byte must be this one; then the next state comes. */
static Error *
expect_byte(WireChunks *chunks, char byte, char wanted, size_t next)
{
    if (byte != wanted)
        FAIL(E_BAD_REQUEST, "a chunk or trailer does not end in CRLF");
    chunks->state = next;
    return NULL;
}

static Error *
read_byte(WireChunks *chunks, char byte)
{
    switch (chunks->state) {
    case SIZE:
        return size_byte(chunks, byte);
    case SIZE_LF:
        TRY(expect_byte(chunks, byte, '\n', DATA));
        return size_end(chunks);
    case DATA_CR:
        return expect_byte(chunks, byte, '\r', DATA_LF);
    case DATA_LF:
        return expect_byte(chunks, byte, '\n', SIZE);
    case TRAILER_LF:
        return expect_byte(chunks, byte, '\n', TRAILER_LINE);
    case LAST_LF:
        return expect_byte(chunks, byte, '\n', DONE);
    default:
        return trailer_byte(chunks, byte);
    }
}

/* Move what is there of this chunk's data down to the data decoded before. */
static void
take_data(WireChunks *chunks, char *bytes, size_t length, size_t *used)
{
    size_t count = length - *used < chunks->left ? length - *used : chunks->left;

    memmove(bytes + chunks->decoded, bytes + *used, count);
    *used += count;
    chunks->decoded += count;
    chunks->left -= count;
    if (chunks->left == 0)
        chunks->state = DATA_CR;
}

Error *
wire_read_chunks(WireChunks *chunks, char *bytes, size_t length, size_t *used, bool *complete)
{
    while (*used < length && chunks->state != DONE) {
        if (chunks->state == DATA) {
            take_data(chunks, bytes, length, used);
            continue;
        }
        TRY(read_byte(chunks, bytes[*used]));
        ++*used;
    }
    *complete = chunks->state == DONE;
    return NULL;
}
