/* message_test.c -- messages by id and by key, placeholders, plurals, and that no value turns a sentence around.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "text/message.h"
#include "text/message_table.h"
#include "text/number.h"

/* Any message has a text for any count, whole and well-formed, and only placeholders that a value could have. */
static void
every_message_is_there_in_every_language(void **state)
{
    static const int64_t counts[] = { 0, 1, 2, 3, 11, 100 };

    (void)state;
    for (int i = 0; i < LANGUAGES * MESSAGES * (int)COUNT_OF(counts); i++) {
        LanguageId language = (LanguageId)(i % LANGUAGES);
        MessageId id = (MessageId)(i / LANGUAGES % MESSAGES);
        const MessageTable *table = &message_tables[language];
        int form =
            table->first[id + 1] - table->first[id] > 1 ? number_plural(language, counts[i / LANGUAGES / MESSAGES]) : 0;
        if (id == MESSAGE_none)
            continue;
        assert_true(table->first[id] + form < table->first[id + 1]);
        Str text = table->forms[table->first[id] + form];
        assert_true(text.len > 0 && str_is_utf8(text));
    }
    assert_int_equal(message(LANGUAGE_de, MESSAGE_none).len, 0);
}

static void
keys_and_ids(void **state)
{
    MessageId id;

    (void)state;
    for (int i = MESSAGE_none + 1; i < MESSAGES; i++) {
        assert_true(message_find(message_key((MessageId)i), &id));
        assert_int_equal(id, i);
    }
    assert_true(message_find(LIT("date.month_5"), &id) && id == MESSAGE_date_month_5);
    assert_true(message_find(LIT("error.UNKNOWN_USER"), &id) && id == MESSAGE_error_BAD_PASSWORD);
    assert_false(message_find(LIT("date.month_"), &id));
    assert_false(message_find(LIT("date.month_55"), &id));
    assert_false(message_find(LIT("error.USAGE"), &id));
    assert_false(message_find(LIT(""), &id));
    assert_int_equal(message_key(MESSAGE_none).len, 0);
}

static void
values_stand_in_isolation(void **state)
{
    static const struct {
        const char *value, *text;
    } cases[] = {
        { "a", "<\u00a0\u2068a\u2069" },
        { "", "<\u00a0\u2068\u2069" },
        { "{value}", "<\u00a0\u2068{value}\u2069" },
        { "\u2069\u202eevil", "<\u00a0\u2068evil\u2069" },
        { "a\u2066b\u2067c\u2068d", "<\u00a0\u2068abcd\u2069" },
        { "\u202a\u202b\u202c\u202d\u202e", "<\u00a0\u2068\u2069" },
        { "\u2029\u202f\u2065\u206a\u200e", "<\u00a0\u2068\u2029\u202f\u2065\u206a\u200e\u2069" },
        { "\xe2\x80", "<\u00a0\u2068\xe2\x80\u2069" },
        { "שלום", "<\u00a0\u2068שלום\u2069" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        ASSERT_STR(
            message_fill(arena, LANGUAGE_en, MESSAGE_unit_below, MESSAGE_TEXT("value", str_from_c(cases[i].value))),
            cases[i].text);
}

static void
numbers_are_grouped_and_not_isolated(void **state)
{
    (void)state;
    ASSERT_STR(
        message_fill(arena, LANGUAGE_en, MESSAGE_unit_part, MESSAGE_NUMBER("whole", 12480), MESSAGE_NUMBER("part", 6)),
        "6 of 12,480");
    ASSERT_STR(message_fill(arena, LANGUAGE_hi, MESSAGE_unit_part, MESSAGE_NUMBER("part", 6),
                            MESSAGE_NUMBER("whole", 1248000)),
               "12,48,000 में से 6");
}

static void
the_count_chooses_the_form(void **state)
{
    (void)state;
    ASSERT_STR(message_fill(arena, LANGUAGE_en, MESSAGE_flow_users, MESSAGE_NUMBER("count", 1)), "1 user");
    ASSERT_STR(message_fill(arena, LANGUAGE_en, MESSAGE_flow_users, MESSAGE_NUMBER("count", 0)), "0 users");
    ASSERT_STR(message_fill(arena, LANGUAGE_en, MESSAGE_flow_users, MESSAGE_NUMBER("count", 2000)), "2,000 users");
}

static void
placeholders_are_named(void **state)
{
    Str names[MESSAGE_PIECES];
    bool plural;

    (void)state;
    assert_int_equal(message_placeholders(MESSAGE_signin_lead, names, &plural), 0);
    assert_false(plural);
    assert_int_equal(message_placeholders(MESSAGE_signin_title, names, &plural), 1);
    assert_true(str_equal(names[0], LIT("app")) && !plural);
    assert_int_equal(message_placeholders(MESSAGE_flow_in_progress, names, &plural), 1);
    assert_true(str_equal(names[0], LIT("count")) && plural);
}

static void
pieces_for_who_writes_values_himself(void **state)
{
    const MessageValue values[] = { MESSAGE_NUMBER("other", 1), MESSAGE_NUMBER("whole", 9),
                                    MESSAGE_TEXT("part", LIT("x")) };
    MessagePiece pieces[MESSAGE_PIECES];

    (void)state;
    assert_int_equal(message_pieces(LANGUAGE_en, MESSAGE_unit_part, values, COUNT_OF(values), pieces), 3);
    assert_int_equal(pieces[0].value, 2);
    assert_int_equal(pieces[1].value, -1);
    ASSERT_STR(pieces[1].text, " of ");
    assert_int_equal(pieces[2].value, 1);
    assert_int_equal(message_pieces(LANGUAGE_en, MESSAGE_date_month_1, NULL, 0, pieces), 1);
    assert_int_equal(message_pieces(LANGUAGE_en, MESSAGE_none, NULL, 0, pieces), 0);
}

static void
errors_have_their_sentence(void **state)
{
    (void)state;
    for (int code = 0; code < E_CODES; code++)
        ASSERT_STR(message_of_error(LANGUAGE_en, (ErrorCode)code), code ? error_info((ErrorCode)code)->sentence : "");
    ASSERT_STR(message_of_error(LANGUAGE_en, E_UNKNOWN_USER), "The email or password is not correct.");
}

static void
pseudo_locales_are_longer_or_run_the_other_way(void **state)
{
    Str english = message(LANGUAGE_en, MESSAGE_error_BAD_PASSWORD),
        longer = message(LANGUAGE_qps, MESSAGE_error_BAD_PASSWORD);
    Str other = message(LANGUAGE_qpr, MESSAGE_error_BAD_PASSWORD);

    (void)state;
    assert_true(longer.len * 10 >= english.len * 14);
    assert_true(str_starts(longer, LIT("[")) && str_ends(longer, LIT("]")));
    assert_true(str_starts(other, LIT("[\xd7")));
    ASSERT_STR(message_fill(arena, LANGUAGE_qps, MESSAGE_unit_below, MESSAGE_TEXT("value", LIT("1"))),
               "[<\u00a0\u20681\u2069]");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(every_message_is_there_in_every_language),
        cmocka_unit_test(keys_and_ids),
        UNIT(values_stand_in_isolation),
        UNIT(numbers_are_grouped_and_not_isolated),
        UNIT(the_count_chooses_the_form),
        cmocka_unit_test(placeholders_are_named),
        cmocka_unit_test(pieces_for_who_writes_values_himself),
        cmocka_unit_test(errors_have_their_sentence),
        UNIT(pseudo_locales_are_longer_or_run_the_other_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
