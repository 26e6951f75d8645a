/* reports_schema.c -- the tables of the Reporting Store, as numbered migrations.
 * SPDX-License-Identifier: ISC */
#include "reports/reports_schema.h"

/* Times are µs since 1970. Ids of flows and events are the 16 bytes of their UUIDv7, so that they lie in the order of time. */
static const char version_1[] =
    /* One row. position: of the last row that is loaded; newest: when the newest loaded event happened; NAME_from: what began
     * before is no longer kept. */
    "CREATE TABLE loaded ("
    "  one INTEGER PRIMARY KEY CHECK (one = 1),"
    "  position INTEGER NOT NULL,"
    "  newest INTEGER NOT NULL,"
    "  put_aside INTEGER NOT NULL,"
    "  minutes_from INTEGER NOT NULL,"
    "  hours_from INTEGER NOT NULL,"
    "  days_from INTEGER NOT NULL,"
    "  flows_from INTEGER NOT NULL);"
    "INSERT INTO loaded VALUES (1, 0, 0, 0, 0, 0, 0, 0);"

    /* Names, each with a small number. kind: LabelKind in labels.h. */
    "CREATE TABLE label ("
    "  id INTEGER PRIMARY KEY,"
    "  kind INTEGER NOT NULL,"
    "  text TEXT NOT NULL,"
    "  UNIQUE (kind, text));"

    /* What is counted apart. kind: FlowKind, or 3, the house: what is no flow. */
    "CREATE TABLE series ("
    "  id INTEGER PRIMARY KEY,"
    "  kind INTEGER NOT NULL,"
    "  provider INTEGER NOT NULL REFERENCES label,"
    "  app INTEGER NOT NULL REFERENCES label,"
    "  UNIQUE (kind, provider, app));"

    /* cause: a label; took: flow_row.c. */
    "CREATE TABLE flow ("
    "  id BLOB PRIMARY KEY,"
    "  series INTEGER NOT NULL,"
    "  started INTEGER NOT NULL,"
    "  ended INTEGER NOT NULL,"
    "  outcome INTEGER NOT NULL,"
    "  cause INTEGER NOT NULL,"
    "  reached INTEGER NOT NULL,"
    "  revision INTEGER NOT NULL,"
    "  new_user INTEGER NOT NULL,"
    "  took BLOB NOT NULL) WITHOUT ROWID;"

    /* key: level, start in minutes and series in one number, so that a range is one stretch of the table (rollup.c).
     * cells: cells.c. */
    "CREATE TABLE rollup (key INTEGER PRIMARY KEY, cells BLOB NOT NULL);"

    /* Events that are no flows, for as long as the queue might bring them again. */
    "CREATE TABLE seen (id BLOB PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;"

    /* Rows that could not be read. */
    "CREATE TABLE put_aside ("
    "  position INTEGER PRIMARY KEY,"
    "  at INTEGER NOT NULL,"
    "  reason BLOB NOT NULL,"
    "  json BLOB NOT NULL);";

/* Test sign-ins are series of their own. Flows carry what the page /reports asks for; `split` is 0 for flows that were counted before
 * this version. Users are numbers: their subjects' keyed hashes stand in `person`, sets of numbers in `people` (people.c). Who
 * signed in before this version is not known, so until 90 days after it an unknown user without a new account had signed in
 * before. */
static const char version_2[] =
    "CREATE TABLE series_2 ("
    "  id INTEGER PRIMARY KEY,"
    "  kind INTEGER NOT NULL,"
    "  provider INTEGER NOT NULL REFERENCES label,"
    "  app INTEGER NOT NULL REFERENCES label,"
    "  test INTEGER NOT NULL,"
    "  UNIQUE (kind, provider, app, test));"
    "INSERT INTO series_2 SELECT id, kind, provider, app, 0 FROM series;"
    "DROP TABLE series;"
    "ALTER TABLE series_2 RENAME TO series;"

    "ALTER TABLE flow ADD COLUMN first INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE flow ADD COLUMN split INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE flow ADD COLUMN trace BLOB NOT NULL DEFAULT x'';"
    "CREATE INDEX flow_failed ON flow (cause, series, started) WHERE outcome = 2;"

    "ALTER TABLE loaded ADD COLUMN user_key BLOB NOT NULL DEFAULT x'';"
    "ALTER TABLE loaded ADD COLUMN users_known INTEGER NOT NULL DEFAULT 0;"
    "UPDATE loaded SET user_key = randomblob(32),"
    "  users_known = CASE newest WHEN 0 THEN 0 ELSE newest + 7776000000000 END;"

    /* key: the first 16 bytes of HMAC-SHA-256(user_key, subject). The four times are starts of completed flows, 0 for none:
     * of own and foreign ones, and of client flows; home and client_home: the series of the first. */
    "CREATE TABLE person ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  key BLOB NOT NULL UNIQUE,"
    "  seen INTEGER NOT NULL,"
    "  first INTEGER NOT NULL,"
    "  home INTEGER NOT NULL,"
    "  last INTEGER NOT NULL,"
    "  client_first INTEGER NOT NULL,"
    "  client_home INTEGER NOT NULL,"
    "  client_last INTEGER NOT NULL);"

    /* key: as of rollup, with the kind of set in front; users: number_set.c. */
    "CREATE TABLE people (key INTEGER PRIMARY KEY, users BLOB NOT NULL);";

/* Outlines are rows of `rollup` of three more levels (spans.h), `people` has one more; they begin with the day after the last that has rows, which is found
 * by the greatest key. */
static const char version_3[] =
    "ALTER TABLE loaded ADD COLUMN outlined INTEGER NOT NULL DEFAULT 0;"
    "UPDATE loaded SET outlined = (SELECT ifnull(max(key) >> 20 & 0xfffffffff, -1440) + 1440 FROM rollup) * 60000000;";

static const SqlMigration migrations[] = {
    { 1, version_1 },
    { 2, version_2 },
    { 3, version_3 },
};

const SqlSchema reports_schema = {
    .application_id = 0x4c535250, /* "LSRP" */
    .name = "reporting store",
    .migrations = migrations,
    .count = COUNT_OF(migrations),
};
