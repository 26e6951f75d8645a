/* userdb.h -- USER DATABASE: users, identities, credentials, clients, consents, refresh tokens, keys, outbox.
 * Each verb is one whole, atomic act. Where an act has an event, the event's row is in the same transaction.
 * Structs that come back hold text of the arena given. Errors: E_DB, and those named at each verb.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_USERDB_H
#define LATCHSTRING_USERDB_H

#include "base/arena.h"
#include "base/error.h"
#include "crypto/seal.h"
#include "crypto/sign.h"
#include "model/model.h"
#include "sql/sql.h"

typedef struct Userdb Userdb;

/* Open the database at the URL (sqlite:PATH), applying migrations. seal opens and closes the signing keys in it. */
Error *userdb_open(Str url, const SealKey *seal, Userdb **users) MUST_USE;
void userdb_close(Userdb *users);
Sql *userdb_sql(Userdb *users); /* for events_outbox, backup and the pipeline */

/* ---- users and passwords ---- */

/* What a new account is made of; name is unique without regard to case (Unicode is compared byte by byte beyond ASCII). */
typedef struct NewUser {
    Str name, display_name, email;
    bool email_verified;
    unsigned permissions;
    Str password_encoded; /* of password_hash; "" for none */
} NewUser;

/* E_EXISTS naming name or email (no name may be another account's e-mail either); E_INVALID_REQUEST: neither name nor e-mail,
 * too long, control bytes, an e-mail without exactly one '@'. Sets user->subject. event: user.created. */
Error *userdb_create_user(Userdb *users, Arena *arena, const NewUser *new_user, Micros now, User *user) MUST_USE;
/* by name or, when the text holds '@', by name first and then by e-mail; *found says whether. encoded is "" when there is no password. */
Error *userdb_find_login(Userdb *users, Arena *arena, Str typed, User *user, Str *encoded, bool *found) MUST_USE;
Error *userdb_get_user(Userdb *users, Arena *arena, Id id, User *user) MUST_USE; /* E_NOT_FOUND */
Error *userdb_find_user(Userdb *users, Arena *arena, Str name_or_email_or_subject,
                        User *user) MUST_USE; /* E_NOT_FOUND, for commands */
Error *userdb_list_users(Userdb *users, Arena *arena, size_t offset, size_t limit, User **list, size_t *count) MUST_USE;
/* E_NOT_FOUND. event: user.changed. Ends nothing by itself: refresh and mint look at `disabled` each time. */
Error *userdb_disable_user(Userdb *users, Arena *arena, Id id, bool disabled, Micros now) MUST_USE;
/* Also ends what began before: User.valid_after. */
Error *userdb_set_password(Userdb *users, Arena *arena, Id id, Str encoded, Micros now) MUST_USE;
Error *userdb_set_permissions(Userdb *users, Arena *arena, Id id, unsigned permissions, Micros now) MUST_USE;
Error *userdb_count_users(Userdb *users, Arena *arena, int64_t *count) MUST_USE;

/* ---- the account link ---- */

/* Who may get an account when an outside issuer's identity comes for the first time. */
typedef struct SignupRule {
    enum { SIGNUP_EVERYONE, SIGNUP_DOMAIN, SIGNUP_INVITED } kind;
    Str domain; /* SIGNUP_DOMAIN: the part after '@', lower case; needs a verified e-mail with exactly one '@' */
} SignupRule;

/* The last act of a sign-in, one transaction: find the user by (issuer, subject), or create user and identity as the rule
 * allows, update what the issuer said about the person (not what the user edited), write the event of the completed flow.
 * own_issuer: the identity's subject is a User.subject of ours; the identity points at that same row.
 * The event is completed by it: user_subject, flow.new_user, flow.reached, flow.took[MILESTONE_upsert], flow.took[MILESTONE_publish].
 * User.email is set from the issuer only when it is verified and free; what the issuer said stays with the identity.
 * E_SIGNUP_REFUSED, E_LOCKED (the account is disabled), E_PROVIDER (issuer or subject empty or too long): nothing is written.
 * SIGNUP_INVITED: an unlinked account whose e-mail equals the verified e-mail was invited (made by `user add` without password
 * and never linked); it is linked by this. */
Error *userdb_complete_signin(Userdb *users, Arena *arena, const Identity *identity, bool own_issuer,
                              const SignupRule *rule, Micros now, Event *event, User *user) MUST_USE;

/* Whose identity it is, before the act (to put the session first); *found says whether anybody's. */
Error *userdb_find_identity(Userdb *users, Arena *arena, Str issuer, Str subject, bool own_issuer, User *user,
                            bool *found) MUST_USE;

/* ---- clients ---- */

/* E_EXISTS. event: client.created. */
Error *userdb_create_client(Userdb *users, Arena *arena, const Client *client, Micros now) MUST_USE;
/* From the in-process cache, which revalidates by data_version at most every 100 ms. E_INVALID_CLIENT when unknown. */
Error *userdb_get_client(Userdb *users, Arena *arena, Str client_id, Client *client) MUST_USE;
Error *userdb_list_clients(Userdb *users, Arena *arena, Client **list, size_t *count) MUST_USE;
/* Our own Application API's client: created or its redirect URI and secret brought up to date; silent when nothing changes.
 * event: client.created, client.changed. */
Error *userdb_put_own_client(Userdb *users, Arena *arena, const Client *client, Micros now) MUST_USE;
/* E_INVALID_CLIENT when unknown, E_INVALID_REQUEST when it is public. event: client.changed. */
Error *userdb_set_client_secret(Userdb *users, Arena *arena, Str client_id, const unsigned char hash[32],
                                Micros now) MUST_USE;

/* ---- consent ---- */

/* Whether this user has allowed this client all of these scopes. */
Error *userdb_has_consent(Userdb *users, Arena *arena, Id user, Str client_id, Str scope, bool *granted) MUST_USE;
/* Adds the scopes to what was allowed. event: consent.given. */
Error *userdb_give_consent(Userdb *users, Arena *arena, Id user, Str client_id, Str scope, Micros now) MUST_USE;

/* ---- refresh tokens (only their hashes are kept) ---- */

/* token is stored by its SHA-256. E_INVALID_GRANT: the grant was revoked in the meantime (its code came twice); E_INVALID_CLIENT. */
Error *userdb_add_refresh(Userdb *users, Arena *arena, Str token, const RefreshToken *record) MUST_USE;

/* One atomic act: the old token is spent and its successor takes its place; *record is what the token stood for.
 * A token spent less than 10 s ago gives the same successor again (a lost answer, two tabs): successor_sealed keeps the successor
 * for that time, sealed with a key derived from the old token. A token spent before that: the whole family (grant_id) is revoked,
 * E_TOKEN_REUSED. Unknown, expired, revoked or another client's: E_INVALID_GRANT (another client's also revokes the family).
 * The user is read in the same transaction: disabled is E_INVALID_GRANT. *token_out is the successor to hand out; it stands for the
 * same, and expires when the old token was to expire. When the family was revoked, *record has its grant_id (nothing else), so that
 * its access tokens can be revoked, too. event: tokens.refreshed (not when the same successor is given again),
 * tokens.revoked. */
Error *userdb_rotate_refresh(Userdb *users, Arena *arena, Str token, Str client_id, Str successor, Micros now,
                             RefreshToken *record, User *user, Str *token_out) MUST_USE;
/* All refresh tokens of a grant end, and none can be added to it. event: tokens.revoked, once per grant. */
Error *userdb_revoke_grant(Userdb *users, Arena *arena, Str grant_id, Str cause, Micros now) MUST_USE;

/* ---- signing keys ---- */

typedef struct KeySet KeySet; /* parsed keys; reference counted */

/* Make a first key if there is none; rotate by the plan: publish (next), use (active), retire. Called at start and hourly.
 * event: key.rotated, one per step. */
typedef struct KeyPlan {
    Micros publish_before; /* a next key is published this long before it is used */
    Micros use_for;        /* an active key is used this long */
    Micros retire_after;   /* a retired key stays published this long, then it is deleted */
} KeyPlan;
Error *userdb_tend_keys(Userdb *users, Arena *arena, const KeyPlan *plan, Micros now) MUST_USE;
/* The keys of now, from the in-process cache (revalidated like clients). Release with userdb_release_keys. E_CONFIG: there is no
 * active key (userdb_tend_keys was never called); E_CRYPTO: the seal key is not the one that sealed them. */
Error *userdb_keys(Userdb *users, Arena *arena, KeySet **keys) MUST_USE;
void userdb_release_keys(KeySet *keys);
const SignKey *keyset_active(const KeySet *keys);
Str keyset_jwks(const KeySet *keys); /* {"keys":[…]}: next, active and retired; lives as long as the set */
const VerifyKey *keyset_find(const KeySet *keys, Str kid); /* NULL when unknown */

/* ---- the outbox ---- */

/* Put the event into the outbox, inside the caller's transaction. */
Error *userdb_outbox_add(Tx *tx, const Event *event) MUST_USE;
/* The same in a transaction of its own. */
Error *userdb_record(Userdb *users, Arena *arena, const Event *event) MUST_USE;
/* Several at once, all or none. */
Error *userdb_record_all(Userdb *users, Arena *arena, const Event *events, size_t count) MUST_USE;

/* ---- keeping small ---- */

/* Delete in small batches what its retention rule lets go: expired refresh tokens, successors after the grace, the memory of
 * revoked grants after a day. *deleted counts the rows that are gone. */
Error *userdb_sweep(Userdb *users, Arena *arena, Micros now, int64_t *deleted) MUST_USE;

#endif
