/* diagram_fuzz.c -- any bytes as a diagram: refused with a sentence, or read, and then every text of it is found again.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "picture/diagram_room.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new((size_t)16 << 20);
    const Diagram *diagram = NULL;
    Error *error = diagram_parse(arena, (Str){ (const char *)data, size }, "fuzz", &diagram);

    assert((error == NULL) == (diagram != NULL));
    assert(!error || (error->code == E_CONFIG && error->text[0]));
    for (size_t i = 0; diagram && i < diagram->text_count; i++) {
        const DiagramText *text = &diagram->texts[i];
        assert(text->text.len > 0 && text->text.len <= DIAGRAM_TEXT_LIMIT && str_is_utf8(text->text));
        if (text->language == LANGUAGE_en)
            assert(diagram_words(diagram, LANGUAGE_en, text->key).len > 0);
    }
    arena_free(arena);
    return 0;
}
