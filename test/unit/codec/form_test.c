/* form_test.c -- forms into declared fields: each once, within its limit, clean (attacks.md 4, 66, 68).
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "codec/form.h"

#include <string.h>

typedef struct Form {
    Str client_id, state, note;
} Form;

static const Field fields[] = {
    FIELD(Form, client_id, 8, REQUIRED),
    FIELD(Form, state, 16, OPTIONAL),
    FIELD(Form, note, 16, OPTIONAL),
    FIELD_END,
};

static void
reads(void **state)
{
    static const struct {
        const char *text, *client_id, *form_state;
    } rows[] = {
        { "client_id=shop&state=xyz", "shop", "xyz" },
        { "state=xyz&client_id=shop", "shop", "xyz" },
        { "client_id=shop", "shop", "" },
        { "client_id=shop&state=", "shop", "" },
        { "client_id=shop&state", "shop", "" },
        { "&&client_id=shop&", "shop", "" },
        { "client_id=a+b", "a b", "" },
        { "client_id=a%2Bb", "a+b", "" },
        { "client_id=a%2bb", "a+b", "" },
        { "client_id=a=b", "a=b", "" },
        { "client%5Fid=shop", "shop", "" },
        { "client_id=%C3%A4", "\xc3\xa4", "" },
        { "client_id=a%0D%0Ab%09", "a\r\nb\t", "" },
        { "client_id=12345678", "12345678", "" },
        { "client_id=%31%32%33%34%35%36%37%38", "12345678", "" },
        { "client_id=shop&unknown=1&unknown=2", "shop", "" }, /* what is not known may come twice */
        { "client_id=shop&Client_id=x", "shop", "" },         /* names have case */
        { "client_id=shop&unknown=%00%ff", "shop", "" },
        { "client_id=shop&%00=1", "shop", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Form form = { 0 };
        ASSERT_CODE(form_decode(arena, str_from_c(rows[i].text), fields, &form), E_OK, rows[i].text);
        ASSERT_STR(form.client_id, rows[i].client_id);
        ASSERT_STR(form.state, rows[i].form_state);
    }
}

static void
refuses(void **state)
{
    static const struct {
        const char *text, *sentence;
    } rows[] = {
        { "", "parameter client_id is missing" },
        { "client_id=", "parameter client_id is missing" },
        { "state=x", "parameter client_id is missing" },
        { "client_id=a&client_id=a", "parameter client_id comes twice" },
        { "client_id=a&client_id=", "parameter client_id comes twice" },
        { "client_id=&client_id=a", "parameter client_id comes twice" },
        { "client_id=a&client%5fid=b", "parameter client_id comes twice" },
        { "client_id=a&state=x&state=x", "parameter state comes twice" },
        { "client_id=123456789", "parameter client_id is longer than 8 bytes" },
        { "client_id=%31%31%31%31%31%31%31%31%31", "parameter client_id is longer than 8 bytes" },
        { "client_id=%3", "a broken %-escape" },
        { "client_id=%", "a broken %-escape" },
        { "client_id=%g1", "a broken %-escape" },
        { "client_id=%1g", "a broken %-escape" },
        { "client_id=% 1", "a broken %-escape" },
        { "client_id=%+1", "a broken %-escape" },
        { "client_id=a&%zz=1", "a broken %-escape" },
        { "client_id=a%00b", "parameter client_id is not clean text" },
        { "client_id=%ff", "parameter client_id is not clean text" },
        { "client_id=%c0%af", "parameter client_id is not clean text" },
        { "client_id=%ed%a0%80", "parameter client_id is not clean text" },
        { "client_id=\xc3", "parameter client_id is not clean text" },
        { "client_id=a%1b", "parameter client_id is not clean text" },
        { "client_id=a%7f", "parameter client_id is not clean text" },
        { "client_id=a%08", "parameter client_id is not clean text" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Form form = { 0 };
        Error *error = form_decode(arena, str_from_c(rows[i].text), fields, &form);
        ASSERT_CODE(error, E_INVALID_REQUEST, rows[i].text);
        if (strncmp(error->text, rows[i].sentence, strlen(rows[i].sentence)) != 0)
            fail_msg("%s: %s", rows[i].text, error->text);
    }
}

static void
a_raw_nul_is_not_clean(void **state)
{
    Form form = { 0 };

    (void)state;
    ASSERT_CODE(form_decode(arena, LIT("client_id=a\0b"), fields, &form), E_INVALID_REQUEST, "NUL");
}

static void
a_hundred_pairs_and_no_more(void **state)
{
    Buf buf = buf_new(arena, 1000);
    Form form = { 0 };

    (void)state;
    for (int i = 0; i < 99; i++)
        buf_add(&buf, LIT("x=1&"));
    buf_add(&buf, LIT("client_id=a"));
    ASSERT_OK(form_decode(arena, buf_str(&buf), fields, &form));
    ASSERT_STR(form.client_id, "a");
    buf_add(&buf, LIT("&x"));
    ASSERT_CODE(form_decode(arena, buf_str(&buf), fields, &form), E_INVALID_REQUEST, "101 pairs");
}

static void
unescaping(void **state)
{
    Str value;

    (void)state;
    ASSERT_OK(form_unescape(arena, LIT("a+b%20c%41"), true, &value));
    ASSERT_STR(value, "a b cA");
    ASSERT_OK(form_unescape(arena, LIT("a+b%20c%41"), false, &value));
    ASSERT_STR(value, "a+b cA");
    ASSERT_OK(form_unescape(arena, LIT("%00"), false, &value));
    assert_true(str_equal(value, LIT("\0")));
    ASSERT_CODE(form_unescape(arena, LIT("ab%4"), false, &value), E_INVALID_REQUEST, "cut");
}

static void
escaping(void **state)
{
    Buf buf = buf_new(arena, 1000);

    (void)state;
    buf_add(&buf, LIT("https://app.example/cb?"));
    form_add(&buf, LIT("code"), LIT("a+b/c=&d"));
    form_add(&buf, LIT("state"), LIT("~-._ \xc3\xa4\r\n"));
    ASSERT_STR(buf_str(&buf), "https://app.example/cb?code=a%2Bb%2Fc%3D%26d&state=~-._%20%C3%A4%0D%0A");
}

/* Every byte comes back as it went. */
static void
out_and_in(void **state)
{
    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        const char text[3] = { 'a', (char)byte, 'b' };
        Buf buf = buf_new(arena, 16);
        Str back;
        form_escape(&buf, (Str){ text, 3 });
        ASSERT_OK(form_unescape(arena, buf_str(&buf), true, &back));
        assert_true(str_equal(back, (Str){ text, 3 }));
    }
}

static void
separators_where_they_are_due(void **state)
{
    static const struct {
        const char *before, *after;
    } rows[] = { { "", "a=1" }, { "/x?", "/x?a=1" }, { "b=2", "b=2&a=1" }, { "b=2&", "b=2&a=1" } };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Buf buf = buf_new(arena, 100);
        buf_add(&buf, str_from_c(rows[i].before));
        form_add(&buf, LIT("a"), LIT("1"));
        ASSERT_STR(buf_str(&buf), rows[i].after);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(reads),
        UNIT(refuses),
        UNIT(a_raw_nul_is_not_clean),
        UNIT(a_hundred_pairs_and_no_more),
        UNIT(unescaping),
        UNIT(escaping),
        UNIT(out_and_in),
        UNIT(separators_where_they_are_due),
    };

    return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
