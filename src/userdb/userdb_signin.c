/* userdb_signin.c -- the last act of a sign-in: who it is, what the issuer said, and the event, in one transaction.
 * SPDX-License-Identifier: ISC */
#include "base/clock.h"
#include "base/str.h"
#include "crypto/random.h"
#include "userdb/userdb_inner.h"

/* OpenID Connect Core 2: a `sub` is at most 255 ASCII characters. */
#define SUBJECT_LIMIT 255

typedef struct Signin {
    const Identity *identity; /* as the issuer gave it, cut to our limits */
    bool own_issuer;
    const SignupRule *rule;
    Micros now, called;
    Str new_subject; /* for the account that this may create */
    const Event *event;
    /* the result */
    User user;
    Event done;
} Signin;

/* What the issuer said at an earlier sign-in. */
typedef struct Known {
    Id issuer; /* row of issuers, 0: none yet */
    bool linked;
    Identity before;
} Known;

/* ---- what may be believed of an e-mail ---- */

/* The e-mail by which this identity's account may be found: "" unless the issuer verified it. */
static Str
claimed_email(const Identity *identity)
{
    bool good = identity->email_verified && userdb_users_is_email(identity->email);

    return good ? identity->email : LIT("");
}

/* Exactly one '@' (claimed_email saw to it), so there is one domain. */
static bool
in_domain(const Identity *identity, Str domain)
{
    Str local;
    Str after = str_cut(claimed_email(identity), '@', &local);

    return after.len > 0 && str_equal_nocase(after, domain);
}

/* The claimed e-mail when no other account is found by it, else "". */
static Error *
free_email(Tx *tx, const Identity *identity, Id but, Str *email)
{
    Str claimed = claimed_email(identity);
    bool taken = false;

    if (claimed.len)
        TRY(userdb_users_key_taken(tx, userdb_users_key(tx_arena(tx), claimed), but, &taken));
    *email = taken ? LIT("") : claimed;
    return NULL;
}

/* ---- taking over what the issuer said ---- */

/* A field of the user follows the issuer for as long as it holds what the issuer said before: nothing is taken from a person who
 * edited it. */
static Error *
follow_issuer(Tx *tx, Signin *in, const Identity *before)
{
    User user = in->user;
    Str email;

    if (str_equal(user.display_name, before->display_name) && in->identity->display_name.len)
        user.display_name = in->identity->display_name;
    if (str_equal_nocase(user.email, claimed_email(before))) {
        TRY(free_email(tx, in->identity, user.id, &email));
        user.email = email.len ? email : user.email;
        user.email_verified = email.len ? true : user.email_verified;
    }
    if (str_equal(user.display_name, in->user.display_name) && str_equal(user.email, in->user.email) &&
        user.email_verified == in->user.email_verified)
        return NULL;
    user.updated = in->now;
    TRY(sql_run(tx,
                "UPDATE users SET display_name = ?2, email = ?3, email_key = ?4, email_verified = ?5, updated = ?6 "
                "WHERE id = ?1",
                SQL_ARGS(SQL_I(user.id), SQL_T(user.display_name), SQL_T(user.email),
                         userdb_users_key_value(tx_arena(tx), user.email), SQL_I(user.email_verified),
                         SQL_I(user.updated))));
    user.display_name = str_copy(tx_arena(tx), user.display_name);
    user.email = str_copy(tx_arena(tx), user.email);
    in->user = user;
    return NULL;
}

/* ---- finding the account ---- */

static Error *
find_issuer(Tx *tx, Str url, Id *issuer)
{
    SqlRows rows;
    bool found;

    TRY(sql_row(tx, "SELECT id FROM issuers WHERE url = ?1", SQL_ARGS(SQL_T(url)), &rows, &found));
    *issuer = found ? sql_int(&rows, 0) : 0;
    sql_done(&rows);
    return NULL;
}

static Error *
find_known(Tx *tx, Signin *in, Known *known)
{
    SqlRows rows;

    TRY(find_issuer(tx, in->identity->issuer, &known->issuer));
    TRY(sql_row(tx,
                "SELECT " USER_COLUMNS ", i.display_name, i.email, i.email_verified "
                "FROM identities i JOIN users u ON u.id = i.user WHERE i.issuer = ?1 AND i.subject = ?2",
                SQL_ARGS(SQL_I(known->issuer), SQL_T(in->identity->subject)), &rows, &known->linked));
    if (!known->linked)
        return NULL;
    in->user = userdb_users_row(&rows, 0);
    known->before = (Identity){
        .display_name = sql_text(&rows, USER_COLUMN_COUNT),
        .email = sql_text(&rows, USER_COLUMN_COUNT + 1),
        .email_verified = sql_int(&rows, USER_COLUMN_COUNT + 2) != 0,
    };
    sql_done(&rows);
    return NULL;
}

static Error *
find_own(Tx *tx, Signin *in)
{
    SqlRows rows;
    bool found;

    TRY(sql_row(tx, "SELECT " USER_COLUMNS " FROM users u WHERE u.subject = ?1", SQL_ARGS(SQL_T(in->identity->subject)),
                &rows, &found));
    if (!found)
        FAIL(E_SIGNUP_REFUSED, "our own issuer named a subject that no account has");
    in->user = userdb_users_row(&rows, 0);
    sql_done(&rows);
    return NULL;
}

/* An open invitation: made for this e-mail, without a password, never linked. */
static Error *
find_invited(Tx *tx, Signin *in)
{
    Str email = claimed_email(in->identity);
    SqlRows rows;
    bool found = false;

    if (email.len)
        TRY(sql_row(tx,
                    "SELECT " USER_COLUMNS " FROM users u WHERE u.email_key = ?1 AND u.linked = 0 "
                    "AND NOT EXISTS (SELECT 1 FROM credentials c WHERE c.user = u.id)",
                    SQL_ARGS(SQL_T(userdb_users_key(tx_arena(tx), email))), &rows, &found));
    if (!found)
        FAIL(E_SIGNUP_REFUSED, "nobody with a verified e-mail of this identity was invited");
    in->user = userdb_users_row(&rows, 0);
    sql_done(&rows);
    if (in->user.disabled)
        return NULL; /* upsert says no */
    return follow_issuer(tx, in, &(Identity){ .email = email, .email_verified = true });
}

static Error *
create_user(Tx *tx, Signin *in)
{
    Arena *arena = tx_arena(tx);
    Str email;

    TRY(free_email(tx, in->identity, 0, &email));
    TRY(sql_run(tx,
                "INSERT INTO users (subject, name, display_name, email, email_key, email_verified, created, updated) "
                "VALUES (?1, '', ?2, ?3, ?4, ?5, ?6, ?6)",
                SQL_ARGS(SQL_T(in->new_subject), SQL_T(in->identity->display_name), SQL_T(email),
                         userdb_users_key_value(arena, email), SQL_I(email.len > 0), SQL_I(in->now))));
    in->user = (User){
        .id = sql_last_id(tx),
        .subject = in->new_subject,
        .display_name = str_copy(arena, in->identity->display_name),
        .email = str_copy(arena, email),
        .email_verified = email.len > 0,
        .created = in->now,
        .updated = in->now,
    };
    in->done.flow.new_user = true;
    return NULL;
}

/* The first sign-in with this identity: whose it is, by the rule. */
static Error *
find_by_rule(Tx *tx, Signin *in)
{
    if (in->own_issuer)
        return find_own(tx, in);
    switch (in->rule->kind) {
    case SIGNUP_EVERYONE:
        return create_user(tx, in);
    case SIGNUP_DOMAIN:
        if (!in_domain(in->identity, in->rule->domain))
            FAIL(E_SIGNUP_REFUSED, "the identity has no verified e-mail in the domain that may sign up");
        return create_user(tx, in);
    case SIGNUP_INVITED:
        return find_invited(tx, in);
    }
    FAIL(E_SIGNUP_REFUSED, "no rule lets this identity sign up");
}

/* ---- the link ---- */

static Error *
link_identity(Tx *tx, const Signin *in, Id issuer)
{
    const Identity *identity = in->identity;

    if (!issuer) {
        TRY(sql_run(tx, "INSERT INTO issuers (url) VALUES (?1)", SQL_ARGS(SQL_T(identity->issuer))));
        issuer = sql_last_id(tx);
    }
    TRY(sql_run(tx, "UPDATE users SET linked = 1 WHERE id = ?1 AND linked = 0", SQL_ARGS(SQL_I(in->user.id))));
    return sql_run(tx,
                   "INSERT INTO identities (issuer, subject, user, display_name, email, email_verified, created, seen) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
                   SQL_ARGS(SQL_I(issuer), SQL_T(identity->subject), SQL_I(in->user.id), SQL_T(identity->display_name),
                            SQL_T(identity->email), SQL_I(identity->email_verified), SQL_I(in->now)));
}

static Error *
update_known(Tx *tx, Signin *in, const Known *known)
{
    const Identity *identity = in->identity;

    TRY(sql_run(tx,
                "UPDATE identities SET display_name = ?3, email = ?4, email_verified = ?5, seen = ?6 "
                "WHERE issuer = ?1 AND subject = ?2",
                SQL_ARGS(SQL_I(known->issuer), SQL_T(identity->subject), SQL_T(identity->display_name),
                         SQL_T(identity->email), SQL_I(identity->email_verified), SQL_I(in->now))));
    return in->own_issuer ? NULL : follow_issuer(tx, in, &known->before);
}

static Error *
upsert(Tx *tx, Signin *in)
{
    Known known = { 0 };

    TRY(find_known(tx, in, &known));
    if (!known.linked)
        TRY(find_by_rule(tx, in));
    if (in->user.disabled)
        FAIL(E_LOCKED, "the account is disabled");
    return known.linked ? update_known(tx, in, &known) : link_identity(tx, in, known.issuer);
}

/* May run twice: everything it makes starts from the caller's event. */
static Error *
complete(Tx *tx, void *arg)
{
    Signin *in = arg;
    Flow *flow = &in->done.flow;
    Micros began = clock_monotonic();

    in->done = *in->event;
    flow->new_user = false;
    TRY(upsert(tx, in));
    Micros now = clock_monotonic();
    flow->took[MILESTONE_upsert] = now - began;
    flow->took[MILESTONE_publish] = now - in->called;
    flow->reached = MILESTONE_publish;
    in->done.user_subject = in->user.subject;
    return userdb_outbox_add(tx, &in->done);
}

/* At most limit bytes, cut between characters. */
static Str
cut(Str text, size_t limit)
{
    size_t len = text.len < limit ? text.len : limit;

    while (len < text.len && len > 0 && ((unsigned char)text.ptr[len] & 0xc0) == 0x80)
        len--;
    return str_slice(text, 0, len);
}

Error *
userdb_complete_signin(Userdb *users, Arena *arena, const Identity *identity, bool own_issuer, const SignupRule *rule,
                       Micros now, Event *event, User *user)
{
    Micros called = clock_monotonic();
    Identity given = *identity;

    if (given.subject.len == 0 || given.subject.len > SUBJECT_LIMIT || given.issuer.len == 0 ||
        given.issuer.len > URI_LIMIT)
        FAIL(E_PROVIDER, "an identity's issuer or subject is empty or too long");
    given.display_name = cut(given.display_name, NAME_LIMIT);
    if (given.email.len > EMAIL_LIMIT)
        given.email = LIT("");
    Signin in = { .identity = &given,
                  .own_issuer = own_issuer,
                  .rule = rule,
                  .now = now,
                  .called = called,
                  .new_subject = random_token(arena),
                  .event = event };
    TRY(sql_write(users->sql, arena, complete, &in));
    *event = in.done;
    *user = in.user;
    return NULL;
}

/* ---- looking beforehand ---- */

typedef struct FindIdentity {
    Str issuer, subject;
    bool own, found;
    User user;
} FindIdentity;

static Error *
find_identity(Tx *tx, void *arg)
{
    FindIdentity *in = arg;
    SqlRows rows;

    if (in->own)
        TRY(sql_row(tx, "SELECT " USER_COLUMNS " FROM users u WHERE u.subject = ?1", SQL_ARGS(SQL_T(in->subject)),
                    &rows, &in->found));
    else
        TRY(sql_row(tx,
                    "SELECT " USER_COLUMNS " FROM issuers s JOIN identities i ON i.issuer = s.id "
                    "JOIN users u ON u.id = i.user WHERE s.url = ?1 AND i.subject = ?2",
                    SQL_ARGS(SQL_T(in->issuer), SQL_T(in->subject)), &rows, &in->found));
    if (!in->found)
        return NULL;
    in->user = userdb_users_row(&rows, 0);
    sql_done(&rows);
    return NULL;
}

Error *
userdb_find_identity(Userdb *users, Arena *arena, Str issuer, Str subject, bool own_issuer, User *user, bool *found)
{
    FindIdentity in = { .issuer = issuer, .subject = subject, .own = own_issuer };

    TRY(sql_read(users->sql, arena, find_identity, &in));
    if (in.found)
        *user = in.user;
    *found = in.found;
    return NULL;
}
