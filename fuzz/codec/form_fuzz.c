/* form_fuzz.c -- any bytes as a form: what is read is clean, within its limits, and comes back when it is written.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "codec/form.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Form {
    Str client_id, state, scope, empty;
} Form;

static const Field fields[] = {
    FIELD(Form, client_id, 16, REQUIRED),
    FIELD(Form, state, 64, OPTIONAL),
    FIELD(Form, scope, 64, OPTIONAL),
    FIELD(Form, empty, 0, OPTIONAL),
    FIELD_END,
};

static void
check_value(Str value, size_t limit)
{
    assert(value.len <= limit && str_is_utf8(value));
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        assert((c >= 0x20 && c != 0x7f) || c == '\r' || c == '\n' || c == '\t');
    }
}

static void
check_comes_back(Arena *arena, const Form *form)
{
    Buf buf = buf_new(arena, 4096);
    Form again = { 0 };

    form_add(&buf, LIT("state"), form->state);
    form_add(&buf, LIT("client_id"), form->client_id);
    form_add(&buf, LIT("scope"), form->scope);
    assert(!buf.overflow);
    Error *error = form_decode(arena, buf_str(&buf), fields, &again);
    assert(!error);
    assert(str_equal(form->client_id, again.client_id) && str_equal(form->state, again.state));
    assert(str_equal(form->scope, again.scope));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new((size_t)64 << 20);
    Str text = { (const char *)data, size }, value;
    Form form = { 0 };

    assert(arena);
    Error *error = form_decode(arena, text, fields, &form);
    if (!error) {
        assert(form.client_id.len > 0);
        check_value(form.client_id, 16);
        check_value(form.state, 64);
        check_value(form.scope, 64);
        check_value(form.empty, 0);
        check_comes_back(arena, &form);
    } else {
        assert(error->code == E_INVALID_REQUEST);
    }
    error = form_unescape(arena, text, size % 2, &value);
    assert(error ? error->code == E_INVALID_REQUEST : value.len <= size);
    arena_free(arena);
    return 0;
}
