/* userdb_consents.c -- what a person allowed a client: one row per pair, its scopes only grow.
 * SPDX-License-Identifier: ISC */
#include "base/buf.h"
#include "base/str.h"
#include "userdb/userdb_inner.h"

typedef struct Consent {
    Id user;
    Str client_id, scope;
    Micros now;
    bool granted;
} Consent;

/* The scopes that were allowed so far, if anything was. */
static Error *
read_scope(Tx *tx, const Consent *in, Str *scope, bool *found)
{
    SqlRows rows;

    TRY(sql_row(
        tx, "SELECT s.scope FROM consents s JOIN clients c ON c.id = s.client WHERE s.user = ?1 AND c.client_id = ?2",
        SQL_ARGS(SQL_I(in->user), SQL_T(in->client_id)), &rows, found));
    *scope = *found ? sql_text(&rows, 0) : LIT("");
    sql_done(&rows);
    return NULL;
}

static Error *
read_granted(Tx *tx, void *arg)
{
    Consent *in = arg;
    Str allowed, rest = in->scope, word;

    TRY(read_scope(tx, in, &allowed, &in->granted));
    while (rest.len && in->granted) {
        rest = str_cut(rest, ' ', &word);
        in->granted = word.len == 0 || str_has_word(allowed, word);
    }
    return NULL;
}

static Error *
check_scope(Str scope)
{
    if (scope.len > SCOPE_LIMIT)
        FAIL(E_INVALID_SCOPE, "a scope of %zu bytes is over the limit of %d", scope.len, SCOPE_LIMIT);
    return NULL;
}

Error *
userdb_has_consent(Userdb *users, Arena *arena, Id user, Str client_id, Str scope, bool *granted)
{
    Consent in = { .user = user, .client_id = client_id, .scope = scope };

    TRY(check_scope(scope));
    TRY(sql_read(users->sql, arena, read_granted, &in));
    *granted = in.granted;
    return NULL;
}

/* The words of both, each once. */
static Error *
merge(Arena *arena, Str before, Str added, Str *merged)
{
    Buf all = buf_new(arena, SCOPE_LIMIT);
    Str word;

    buf_add(&all, before);
    while (added.len) {
        added = str_cut(added, ' ', &word);
        if (word.len == 0 || str_has_word(buf_str(&all), word))
            continue;
        if (all.len)
            buf_add_byte(&all, ' ');
        buf_add(&all, word);
    }
    if (all.overflow)
        FAIL(E_INVALID_SCOPE, "a person's consent to one client would be over %d bytes of scopes", SCOPE_LIMIT);
    *merged = buf_str(&all);
    return NULL;
}

static Error *
subject_of(Tx *tx, Id user, Str *subject)
{
    SqlRows rows;
    bool found;

    TRY(sql_row(tx, "SELECT subject FROM users WHERE id = ?1", SQL_ARGS(SQL_I(user)), &rows, &found));
    if (!found)
        FAIL(E_NOT_FOUND, "no user has the id %lld", (long long)user);
    *subject = sql_text(&rows, 0);
    sql_done(&rows);
    return NULL;
}

static Error *
give(Tx *tx, void *arg)
{
    const Consent *in = arg;
    Str before, scope, subject;
    bool found;

    TRY(subject_of(tx, in->user, &subject));
    TRY(read_scope(tx, in, &before, &found));
    TRY(merge(tx_arena(tx), before, in->scope, &scope));
    TRY(sql_run(
        tx,
        "INSERT INTO consents (user, client, scope, updated) SELECT ?1, id, ?3, ?4 FROM clients WHERE client_id = ?2 "
        "ON CONFLICT (user, client) DO UPDATE SET scope = excluded.scope, updated = excluded.updated",
        SQL_ARGS(SQL_I(in->user), SQL_T(in->client_id), SQL_T(scope), SQL_I(in->now))));
    if (sql_changed(tx) == 0)
        FAIL(E_INVALID_CLIENT, "no client is called \"%.*s\"", STR_ARG(str_slice(in->client_id, 0, NAME_LIMIT)));
    return userdb_outbox_note(
        tx, &(UserdbNote){
                .type = EVENT_CONSENT_GIVEN, .at = in->now, .user_subject = subject, .client_id = in->client_id });
}

Error *
userdb_give_consent(Userdb *users, Arena *arena, Id user, Str client_id, Str scope, Micros now)
{
    Consent in = { .user = user, .client_id = client_id, .scope = scope, .now = now };

    TRY(check_scope(scope));
    return sql_write(users->sql, arena, give, &in);
}
