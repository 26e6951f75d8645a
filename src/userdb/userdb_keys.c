/* userdb_keys.c -- signing keys in their table: published, used, retired, forgotten, by a plan.
 *
 * A step is decided from what was read, its keys are made outside any transaction, and it is written only if nobody changed the
 * table in between (two servers may tend at the same time); then it is decided anew.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "userdb/userdb_inner.h"

#define TEND_STEPS 64 /* more than one pass can need: a guard against a loop */

static const char *const state_names[KEY_STATES] = { "next", "active", "retired" };

typedef struct Table {
    KeyTable keys;
    int64_t revision;
} Table;

static Error *
state_from_name(Str name, KeyState *state)
{
    for (int i = 0; i < KEY_STATES; i++) {
        if (str_equal(name, str_from_c(state_names[i]))) {
            *state = (KeyState)i;
            return NULL;
        }
    }
    FAIL(E_DB, "a signing key is in a state that this version does not know");
}

static Error *
read_revision(Tx *tx, int64_t *revision)
{
    SqlRows rows;
    bool found;

    TRY(sql_row(tx, "SELECT signing_keys FROM revisions", SQL_NO_ARGS, &rows, &found));
    *revision = found ? sql_int(&rows, 0) : 0;
    sql_done(&rows);
    return NULL;
}

/* The active key first, then the next, then the retired ones, newest first. */
static Error *
read_table(Tx *tx, void *arg)
{
    Table *table = arg;
    SqlRows rows;
    bool more;

    table->keys.count = 0;
    TRY(read_revision(tx, &table->revision));
    TRY(sql_query(tx, "SELECT id, kid, state, sealed, since FROM signing_keys ORDER BY state, id DESC LIMIT ?1",
                  SQL_ARGS(SQL_I(KEY_ROWS_MAX)), &rows));
    for (;;) {
        TRY(sql_next(&rows, &more));
        if (!more)
            return NULL;
        KeyRow *row = &table->keys.rows[table->keys.count];
        *row = (KeyRow){
            .id = sql_int(&rows, 0), .kid = sql_text(&rows, 1), .sealed = sql_text(&rows, 3), .since = sql_int(&rows, 4)
        };
        TRY(state_from_name(sql_text(&rows, 2), &row->state));
        table->keys.count++;
    }
}

/* ---- the plan ---- */

typedef enum KeyAct { KEY_ACT_NONE, KEY_ACT_FIRST, KEY_ACT_PUBLISH, KEY_ACT_USE, KEY_ACT_FORGET } KeyAct;

typedef struct KeyStep {
    KeyAct act;
    const KeyRow *active, *next, *oldest; /* rows of the table that was read, oldest of the retired; NULL: none */
    /* made for the step */
    Str kid, sealed;    /* FIRST, PUBLISH: the new key */
    Str retired_sealed; /* USE: the public half of the key that retires */
    int64_t revision;   /* what it was decided from */
    Micros now;
    bool done;
} KeyStep;

/* What is due now, if anything. Verifiers learn a key by its document: one that was not published long enough is not used,
 * however old the active one is. */
static KeyStep
decide(const Table *table, const KeyPlan *plan, Micros now)
{
    KeyStep step = { .revision = table->revision, .now = now };

    for (size_t i = 0; i < table->keys.count; i++) {
        const KeyRow *row = &table->keys.rows[i];
        if (row->state == KEY_ACTIVE)
            step.active = row;
        else if (row->state == KEY_NEXT)
            step.next = row;
        else
            step.oldest = row;
    }
    if (!step.active && !step.next)
        step.act = KEY_ACT_FIRST;
    else if (!step.active ||
             (step.next && step.active->since + plan->use_for <= now && step.next->since + plan->publish_before <= now))
        step.act = KEY_ACT_USE;
    else if (!step.next && step.active->since + plan->use_for - plan->publish_before <= now)
        step.act = KEY_ACT_PUBLISH;
    else if (step.oldest && step.oldest->since + plan->retire_after <= now)
        step.act = KEY_ACT_FORGET;
    return step;
}

/* ---- making the keys of a step ---- */

static void
close_key(void *key)
{
    sign_key_close(key);
}

static Error *
make_key(const SealKey *seal, Arena *arena, KeyStep *step)
{
    SignKey *key;

    TRY(sign_key_generate(&key));
    arena_defer(arena, close_key, key);
    step->kid = str_copy(arena, sign_key_id(key));
    return sign_key_seal(key, seal, arena, &step->sealed);
}

/* The private half of a key that retires is not kept. */
static Error *
make_retired(const SealKey *seal, Arena *arena, KeyStep *step)
{
    SignKey *key;

    if (!step->active)
        return NULL;
    TRY(sign_key_unseal(seal, step->active->sealed, &key));
    arena_defer(arena, close_key, key);
    step->retired_sealed = seal_close(seal, arena, KEY_RETIRED_PURPOSE, sign_key_jwk(key));
    return NULL;
}

static Error *
prepare(const SealKey *seal, Arena *arena, KeyStep *step)
{
    if (step->act == KEY_ACT_FIRST || step->act == KEY_ACT_PUBLISH)
        return make_key(seal, arena, step);
    if (step->act == KEY_ACT_USE)
        return make_retired(seal, arena, step);
    return NULL;
}

/* ---- writing a step ---- */

static Error *
insert_key(Tx *tx, const KeyStep *step, KeyState state)
{
    return sql_run(
        tx, "INSERT INTO signing_keys (kid, state, sealed, since) VALUES (?1, ?2, ?3, ?4)",
        SQL_ARGS(SQL_T(step->kid), SQL_T(str_from_c(state_names[state])), SQL_B(step->sealed), SQL_I(step->now)));
}

static Error *
use_next(Tx *tx, const KeyStep *step)
{
    if (step->active)
        TRY(sql_run(tx, "UPDATE signing_keys SET state = 'retired', sealed = ?2, since = ?3 WHERE id = ?1",
                    SQL_ARGS(SQL_I(step->active->id), SQL_B(step->retired_sealed), SQL_I(step->now))));
    return sql_run(tx, "UPDATE signing_keys SET state = 'active', since = ?2 WHERE id = ?1",
                   SQL_ARGS(SQL_I(step->next->id), SQL_I(step->now)));
}

static Error *
write_act(Tx *tx, const KeyStep *step)
{
    switch (step->act) {
    case KEY_ACT_FIRST:
        return insert_key(tx, step, KEY_ACTIVE);
    case KEY_ACT_PUBLISH:
        return insert_key(tx, step, KEY_NEXT);
    case KEY_ACT_USE:
        return use_next(tx, step);
    case KEY_ACT_FORGET:
        return sql_run(tx, "DELETE FROM signing_keys WHERE state = 'retired' AND since <= ?1",
                       SQL_ARGS(SQL_I(step->oldest->since)));
    case KEY_ACT_NONE:
        break;
    }
    return NULL;
}

static Error *
write_step(Tx *tx, void *arg)
{
    KeyStep *step = arg;
    int64_t revision;

    step->done = false;
    TRY(read_revision(tx, &revision));
    if (revision != step->revision)
        return NULL; /* decided from what is no longer there */
    TRY(write_act(tx, step));
    TRY(userdb_catalog_touch(tx, CATALOG_KEYS));
    TRY(userdb_outbox_note(tx, &(UserdbNote){ .type = EVENT_KEY_ROTATED, .at = step->now }));
    step->done = true;
    return NULL;
}

Error *
userdb_tend_keys(Userdb *users, Arena *arena, const KeyPlan *plan, Micros now)
{
    for (int i = 0; i < TEND_STEPS; i++) {
        Table table;
        TRY(sql_read(users->sql, arena, read_table, &table));
        KeyStep step = decide(&table, plan, now);
        if (step.act == KEY_ACT_NONE)
            return NULL;
        TRY(prepare(users->seal, arena, &step));
        TRY(sql_write(users->sql, arena, write_step, &step));
        userdb_catalog_changed(users);
    }
    FAIL(E_CONFIG, "the signing keys do not come to rest: check the plan's times");
}

/* ---- the keys of now ---- */

/* The cached set, with one more reference, when it is of this revision. */
static KeySet *
cached(Userdb *users, int64_t revision)
{
    KeySet *keys = NULL;

    (void)pthread_mutex_lock(&users->keys_lock);
    if (users->keys && keyset_revision(users->keys) == revision)
        keys = keyset_share(users->keys);
    (void)pthread_mutex_unlock(&users->keys_lock);
    return keys;
}

static void
cache(Userdb *users, KeySet *keys)
{
    KeySet *before = NULL;

    (void)pthread_mutex_lock(&users->keys_lock);
    if (!users->keys || keyset_revision(users->keys) < keyset_revision(keys)) {
        before = users->keys;
        users->keys = keyset_share(keys);
    }
    (void)pthread_mutex_unlock(&users->keys_lock);
    keyset_release(before);
}

Error *
userdb_keys(Userdb *users, Arena *arena, KeySet **out)
{
    int64_t revision;
    Table table;

    TRY(userdb_catalog_revision(users, arena, CATALOG_KEYS, &revision));
    KeySet *keys = cached(users, revision);
    if (!keys) {
        TRY(sql_read(users->sql, arena, read_table, &table));
        TRY(keyset_build(users->seal, &table.keys, table.revision, &keys));
        cache(users, keys);
    }
    *out = keys;
    return NULL;
}

void
userdb_release_keys(KeySet *keys)
{
    keyset_release(keys);
}
