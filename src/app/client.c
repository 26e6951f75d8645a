/* client.c -- latchstring client add, list, show, rotate-secret.
 * SPDX-License-Identifier: ISC */
#include "app/user.h"

#include "base/clock.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/uri.h"
#include "crypto/hash.h"
#include "crypto/random.h"

#include <string.h>

#define OUTPUT_LIMIT ((size_t)4 << 20)

/* A native app's own address ends up in a header and in a policy: a plain scheme, and nothing but URI bytes behind it. */
static bool
is_plain_uri(Str scheme, Str text)
{
    for (size_t i = 0; i < scheme.len; i++) {
        char c = scheme.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+'))
            return false;
    }
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] <= 0x20 || (unsigned char)text.ptr[i] >= 0x7f ||
            strchr("\\<>\"^`{|}#;,", text.ptr[i]))
            return false;
    return text.len <= URI_LIMIT;
}

/* https anywhere; http only to this machine; a native app's own scheme has a dot (RFC 8252 7.1) and is for public clients. */
static Error *
check_redirect(const CommandLine *line, Str text)
{
    Str scheme;
    Uri uri;

    (void)str_cut(text, ':', &scheme);
    bool own_scheme = str_find_byte(scheme, '.') < scheme.len && scheme.len < text.len;
    if (own_scheme && line->is_public && is_plain_uri(scheme, text))
        return NULL;
    Error *error = uri_parse(text, &uri);
    if (error)
        FAIL(E_USAGE, "--redirect-uri %.*s: %s", STR_ARG(str_slice(text, 0, 120)), error->text);
    if (str_equal(uri.scheme, LIT("http")) && !uri_host_is_loopback(uri.host))
        FAIL(E_USAGE, "--redirect-uri %.*s: a code would travel in the clear; use https (http only to this machine)",
             STR_ARG(str_slice(text, 0, 120)));
    return NULL;
}

static Error *
check_id(Str id)
{
    if (id.len == 0 || id.len > NAME_LIMIT)
        FAIL(E_USAGE, "--id has 1 to %d characters", NAME_LIMIT);
    for (size_t i = 0; i < id.len; i++) {
        char c = id.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                     c == '_' || c == '.';
        if (!plain)
            FAIL(E_USAGE, "--id has letters, digits, '-', '_' and '.', nothing else");
    }
    return NULL;
}

static Error *
read_client(const CommandLine *line, Client *client)
{
    TRY(check_id(line->id));
    if (line->name.len == 0 || line->name.len > NAME_LIMIT || !str_is_utf8(line->name))
        FAIL(E_USAGE, "--name, which people see, has 1 to %d bytes of UTF-8", NAME_LIMIT);
    if (line->redirect_uri_count == 0)
        FAIL(E_USAGE, "--redirect-uri is missing");
    *client = (Client){ .client_id = line->id, .name = line->name, .is_public = line->is_public };
    for (size_t i = 0; i < line->redirect_uri_count; i++) {
        TRY(check_redirect(line, line->redirect_uris[i]));
        client->redirect_uris[client->redirect_uri_count++] = line->redirect_uris[i];
    }
    return NULL;
}

static void
write_client(JsonOut *out, const Client *client, Str secret)
{
    json_open(out, '{');
    json_member_str(out, "client_id", client->client_id);
    json_member_str(out, "client_name", client->name);
    json_member_bool(out, "public", client->is_public);
    if (secret.len)
        json_member_str(out, "client_secret", secret);
    json_key(out, "redirect_uris");
    json_open(out, '[');
    for (size_t i = 0; i < client->redirect_uri_count; i++)
        json_str(out, client->redirect_uris[i]);
    json_close(out, ']');
    json_close(out, '}');
}

static void
print_client(Buf *buf, const Client *client)
{
    buf_addf(buf, "%.*s   %.*s   %s\n", STR_ARG(client->client_id), STR_ARG(client->name),
             client->first_party ? "our own"
             : client->is_public ? "public"
                                 : "confidential");
    for (size_t i = 0; i < client->redirect_uri_count; i++) {
        buf_add(buf, LIT("    "));
        buf_add(buf, client->redirect_uris[i]);
        buf_add_byte(buf, '\n');
    }
}

/* The client, and its secret this once. */
static Error *
print_with_secret(Arena *arena, const CommandLine *line, const Client *client, Str secret)
{
    Buf buf = buf_new(arena, OUTPUT_LIMIT);
    JsonOut out = json_out(&buf);

    if (line->json) {
        write_client(&out, client, secret);
        buf_add_byte(&buf, '\n');
        return command_print(buf_str(&buf));
    }
    print_client(&buf, client);
    if (secret.len)
        buf_addf(&buf, "client_secret: %.*s   (shown this once)\n", STR_ARG(secret));
    return command_print(buf_str(&buf));
}

static Error *
add(Arena *arena, const CommandLine *line, const House *house)
{
    Str secret = LIT("");
    Client client;

    TRY(read_client(line, &client));
    if (!client.is_public) {
        secret = random_token(arena);
        hash_sha256(secret, client.secret_hash);
    }
    TRY(userdb_create_client(house->users, arena, &client, clock_now(&clock_system)));
    return print_with_secret(arena, line, &client, secret);
}

static Error *
list(Arena *arena, const CommandLine *line, const House *house)
{
    Buf buf = buf_new(arena, OUTPUT_LIMIT);
    JsonOut out = json_out(&buf);
    Client *clients;
    size_t count;
    Str text;

    TRY(userdb_list_clients(house->users, arena, &clients, &count));
    if (line->json)
        json_open(&out, '[');
    for (size_t i = 0; i < count; i++) {
        if (line->json)
            write_client(&out, &clients[i], LIT(""));
        else
            print_client(&buf, &clients[i]);
    }
    if (line->json) {
        json_close(&out, ']');
        buf_add_byte(&buf, '\n');
    }
    TRY(buf_finish(&buf, "the list", &text));
    return command_print(text);
}

static Error *
show(Arena *arena, const CommandLine *line, const House *house)
{
    Client client;

    TRY(userdb_get_client(house->users, arena, line->words[0], &client));
    return print_with_secret(arena, line, &client, LIT(""));
}

static Error *
rotate(Arena *arena, const CommandLine *line, const House *house)
{
    unsigned char hash[HASH_SIZE];
    Str secret = random_token(arena);
    Client client;

    TRY(userdb_get_client(house->users, arena, line->words[0], &client));
    if (client.is_public)
        FAIL(E_USAGE, "client %.*s is public: it has no secret", STR_ARG(client.client_id));
    if (client.first_party)
        FAIL(E_USAGE, "client %.*s is our own: its secret follows from the key file", STR_ARG(client.client_id));
    hash_sha256(secret, hash);
    TRY(userdb_set_client_secret(house->users, arena, client.client_id, hash, clock_now(&clock_system)));
    return print_with_secret(arena, line, &client, secret);
}

typedef Error *(*ClientCommand)(Arena *arena, const CommandLine *line, const House *house);

static Error *
run(Arena *arena, const CommandLine *line, char **environment, ClientCommand fn)
{
    Config config;
    House house;

    TRY(user_open(arena, line, environment, &config, &house));
    Error *error = fn(arena, line, &house);
    house_close(&house);
    return error;
}

Error *
client_add_run(Arena *arena, const CommandLine *line, char **environment)
{
    return run(arena, line, environment, add);
}

Error *
client_list_run(Arena *arena, const CommandLine *line, char **environment)
{
    return run(arena, line, environment, list);
}

Error *
client_show_run(Arena *arena, const CommandLine *line, char **environment)
{
    return run(arena, line, environment, show);
}

Error *
client_rotate_run(Arena *arena, const CommandLine *line, char **environment)
{
    return run(arena, line, environment, rotate);
}
