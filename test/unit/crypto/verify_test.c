/* verify_test.c -- tokens that must pass and tokens that must not: attacks 33 to 36 and 38 of the list, against every algorithm.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/str.h"
#include "codec/base64url.h"
#include "crypto/random.h"
#include "crypto/sign.h"
#include "forge.h"

#include <openssl/err.h>
#include <string.h>

static Forger forgers[SIGN_ALGS], strangers[SIGN_ALGS];
static VerifyKey *keys[SIGN_ALGS];
static Arena *arena;

#define CLAIMS LIT("{\"iss\":\"https://id.example.com\"}")

static int
make_keys(void **state)
{
    (void)state;
    for (unsigned alg = 0; alg < SIGN_ALGS; alg++)
        strangers[alg] = forge_new((SignAlg)alg);
    return random_init() ? -1 : forge_keys(forgers, keys);
}

static int
free_keys(void **state)
{
    (void)state;
    for (unsigned alg = 0; alg < SIGN_ALGS; alg++)
        forge_free(&strangers[alg]);
    forge_free_keys(forgers, keys);
    return 0;
}

static int
set_up(void **state)
{
    (void)state;
    arena = arena_new((size_t)64 << 20);
    return arena ? 0 : -1;
}

static int
tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return ERR_peek_error() == 0 ? 0 : -1; /* the room leaves OpenSSL's error queue empty */
}

static void
assert_refused_as(unsigned alg, Str types, Str token)
{
    Str payload = LIT("untouched");
    Error *error = verify_compact(keys[alg], arena, types, token, &payload);

    if (!error)
        fail_msg("accepted with %s: %.*s", sign_alg_name((SignAlg)alg), STR_ARG(token));
    assert_int_equal(error->code, E_ID_TOKEN_SIGNATURE);
    assert_true(str_equal(payload, LIT("untouched")));
    assert_int_equal(ERR_peek_error(), 0);
}

static void
assert_refused(unsigned alg, Str token)
{
    assert_refused_as(alg, LIT("JWT at+jwt -"), token);
}

static void
assert_accepted(unsigned alg, Str types, Str token)
{
    Str payload = LIT("untouched");
    Error *error = verify_compact(keys[alg], arena, types, token, &payload);

    if (error)
        fail_msg("refused with %s: %s: %.*s", sign_alg_name((SignAlg)alg), error->text, STR_ARG(token));
    assert_true(str_equal(payload, CLAIMS));
}

/* {"alg":"ES256" and more members, } */
static const char *
header_of(unsigned alg, const char *more)
{
    return str_format(arena, "{\"alg\":\"%s\"%s}", sign_alg_name((SignAlg)alg), more).ptr;
}

static void
each_algorithm_accepts_its_own_tokens(void **state)
{
    (void)state;
    for (unsigned alg = 0; alg < SIGN_ALGS; alg++) {
        assert_accepted(alg, LIT("-"), forge_token(arena, &forgers[alg], header_of(alg, ""), CLAIMS));
        assert_accepted(alg, LIT("JWT"), forge_token(arena, &forgers[alg], header_of(alg, ",\"typ\":\"JWT\""), CLAIMS));
    }
}

static void
a_stranger_with_a_key_of_the_same_kind_is_refused(void **state)
{
    (void)state;
    for (unsigned alg = 0; alg < SIGN_ALGS; alg++)
        assert_refused(alg, forge_token(arena, &strangers[alg], header_of(alg, ""), CLAIMS));
}

static void
keys_of_other_kinds_are_refused_whatever_the_header_says(void **state)
{
    (void)state;
    for (unsigned signer = 0; signer < SIGN_ALGS; signer++)
        for (unsigned alg = 0; alg < SIGN_ALGS; alg++)
            if (signer != alg) {
                assert_refused(alg, forge_token(arena, &forgers[signer], header_of(signer, ""), CLAIMS));
                assert_refused(alg, forge_token(arena, &forgers[signer], header_of(alg, ""), CLAIMS));
            }
}

/* Attack 33: rightly signed by the right key; only alg is not the key's. */
static void
alg_must_be_the_keys_own(void **state)
{
    /* clang-format off */
    static const char *const headers[] = {
        "{\"alg\":\"none\"}", "{\"alg\":\"None\"}", "{\"alg\":\"NONE\"}", "{\"alg\":\"nOnE\"}", "{\"alg\":\"\"}",
        "{\"alg\":\"HS256\"}", "{\"alg\":\"es256\"}", "{\"alg\":\"rs256\"}", "{\"alg\":\"ps256\"}",
        "{\"alg\":\"eddsa\"}", "{\"alg\":\"EDDSA\"}", "{\"alg\":\"ES256 \"}", "{\"alg\":\" RS256\"}",
        "{\"alg\":\"ES384\"}", "{\"alg\":\"RS512\"}", "{\"alg\":\"PS512\"}", "{\"alg\":\"ES256K\"}",
        "{\"alg\":\"Ed25519\"}", "{\"alg\":\"RSA1_5\"}", "{}", "{\"alg\":null}", "{\"alg\":1}", "{\"alg\":true}",
        "{\"alg\":{}}", "{\"ALG\":\"ES256\"}", "{\"Alg\":\"RS256\"}", "{\"alg\\u0000\":\"PS256\"}",
        "{\"alg\":[\"ES256\",\"RS256\",\"PS256\",\"EdDSA\"]}",
    };
    /* clang-format on */

    (void)state;
    for (unsigned alg = 0; alg < SIGN_ALGS; alg++)
        for (size_t i = 0; i < COUNT_OF(headers); i++)
            assert_refused(alg, forge_token(arena, &forgers[alg], headers[i], CLAIMS));
}

static void
an_unsigned_token_is_refused(void **state)
{
    static const char *const headers[] = { "{\"alg\":\"none\"}", "{\"alg\":\"None\"}", "{\"alg\":\"NONE\"}", "{}" };
    static const char *const signatures[] = { "", "AA", "none" };

    (void)state;
    for (unsigned alg = 0; alg < SIGN_ALGS; alg++) {
        for (size_t i = 0; i < COUNT_OF(headers); i++)
            for (size_t j = 0; j < COUNT_OF(signatures); j++)
                assert_refused(alg, forge_join(arena, str_from_c(headers[i]), CLAIMS, str_from_c(signatures[j])));
        assert_refused(alg, forge_join(arena, str_from_c(header_of(alg, "")), CLAIMS, LIT("")));
    }
}

/* Attack 33: an HMAC under whatever an attacker knows of the public key. */
static void
an_hmac_under_the_public_key_is_refused(void **state)
{
    (void)state;
    for (unsigned alg = 0; alg < SIGN_ALGS; alg++) {
        Str pem = forge_pem(arena, &forgers[alg]);
        Str known[] = { LIT(""), pem, str_slice(pem, 0, pem.len - 1), forge_der(arena, &forgers[alg]),
                        forge_jwk(arena, &forgers[alg], "") };
        for (size_t i = 0; i < COUNT_OF(known); i++) {
            assert_refused(alg, forge_hmac_token(arena, known[i], "{\"alg\":\"HS256\"}", CLAIMS));
            assert_refused(alg, forge_hmac_token(arena, known[i], header_of(alg, ""), CLAIMS));
        }
    }
}

/* Attack 34: the attacker brings the key along. */
static void
a_key_in_the_header_is_not_used(void **state)
{
    (void)state;
    for (unsigned alg = 0; alg < SIGN_ALGS; alg++) {
        Str jwk = forge_jwk(arena, &strangers[alg], ",\"kid\":\"k\"");
        Str more = str_format(arena, ",\"kid\":\"k\",\"jwk\":%.*s", STR_ARG(jwk));
        assert_refused(alg, forge_token(arena, &strangers[alg], header_of(alg, more.ptr), CLAIMS));
        more = str_format(
            arena, ",\"jku\":\"https://evil.example/jwks\",\"x5u\":\"https://evil.example/x\",\"x5c\":[\"AA==\"]");
        assert_refused(alg, forge_token(arena, &strangers[alg], header_of(alg, more.ptr), CLAIMS));
    }
}

/* An honest issuer may put them there; they change nothing. */
static void
a_key_in_the_header_does_not_hurt(void **state)
{
    (void)state;
    for (unsigned alg = 0; alg < SIGN_ALGS; alg++) {
        Str jwk = forge_jwk(arena, &strangers[alg], "");
        Str more = str_format(
            arena, ",\"jwk\":%.*s,\"jku\":\"https://evil.example/\",\"x5u\":1,\"x5c\":[],\"x5t\":\"\"", STR_ARG(jwk));
        assert_accepted(alg, LIT("-"), forge_token(arena, &forgers[alg], header_of(alg, more.ptr), CLAIMS));
    }
}

/* Attack 35, and headers that are not the JSON they should be; all rightly signed. */
static void
extensions_and_malformed_headers_are_refused(void **state)
{
    /* clang-format off */
    static const char *const more[] = {
        ",\"crit\":[\"exp\"],\"exp\":1", ",\"crit\":[]", ",\"crit\":[\"b64\"],\"b64\":true", ",\"crit\":\"exp\"",
        ",\"crit\":{}", ",\"crit\":false", ",\"crit\":\"\"", ",\"crit\":0", ",\"crit\":[\"alg\"]",
        ",\"\\u0063rit\":[\"x\"]", ",\"b64\":false", ",\"b64\":true", ",\"b64\":\"false\"", ",\"b64\":0",
        ",\"alg\":\"ES256\"", ",\"alg\":\"none\"", ",\"x\":1,\"x\":1", ",\"typ\":1", ",\"typ\":[\"JWT\"]",
        ",\"typ\":true", ",\"typ\":\"JWT\",\"typ\":\"at+jwt\"", ",\"x\":\"\\u0000\"", ",\"x\":\"\xff\"",
        ",\"x\":\"\xc0\xaf\"", ",\"x\":\"\xed\xa0\x80\"", ",", ",\"x\":01", ",\"x\":NaN", "}{", "} x", ",\"x\":'y'",
        ",\"x\":\"\n\"",
    };
    /* clang-format on */
    char deep[200] = ",\"x\":";

    (void)state;
    memset(deep + 5, '[', 60);
    memset(deep + 65, ']', 60);
    for (unsigned alg = 0; alg < SIGN_ALGS; alg++) {
        for (size_t i = 0; i < COUNT_OF(more); i++)
            assert_refused(alg, forge_token(arena, &forgers[alg], header_of(alg, more[i]), CLAIMS));
        assert_refused(alg, forge_token(arena, &forgers[alg], header_of(alg, deep), CLAIMS));
    }
}

static void
a_header_that_is_no_object_is_refused(void **state)
{
    static const char *const headers[] = { "null",
                                           "[]",
                                           "\"ES256\"",
                                           "1",
                                           "x",
                                           " ",
                                           "{",
                                           "{\"alg\":\"ES256\"",
                                           "[{\"alg\":\"ES256\"}]",
                                           "\xef\xbb\xbf{\"alg\":\"ES256\"}",
                                           "{alg:ES256}" };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(headers); i++)
        assert_refused(SIGN_ES256, forge_token(arena, &forgers[SIGN_ES256], headers[i], CLAIMS));
}

/* Attack 38. */
static const struct {
    const char *types;
    const char *header; /* members after alg */
    bool accepted;
} type_cases[] = {
    { "JWT", ",\"typ\":\"JWT\"", true },
    { "JWT", ",\"typ\":\"jwt\"", true },
    { "JWT", ",\"typ\":\"application/jwt\"", true },
    { "JWT", ",\"typ\":\"APPLICATION/JWT\"", true },
    { "at+jwt", ",\"typ\":\"application/at+jwt\"", true },
    { "JWT -", "", true },
    { "- JWT", "", true },
    { "JWT at+jwt", ",\"typ\":\"at+JWT\"", true },
    { "-", "", true },
    { "-", ",\"typ\":null", true },
    { "JWT", "", false },
    { "JWT", ",\"typ\":\"\"", false },
    { "JWT", ",\"typ\":\"at+jwt\"", false },
    { "at+jwt", ",\"typ\":\"JWT\"", false },
    { "at+jwt", ",\"typ\":\"logout+jwt\"", false },
    { "logout+jwt", ",\"typ\":\"at+jwt\"", false },
    { "JWT", ",\"typ\":\"JWT \"", false },
    { "JWT", ",\"typ\":\" JWT\"", false },
    { "JWT at+jwt", ",\"typ\":\"JWT at+jwt\"", false },
    { "JWT", ",\"typ\":\"text/JWT\"", false },
    { "JWT", ",\"typ\":\"application/\"", false },
    { "JWT", ",\"typ\":\"application/application/JWT\"", false },
    { "JWT", ",\"typ\":\"/JWT\"", false },
    { "x/y", ",\"typ\":\"application/x/y\"", false },
    { "-", ",\"typ\":\"\"", false },
    { "-", ",\"typ\":\"-\"", false },
    { "JWT -", ",\"typ\":\"-\"", false },
    { "-", ",\"typ\":\"application/-\"", false },
    { "-", ",\"typ\":\"JWT\"", false },
    { "", "", false },
    { "", ",\"typ\":\"\"", false },
    { " ", ",\"typ\":\"\"", false },
    { "", ",\"typ\":\"JWT\"", false },
};

static void
the_type_must_be_one_that_was_asked_for(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(type_cases); i++) {
        Str types = str_from_c(type_cases[i].types);
        Str token = forge_token(arena, &forgers[SIGN_EDDSA], header_of(SIGN_EDDSA, type_cases[i].header), CLAIMS);
        if (type_cases[i].accepted)
            assert_accepted(SIGN_EDDSA, types, token);
        else
            assert_refused_as(SIGN_EDDSA, types, token);
    }
}

/* A token written from a pattern: H, P and S stand for a good token's parts, everything else for itself. */
static Str
write_pattern(Str token, const char *pattern)
{
    Str header, payload, rest = str_cut(token, '.', &header), signature = str_cut(rest, '.', &payload);
    Buf buf = buf_new(arena, 65536);

    for (const char *at = pattern; *at; at++) {
        if (*at == 'H')
            buf_add(&buf, header);
        else if (*at == 'P')
            buf_add(&buf, payload);
        else if (*at == 'S')
            buf_add(&buf, signature);
        else
            buf_add_byte(&buf, *at);
    }
    return buf_str(&buf);
}

/* Parts missing, empty, too many, padded, spaced, in another alphabet. */
/* clang-format off */
static const char *const malformed[] = {
    "", ".", "..", "...", "H", "H.", "H..", ".P.", "..S", "H.P", "H.P.", "H..S", ".P.S", "HP.S", "H.PS", "HPS", "P.H.S",
    "S.P.H", "H.P.S.", ".H.P.S", "H.P.S.S", "H.P.S.x", "H.P.S..", "H.P.S.S.S", "H..P.S", "H.P..S", "H.P.S=", "H.P.S==",
    "H.P=.S", "H=.P.S", " H.P.S", "H.P.S ", "H.P.S\n", "H.P.\nS", "H.P.S\r\n", "H .P.S", "H.P .S", "H. P.S", "H.P.+S",
    "H.P./S", "H.P.SA", "H.P.AS", "H.P.SAA", "AH.P.S", "H.AP.S", "H,P,S", "H:P:S", "H.P.S\t", "\"H.P.S\"",
    "Bearer H.P.S", "H.P.H", "H.P.P", "H.P.%53", "H.P.S%3D", "H.P.S?", "H.P.S#", "H.P.S\x80", "H.P.\xc3\xa9",
    "{\"payload\":\"P\",\"protected\":\"H\",\"signature\":\"S\"}",
};
/* clang-format on */

static void
what_is_not_three_parts_is_refused(void **state)
{
    (void)state;
    for (unsigned alg = 0; alg < SIGN_ALGS; alg++) {
        Str token = forge_token(arena, &forgers[alg], header_of(alg, ""), CLAIMS);
        assert_accepted(alg, LIT("-"), write_pattern(token, "H.P.S"));
        for (size_t i = 0; i < COUNT_OF(malformed); i++)
            assert_refused(alg, write_pattern(token, malformed[i]));
    }
}

static void
a_nul_byte_does_not_end_a_token(void **state)
{
    (void)state;
    Str token = forge_token(arena, &forgers[SIGN_ES256], header_of(SIGN_ES256, ""), CLAIMS);
    for (size_t at = 0; at <= token.len; at++) {
        Buf buf = buf_new(arena, 4096);
        buf_add(&buf, str_slice(token, 0, at));
        buf_add_byte(&buf, '\0');
        buf_add(&buf, str_slice(token, at, token.len));
        assert_refused(SIGN_ES256, buf_str(&buf));
    }
}

static void
every_shortened_token_is_refused(void **state)
{
    (void)state;
    for (unsigned alg = 0; alg < SIGN_ALGS; alg++) {
        Str token = forge_token(arena, &forgers[alg], header_of(alg, ""), CLAIMS);
        for (size_t length = 0; length < token.len; length++) {
            assert_refused(alg, str_slice(token, 0, length));
            assert_refused(alg, str_slice(token, token.len - length, token.len));
        }
    }
}

static void
every_changed_character_is_noticed(void **state)
{
    (void)state;
    for (unsigned alg = 0; alg < SIGN_ALGS; alg++) {
        Str token = forge_token(arena, &forgers[alg], header_of(alg, ""), CLAIMS);
        char *text = str_to_c(arena, token);
        for (size_t at = 0; at < token.len; at++) {
            char was = text[at];
            text[at] = was == 'A' ? 'B' : 'A';
            assert_refused(alg, (Str){ text, token.len });
            text[at] = (char)(was ^ 1);
            assert_refused(alg, (Str){ text, token.len });
            text[at] = was;
        }
    }
}

/* Attack 36: the last character of a signature has bits that mean nothing; only one spelling may pass. */
static void
a_signature_has_one_spelling(void **state)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    (void)state;
    for (unsigned alg = 0; alg < SIGN_ALGS; alg++) {
        Str token = forge_token(arena, &forgers[alg], header_of(alg, ""), CLAIMS);
        char *text = str_to_c(arena, token);
        int passed = 0;
        for (const char *last = alphabet; *last; last++) {
            Str payload;
            text[token.len - 1] = *last;
            passed += !verify_compact(keys[alg], arena, LIT("-"), (Str){ text, token.len }, &payload);
        }
        assert_int_equal(passed, 1);
    }
}

/* Signed over by the right key as they stand: parts that are not strict base64url are refused all the same. */
static void
a_rightly_signed_part_in_loose_base64url_is_refused(void **state)
{
    /* {"alg":"ES256"} has 20 characters without rest; with a space more it ends in "IH0"; "IH1" has a stray bit. */
    static const char *const texts[] = {
        "eyJhbGciOiJFUzI1NiIgfR.e30",   "eyJhbGciOiJFUzI1NiIgfQ==.e30", "eyJhbGciOiJFUzI1NiIgfQ.e31",
        "eyJhbGciOiJFUzI1NiIgfQ.e30=",  "eyJhbGciOiJFUzI1NiIgfQ .e30",  "eyJhbGciOiJFUzI1NiIgfQ.e3 0",
        "eyJhbGciOiJFUzI1NiIgfQ.\ne30", "eyJhbGciOiJFUzI1NiIgfQ.e",     "eyJhbGciOiJFUzI1NiIgfQ.e/+0",
    };
    Str good = LIT("eyJhbGciOiJFUzI1NiIgfQ.e30"), payload, signature, token;

    (void)state;
    signature = base64url_encode(arena, forge_signature(arena, &forgers[SIGN_ES256], good));
    token = str_format(arena, "%.*s.%.*s", STR_ARG(good), STR_ARG(signature));
    assert_null(verify_compact(keys[SIGN_ES256], arena, LIT("-"), token, &payload));
    assert_true(str_equal(payload, LIT("{}")));
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        signature = base64url_encode(arena, forge_signature(arena, &forgers[SIGN_ES256], str_from_c(texts[i])));
        assert_refused(SIGN_ES256, str_format(arena, "%s.%.*s", texts[i], STR_ARG(signature)));
    }
}

static void
a_payload_may_be_empty_and_may_be_any_bytes(void **state)
{
    Str any = LIT("\x00\xff. not JSON"), payload;

    (void)state;
    Str token = forge_token(arena, &forgers[SIGN_ES256], header_of(SIGN_ES256, ""), LIT(""));
    assert_null(verify_compact(keys[SIGN_ES256], arena, LIT("-"), token, &payload));
    assert_int_equal(payload.len, 0);
    token = forge_token(arena, &forgers[SIGN_ES256], header_of(SIGN_ES256, ""), any);
    assert_null(verify_compact(keys[SIGN_ES256], arena, LIT("-"), token, &payload));
    assert_true(str_equal(payload, any));
}

/* 16,384 bytes in all: 20 + 1 + 16,276 + 1 + 86; the payload of 12,207 bytes has 16,276 characters. */
static void
a_token_of_16_kib_passes_and_a_longer_one_does_not(void **state)
{
    char *text = arena_alloc(arena, 40000);
    Str payload, kid;

    (void)state;
    memset(text, 'x', 40000);
    Str token = forge_token(arena, &forgers[SIGN_ES256], "{\"alg\":\"ES256\"}", (Str){ text, 12207 });
    assert_int_equal(token.len, 16384);
    assert_null(verify_compact(keys[SIGN_ES256], arena, LIT("-"), token, &payload));
    assert_null(verify_peek_kid(arena, token, &kid));
    for (size_t more = 1; more < 20000; more *= 3) {
        token = forge_token(arena, &forgers[SIGN_ES256], "{\"alg\":\"ES256\"}", (Str){ text, 12207 + more });
        assert_refused(SIGN_ES256, token);
        Error *error = verify_peek_kid(arena, token, &kid);
        assert_non_null(error);
        assert_int_equal(error->code, E_INVALID_TOKEN);
    }
}

/* Attack 34: a kid is a name, whatever it looks like. */
static const struct {
    const char *header;
    Str kid;
} kids[] = {
    { "{\"alg\":\"ES256\"}", LIT_INIT("") },
    { "{}", LIT_INIT("") },
    { "{\"kid\":null}", LIT_INIT("") },
    { "{\"kid\":\"\"}", LIT_INIT("") },
    { "{\"kid\":\"k1\"}", LIT_INIT("k1") },
    { "{\"kid\":\"../../../../dev/null\"}", LIT_INIT("../../../../dev/null") },
    { "{\"kid\":\"' OR 1=1 --\"}", LIT_INIT("' OR 1=1 --") },
    { "{\"kid\":\"|sleep 10\"}", LIT_INIT("|sleep 10") },
    { "{\"kid\":\"https://evil.example/key\"}", LIT_INIT("https://evil.example/key") },
    { "{\"kid\":\"a\\nb\\\"c\"}", LIT_INIT("a\nb\"c") },
    { "{\"kid\":\"\xf0\x9f\x94\x91\"}", LIT_INIT("\xf0\x9f\x94\x91") },
    { "{\"alg\":\"none\",\"kid\":\"k1\",\"crit\":[\"x\"]}", LIT_INIT("k1") },
};

static void
peeking_gives_the_kid_as_it_stands(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(kids); i++) {
        Str kid = LIT("untouched"), token = forge_join(arena, str_from_c(kids[i].header), CLAIMS, LIT("AA"));
        assert_null(verify_peek_kid(arena, token, &kid));
        assert_true(str_equal(kid, kids[i].kid));
    }
}

static void
assert_no_peek(Str token)
{
    Str kid = LIT("untouched");
    Error *error = verify_peek_kid(arena, token, &kid);

    if (!error)
        fail_msg("peeked into: %.*s", STR_ARG(token));
    assert_int_equal(error->code, E_INVALID_TOKEN);
    assert_true(str_equal(kid, LIT("untouched")));
}

static void
peeking_refuses_what_is_no_token(void **state)
{
    static const char *const headers[] = { "{\"kid\":1}",
                                           "{\"kid\":[\"a\"]}",
                                           "{\"kid\":{}}",
                                           "{\"kid\":true}",
                                           "{\"kid\":\"a\",\"kid\":\"b\"}",
                                           "{\"kid\":\"\\u0000\"}",
                                           "{\"kid\":\"\xff\"}",
                                           "[]",
                                           "x",
                                           "",
                                           "{\"kid\":\"a\"" };
    static const char *const shapes[] = { "",    ".",      "..",      "...",    "H",     "H.P",    "H.P.",   ".P.S",
                                          "H..", "H=.P.S", "H.P.S.S", "H.P.S.", "H P.S", " H.P.S", "H\n.P.S" };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(headers); i++)
        assert_no_peek(forge_join(arena, str_from_c(headers[i]), CLAIMS, LIT("AA")));
    Str token = forge_join(arena, LIT("{\"kid\":\"a\"}"), CLAIMS, LIT("AA"));
    for (size_t i = 0; i < COUNT_OF(shapes); i++)
        assert_no_peek(write_pattern(token, shapes[i]));
}

/* The token is a bearer's secret, and a stranger's text: neither belongs in a log. */
static void
errors_do_not_quote_the_token(void **state)
{
    Str token = forge_token(arena, &strangers[SIGN_ES256], "{\"alg\":\"ES256\",\"kid\":\"k-marked\"}", CLAIMS), payload;

    (void)state;
    Error *error = verify_compact(keys[SIGN_ES256], arena, LIT("-"), token, &payload);
    assert_non_null(error);
    for (size_t at = 0; at + 8 <= token.len; at++)
        assert_int_equal(str_find(str_from_c(error->text), str_slice(token, at, at + 8)), strlen(error->text));
    assert_null(strstr(error->text, "k-marked"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_algorithm_accepts_its_own_tokens),
        TEST(a_stranger_with_a_key_of_the_same_kind_is_refused),
        TEST(keys_of_other_kinds_are_refused_whatever_the_header_says),
        TEST(alg_must_be_the_keys_own),
        TEST(an_unsigned_token_is_refused),
        TEST(an_hmac_under_the_public_key_is_refused),
        TEST(a_key_in_the_header_is_not_used),
        TEST(a_key_in_the_header_does_not_hurt),
        TEST(extensions_and_malformed_headers_are_refused),
        TEST(a_header_that_is_no_object_is_refused),
        TEST(the_type_must_be_one_that_was_asked_for),
        TEST(what_is_not_three_parts_is_refused),
        TEST(a_nul_byte_does_not_end_a_token),
        TEST(every_shortened_token_is_refused),
        TEST(every_changed_character_is_noticed),
        TEST(a_signature_has_one_spelling),
        TEST(a_rightly_signed_part_in_loose_base64url_is_refused),
        TEST(a_payload_may_be_empty_and_may_be_any_bytes),
        TEST(a_token_of_16_kib_passes_and_a_longer_one_does_not),
        TEST(peeking_gives_the_kid_as_it_stands),
        TEST(peeking_refuses_what_is_no_token),
        TEST(errors_do_not_quote_the_token),
    };

    return cmocka_run_group_tests_name("verify", tests, make_keys, free_keys);
}
