/* userdb_schema.c -- the tables of the user database: one migration per released version, never changed once released.
 * SPDX-License-Identifier: ISC */
#include "userdb/userdb_inner.h"

/* Times are microseconds since 1970. *_key is the lower-cased form by which a text is unique; NULL takes no part in it.
 * AUTOINCREMENT where others remember the numbers: none is ever given twice. */
static const char version_1[] =
    "CREATE TABLE users ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  subject TEXT NOT NULL UNIQUE,"
    "  name TEXT NOT NULL,"
    "  name_key TEXT UNIQUE,"
    "  display_name TEXT NOT NULL,"
    "  email TEXT NOT NULL,"
    "  email_key TEXT UNIQUE,"
    "  email_verified INTEGER NOT NULL,"
    "  disabled INTEGER NOT NULL DEFAULT 0,"
    "  permissions INTEGER NOT NULL DEFAULT 0,"
    "  linked INTEGER NOT NULL DEFAULT 0," /* an identity points here: no longer an open invitation */
    "  created INTEGER NOT NULL,"
    "  updated INTEGER NOT NULL"
    ") STRICT;"

    "CREATE TABLE credentials ("
    "  user INTEGER PRIMARY KEY REFERENCES users,"
    "  encoded TEXT NOT NULL,"
    "  changed INTEGER NOT NULL"
    ") STRICT;"

    "CREATE TABLE issuers ("
    "  id INTEGER PRIMARY KEY,"
    "  url TEXT NOT NULL UNIQUE"
    ") STRICT;"

    "CREATE TABLE identities ("
    "  issuer INTEGER NOT NULL REFERENCES issuers,"
    "  subject TEXT NOT NULL,"
    "  user INTEGER NOT NULL REFERENCES users,"
    "  display_name TEXT NOT NULL,"
    "  email TEXT NOT NULL,"
    "  email_verified INTEGER NOT NULL,"
    "  created INTEGER NOT NULL,"
    "  seen INTEGER NOT NULL,"
    "  PRIMARY KEY (issuer, subject)"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE clients ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  client_id TEXT NOT NULL UNIQUE,"
    "  name TEXT NOT NULL,"
    "  is_public INTEGER NOT NULL,"
    "  first_party INTEGER NOT NULL,"
    "  secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),"
    "  created INTEGER NOT NULL,"
    "  updated INTEGER NOT NULL"
    ") STRICT;"

    "CREATE TABLE client_redirect_uris ("
    "  client INTEGER NOT NULL REFERENCES clients,"
    "  place INTEGER NOT NULL,"
    "  uri TEXT NOT NULL,"
    "  PRIMARY KEY (client, place)"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE consents ("
    "  user INTEGER NOT NULL REFERENCES users,"
    "  client INTEGER NOT NULL REFERENCES clients,"
    "  scope TEXT NOT NULL,"
    "  updated INTEGER NOT NULL,"
    "  PRIMARY KEY (user, client)"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE refresh_tokens ("
    "  id INTEGER PRIMARY KEY,"
    "  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),"
    "  grant_id TEXT NOT NULL,"
    "  client INTEGER NOT NULL REFERENCES clients,"
    "  user INTEGER NOT NULL REFERENCES users,"
    "  scope TEXT NOT NULL,"
    "  sso TEXT NOT NULL,"
    "  auth_time INTEGER NOT NULL,"
    "  issued INTEGER NOT NULL,"
    "  expires INTEGER NOT NULL,"
    "  spent INTEGER,"
    "  successor BLOB" /* sealed; only while the grace lasts */
    ") STRICT;"
    "CREATE INDEX refresh_tokens_grant ON refresh_tokens (grant_id);"
    "CREATE INDEX refresh_tokens_expires ON refresh_tokens (expires);"
    "CREATE INDEX refresh_tokens_grace ON refresh_tokens (spent) WHERE successor IS NOT NULL;"

    "CREATE TABLE revoked_grants ("
    "  grant_id TEXT PRIMARY KEY,"
    "  at INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX revoked_grants_at ON revoked_grants (at);"

    "CREATE TABLE signing_keys ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  kid TEXT NOT NULL UNIQUE,"
    "  state TEXT NOT NULL CHECK (state IN ('next', 'active', 'retired')),"
    "  sealed BLOB NOT NULL,"  /* retired: the sealed public half; else the sealed key */
    "  since INTEGER NOT NULL" /* when it came into this state */
    ") STRICT;"
    "CREATE UNIQUE INDEX signing_keys_one ON signing_keys (state) WHERE state IN ('next', 'active');"

    "CREATE TABLE outbox ("
    "  position INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  created INTEGER NOT NULL,"
    "  json TEXT NOT NULL"
    ") STRICT;"

    /* how often a cached table was changed: see userdb_catalog.c */
    "CREATE TABLE revisions ("
    "  clients INTEGER NOT NULL,"
    "  signing_keys INTEGER NOT NULL"
    ") STRICT;"
    "INSERT INTO revisions VALUES (1, 1);";

/* Whoever proved who they are before this moment has to do it again: a new password ends all that the old one began. */
static const char version_2[] = "ALTER TABLE users ADD COLUMN valid_after INTEGER NOT NULL DEFAULT 0;";

/* What people wrote about the picture. Times are 0 while they have not come; generic: dismissed by the judge, not by a person. */
static const char version_3[] =
    "CREATE TABLE complaints ("
    "  number INTEGER PRIMARY KEY,"
    "  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3)," /* received, confirmed, resolved, dismissed */
    "  generic INTEGER NOT NULL,"
    "  description TEXT NOT NULL,"
    "  language TEXT NOT NULL,"
    "  picture TEXT NOT NULL,"
    "  reason TEXT NOT NULL,"
    "  received INTEGER NOT NULL,"
    "  confirmed INTEGER NOT NULL DEFAULT 0,"
    "  closed INTEGER NOT NULL DEFAULT 0"
    ") STRICT;"
    "CREATE INDEX complaints_state ON complaints (state, received);"
    "CREATE INDEX complaints_generic ON complaints (received) WHERE generic = 1;"
    /* how many the judge ever dismissed: their rows give way */
    "CREATE TABLE complaint_counts ("
    "  generic INTEGER NOT NULL"
    ") STRICT;"
    "INSERT INTO complaint_counts VALUES (0);";

/* Alerts: what is watched and how it does; and what a webhook is still to be told. */
static const char version_4[] = "CREATE TABLE alerts ("
                                "  kind TEXT NOT NULL,"
                                "  subject TEXT NOT NULL,"
                                "  state TEXT NOT NULL,"
                                "  alert TEXT NOT NULL,"
                                "  since INTEGER NOT NULL,"
                                "  calm INTEGER NOT NULL,"
                                "  healed INTEGER NOT NULL,"
                                "  failed INTEGER NOT NULL,"
                                "  cause TEXT NOT NULL,"
                                "  provider TEXT NOT NULL,"
                                "  slow INTEGER NOT NULL,"
                                "  usual INTEGER NOT NULL,"
                                "  PRIMARY KEY (kind, subject)"
                                ") STRICT, WITHOUT ROWID;"

                                "CREATE TABLE deliveries ("
                                "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
                                "  message TEXT NOT NULL UNIQUE,"
                                "  type TEXT NOT NULL,"
                                "  body TEXT NOT NULL,"
                                "  created INTEGER NOT NULL,"
                                "  attempts INTEGER NOT NULL DEFAULT 0,"
                                "  due INTEGER NOT NULL,"
                                "  not_before INTEGER NOT NULL DEFAULT 0," /* what the receiver asked for */
                                "  ended INTEGER NOT NULL DEFAULT 0,"
                                "  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'given up')),"
                                "  word TEXT NOT NULL DEFAULT ''" /* how the last attempt ended */
                                ") STRICT;"
                                "CREATE INDEX deliveries_waiting ON deliveries (id) WHERE state = 'waiting';";

static const SqlMigration migrations[] = {
    { 1, version_1 },
    { 2, version_2 },
    { 3, version_3 },
    { 4, version_4 },
};

const SqlSchema userdb_schema = {
    .application_id = 0x4c534442, /* "LSDB" */
    .name = "user database",
    .migrations = migrations,
    .count = COUNT_OF(migrations),
};
