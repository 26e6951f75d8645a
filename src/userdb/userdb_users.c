/* userdb_users.c -- accounts: made, found, listed, changed.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "crypto/random.h"
#include "userdb/userdb_inner.h"

User
userdb_users_row(const SqlRows *rows, int first)
{
    return (User){
        .id = sql_int(rows, first),
        .subject = sql_text(rows, first + 1),
        .name = sql_text(rows, first + 2),
        .display_name = sql_text(rows, first + 3),
        .email = sql_text(rows, first + 4),
        .email_verified = sql_int(rows, first + 5) != 0,
        .disabled = sql_int(rows, first + 6) != 0,
        .permissions = (unsigned)sql_int(rows, first + 7),
        .created = sql_int(rows, first + 8),
        .updated = sql_int(rows, first + 9),
        .valid_after = sql_int(rows, first + 10),
    };
}

Str
userdb_users_key(Arena *arena, Str text)
{
    char *key = str_to_c(arena, text);

    for (size_t i = 0; i < text.len; i++)
        if (key[i] >= 'A' && key[i] <= 'Z')
            key[i] = (char)(key[i] - 'A' + 'a');
    return (Str){ key, text.len };
}

SqlValue
userdb_users_key_value(Arena *arena, Str text)
{
    if (text.len == 0)
        return SQL_N;
    return SQL_T(userdb_users_key(arena, text));
}

Error *
userdb_users_key_taken(Tx *tx, Str key, Id but, bool *taken)
{
    SqlRows rows;

    TRY(sql_row(tx, "SELECT 1 FROM users WHERE (name_key = ?1 OR email_key = ?1) AND id <> ?2",
                SQL_ARGS(SQL_T(key), SQL_I(but)), &rows, taken));
    sql_done(&rows);
    return NULL;
}

/* UTF-8 without control bytes. */
static bool
is_clean(Str text, size_t limit)
{
    if (text.len > limit || !str_is_utf8(text))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7f)
            return false;
    return true;
}

bool
userdb_users_is_email(Str email)
{
    size_t at = str_find_byte(email, '@');
    Str domain = str_slice(email, at + 1, email.len);

    return is_clean(email, EMAIL_LIMIT) && at > 0 && domain.len > 0 && str_find_byte(domain, '@') == domain.len &&
           str_find_byte(email, ' ') == email.len;
}

/* ---- making ---- */

typedef struct Create {
    const NewUser *new_user;
    Micros now;
    Str subject;
    User user;
} Create;

static Error *
check_new(const NewUser *new_user)
{
    bool sizes = is_clean(new_user->name, NAME_LIMIT) && is_clean(new_user->display_name, NAME_LIMIT);

    if (new_user->name.len == 0 && new_user->email.len == 0)
        FAIL(E_INVALID_REQUEST, "an account needs a name or an e-mail address");
    if (!sizes)
        FAIL(E_INVALID_REQUEST, "a name is at most %d bytes of UTF-8 without control characters", NAME_LIMIT);
    if (new_user->email.len && !userdb_users_is_email(new_user->email))
        FAIL(E_INVALID_REQUEST, "an e-mail address has one '@', no spaces, and at most %d bytes", EMAIL_LIMIT);
    return NULL;
}

/* No other account may be found by it. what is "name" or "email". */
static Error *
check_free(Tx *tx, Str text, const char *what)
{
    bool taken;

    if (text.len == 0)
        return NULL;
    TRY(userdb_users_key_taken(tx, userdb_users_key(tx_arena(tx), text), 0, &taken));
    if (taken)
        FAIL(E_EXISTS, "another account has this %s: choose another %s", what, what);
    return NULL;
}

static Error *
create(Tx *tx, void *arg)
{
    Create *in = arg;
    const NewUser *new_user = in->new_user;
    Arena *arena = tx_arena(tx);

    TRY(check_free(tx, new_user->name, "name"));
    TRY(check_free(tx, new_user->email, "email"));
    TRY(sql_run(
        tx,
        "INSERT INTO users (subject, name, name_key, display_name, email, email_key, email_verified, permissions, "
        "created, updated) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
        SQL_ARGS(SQL_T(in->subject), SQL_T(new_user->name), userdb_users_key_value(arena, new_user->name),
                 SQL_T(new_user->display_name), SQL_T(new_user->email), userdb_users_key_value(arena, new_user->email),
                 SQL_I(new_user->email_verified), SQL_I((int64_t)new_user->permissions), SQL_I(in->now))));
    in->user = (User){
        .id = sql_last_id(tx),
        .subject = in->subject,
        .name = str_copy(arena, new_user->name),
        .display_name = str_copy(arena, new_user->display_name),
        .email = str_copy(arena, new_user->email),
        .email_verified = new_user->email_verified,
        .permissions = new_user->permissions,
        .created = in->now,
        .updated = in->now,
    };
    if (new_user->password_encoded.len)
        TRY(sql_run(tx, "INSERT INTO credentials (user, encoded, changed) VALUES (?1, ?2, ?3)",
                    SQL_ARGS(SQL_I(in->user.id), SQL_T(new_user->password_encoded), SQL_I(in->now))));
    return userdb_outbox_note(tx,
                              &(UserdbNote){ .type = EVENT_USER_CREATED, .at = in->now, .user_subject = in->subject });
}

Error *
userdb_create_user(Userdb *users, Arena *arena, const NewUser *new_user, Micros now, User *user)
{
    Create in = { .new_user = new_user, .now = now };

    TRY(check_new(new_user));
    in.subject = random_token(arena);
    TRY(sql_write(users->sql, arena, create, &in));
    *user = in.user;
    return NULL;
}

/* ---- finding ---- */

typedef struct Find {
    Str text; /* what was typed */
    Id id;
    User user;
    Str encoded;
    bool found;
} Find;

#define FIND_WITH_PASSWORD \
    "SELECT " USER_COLUMNS ", coalesce(c.encoded, '') FROM users u LEFT JOIN credentials c ON c.user = u.id WHERE "

/* The one row that a statement finds by a text, with what lies behind USER_COLUMNS. */
static Error *
find_by(Tx *tx, const char *text, Str key, Find *in)
{
    SqlRows rows;

    TRY(sql_row(tx, text, SQL_ARGS(SQL_T(key)), &rows, &in->found));
    if (!in->found)
        return NULL;
    in->user = userdb_users_row(&rows, 0);
    in->encoded = sql_text(&rows, USER_COLUMN_COUNT);
    sql_done(&rows);
    return NULL;
}

static Error *
find_login(Tx *tx, void *arg)
{
    Find *in = arg;
    Str key = userdb_users_key(tx_arena(tx), in->text);

    TRY(find_by(tx, FIND_WITH_PASSWORD "u.name_key = ?1", key, in));
    if (in->found || str_find_byte(key, '@') == key.len)
        return NULL;
    return find_by(tx, FIND_WITH_PASSWORD "u.email_key = ?1", key, in);
}

Error *
userdb_find_login(Userdb *users, Arena *arena, Str typed, User *user, Str *encoded, bool *found)
{
    Find in = { .text = typed };

    if (typed.len > 0 && typed.len <= EMAIL_LIMIT)
        TRY(sql_read(users->sql, arena, find_login, &in));
    *user = in.user;
    *encoded = in.encoded;
    *found = in.found;
    return NULL;
}

static Error *
find_any(Tx *tx, void *arg)
{
    Find *in = arg;

    TRY(find_login(tx, in));
    if (in->found)
        return NULL;
    return find_by(tx, FIND_WITH_PASSWORD "u.subject = ?1", in->text, in);
}

Error *
userdb_find_user(Userdb *users, Arena *arena, Str name_or_email_or_subject, User *user)
{
    Find in = { .text = name_or_email_or_subject };

    TRY(sql_read(users->sql, arena, find_any, &in));
    if (!in.found)
        FAIL(E_NOT_FOUND, "no account has this name, e-mail or subject");
    *user = in.user;
    return NULL;
}

static Error *
get(Tx *tx, void *arg)
{
    Find *in = arg;
    SqlRows rows;

    TRY(sql_row(tx, "SELECT " USER_COLUMNS " FROM users u WHERE u.id = ?1", SQL_ARGS(SQL_I(in->id)), &rows,
                &in->found));
    if (!in->found)
        FAIL(E_NOT_FOUND, "no user has the id %lld", (long long)in->id);
    in->user = userdb_users_row(&rows, 0);
    sql_done(&rows);
    return NULL;
}

Error *
userdb_get_user(Userdb *users, Arena *arena, Id id, User *user)
{
    Find in = { .id = id };

    TRY(sql_read(users->sql, arena, get, &in));
    *user = in.user;
    return NULL;
}

/* ---- listing ---- */

typedef struct Page {
    size_t offset, limit;
    User *users;
    size_t count;
    int64_t total;
} Page;

static Error *
count_users(Tx *tx, void *arg)
{
    Page *page = arg;
    SqlRows rows;
    bool found;

    TRY(sql_row(tx, "SELECT count(*) FROM users", SQL_NO_ARGS, &rows, &found));
    page->total = sql_int(&rows, 0);
    sql_done(&rows);
    return NULL;
}

static Error *
list(Tx *tx, void *arg)
{
    Page *page = arg;
    SqlRows rows;
    bool more;

    TRY(count_users(tx, page));
    size_t total = (size_t)page->total;
    size_t left = page->offset < total ? total - page->offset : 0;
    size_t room = page->limit < left ? page->limit : left;
    page->users = ARENA_NEW(tx_arena(tx), User, room);
    TRY(sql_query(tx, "SELECT " USER_COLUMNS " FROM users u ORDER BY u.id LIMIT ?1 OFFSET ?2",
                  SQL_ARGS(SQL_I((int64_t)room), SQL_I((int64_t)page->offset)), &rows));
    for (;;) {
        TRY(sql_next(&rows, &more));
        if (!more)
            return NULL;
        page->users[page->count++] = userdb_users_row(&rows, 0);
    }
}

Error *
userdb_list_users(Userdb *users, Arena *arena, size_t offset, size_t limit, User **out, size_t *count)
{
    Page page = { .offset = offset, .limit = limit };

    TRY(sql_read(users->sql, arena, list, &page));
    *out = page.users;
    *count = page.count;
    return NULL;
}

Error *
userdb_count_users(Userdb *users, Arena *arena, int64_t *count)
{
    Page page = { 0 };

    TRY(sql_read(users->sql, arena, count_users, &page));
    *count = page.total;
    return NULL;
}

/* ---- changing ---- */

typedef struct Change {
    Id id;
    Micros now;
    const char *text; /* UPDATE users … ?1 id, ?2 now, ?3 value … RETURNING subject */
    SqlValue value;
    const Str *encoded; /* a new password, or NULL */
} Change;

static Error *
put_password(Tx *tx, const Change *in)
{
    if (in->encoded->len == 0)
        return sql_run(tx, "DELETE FROM credentials WHERE user = ?1", SQL_ARGS(SQL_I(in->id)));
    return sql_run(tx,
                   "INSERT INTO credentials (user, encoded, changed) VALUES (?1, ?2, ?3) "
                   "ON CONFLICT (user) DO UPDATE SET encoded = excluded.encoded, changed = excluded.changed",
                   SQL_ARGS(SQL_I(in->id), SQL_T(*in->encoded), SQL_I(in->now)));
}

static Error *
change(Tx *tx, void *arg)
{
    const Change *in = arg;
    SqlRows rows;
    bool found;

    TRY(sql_row(tx, in->text, SQL_ARGS(SQL_I(in->id), SQL_I(in->now), in->value), &rows, &found));
    if (!found)
        FAIL(E_NOT_FOUND, "no user has the id %lld", (long long)in->id);
    Str subject = sql_text(&rows, 0);
    sql_done(&rows);
    if (in->encoded)
        TRY(put_password(tx, in));
    return userdb_outbox_note(tx, &(UserdbNote){ .type = EVENT_USER_CHANGED, .at = in->now, .user_subject = subject });
}

Error *
userdb_disable_user(Userdb *users, Arena *arena, Id id, bool disabled, Micros now)
{
    Change in = {
        .id = id,
        .now = now,
        .text = "UPDATE users SET disabled = ?3, updated = ?2 WHERE id = ?1 RETURNING subject",
        .value = SQL_I(disabled),
    };

    return sql_write(users->sql, arena, change, &in);
}

Error *
userdb_set_permissions(Userdb *users, Arena *arena, Id id, unsigned permissions, Micros now)
{
    Change in = {
        .id = id,
        .now = now,
        .text = "UPDATE users SET permissions = ?3, updated = ?2 WHERE id = ?1 RETURNING subject",
        .value = SQL_I((int64_t)permissions),
    };

    return sql_write(users->sql, arena, change, &in);
}

Error *
userdb_set_password(Userdb *users, Arena *arena, Id id, Str encoded, Micros now)
{
    Change in = {
        .id = id,
        .now = now,
        .text = "UPDATE users SET updated = ?2, valid_after = ?2 WHERE id = ?1 AND ?3 IS NULL RETURNING subject",
        .value = SQL_N, /* the password itself goes into another table */
        .encoded = &encoded,
    };

    return sql_write(users->sql, arena, change, &in);
}
