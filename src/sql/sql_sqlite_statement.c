/* sql_sqlite_statement.c -- prepared statements: made once per connection, found again by the address of their text.
 * SPDX-License-Identifier: ISC */
#include "sql/sql_sqlite.h"

#include <assert.h>
#include <stdlib.h>

#define FIRST_SLOTS 128

/* Where a text's search starts: literals are aligned by nothing, so mix all bits. */
static size_t
slot_of(const char *text, size_t slot_count)
{
    uint64_t mixed = (uint64_t)(uintptr_t)text * 0x9e3779b97f4a7c15u;

    return (size_t)(mixed >> 32) & (slot_count - 1);
}

static LiteStatement *
find_idle(const Lite *lite, const char *text)
{
    if (lite->slot_count == 0)
        return NULL;
    for (size_t at = slot_of(text, lite->slot_count); lite->slots[at]; at = (at + 1) & (lite->slot_count - 1))
        if (lite->slots[at]->text == text && !lite->slots[at]->open)
            return lite->slots[at];
    return NULL;
}

static void
put(LiteStatement **slots, size_t slot_count, LiteStatement *statement)
{
    size_t at = slot_of(statement->text, slot_count);

    while (slots[at])
        at = (at + 1) & (slot_count - 1);
    slots[at] = statement;
}

/* At most half full, so that a search ends soon. */
static bool
make_room(Lite *lite)
{
    if (lite->used * 2 < lite->slot_count)
        return true;
    size_t slot_count = lite->slot_count ? lite->slot_count * 2 : FIRST_SLOTS;
    LiteStatement **slots = calloc(slot_count, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < lite->slot_count; i++)
        if (lite->slots[i])
            put(slots, slot_count, lite->slots[i]);
    free(lite->slots);
    lite->slots = slots;
    lite->slot_count = slot_count;
    return true;
}

static Error *
prepare(Lite *lite, const char *text, LiteStatement **out)
{
    LiteStatement *statement = make_room(lite) ? calloc(1, sizeof *statement) : NULL;

    if (!statement)
        FAIL(E_MEMORY, "no memory to prepare a statement of %s", lite->path);
    int result = sqlite3_prepare_v3(lite->db, text, -1, SQLITE_PREPARE_PERSISTENT, &statement->stmt, NULL);
    if (result != SQLITE_OK) {
        free(statement);
        return sql_sqlite_error(lite, result);
    }
    statement->text = text;
    put(lite->slots, lite->slot_count, statement);
    lite->used++;
    *out = statement;
    return NULL;
}

static int
bind_value(sqlite3_stmt *stmt, int at, const SqlValue *value, SqlBind bind)
{
    sqlite3_destructor_type keep = bind == SQL_BIND_COPY ? SQLITE_TRANSIENT : SQLITE_STATIC;
    const char *bytes = value->text.len ? value->text.ptr : ""; /* NULL would bind NULL, not the empty text */

    switch (value->kind) {
    case SQL_INT:
        return sqlite3_bind_int64(stmt, at, value->number);
    case SQL_TEXT:
        return sqlite3_bind_text64(stmt, at, bytes, value->text.len, keep, SQLITE_UTF8);
    case SQL_BLOB:
        return sqlite3_bind_blob64(stmt, at, bytes, value->text.len, keep);
    case SQL_NULL:
        return sqlite3_bind_null(stmt, at);
    }
    return SQLITE_MISUSE;
}

Error *
sql_sqlite_statement_open(SqlConn *conn, const char *text, const SqlValue *args, size_t count, SqlBind bind, void **out)
{
    Lite *lite = (Lite *)conn;
    LiteStatement *statement = find_idle(lite, text);

    if (!statement)
        TRY(prepare(lite, text, &statement));
    assert(sqlite3_bind_parameter_count(statement->stmt) == (int)count);
    statement->open = true;
    lite->open++;
    for (size_t i = 0; i < count; i++) {
        int result = bind_value(statement->stmt, (int)i + 1, &args[i], bind);
        if (result != SQLITE_OK) {
            Error *error = sql_sqlite_error(lite, result);
            sql_sqlite_statement_finish(conn, statement);
            return error;
        }
    }
    *out = statement;
    return NULL;
}

Error *
sql_sqlite_statement_step(SqlConn *conn, void *arg, bool *more)
{
    const LiteStatement *statement = arg;

    int result = sqlite3_step(statement->stmt);
    if (result != SQLITE_ROW && result != SQLITE_DONE)
        return sql_sqlite_error((Lite *)conn, result);
    *more = result == SQLITE_ROW;
    return NULL;
}

/* Reset repeats the error of the last step, which was told already. */
void
sql_sqlite_statement_finish(SqlConn *conn, void *arg)
{
    LiteStatement *statement = arg;

    (void)sqlite3_reset(statement->stmt);
    (void)sqlite3_clear_bindings(statement->stmt);
    statement->open = false;
    ((Lite *)conn)->open--;
}

void
sql_sqlite_statement_tidy(SqlConn *conn)
{
    const Lite *lite = (Lite *)conn;

    for (size_t i = 0; lite->open > 0 && i < lite->slot_count; i++)
        if (lite->slots[i] && lite->slots[i]->open)
            sql_sqlite_statement_finish(conn, lite->slots[i]);
}

void
sql_sqlite_statement_free_all(Lite *lite)
{
    for (size_t i = 0; i < lite->slot_count; i++) {
        if (!lite->slots[i])
            continue;
        (void)sqlite3_finalize(lite->slots[i]->stmt);
        free(lite->slots[i]);
    }
    free(lite->slots);
    lite->slots = NULL;
    lite->slot_count = lite->used = lite->open = 0;
}
