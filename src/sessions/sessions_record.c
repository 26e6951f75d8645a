/* sessions_record.c -- the codec of the records: struct <-> bytes, driven by one table of fields per record.
 * A table is changed only together with its version: a record of another version does not decode.
 * SPDX-License-Identifier: ISC */
#include "sessions/sessions_record.h"

#include "base/buf.h"
#include "sessions/sessions.h"

#include <assert.h>
#include <string.h>

#define STATE_LIVE  'L'
#define STATE_SPENT 'S'

/* The compiler picks the kind by the member's type, so that a table cannot disagree with model.h. */
#define MEMBER(Type, member) (((Type *)0)->member)
#define FIELD_BELOW(Type, member, limit)                                                                         \
    {                                                                                                            \
#member,                                                                                                       \
        _Generic(MEMBER(Type, member),                                                                                 \
            Str: FIELD_TEXT,                                                                                           \
            int64_t: FIELD_WIDE,                                                                                       \
            int64_t *: FIELD_WIDE,                                                                                     \
            int: FIELD_NARROW,                                                                                         \
            unsigned: FIELD_NARROW,                                                                                    \
            bool: FIELD_FLAG,                                                                                          \
            unsigned char *: FIELD_DIGEST),                                                                            \
        offsetof(Type, member), sizeof MEMBER(Type, member), (limit) \
    }
#define FIELD(Type, member) FIELD_BELOW(Type, member, 0)
#define SHAPE(Type, number, words, table) \
    .name = (words), .version = (number), .fields = (table), .field_count = COUNT_OF(table), .size = sizeof(Type)

/* How long a code that nobody redeemed is told apart from one that never was. */
#define GRANT_REMEMBERED (5 * MINUTE)

/* Of what gives way to newer records (sessions_store.h) a tombstone expires with those begun when it was made. Were it to stand
 * longer, a flood of tombstones would push out the living. */
static const RecordShape spent = { .name = "spent", .version = 1, .spent = true, .binding = NO_BINDING };

static const RecordField login_fields[] = {
    FIELD(LoginState, nonce),     FIELD(LoginState, verifier),  FIELD(LoginState, provider),
    FIELD(LoginState, return_to), FIELD(LoginState, client_id), FIELD(LoginState, binding),
    FIELD(LoginState, created),
};

const RecordShape sessions_record_login = {
    SHAPE(LoginState, 1, "login state", login_fields),
    .binding = offsetof(LoginState, binding),
    .tombstone = &spent,
    .spent_for = LOGIN_LIFETIME,
};

static const RecordField interaction_fields[] = {
    FIELD(Interaction, request.client_id),
    FIELD(Interaction, request.redirect_uri),
    FIELD(Interaction, request.scope),
    FIELD(Interaction, request.state),
    FIELD(Interaction, request.nonce),
    FIELD(Interaction, request.code_challenge),
    FIELD(Interaction, request.prompt),
    FIELD(Interaction, request.login_hint),
    FIELD(Interaction, request.flow_key),
    FIELD(Interaction, request.max_age),
    FIELD(Interaction, request.response_mode),
    FIELD(Interaction, binding),
    FIELD(Interaction, user),
    FIELD(Interaction, sso),
    FIELD(Interaction, auth_time),
    FIELD(Interaction, shown),
    FIELD(Interaction, last_error),
    FIELD(Interaction, typed_name),
};

const RecordShape sessions_record_interaction = {
    SHAPE(Interaction, 1, "interaction", interaction_fields),
    .binding = offsetof(Interaction, binding),
    .tombstone = &spent,
    .spent_for = LOGIN_LIFETIME,
};

static const RecordField grant_fields[] = {
    FIELD(Grant, grant_id), FIELD(Grant, client_id),      FIELD(Grant, redirect_uri), FIELD(Grant, scope),
    FIELD(Grant, nonce),    FIELD(Grant, code_challenge), FIELD(Grant, flow_key),     FIELD(Grant, user),
    FIELD(Grant, sso),      FIELD(Grant, auth_time),      FIELD(Grant, issued),       FIELD(Grant, expires),
};

/* A spent grant keeps its name, so that what was issued from it can be revoked. */
static const RecordField spent_grant_fields[] = { FIELD(Grant, grant_id) };

static const RecordShape spent_grant = {
    SHAPE(Grant, 1, "spent grant", spent_grant_fields),
    .spent = true,
    .binding = NO_BINDING,
};

const RecordShape sessions_record_grant = {
    SHAPE(Grant, 1, "grant", grant_fields), .binding = NO_BINDING,
    .remembered = GRANT_REMEMBERED,         .tombstone = &spent_grant,
    .spent_for = TOMBSTONE_LIFETIME,
};

static const RecordField app_fields[] = {
    FIELD(AppSession, user),      FIELD(AppSession, user_subject),     FIELD(AppSession, provider),
    FIELD(AppSession, issuer),    FIELD(AppSession, id_token_subject), FIELD(AppSession, sso),
    FIELD(AppSession, auth_time), FIELD(AppSession, created),          FIELD(AppSession, expires),
};

const RecordShape sessions_record_app = { SHAPE(AppSession, 2, "session", app_fields), .binding = NO_BINDING };

static const RecordField sso_fields[] = {
    FIELD(SsoSession, user),
    FIELD(SsoSession, auth_time),
    FIELD(SsoSession, created),
    FIELD(SsoSession, expires),
};

const RecordShape sessions_record_sso = { SHAPE(SsoSession, 1, "single sign-on session", sso_fields),
                                          .binding = NO_BINDING };

static const RecordField flow_fields[] = {
    FIELD(Flow, id),
    FIELD_BELOW(Flow, kind, FLOW_KINDS),
    FIELD(Flow, provider),
    FIELD(Flow, app),
    FIELD(Flow, started),
    FIELD(Flow, ended),
    FIELD_BELOW(Flow, reached, MILESTONES),
    FIELD(Flow, took),
    FIELD_BELOW(Flow, outcome, FLOW_OUTCOMES),
    FIELD(Flow, cause),
    FIELD_BELOW(Flow, revision, INT32_MAX),
    FIELD(Flow, reported),
    FIELD(Flow, new_user),
    FIELD(Flow, first),
    FIELD(Flow, test),
};

const RecordShape sessions_record_flow = { SHAPE(Flow, 2, "flow", flow_fields), .binding = NO_BINDING };

static const RecordField attempt_fields[] = { FIELD(AttemptWindow, count), FIELD(AttemptWindow, until) };

const RecordShape sessions_record_attempts = { SHAPE(AttemptWindow, 1, "count of attempts", attempt_fields),
                                               .binding = NO_BINDING };

static const RecordField revocation_fields[] = { FIELD(Revocation, revoked) };

const RecordShape sessions_record_revocation = { SHAPE(Revocation, 1, "revocation", revocation_fields),
                                                 .binding = NO_BINDING };

/* ---- writing ---- */

static void
add_number(Buf *buf, uint64_t value, size_t size)
{
    char bytes[8];

    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)(value >> (8 * (size - 1 - i)));
    buf_add(buf, (Str){ bytes, size });
}

static void
add_wides(Buf *buf, const char *member, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t value;
        memcpy(&value, member + i * sizeof value, sizeof value);
        add_number(buf, (uint64_t)value, 8);
    }
}

static void
add_narrow(Buf *buf, const RecordField *field, const char *member)
{
    int32_t value;

    static_assert(sizeof(FlowKind) == sizeof value && sizeof(MilestoneId) == sizeof value, "an enum is 4 bytes");
    memcpy(&value, member, sizeof value);
    assert(field->below == 0 || (value >= 0 && value < field->below));
    add_number(buf, (uint32_t)value, 4);
}

static Error *
add_text(Buf *buf, const RecordField *field, const char *member)
{
    Str text;

    memcpy(&text, member, sizeof text);
    if (text.len > SESSIONS_TEXT_LIMIT)
        FAIL(E_TOO_LARGE, "%s has %zu bytes; a record of the cache takes at most %d of a text", field->name, text.len,
             SESSIONS_TEXT_LIMIT);
    add_number(buf, text.len, 2);
    buf_add(buf, text);
    return NULL;
}

static Error *
add_field(Buf *buf, const RecordField *field, const void *record)
{
    const char *member = (const char *)record + field->offset;

    switch (field->kind) {
    case FIELD_TEXT:
        return add_text(buf, field, member);
    case FIELD_WIDE:
        add_wides(buf, member, field->size / sizeof(int64_t));
        return NULL;
    case FIELD_NARROW:
        add_narrow(buf, field, member);
        return NULL;
    case FIELD_FLAG:
        buf_add_byte(buf, *(const bool *)member ? 1 : 0);
        return NULL;
    case FIELD_DIGEST:
        buf_add(buf, (Str){ member, field->size });
        return NULL;
    }
    return NULL;
}

Error *
sessions_record_write(const RecordShape *shape, const void *record, Micros expires, RecordBytes *bytes)
{
    Buf buf = buf_fixed(bytes->bytes, sizeof bytes->bytes);
    Str whole;

    add_number(&buf, expires > 0 ? (uint64_t)(expires + shape->remembered) : 0, 8);
    buf_add_byte(&buf, (char)shape->version);
    buf_add_byte(&buf, shape->spent ? STATE_SPENT : STATE_LIVE);
    for (size_t i = 0; i < shape->field_count; i++)
        TRY(add_field(&buf, &shape->fields[i], record));
    TRY(buf_finish(&buf, shape->name, &whole));
    bytes->len = whole.len;
    return NULL;
}

/* ---- reading ---- */

/* What is left of a record; once something did not fit, broken stays true and nothing more is given. */
typedef struct Rest {
    Str bytes;
    bool broken;
} Rest;

static Str
cut(Rest *rest, size_t size)
{
    if (rest->broken || rest->bytes.len < size) {
        rest->broken = true;
        return LIT("");
    }
    Str head = { rest->bytes.ptr, size };
    rest->bytes = (Str){ rest->bytes.ptr + size, rest->bytes.len - size };
    return head;
}

static uint64_t
cut_number(Rest *rest, size_t size)
{
    Str bytes = cut(rest, size);
    uint64_t value = 0;

    for (size_t i = 0; i < bytes.len; i++)
        value = value << 8 | (unsigned char)bytes.ptr[i];
    return value;
}

static void
cut_wides(Rest *rest, char *member, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t value = (int64_t)cut_number(rest, 8);
        memcpy(member + i * sizeof value, &value, sizeof value);
    }
}

static void
cut_narrow(Rest *rest, const RecordField *field, char *member)
{
    int32_t value = (int32_t)(uint32_t)cut_number(rest, 4);

    if (field->below != 0 && (value < 0 || value >= field->below))
        rest->broken = true;
    memcpy(member, &value, sizeof value);
}

static void
cut_text(Rest *rest, char *member)
{
    size_t len = cut_number(rest, 2);

    if (len > SESSIONS_TEXT_LIMIT)
        rest->broken = true;
    Str text = cut(rest, len);
    memcpy(member, &text, sizeof text);
}

static void
cut_flag(Rest *rest, char *member)
{
    uint64_t value = cut_number(rest, 1);

    if (value > 1)
        rest->broken = true;
    *(bool *)member = value == 1;
}

static void
cut_field(Rest *rest, const RecordField *field, void *record)
{
    char *member = (char *)record + field->offset;
    Str digest;

    switch (field->kind) {
    case FIELD_TEXT:
        cut_text(rest, member);
        break;
    case FIELD_WIDE:
        cut_wides(rest, member, field->size / sizeof(int64_t));
        break;
    case FIELD_NARROW:
        cut_narrow(rest, field, member);
        break;
    case FIELD_FLAG:
        cut_flag(rest, member);
        break;
    case FIELD_DIGEST:
        digest = cut(rest, field->size);
        memcpy(member, digest.ptr, digest.len);
        break;
    }
}

Error *
sessions_record_read(const RecordShape *shape, Str bytes, void *record)
{
    Rest rest = { .bytes = bytes };

    (void)cut(&rest, 8);
    uint64_t version = cut_number(&rest, 1);
    uint64_t state = cut_number(&rest, 1);
    if (rest.broken || version != shape->version || state != (shape->spent ? STATE_SPENT : STATE_LIVE))
        FAIL(E_CACHE, "a record of the cache is not a %s of version %d", shape->name, shape->version);
    memset(record, 0, shape->size);
    for (size_t i = 0; i < shape->field_count; i++)
        cut_field(&rest, &shape->fields[i], record);
    if (rest.broken || rest.bytes.len > 0)
        FAIL(E_CACHE, "a %s in the cache is damaged: its %zu bytes do not decode", shape->name, bytes.len);
    return NULL;
}

Micros
sessions_record_expires(Str bytes)
{
    Rest rest = { .bytes = bytes };
    uint64_t expires = cut_number(&rest, 8);

    return expires > INT64_MAX ? INT64_MAX : (Micros)expires;
}

Standing
sessions_record_standing(const RecordShape *shape, Str bytes, Micros now)
{
    if (bytes.len < RECORD_HEAD)
        return STANDING_UNKNOWN;
    Micros expires = sessions_record_expires(bytes);
    bool is_spent = bytes.ptr[RECORD_HEAD - 1] == STATE_SPENT;
    const RecordShape *found = is_spent && shape->tombstone ? shape->tombstone : shape;
    if ((unsigned char)bytes.ptr[RECORD_HEAD - 2] != found->version)
        return STANDING_UNKNOWN;
    if (is_spent)
        return expires <= now ? STANDING_UNKNOWN : STANDING_SPENT;
    return expires - shape->remembered <= now ? STANDING_EXPIRED : STANDING_LIVE;
}
