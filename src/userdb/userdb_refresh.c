/* userdb_refresh.c -- refresh tokens: each is spent once and replaced by its successor (RFC 9700 2.2.2, 4.14).
 *
 * Only hashes are stored. For ten seconds a spent token still gets its successor, and always the same one: an answer was lost, or
 * two tabs asked. So the successor must lie there for that time. It is hidden by a pad that only the spent token gives, and
 * sealed: neither the database nor its sealing key is enough to read it.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "crypto/hash.h"
#include "crypto/seal.h"
#include "userdb/userdb_inner.h"

#include <assert.h>

#define REFRESH_GRACE     (10 * SECOND)
#define SUCCESSOR_PURPOSE LIT("refresh token successor")

static Str
hash_of(Arena *arena, Str token)
{
    unsigned char *digest = arena_alloc(arena, HASH_SIZE);

    hash_sha256(token, digest);
    return (Str){ (const char *)digest, HASH_SIZE };
}

/* ---- the successor's hiding-place ---- */

/* text XOR HMAC-SHA-256(label and number of the block, token): its own inverse. A token hides one successor in its life, so no
 * pad is used twice; it cannot be had from the token's stored hash. */
static Str
pad(Arena *arena, Str token, Str text)
{
    static const unsigned char label[HASH_SIZE] = "latchstring successor of token";
    unsigned char key[HASH_SIZE], block[HASH_SIZE];
    char *out = arena_alloc_secret(arena, text.len + 1);

    for (size_t i = 0; i < text.len; i++) {
        if (i % HASH_SIZE == 0) {
            for (size_t k = 0; k < HASH_SIZE; k++)
                key[k] = label[k];
            key[HASH_SIZE - 1] = (unsigned char)(i / HASH_SIZE);
            hash_keyed(key, token, block);
        }
        out[i] = (char)((unsigned char)text.ptr[i] ^ block[i % HASH_SIZE]);
    }
    return (Str){ out, text.len };
}

static Str
hide(const Userdb *users, Arena *arena, Str token, Str successor)
{
    return seal_close(users->seal, arena, SUCCESSOR_PURPOSE, pad(arena, token, successor));
}

static Error *
show(const Userdb *users, Arena *arena, Str token, Str hidden, Str *successor)
{
    Str padded;

    TRY(seal_open(users->seal, arena, SUCCESSOR_PURPOSE, hidden, &padded));
    *successor = pad(arena, token, padded);
    return NULL;
}

/* ---- adding ---- */

typedef struct Add {
    Str hash;
    const RefreshToken *record;
} Add;

static Error *
insert(Tx *tx, Str hash, const RefreshToken *record)
{
    TRY(sql_run(tx,
                "INSERT INTO refresh_tokens (hash, grant_id, client, user, scope, sso, auth_time, issued, expires) "
                "SELECT ?1, ?2, id, ?4, ?5, ?6, ?7, ?8, ?9 FROM clients WHERE client_id = ?3",
                SQL_ARGS(SQL_B(hash), SQL_T(record->grant_id), SQL_T(record->client_id), SQL_I(record->user),
                         SQL_T(record->scope), SQL_T(record->sso), SQL_I(record->auth_time), SQL_I(record->issued),
                         SQL_I(record->expires))));
    if (sql_changed(tx) == 0)
        FAIL(E_INVALID_CLIENT, "no client is called \"%.*s\"", STR_ARG(str_slice(record->client_id, 0, NAME_LIMIT)));
    return NULL;
}

static Error *
check_not_revoked(Tx *tx, Str grant_id)
{
    SqlRows rows;
    bool revoked;

    TRY(sql_row(tx, "SELECT 1 FROM revoked_grants WHERE grant_id = ?1", SQL_ARGS(SQL_T(grant_id)), &rows, &revoked));
    sql_done(&rows);
    if (revoked)
        FAIL(E_INVALID_GRANT, "the grant was revoked before its refresh token was stored");
    return NULL;
}

static Error *
add(Tx *tx, void *arg)
{
    const Add *in = arg;

    TRY(check_not_revoked(tx, in->record->grant_id));
    return insert(tx, in->hash, in->record);
}

Error *
userdb_add_refresh(Userdb *users, Arena *arena, Str token, const RefreshToken *record)
{
    assert(record->grant_id.len > 0);
    return sql_write(users->sql, arena, add, &(Add){ hash_of(arena, token), record });
}

/* ---- revoking ---- */

typedef struct Revoke {
    Str grant_id, cause;
    Micros now;
    Str user_subject, client_id; /* whose it was, when a token still tells */
} Revoke;

static Error *
find_owner(Tx *tx, Revoke *in)
{
    SqlRows rows;
    bool found;

    TRY(sql_row(tx,
                "SELECT u.subject, c.client_id FROM refresh_tokens t JOIN users u ON u.id = t.user "
                "JOIN clients c ON c.id = t.client WHERE t.grant_id = ?1 LIMIT 1",
                SQL_ARGS(SQL_T(in->grant_id)), &rows, &found));
    if (found) {
        in->user_subject = sql_text(&rows, 0);
        in->client_id = sql_text(&rows, 1);
    }
    sql_done(&rows);
    return NULL;
}

/* Once per grant, however often it is asked for: one event. */
static Error *
revoke(Tx *tx, void *arg)
{
    Revoke in = *(const Revoke *)arg;

    TRY(sql_run(tx, "INSERT INTO revoked_grants (grant_id, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                SQL_ARGS(SQL_T(in.grant_id), SQL_I(in.now))));
    if (sql_changed(tx) == 0)
        return NULL;
    TRY(find_owner(tx, &in));
    TRY(sql_run(tx, "DELETE FROM refresh_tokens WHERE grant_id = ?1", SQL_ARGS(SQL_T(in.grant_id))));
    return userdb_outbox_note(tx, &(UserdbNote){ .type = EVENT_TOKENS_REVOKED,
                                                 .at = in.now,
                                                 .user_subject = in.user_subject,
                                                 .client_id = in.client_id,
                                                 .cause = in.cause });
}

Error *
userdb_revoke_grant(Userdb *users, Arena *arena, Str grant_id, Str cause, Micros now)
{
    Revoke in = { .grant_id = grant_id, .cause = cause, .now = now };

    return sql_write(users->sql, arena, revoke, &in);
}

/* ---- rotating ---- */

typedef struct Rotate {
    Str hash, client_id, successor_hash, hidden;
    Micros now;
    /* the result; it must be committed also when the verdict is an error */
    ErrorCode verdict;
    const char *reason;
    RefreshToken record;
    User user;
    bool family_ended;
    Str hidden_before; /* the successor that was given already; "": none */
} Rotate;

typedef struct Found {
    bool found;
    bool is_spent;
    Micros spent;
} Found;

static Error *
find_token(Tx *tx, Rotate *in, Found *token)
{
    SqlRows rows;

    TRY(sql_row(
        tx,
        "SELECT " USER_COLUMNS ", t.id, t.grant_id, c.client_id, t.scope, t.sso, t.auth_time, t.issued, t.expires, "
        "t.spent, t.successor FROM refresh_tokens t JOIN users u ON u.id = t.user JOIN clients c ON c.id = t.client "
        "WHERE t.hash = ?1",
        SQL_ARGS(SQL_B(in->hash)), &rows, &token->found));
    if (!token->found)
        return NULL;
    const int at = USER_COLUMN_COUNT;
    in->user = userdb_users_row(&rows, 0);
    in->record = (RefreshToken){
        .id = sql_int(&rows, at),
        .grant_id = sql_text(&rows, at + 1),
        .client_id = sql_text(&rows, at + 2),
        .user = in->user.id,
        .scope = sql_text(&rows, at + 3),
        .sso = sql_text(&rows, at + 4),
        .auth_time = sql_int(&rows, at + 5),
        .issued = sql_int(&rows, at + 6),
        .expires = sql_int(&rows, at + 7),
    };
    token->is_spent = !sql_is_null(&rows, at + 8);
    token->spent = sql_int(&rows, at + 8);
    in->hidden_before = sql_text(&rows, at + 9);
    sql_done(&rows);
    return NULL;
}

static Error *
refuse(Rotate *in, ErrorCode verdict, const char *reason)
{
    in->verdict = verdict;
    in->reason = reason;
    return NULL;
}

/* Someone holds a token that is not his: all of the family ends. */
static Error *
refuse_family(Tx *tx, Rotate *in, ErrorCode verdict, const char *reason)
{
    Revoke family = { .grant_id = in->record.grant_id,
                      .now = in->now,
                      .cause = str_from_c(error_info(verdict)->cause) };

    TRY(revoke(tx, &family));
    in->family_ended = true;
    return refuse(in, verdict, reason);
}

/* The successor's record: what the old one stood for, and not longer. */
static Error *
replace(Tx *tx, Rotate *in)
{
    RefreshToken next = in->record;

    next.issued = in->now;
    TRY(sql_run(tx, "UPDATE refresh_tokens SET spent = ?2, successor = ?3 WHERE id = ?1",
                SQL_ARGS(SQL_I(in->record.id), SQL_I(in->now), SQL_B(in->hidden))));
    TRY(insert(tx, in->successor_hash, &next));
    return userdb_outbox_note(tx, &(UserdbNote){ .type = EVENT_TOKENS_REFRESHED,
                                                 .at = in->now,
                                                 .user_subject = in->user.subject,
                                                 .client_id = in->record.client_id });
}

/* The clocks of two threads, or a corrected clock, may put the spending a little ahead of now. */
static bool
in_grace(const Rotate *in, const Found *token)
{
    return in->hidden_before.len > 0 && in->now - token->spent < REFRESH_GRACE &&
           token->spent - in->now < REFRESH_GRACE;
}

static Error *
rotate(Tx *tx, void *arg)
{
    Rotate *in = arg;
    Found token = { 0 };

    in->verdict = E_OK;
    in->family_ended = false;
    in->hidden_before = LIT("");
    TRY(find_token(tx, in, &token));
    if (!token.found)
        return refuse(in, E_INVALID_GRANT, "the refresh token is unknown, revoked or swept");
    //= rfc6749#6  the authorization server MUST ... ensure that the refresh token was issued to the authenticated client
    if (!str_equal(in->record.client_id, in->client_id))
        return refuse_family(tx, in, E_INVALID_GRANT, "the refresh token was issued to another client");
    if (token.is_spent && !in_grace(in, &token))
        return refuse_family(tx, in, E_TOKEN_REUSED, "the refresh token was spent before");
    if (in->record.expires <= in->now)
        return refuse(in, E_INVALID_GRANT, "the refresh token has expired");
    if (in->user.disabled)
        return refuse(in, E_INVALID_GRANT, "the user of the refresh token is disabled");
    return token.is_spent ? NULL : replace(tx, in);
}

Error *
userdb_rotate_refresh(Userdb *users, Arena *arena, Str token, Str client_id, Str successor, Micros now,
                      RefreshToken *record, User *user, Str *token_out)
{
    Rotate in = { .hash = hash_of(arena, token),
                  .client_id = client_id,
                  .successor_hash = hash_of(arena, successor),
                  .hidden = hide(users, arena, token, successor),
                  .now = now };
    Str given = successor;

    assert(successor.len > 0 && successor.len <= TOKEN_LIMIT);
    TRY(sql_write(users->sql, arena, rotate, &in));
    if (in.family_ended)
        *record = (RefreshToken){ .grant_id = in.record.grant_id };
    if (in.verdict != E_OK)
        FAIL(in.verdict, "%s", in.reason);
    if (in.hidden_before.len)
        TRY(show(users, arena, token, in.hidden_before, &given));
    *record = in.record;
    *user = in.user;
    *token_out = given;
    return NULL;
}
