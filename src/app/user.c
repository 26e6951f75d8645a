/* user.c -- latchstring user add, list, show, disable, enable, passwd, permit.
 * SPDX-License-Identifier: ISC */
#include "app/user.h"

#include "base/clock.h"
#include "base/str.h"
#include "codec/json.h"
#include "crypto/password.h"

#define LIST_PAGE    1000
#define OUTPUT_LIMIT ((size_t)16 << 20)

Error *
user_open(Arena *arena, const CommandLine *line, char **environment, Config *config, House *house)
{
    TRY(command_config(arena, line, environment, config));
    return house_open(arena, config, false, house);
}

Error *
user_permissions(Str word, unsigned *permissions)
{
    if (word.len == 0 || str_equal(word, LIT("none")))
        *permissions = 0;
    else if (str_equal(word, LIT("reports")))
        *permissions = PERMISSION_REPORTS;
    else if (str_equal(word, LIT("admin")))
        *permissions = PERMISSION_ADMIN;
    else
        FAIL(E_USAGE, "--permission is reports, admin or none, not \"%.*s\"", STR_ARG(word));
    return NULL;
}

static const char *
permission_words(unsigned permissions)
{
    if (permissions & PERMISSION_ADMIN)
        return "admin";
    return permissions & PERMISSION_REPORTS ? "reports" : "none";
}

/* made: the password to show this once, or "". */
static void
write_user(JsonOut *out, const User *user, Str made)
{
    json_open(out, '{');
    json_member_str(out, "sub", user->subject);
    json_member_str(out, "name", user->name);
    json_member_str(out, "display_name", user->display_name);
    json_member_str(out, "email", user->email);
    json_member_bool(out, "email_verified", user->email_verified);
    json_member_bool(out, "disabled", user->disabled);
    json_member_str(out, "permission", str_from_c(permission_words(user->permissions)));
    json_member_int(out, "created", user->created / SECOND);
    if (made.len)
        json_member_str(out, "password", made);
    json_close(out, '}');
}

static void
print_row(Buf *buf, const User *user)
{
    buf_addf(buf, "%-20.*s %-32.*s %-9s %-8s %.*s\n", STR_ARG(str_slice(user->name, 0, 100)),
             STR_ARG(str_slice(user->email, 0, 100)), user->disabled ? "disabled" : "enabled",
             permission_words(user->permissions), STR_ARG(user->subject));
}

/* ---- user add ---- */

/* The password there is to be: read, made, or none (an invitation). *made is what has to be printed. */
static Error *
choose_password(Arena *arena, const CommandLine *line, Str *encoded, Str *made)
{
    Str password;

    if (line->password_stdin && line->generate)
        FAIL(E_USAGE, "--password-stdin and --generate exclude each other");
    if (line->password_stdin) {
        TRY(command_read_password(arena, &password));
        return password_hash(arena, password, encoded);
    }
    if (!line->generate)
        return NULL;
    *made = command_make_password(arena);
    return password_hash(arena, *made, encoded);
}

static Error *
add(Arena *arena, const CommandLine *line, const House *house)
{
    NewUser account = { .name = line->words[0],
                        .display_name = line->display_name.len ? line->display_name : line->words[0],
                        .email = line->email,
                        .email_verified = line->email.len > 0 };
    Str made = LIT("");
    User user;

    TRY(user_permissions(line->permission, &account.permissions));
    TRY(choose_password(arena, line, &account.password_encoded, &made));
    if (account.password_encoded.len == 0 && account.email.len == 0)
        FAIL(E_USAGE, "an account needs a password (--password-stdin, --generate) or, as an invitation, an --email");
    TRY(userdb_create_user(house->users, arena, &account, clock_now(&clock_system), &user));
    Buf buf = buf_new(arena, OUTPUT_LIMIT);
    if (line->json) {
        JsonOut out = json_out(&buf);
        write_user(&out, &user, made);
        buf_add_byte(&buf, '\n');
    } else {
        buf_addf(&buf, "user %.*s was added\n", STR_ARG(user.name));
        if (made.len)
            buf_addf(&buf, "password: %.*s   (shown this once)\n", STR_ARG(made));
    }
    return command_print(buf_str(&buf));
}

Error *
user_add_run(Arena *arena, const CommandLine *line, char **environment)
{
    Config config;
    House house;

    TRY(user_open(arena, line, environment, &config, &house));
    Error *error = add(arena, line, &house);
    house_close(&house);
    return error;
}

/* ---- user list, user show ---- */

static Error *
list(Arena *arena, const CommandLine *line, const House *house)
{
    Buf buf = buf_new(arena, OUTPUT_LIMIT);
    JsonOut out = json_out(&buf);
    size_t count = 0;
    User *users;

    if (line->json)
        json_open(&out, '[');
    for (size_t offset = 0; offset == 0 || count == LIST_PAGE; offset += count) {
        TRY(userdb_list_users(house->users, arena, offset, LIST_PAGE, &users, &count));
        for (size_t i = 0; i < count; i++) {
            if (line->json)
                write_user(&out, &users[i], LIT(""));
            else
                print_row(&buf, &users[i]);
        }
    }
    if (line->json) {
        json_close(&out, ']');
        buf_add_byte(&buf, '\n');
    }
    Str text;
    TRY(buf_finish(&buf, "the list", &text));
    return command_print(text);
}

Error *
user_list_run(Arena *arena, const CommandLine *line, char **environment)
{
    Config config;
    House house;

    TRY(user_open(arena, line, environment, &config, &house));
    Error *error = list(arena, line, &house);
    house_close(&house);
    return error;
}

static Error *
show(Arena *arena, const CommandLine *line, const House *house)
{
    Buf buf = buf_new(arena, OUTPUT_LIMIT);
    JsonOut out = json_out(&buf);
    User user;

    TRY(userdb_find_user(house->users, arena, line->words[0], &user));
    if (line->json) {
        write_user(&out, &user, LIT(""));
        buf_add_byte(&buf, '\n');
        return command_print(buf_str(&buf));
    }
    print_row(&buf, &user);
    return command_print(buf_str(&buf));
}

Error *
user_show_run(Arena *arena, const CommandLine *line, char **environment)
{
    Config config;
    House house;

    TRY(user_open(arena, line, environment, &config, &house));
    Error *error = show(arena, line, &house);
    house_close(&house);
    return error;
}

/* ---- what changes an account ---- */

typedef Error *(*UserChange)(Arena *arena, const CommandLine *line, const House *house, const User *user);

/* Find the account, change it. */
static Error *
change(Arena *arena, const CommandLine *line, char **environment, UserChange fn)
{
    Config config;
    House house;
    User user;

    TRY(user_open(arena, line, environment, &config, &house));
    Error *error = userdb_find_user(house.users, arena, line->words[0], &user);
    if (!error)
        error = fn(arena, line, &house, &user);
    house_close(&house);
    return error;
}

static Error *
disable(Arena *arena, const CommandLine *line, const House *house, const User *user)
{
    (void)line;
    return userdb_disable_user(house->users, arena, user->id, true, clock_now(&clock_system));
}

Error *
user_disable_run(Arena *arena, const CommandLine *line, char **environment)
{
    return change(arena, line, environment, disable);
}

static Error *
enable(Arena *arena, const CommandLine *line, const House *house, const User *user)
{
    (void)line;
    return userdb_disable_user(house->users, arena, user->id, false, clock_now(&clock_system));
}

Error *
user_enable_run(Arena *arena, const CommandLine *line, char **environment)
{
    return change(arena, line, environment, enable);
}

static Error *
passwd(Arena *arena, const CommandLine *line, const House *house, const User *user)
{
    bool generate = !line->password_stdin;
    Str password, encoded;

    if (generate)
        password = command_make_password(arena);
    else
        TRY(command_read_password(arena, &password));
    TRY(password_hash(arena, password, &encoded));
    TRY(userdb_set_password(house->users, arena, user->id, encoded, clock_now(&clock_system)));
    if (generate)
        return command_print(str_format(arena, "password: %.*s   (shown this once)\n", STR_ARG(password)));
    return NULL;
}

Error *
user_passwd_run(Arena *arena, const CommandLine *line, char **environment)
{
    return change(arena, line, environment, passwd);
}

static Error *
permit(Arena *arena, const CommandLine *line, const House *house, const User *user)
{
    unsigned permissions;

    if (line->permission.len == 0)
        FAIL(E_USAGE, "--permission is missing");
    TRY(user_permissions(line->permission, &permissions));
    return userdb_set_permissions(house->users, arena, user->id, permissions, clock_now(&clock_system));
}

Error *
user_permit_run(Arena *arena, const CommandLine *line, char **environment)
{
    return change(arena, line, environment, permit);
}
