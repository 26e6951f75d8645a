/* userdb_complaints.c -- what people wrote about the picture, and what became of it.
 * SPDX-License-Identifier: ISC */
#include "userdb/userdb_complaints.h"

#include "base/str.h"
#include "crypto/random.h"
#include "userdb/userdb_inner.h"

#define NUMBER_FIRST 100000
#define NUMBERS      900000
#define DRAWS_MAX    50 /* even of 800,000 numbers that are taken, fifty draws find a free one 99.7 times of a hundred */

const char *const userdb_complaint_states[COMPLAINT_STATES] = { "received", "confirmed", "resolved", "dismissed" };

/* Columns of `complaints`, in the order that read_row expects. */
#define COLUMNS "number, state, description, language, picture, reason, received, confirmed, closed"

static Complaint
read_row(const SqlRows *rows)
{
    return (Complaint){
        .number = sql_int(rows, 0),
        .state = (ComplaintState)sql_int(rows, 1),
        .description = sql_text(rows, 2),
        .language = sql_text(rows, 3),
        .picture = sql_text(rows, 4),
        .reason = sql_text(rows, 5),
        .received = sql_int(rows, 6),
        .confirmed = sql_int(rows, 7),
        .closed = sql_int(rows, 8),
    };
}

/* One row of one number. */
static Error *
read_number(Tx *tx, const char *text, int64_t *number)
{
    SqlRows rows;
    bool found;

    TRY(sql_row(tx, text, SQL_NO_ARGS, &rows, &found));
    *number = found ? sql_int(&rows, 0) : 0;
    sql_done(&rows);
    return NULL;
}

/* count says which one. */
static Error *
note(Tx *tx, EventType type, int64_t number, Micros now)
{
    Event event = { .id = random_uuid(tx_arena(tx), now), .type = type, .at = now, .count = number };

    return userdb_outbox_add(tx, &event);
}

/* ---- taking one ---- */

typedef struct Add {
    const Complaint *written;
    bool generic;
    Micros now;
    int64_t number;
} Add;

/* A number that no complaint has. */
static Error *
draw_number(Tx *tx, int64_t *number)
{
    SqlRows rows;
    bool taken = true;
    uint32_t bits;

    for (int draw = 0; draw < DRAWS_MAX && taken; draw++) {
        random_bytes(&bits, sizeof bits);
        *number = NUMBER_FIRST + bits % NUMBERS;
        TRY(sql_row(tx, "SELECT 1 FROM complaints WHERE number = ?1", SQL_ARGS(SQL_I(*number)), &rows, &taken));
        sql_done(&rows);
    }
    if (taken)
        FAIL(E_FULL, "no number is free for one more complaint: decide those that wait");
    return NULL;
}

static Error *
check_room(Tx *tx)
{
    int64_t waiting;

    TRY(read_number(tx, "SELECT count(*) FROM complaints WHERE state IN (0, 1)", &waiting));
    if (waiting >= COMPLAINTS_WAITING_MAX)
        FAIL(E_FULL, "%d complaints wait: decide some (latchstring complaint list)", COMPLAINTS_WAITING_MAX);
    return NULL;
}

/* One more generic one is counted; the oldest beyond those kept go. */
static Error *
count_generic(Tx *tx)
{
    TRY(sql_run(tx, "UPDATE complaint_counts SET generic = generic + 1", SQL_NO_ARGS));
    return sql_run(tx,
                   "DELETE FROM complaints WHERE number IN (SELECT number FROM complaints WHERE generic = 1 "
                   "ORDER BY received DESC, number LIMIT -1 OFFSET ?1)",
                   SQL_ARGS(SQL_I(COMPLAINTS_GENERIC_KEPT)));
}

static Error *
add(Tx *tx, void *arg)
{
    Add *in = arg;
    const Complaint *written = in->written;

    if (!in->generic)
        TRY(check_room(tx));
    TRY(draw_number(tx, &in->number));
    TRY(sql_run(
        tx,
        "INSERT INTO complaints (number, state, generic, description, language, picture, reason, received, closed) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        SQL_ARGS(SQL_I(in->number), SQL_I(in->generic ? COMPLAINT_DISMISSED : COMPLAINT_RECEIVED), SQL_I(in->generic),
                 SQL_T(written->description), SQL_T(written->language), SQL_T(written->picture),
                 SQL_T(in->generic ? COMPLAINT_GENERIC_REASON : LIT("")), SQL_I(in->now),
                 SQL_I(in->generic ? in->now : 0))));
    TRY(note(tx, EVENT_COMPLAINT_RECEIVED, in->number, in->now));
    if (!in->generic)
        return NULL;
    TRY(count_generic(tx));
    return note(tx, EVENT_COMPLAINT_DISMISSED, in->number, in->now);
}

Error *
userdb_add_complaint(Userdb *users, Arena *arena, const Complaint *written, bool generic, Micros now, int64_t *number)
{
    Add in = { .written = written, .generic = generic, .now = now };

    if (written->description.len == 0 || written->description.len > COMPLAINT_TEXT_LIMIT ||
        !str_is_utf8(written->description))
        FAIL(E_INVALID_REQUEST, "a description is 1 to %d bytes of UTF-8", COMPLAINT_TEXT_LIMIT);
    if (written->language.len > COMPLAINT_WORD_LIMIT || written->picture.len > COMPLAINT_WORD_LIMIT)
        FAIL(E_INVALID_REQUEST, "language and picture have at most %d bytes", COMPLAINT_WORD_LIMIT);
    TRY(sql_write(users->sql, arena, add, &in));
    *number = in.number;
    return NULL;
}

/* ---- looking ---- */

typedef struct Find {
    int64_t number;
    Complaint complaint;
} Find;

static Error *
get(Tx *tx, void *arg)
{
    Find *in = arg;
    SqlRows rows;
    bool found;

    TRY(sql_row(tx, "SELECT " COLUMNS " FROM complaints WHERE number = ?1", SQL_ARGS(SQL_I(in->number)), &rows,
                &found));
    if (!found)
        FAIL(E_NOT_FOUND, "no complaint has the number C-%06lld", (long long)in->number);
    in->complaint = read_row(&rows);
    sql_done(&rows);
    return NULL;
}

Error *
userdb_get_complaint(Userdb *users, Arena *arena, int64_t number, Complaint *complaint)
{
    Find in = { .number = number };

    TRY(sql_read(users->sql, arena, get, &in));
    *complaint = in.complaint;
    return NULL;
}

typedef struct List {
    Complaint *items;
    size_t count;
} List;

static Error *
list(Tx *tx, void *arg)
{
    List *in = arg;
    SqlRows rows;
    bool more;

    in->count = 0;
    in->items = ARENA_NEW(tx_arena(tx), Complaint, COMPLAINTS_LISTED_MAX);
    TRY(sql_query(tx,
                  "SELECT " COLUMNS " FROM complaints ORDER BY state > 1, "
                  "CASE WHEN state > 1 THEN -received ELSE received END, number LIMIT ?1",
                  SQL_ARGS(SQL_I(COMPLAINTS_LISTED_MAX)), &rows));
    for (;;) {
        TRY(sql_next(&rows, &more));
        if (!more)
            return NULL;
        in->items[in->count++] = read_row(&rows);
    }
}

Error *
userdb_list_complaints(Userdb *users, Arena *arena, Complaint **items, size_t *count)
{
    List in = { .count = 0 };

    TRY(sql_read(users->sql, arena, list, &in));
    *items = in.items;
    *count = in.count;
    return NULL;
}

static Error *
count_states(Tx *tx, void *arg)
{
    ComplaintCounts *counts = arg;
    SqlRows rows;
    bool more;

    *counts = (ComplaintCounts){ 0 };
    TRY(read_number(tx, "SELECT generic FROM complaint_counts", &counts->generic));
    TRY(sql_query(tx, "SELECT state, count(*) FROM complaints GROUP BY state", SQL_NO_ARGS, &rows));
    for (;;) {
        TRY(sql_next(&rows, &more));
        if (!more)
            return NULL;
        counts->of[sql_int(&rows, 0)] = sql_int(&rows, 1);
    }
}

Error *
userdb_count_complaints(Userdb *users, Arena *arena, ComplaintCounts *counts)
{
    ComplaintCounts in;

    TRY(sql_read(users->sql, arena, count_states, &in));
    *counts = in;
    return NULL;
}

/* ---- deciding ---- */

typedef struct Decide {
    int64_t number;
    ComplaintState to;
    Str reason;
    Micros now;
} Decide;

static const EventType events_of[COMPLAINT_STATES] = {
    [COMPLAINT_RECEIVED] = EVENT_COMPLAINT_RECEIVED,
    [COMPLAINT_CONFIRMED] = EVENT_COMPLAINT_CONFIRMED,
    [COMPLAINT_RESOLVED] = EVENT_COMPLAINT_RESOLVED,
    [COMPLAINT_DISMISSED] = EVENT_COMPLAINT_DISMISSED,
};

/* From which states each can be reached, as bits. */
static const unsigned from_states[COMPLAINT_STATES] = {
    [COMPLAINT_CONFIRMED] = 1U << COMPLAINT_RECEIVED,
    [COMPLAINT_RESOLVED] = 1U << COMPLAINT_CONFIRMED,
    [COMPLAINT_DISMISSED] = 1U << COMPLAINT_RECEIVED | 1U << COMPLAINT_CONFIRMED,
};

static const char *const ways[COMPLAINT_STATES] = {
    [COMPLAINT_RECEIVED] = "confirm or dismiss it",
    [COMPLAINT_CONFIRMED] = "resolve or dismiss it",
    [COMPLAINT_RESOLVED] = "that was its end",
    [COMPLAINT_DISMISSED] = "that was its end",
};

static Error *
decide(Tx *tx, void *arg)
{
    const Decide *in = arg;
    Find find = { .number = in->number };

    TRY(get(tx, &find));
    ComplaintState from = find.complaint.state;
    if (!(from_states[in->to] & 1U << from))
        FAIL(E_USAGE, "complaint C-%06lld is %s: it cannot become %s; %s", (long long)in->number,
             userdb_complaint_states[from], userdb_complaint_states[in->to], ways[from]);
    TRY(sql_run(tx,
                "UPDATE complaints SET state = ?2, reason = ?3, confirmed = CASE ?2 WHEN 1 THEN ?4 ELSE confirmed END, "
                "closed = CASE ?2 WHEN 1 THEN 0 ELSE ?4 END WHERE number = ?1",
                SQL_ARGS(SQL_I(in->number), SQL_I(in->to), SQL_T(in->reason), SQL_I(in->now))));
    return note(tx, events_of[in->to], in->number, in->now);
}

static Error *
check_reason(ComplaintState to, Str reason)
{
    if (to == COMPLAINT_DISMISSED && reason.len == 0)
        FAIL(E_USAGE, "a complaint is dismissed with a reason: --reason \"…\"");
    if (to != COMPLAINT_DISMISSED && reason.len)
        FAIL(E_USAGE, "only a dismissal has a reason");
    if (reason.len > COMPLAINT_REASON_LIMIT || !str_is_utf8(reason))
        FAIL(E_USAGE, "a reason is at most %d bytes of UTF-8", COMPLAINT_REASON_LIMIT);
    return NULL;
}

Error *
userdb_decide_complaint(Userdb *users, Arena *arena, int64_t number, ComplaintState to, Str reason, Micros now)
{
    Decide in = { .number = number, .to = to, .reason = reason, .now = now };

    TRY(check_reason(to, reason));
    return sql_write(users->sql, arena, decide, &in);
}

/* ---- what is late ---- */

typedef struct Late {
    Micros before;
    ComplaintsOverdue overdue;
} Late;

/* How many of a state became so before, and the first of them. */
static Error *
read_late(Tx *tx, const char *text, Late *in, int64_t *count)
{
    SqlRows rows;
    bool found;

    TRY(sql_row(tx, text, SQL_ARGS(SQL_I(in->before)), &rows, &found));
    *count = found ? sql_int(&rows, 0) : 0;
    if (*count && !in->overdue.oldest) {
        in->overdue.since = sql_int(&rows, 1);
        in->overdue.oldest = sql_int(&rows, 2);
    }
    sql_done(&rows);
    return NULL;
}

/* SQLite takes the other columns from the row of the min(). */
static Error *
find_late(Tx *tx, void *arg)
{
    Late *in = arg;

    in->overdue = (ComplaintsOverdue){ 0 };
    TRY(read_late(tx, "SELECT count(*), min(confirmed), number FROM complaints WHERE state = 1 AND confirmed <= ?1", in,
                  &in->overdue.unresolved));
    return read_late(tx, "SELECT count(*), min(received), number FROM complaints WHERE state = 0 AND received <= ?1",
                     in, &in->overdue.unread);
}

Error *
userdb_complaints_overdue(Userdb *users, Arena *arena, Micros now, ComplaintsOverdue *overdue)
{
    Late in = { .before = now - COMPLAINT_ALERT_AFTER };

    TRY(sql_read(users->sql, arena, find_late, &in));
    *overdue = in.overdue;
    return NULL;
}
