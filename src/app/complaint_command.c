/* complaint_command.c -- latchstring complaint list, show, confirm, resolve, dismiss: what people wrote about the picture.
 * SPDX-License-Identifier: ISC */
#include "app/terminal.h"
#include "app/user.h"

#include "base/clock.h"
#include "base/str.h"
#include "codec/json.h"
#include "userdb/userdb_complaints.h"

#include <time.h>

#define OUTPUT_LIMIT ((size_t)24 << 20)
#define GLIMPSE      60 /* bytes of a description in a list */

/* "C-204817", "c-204817", "204817". */
static Error *
read_number(Str word, int64_t *number)
{
    bool prefixed = str_starts(word, LIT("C-")) || str_starts(word, LIT("c-"));
    uint64_t value;

    if (!str_to_uint(prefixed ? str_slice(word, 2, word.len) : word, 999999, &value))
        FAIL(E_USAGE, "NUMBER looks like C-204817");
    *number = (int64_t)value;
    return NULL;
}

static void
add_time(Buf *buf, Micros moment)
{
    time_t seconds = (time_t)(moment / SECOND);
    struct tm parts;
    char text[32];

    (void)gmtime_r(&seconds, &parts);
    (void)strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &parts);
    buf_add(buf, str_from_c(text));
}

static void
write_complaint(JsonOut *out, const Complaint *complaint)
{
    json_open(out, '{');
    json_member_int(out, "number", complaint->number);
    json_member_str(out, "state", str_from_c(userdb_complaint_states[complaint->state]));
    json_member_str(out, "reason", complaint->reason);
    json_member_str(out, "description", complaint->description);
    json_member_str(out, "language", complaint->language);
    json_member_str(out, "picture", complaint->picture);
    json_member_int(out, "received", complaint->received / SECOND);
    json_member_int(out, "confirmed", complaint->confirmed / SECOND);
    json_member_int(out, "closed", complaint->closed / SECOND);
    json_close(out, '}');
}

/* What was built, made harmless for a terminal. */
static Error *
print_json(Arena *arena, Buf *json)
{
    Buf buf = buf_new(arena, 2 * OUTPUT_LIMIT);
    Str text;

    TRY(buf_finish(json, "the list", &text));
    terminal_json(&buf, text);
    buf_add_byte(&buf, '\n');
    TRY(buf_finish(&buf, "the list", &text));
    return command_print(text);
}

static Error *
print_text(const Buf *buf)
{
    Str text;

    TRY(buf_finish(buf, "the list", &text));
    return command_print(text);
}

/* ---- complaint list ---- */

/* The beginning, cut between characters. */
static Str
glimpse(Str text)
{
    size_t to = text.len < GLIMPSE ? text.len : GLIMPSE;

    while (to > 0 && to < text.len && ((unsigned char)text.ptr[to] & 0xc0) == 0x80)
        to--;
    return str_slice(text, 0, to);
}

static void
print_row(Buf *buf, const Complaint *complaint)
{
    Str start = glimpse(complaint->description);

    buf_addf(buf, "C-%06lld  %-9s  ", (long long)complaint->number, userdb_complaint_states[complaint->state]);
    add_time(buf, complaint->received);
    buf_addf(buf, "  %-7.*s  ", STR_ARG(complaint->language));
    terminal_text(buf, start, false, 0);
    buf_add(buf, start.len < complaint->description.len ? LIT("…\n") : LIT("\n"));
}

static Error *
list_json(Arena *arena, const Complaint *items, size_t count, const ComplaintCounts *counts)
{
    Buf buf = buf_new(arena, OUTPUT_LIMIT);
    JsonOut out = json_out(&buf);

    json_open(&out, '{');
    for (int i = 0; i < COMPLAINT_STATES; i++)
        json_member_int(&out, userdb_complaint_states[i], counts->of[i]);
    json_member_int(&out, "generic", counts->generic);
    json_key(&out, "complaints");
    json_open(&out, '[');
    for (size_t i = 0; i < count; i++)
        write_complaint(&out, &items[i]);
    json_close(&out, ']');
    json_close(&out, '}');
    return print_json(arena, &buf);
}

static Error *
list(Arena *arena, const CommandLine *line, const House *house)
{
    Buf buf = buf_new(arena, OUTPUT_LIMIT);
    ComplaintCounts counts;
    Complaint *items;
    size_t count;

    TRY(userdb_count_complaints(house->users, arena, &counts));
    TRY(userdb_list_complaints(house->users, arena, &items, &count));
    if (line->json)
        return list_json(arena, items, count, &counts);
    for (size_t i = 0; i < count; i++)
        print_row(&buf, &items[i]);
    buf_addf(
        &buf,
        "%lld received, %lld confirmed, %lld resolved, %lld dismissed; %lld said nothing and were dismissed at once\n",
        (long long)counts.of[COMPLAINT_RECEIVED], (long long)counts.of[COMPLAINT_CONFIRMED],
        (long long)counts.of[COMPLAINT_RESOLVED], (long long)counts.of[COMPLAINT_DISMISSED], (long long)counts.generic);
    return print_text(&buf);
}

/* ---- complaint show ---- */

static void
print_moment(Buf *buf, const char *name, Micros moment)
{
    if (moment == 0)
        return;
    buf_addf(buf, "%-12s ", name);
    add_time(buf, moment);
    buf_add_byte(buf, '\n');
}

static void
print_words(Buf *buf, const char *name, Str text)
{
    if (text.len == 0)
        return;
    buf_addf(buf, "%-12s ", name);
    terminal_text(buf, text, true, 13);
    buf_add_byte(buf, '\n');
}

static Error *
show_number(Arena *arena, const CommandLine *line, const House *house, int64_t number)
{
    Buf buf = buf_new(arena, OUTPUT_LIMIT);
    JsonOut out = json_out(&buf);
    Complaint complaint;

    TRY(userdb_get_complaint(house->users, arena, number, &complaint));
    if (line->json) {
        write_complaint(&out, &complaint);
        return print_json(arena, &buf);
    }
    buf_addf(&buf, "C-%06lld is %s\n", (long long)complaint.number, userdb_complaint_states[complaint.state]);
    print_words(&buf, "reason", complaint.reason);
    print_moment(&buf, "received", complaint.received);
    print_moment(&buf, "confirmed", complaint.confirmed);
    print_moment(&buf, complaint.state == COMPLAINT_RESOLVED ? "resolved" : "dismissed", complaint.closed);
    print_words(&buf, "language", complaint.language);
    print_words(&buf, "picture", complaint.picture);
    print_words(&buf, "description", complaint.description);
    return print_text(&buf);
}

static Error *
show(Arena *arena, const CommandLine *line, const House *house)
{
    int64_t number;

    TRY(read_number(line->words[0], &number));
    return show_number(arena, line, house, number);
}

/* ---- complaint confirm, resolve, dismiss ---- */

static Error *
decide(Arena *arena, const CommandLine *line, const House *house, ComplaintState to)
{
    int64_t number;

    TRY(read_number(line->words[0], &number));
    TRY(userdb_decide_complaint(house->users, arena, number, to, line->reason, clock_now(&clock_system)));
    return show_number(arena, line, house, number);
}

static Error *
confirm(Arena *arena, const CommandLine *line, const House *house)
{
    return decide(arena, line, house, COMPLAINT_CONFIRMED);
}

static Error *
resolve(Arena *arena, const CommandLine *line, const House *house)
{
    return decide(arena, line, house, COMPLAINT_RESOLVED);
}

static Error *
dismiss(Arena *arena, const CommandLine *line, const House *house)
{
    return decide(arena, line, house, COMPLAINT_DISMISSED);
}

typedef Error *(*ComplaintFn)(Arena *arena, const CommandLine *line, const House *house);

static Error *
run(Arena *arena, const CommandLine *line, char **environment, ComplaintFn fn)
{
    Config config;
    House house;

    TRY(user_open(arena, line, environment, &config, &house));
    Error *error = fn(arena, line, &house);
    house_close(&house);
    return error;
}

Error *
complaint_list_run(Arena *arena, const CommandLine *line, char **environment)
{
    return run(arena, line, environment, list);
}

Error *
complaint_show_run(Arena *arena, const CommandLine *line, char **environment)
{
    return run(arena, line, environment, show);
}

Error *
complaint_confirm_run(Arena *arena, const CommandLine *line, char **environment)
{
    return run(arena, line, environment, confirm);
}

Error *
complaint_resolve_run(Arena *arena, const CommandLine *line, char **environment)
{
    return run(arena, line, environment, resolve);
}

Error *
complaint_dismiss_run(Arena *arena, const CommandLine *line, char **environment)
{
    return run(arena, line, environment, dismiss);
}
