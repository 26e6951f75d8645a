/* userdb_sweep.c -- what nobody needs any more goes, in batches small enough that no sign-in waits for them.
 * SPDX-License-Identifier: ISC */
#include "userdb/userdb_inner.h"

#define BATCH          500
#define GRACE          (10 * SECOND)
#define REVOKED_FOR    DAY
#define COMPLAINTS_FOR (400 * DAY) /* after the end of each */

/* A retention rule: a statement that lets go of at most ?2 rows that are older than ?1. */
typedef struct Rule {
    const char *text;
    Micros age;
    bool counts; /* its rows are deleted, not emptied */
} Rule;

static const Rule rules[] = {
    { "DELETE FROM refresh_tokens WHERE id IN (SELECT id FROM refresh_tokens WHERE expires <= ?1 LIMIT ?2)", 0, true },
    { "UPDATE refresh_tokens SET successor = NULL WHERE id IN "
      "(SELECT id FROM refresh_tokens WHERE successor IS NOT NULL AND spent <= ?1 LIMIT ?2)",
      2 * REFRESH_GRACE, false },
    { "DELETE FROM revoked_grants WHERE grant_id IN (SELECT grant_id FROM revoked_grants WHERE at <= ?1 LIMIT ?2)",
      REVOKED_FOR, true },
    { "DELETE FROM complaints WHERE number IN "
      "(SELECT number FROM complaints WHERE state IN (2, 3) AND closed <= ?1 LIMIT ?2)",
      COMPLAINTS_FOR, true },
};

typedef struct Batch {
    const Rule *rule;
    Micros before;
    int64_t changed;
} Batch;

static Error *
run_batch(Tx *tx, void *arg)
{
    Batch *batch = arg;

    TRY(sql_run(tx, batch->rule->text, SQL_ARGS(SQL_I(batch->before), SQL_I(BATCH))));
    batch->changed = sql_changed(tx);
    return NULL;
}

Error *
userdb_sweep(Userdb *users, Arena *arena, Micros now, int64_t *deleted)
{
    int64_t total = 0;

    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        Batch batch = { .rule = &rules[i], .before = now - rules[i].age };
        do {
            TRY(sql_write(users->sql, arena, run_batch, &batch));
            total += rules[i].counts ? batch.changed : 0;
        } while (batch.changed == BATCH);
    }
    *deleted = total;
    return NULL;
}
