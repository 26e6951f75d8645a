/* cache_record_test.c -- the codec of the cache's records: every member of every struct, every byte of every record.
 * SPDX-License-Identifier: ISC */
#include "cache_rig.h"

#include "base/str.h"
#include "sessions/sessions_record.h"

#include <stdlib.h>
#include <string.h>

static const RecordShape *const shapes[] = {
    &sessions_record_login, &sessions_record_interaction, &sessions_record_grant,    &sessions_record_app,
    &sessions_record_sso,   &sessions_record_flow,        &sessions_record_attempts, &sessions_record_revocation,
};

/* Something different in every member. Memory of the arena. */
static void *
filled(Arena *arena, const RecordShape *shape)
{
    char *record = arena_alloc(arena, shape->size);

    for (size_t i = 0; i < shape->field_count; i++) {
        const RecordField *field = &shape->fields[i];
        Str text = str_format(arena, "%s of %s", field->name, shape->name);
        int32_t narrow = field->below ? (int32_t)(i % (size_t)field->below) : (int32_t)(1000 + i);
        char *member = record + field->offset;
        if (field->kind == FIELD_TEXT)
            memcpy(member, &text, sizeof text);
        else if (field->kind == FIELD_NARROW)
            memcpy(member, &narrow, sizeof narrow);
        else if (field->kind == FIELD_FLAG)
            *(bool *)member = true;
        else
            memset(member, (int)(0x80 + i), field->size);
    }
    return record;
}

static Str
written(Arena *arena, const RecordShape *shape, const void *record, Micros expires)
{
    RecordBytes *bytes = ARENA_NEW(arena, RecordBytes, 1);

    cache_rig_ok(sessions_record_write(shape, record, expires, bytes));
    return (Str){ bytes->bytes, bytes->len };
}

static void
same_field(const RecordField *field, const char *a, const char *b)
{
    Str texts[2];

    if (field->kind != FIELD_TEXT) {
        assert_memory_equal(a + field->offset, b + field->offset, field->size);
        return;
    }
    memcpy(&texts[0], a + field->offset, sizeof texts[0]);
    memcpy(&texts[1], b + field->offset, sizeof texts[1]);
    cache_rig_same_text(texts[0], texts[1]);
}

static void
what_is_written_is_read(void **state)
{
    Arena *arena = arena_new((size_t)4 << 20);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        void *record = filled(arena, shapes[i]);
        char *read = arena_alloc(arena, shapes[i]->size);
        Str bytes = written(arena, shapes[i], record, START);
        cache_rig_ok(sessions_record_read(shapes[i], bytes, read));
        for (size_t f = 0; f < shapes[i]->field_count; f++)
            same_field(&shapes[i]->fields[f], record, read);
        assert_int_equal(sessions_record_expires(bytes), START + shapes[i]->remembered);
    }
    arena_free(arena);
}

static int
by_offset(const void *a, const void *b)
{
    const RecordField *x = a, *y = b;

    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* A gap of 8 bytes or more between the fields of a table is a member that model.h got and the table did not. */
static size_t
widest_gap(const RecordShape *shape)
{
    RecordField sorted[64];
    size_t end = 0, gap = 0;

    assert_in_range(shape->field_count, 1, COUNT_OF(sorted));
    memcpy(sorted, shape->fields, shape->field_count * sizeof sorted[0]);
    qsort(sorted, shape->field_count, sizeof sorted[0], by_offset);
    for (size_t i = 0; i < shape->field_count; i++) {
        if (sorted[i].offset - end > gap)
            gap = sorted[i].offset - end;
        end = sorted[i].offset + sorted[i].size;
    }
    return shape->size - end > gap ? shape->size - end : gap;
}

static void
no_member_is_forgotten(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        /* the handle of a login state is not written, by design; it is the first member */
        size_t by_design = shapes[i] == &sessions_record_login ? sizeof(Str) : 0;
        size_t gap = widest_gap(shapes[i]);
        if (by_design ? gap != by_design : gap >= 8)
            fail_msg("%s: %zu bytes of its struct are in no field", shapes[i]->name, gap);
    }
}

static void
every_cut_is_refused(void **state)
{
    Arena *arena = arena_new((size_t)4 << 20);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        Str bytes = written(arena, shapes[i], filled(arena, shapes[i]), START);
        void *read = arena_alloc(arena, shapes[i]->size);
        for (size_t len = 0; len < bytes.len; len++) {
            char *exact = malloc(len ? len : 1); /* so that the sanitizer sees a read behind it */
            assert_non_null(exact);
            memcpy(exact, bytes.ptr, len);
            assert_code(sessions_record_read(shapes[i], (Str){ exact, len }, read), E_CACHE);
            free(exact);
        }
        char *longer = arena_alloc(arena, bytes.len + 1);
        memcpy(longer, bytes.ptr, bytes.len);
        assert_code(sessions_record_read(shapes[i], (Str){ longer, bytes.len + 1 }, read), E_CACHE);
    }
    arena_free(arena);
}

static void
other_versions_and_states_are_refused(void **state)
{
    static const size_t places[] = { 8, 9 }; /* version, state */
    Arena *arena = arena_new((size_t)4 << 20);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        Str bytes = written(arena, &sessions_record_sso, filled(arena, &sessions_record_sso), START);
        char *changed = arena_alloc(arena, bytes.len);
        SsoSession read;
        memcpy(changed, bytes.ptr, bytes.len);
        changed[places[i]]++;
        assert_code(sessions_record_read(&sessions_record_sso, (Str){ changed, bytes.len }, &read), E_CACHE);
    }
    arena_free(arena);
}

static void
of_another_version_is_unknown(void **state)
{
    Arena *arena = arena_new((size_t)8 << 20);
    int tombstones = 0;

    (void)state;
    for (size_t i = 0; i < 2 * COUNT_OF(shapes); i++) {
        const RecordShape *shape = shapes[i / 2], *put = i % 2 ? shape->tombstone : shape;
        if (!put)
            continue;
        tombstones += put->spent;
        Str bytes = written(arena, put, filled(arena, shape), START + HOUR);
        char *changed = arena_alloc(arena, bytes.len);
        memcpy(changed, bytes.ptr, bytes.len);
        changed[8]++;
        assert_int_equal(sessions_record_standing(shape, bytes, START), put->spent ? STANDING_SPENT : STANDING_LIVE);
        assert_int_equal(sessions_record_standing(shape, (Str){ changed, bytes.len }, START), STANDING_UNKNOWN);
    }
    assert_int_equal(tombstones, 3);
    arena_free(arena);
}

static void
enums_and_flags_out_of_range_are_refused(void **state)
{
    Arena *arena = arena_new((size_t)4 << 20);
    Flow flow = cache_rig_flow(FLOW_OWN, MILESTONE_store, START), read;
    Str bytes = written(arena, &sessions_record_flow, &flow, START);
    char *changed = arena_alloc(arena, bytes.len);
    size_t kind_at = RECORD_HEAD + 2 + flow.id.len;
    const size_t places[] = { kind_at, kind_at + 3, bytes.len - 1, bytes.len - 2 }; /* kind, kind, new_user, reported */

    (void)state;
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        memcpy(changed, bytes.ptr, bytes.len);
        changed[places[i]] = (char)0xf0;
        assert_code(sessions_record_read(&sessions_record_flow, (Str){ changed, bytes.len }, &read), E_CACHE);
    }
    arena_free(arena);
}

static void
limits_of_text_and_record(void **state)
{
    static const struct {
        size_t each; /* bytes in each of the five texts of an app session */
        ErrorCode code;
    } cases[] = { { 0, E_OK }, { 3200, E_OK }, { 3400, E_TOO_LARGE }, { 4096, E_TOO_LARGE }, { 4097, E_TOO_LARGE } };
    static char text[5000];
    RecordBytes bytes;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AppSession app = cache_rig_app(START, START);
        app.user_subject = app.provider = app.issuer = app.id_token_subject = app.sso = (Str){ text, cases[i].each };
        assert_code(sessions_record_write(&sessions_record_app, &app, START, &bytes), cases[i].code);
    }
    AppSession one = cache_rig_app(START, START);
    one.sso = (Str){ text, SESSIONS_TEXT_LIMIT };
    assert_code(sessions_record_write(&sessions_record_app, &one, START, &bytes), E_OK);
    one.sso.len++;
    assert_code(sessions_record_write(&sessions_record_app, &one, START, &bytes), E_TOO_LARGE);
}

static void
where_a_record_stands(void **state)
{
    static const struct {
        const RecordShape *shape;
        Micros expires, now;
        Standing standing;
    } cases[] = {
        { &sessions_record_sso, START, START - 1, STANDING_LIVE },
        { &sessions_record_sso, START, START, STANDING_EXPIRED },
        { &sessions_record_sso, START, START + 1, STANDING_EXPIRED },
        { &sessions_record_sso, 0, 0, STANDING_EXPIRED },
        { &sessions_record_sso, -5, -10, STANDING_LIVE }, /* written as 0 */
        { &sessions_record_grant, START, START - 1, STANDING_LIVE },
        { &sessions_record_grant, START, START, STANDING_EXPIRED },
        { &sessions_record_grant, START, START + DAY, STANDING_EXPIRED },
    };
    Arena *arena = arena_new((size_t)4 << 20);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Str bytes = written(arena, cases[i].shape, filled(arena, cases[i].shape), cases[i].expires);
        assert_int_equal(sessions_record_standing(cases[i].shape, bytes, cases[i].now), cases[i].standing);
    }
    Grant grant = cache_rig_grant(START);
    Str tombstone = written(arena, sessions_record_grant.tombstone, &grant, START);
    assert_int_equal(sessions_record_standing(&sessions_record_grant, tombstone, START - 1), STANDING_SPENT);
    assert_int_equal(sessions_record_standing(&sessions_record_grant, tombstone, START), STANDING_UNKNOWN);
    assert_int_equal(sessions_record_standing(&sessions_record_grant, LIT(""), START), STANDING_UNKNOWN);
    arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),       cmocka_unit_test(no_member_is_forgotten),
        cmocka_unit_test(every_cut_is_refused),          cmocka_unit_test(other_versions_and_states_are_refused),
        cmocka_unit_test(of_another_version_is_unknown), cmocka_unit_test(enums_and_flags_out_of_range_are_refused),
        cmocka_unit_test(limits_of_text_and_record),     cmocka_unit_test(where_a_record_stands),
    };
    return cmocka_run_group_tests_name("cache_record", tests, NULL, NULL);
}
