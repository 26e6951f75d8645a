/* userdb_file_test.c -- the database as a file: upgraded from every released version, backed up, restored.
 * SPDX-License-Identifier: ISC */
#include "../sql/temp_folder.h"
#include "base/str.h"
#include "userdb/userdb_backup.h"
#include "userdb_fixture.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define IS(error, code) assert_true(userdb_fixture_is((error), (code)))

static const char *
path_of(const Fixture *in, const char *name)
{
    return temp_folder_path(in->arena, in->folder, name);
}

/* ---- upgrades ---- */

/* A saved database of a released version (SAVED is the folder of this file), opened with the key that sealed it. */
static void
open_saved(Fixture *in, const char *version)
{
    Str text = temp_folder_read(in->arena, str_format(in->arena, "%s/%s.sql", SAVED, version).ptr);
    Str key = temp_folder_read(in->arena, str_format(in->arena, "%s/%s.key", SAVED, version).ptr);
    const char *key_path = path_of(in, "saved.key");
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path_of(in, "users.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, text.ptr, NULL, NULL, NULL), SQLITE_OK);
    (void)sqlite3_close(db);
    temp_folder_write(key_path, key);
    seal_key_close(in->seal);
    IS(seal_key_open(key_path, false, &in->seal), E_OK);
    userdb_fixture_open(in);
}

static void
a_saved_database_of_version_1_is_all_there(void **state)
{
    Fixture *in = *state;
    User anna, user;
    Client client;
    Str encoded, token;
    bool found, granted;
    RefreshToken record;

    open_saved(in, "v1");
    IS(userdb_find_login(in->users, in->arena, LIT("anna@example.com"), &anna, &encoded, &found), E_OK);
    assert_true(found && str_equal(encoded, LIT("$argon2id$v1")) && str_equal(anna.name, LIT("Anna")));
    assert_int_equal(anna.permissions, PERMISSION_REPORTS);
    IS(userdb_get_client(in->users, in->arena, LIT("shop"), &client), E_OK);
    assert_int_equal(client.redirect_uri_count, 2);
    assert_int_equal(client.secret_hash[31], 3);
    IS(userdb_has_consent(in->users, in->arena, anna.id, LIT("shop"), LIT("openid email"), &granted), E_OK);
    assert_true(granted);
    /* in the grace, its successor comes out of the saved seal */
    IS(userdb_rotate_refresh(in->users, in->arena, LIT("token-0"), LIT("shop"), LIT("x"), NOW + HOUR + SECOND, &record,
                             &user, &token),
       E_OK);
    assert_true(str_equal(token, LIT("token-1")) && user.id == anna.id);
    IS(userdb_rotate_refresh(in->users, in->arena, token, LIT("shop"), LIT("token-2"), NOW + DAY, &record, &user,
                             &token),
       E_OK);
    record.grant_id = LIT("grant-0");
    IS(userdb_add_refresh(in->users, in->arena, LIT("t"), &record), E_INVALID_GRANT);
    assert_int_equal(userdb_fixture_events(in, EVENT_FLOW)->count, 1);
}

static void
a_saved_identity_and_keys_still_work(void **state)
{
    Fixture *in = *state;
    Identity identity = { .issuer = LIT("https://issuer.example"), .subject = LIT("s1"), .display_name = LIT("Guest") };
    SignupRule nobody = { SIGNUP_INVITED, { NULL, 0 } };
    Event event = { .id = LIT("018bcfe5-0000-7000-8000-000000000002"),
                    .type = EVENT_FLOW,
                    .at = NOW,
                    .flow = { .id = LIT("018bcfe5-0000-7000-8000-0000000000ab"),
                              .provider = LIT("issuer"),
                              .started = NOW,
                              .outcome = FLOW_COMPLETED,
                              .revision = 1 } };
    User user;
    KeySet *keys;
    Str token, payload, kid;

    open_saved(in, "v1");
    IS(userdb_complete_signin(in->users, in->arena, &identity, false, &nobody, NOW, &event, &user), E_OK);
    assert_true(str_equal(user.email, LIT("guest@issuer.example")));
    IS(userdb_keys(in->users, in->arena, &keys), E_OK);
    IS(sign_compact(keyset_active(keys), in->arena, LIT("JWT"), LIT("{}"), &token), E_OK);
    IS(verify_peek_kid(in->arena, token, &kid), E_OK);
    IS(verify_compact(keyset_find(keys, kid), in->arena, LIT("JWT"), token, &payload), E_OK);
    userdb_release_keys(keys);
    assert_int_equal(userdb_fixture_number(in, "SELECT count(DISTINCT state) FROM signing_keys"), 3);
}

typedef struct Shape {
    char text[16384];
    size_t len;
} Shape;

static Error *
read_shape(Tx *tx, void *arg)
{
    Shape *shape = arg;
    SqlRows rows;
    bool more;

    TRY(sql_query(tx, "SELECT coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name",
                  SQL_NO_ARGS, &rows));
    for (;;) {
        TRY(sql_next(&rows, &more));
        if (!more)
            return NULL;
        Str sql = sql_text(&rows, 0);
        assert_true(shape->len + sql.len < sizeof shape->text);
        memcpy(shape->text + shape->len, sql.ptr, sql.len);
        shape->len += sql.len;
    }
}

static void
an_upgraded_database_has_the_shape_of_a_new_one(void **state)
{
    static Shape upgraded, fresh;
    Fixture *in = *state;

    open_saved(in, "v1");
    IS(sql_read(userdb_sql(in->users), in->arena, read_shape, &upgraded), E_OK);
    userdb_fixture_close(in);
    assert_int_equal(unlink(path_of(in, "users.db")), 0);
    userdb_fixture_open(in);
    IS(sql_read(userdb_sql(in->users), in->arena, read_shape, &fresh), E_OK);
    assert_true(fresh.len > 1000);
    assert_string_equal(upgraded.text, fresh.text);
}

/* ---- backup and restore ---- */

static void
a_backup_is_complete_and_its_event_is_told(void **state)
{
    Fixture *in = *state;
    const char *copy = path_of(in, "copy.db");
    struct stat info;
    User user;

    userdb_fixture_open(in);
    User anna = userdb_fixture_user(in, "anna");
    IS(userdb_backup(in->users, in->arena, copy, NOW), E_OK);
    IS(userdb_backup(in->users, in->arena, copy, NOW), E_EXISTS);
    assert_int_equal(userdb_fixture_events(in, EVENT_BACKUP_MADE)->count, 1);
    assert_int_equal(stat(copy, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    User later = userdb_fixture_user(in, "later");
    userdb_fixture_close(in);

    IS(userdb_restore(copy, path_of(in, "users.db")), E_OK);
    userdb_fixture_open(in);
    IS(userdb_get_user(in->users, in->arena, anna.id, &user), E_OK);
    assert_true(str_equal(user.subject, anna.subject));
    IS(userdb_find_user(in->users, in->arena, LIT("later"), &user), E_NOT_FOUND);
    user = userdb_fixture_user(in, "newest");
    assert_true(user.id > later.id); /* a session of `later` must not become a session of `newest` */
}

static void
only_a_user_database_is_restored(void **state)
{
    Fixture *in = *state;
    const char *other = path_of(in, "other.db"), *place = path_of(in, "users.db");
    sqlite3 *db;

    userdb_fixture_open(in);
    (void)userdb_fixture_user(in, "anna");
    userdb_fixture_close(in);
    assert_int_equal(sqlite3_open(other, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE t (a)", NULL, NULL, NULL), SQLITE_OK);
    (void)sqlite3_close(db);
    IS(userdb_restore(other, place), E_CONFIG);
    IS(userdb_restore(path_of(in, "nothing.db"), place), E_IO);
    IS(userdb_restore(path_of(in, "seal.key"), place), E_CONFIG);
    userdb_fixture_open(in);
    assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM users"), 1);
}

static int
serve(const TempProcess *self, void *arg)
{
    Fixture *in = arg;

    temp_folder_wait(self->go);
    userdb_fixture_open(in);
    temp_folder_signal(self->ready);
    temp_folder_wait(self->go);
    userdb_fixture_close(in);
    return 0;
}

static void
nothing_is_restored_under_a_running_server(void **state)
{
    Fixture *in = *state;
    TempProcess server = temp_folder_process(serve, in);
    const char *copy = path_of(in, "copy.db"), *place = path_of(in, "users.db");

    userdb_fixture_open(in);
    (void)userdb_fixture_user(in, "anna");
    IS(userdb_backup(in->users, in->arena, copy, NOW), E_OK);
    userdb_fixture_close(in);
    temp_folder_signal(server.go);
    temp_folder_wait(server.ready);
    IS(userdb_restore(copy, place), E_IO);
    temp_folder_signal(server.go);
    assert_int_equal(temp_folder_join(&server), 0);
    IS(userdb_restore(copy, place), E_OK);
}

int
main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, userdb_fixture_setup_closed, userdb_fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(a_saved_database_of_version_1_is_all_there),
        CASE(a_saved_identity_and_keys_still_work),
        CASE(an_upgraded_database_has_the_shape_of_a_new_one),
        CASE(a_backup_is_complete_and_its_event_is_told),
        CASE(only_a_user_database_is_restored),
        CASE(nothing_is_restored_under_a_running_server),
    };

    return cmocka_run_group_tests_name("userdb_file", tests, NULL, NULL);
}
