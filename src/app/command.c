/* command.c -- reading a command line, and what several commands need.
 * SPDX-License-Identifier: ISC */
#include "app/command.h"

#include "base/str.h"
#include "crypto/random.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define PASSWORD_MIN 8

typedef enum OptionKind { OPTION_FLAG, OPTION_TEXT, OPTION_FILE, OPTION_URIS } OptionKind;

typedef struct Option {
    const char *name;
    OptionKind kind;
    size_t offset;
} Option;

static const Option options[] = {
    { "config", OPTION_FILE, offsetof(CommandLine, config_file) },
    { "json", OPTION_FLAG, offsetof(CommandLine, json) },
    { "demo", OPTION_FLAG, offsetof(CommandLine, demo) },
    { "password-stdin", OPTION_FLAG, offsetof(CommandLine, password_stdin) },
    { "generate", OPTION_FLAG, offsetof(CommandLine, generate) },
    { "public", OPTION_FLAG, offsetof(CommandLine, is_public) },
    { "email", OPTION_TEXT, offsetof(CommandLine, email) },
    { "name", OPTION_TEXT, offsetof(CommandLine, name) },
    { "id", OPTION_TEXT, offsetof(CommandLine, id) },
    { "range", OPTION_TEXT, offsetof(CommandLine, range) },
    { "panel", OPTION_TEXT, offsetof(CommandLine, panel) },
    { "csv", OPTION_FLAG, offsetof(CommandLine, csv) },
    { "permission", OPTION_TEXT, offsetof(CommandLine, permission) },
    { "display-name", OPTION_TEXT, offsetof(CommandLine, display_name) },
    { "reason", OPTION_TEXT, offsetof(CommandLine, reason) },
    { "redirect-uri", OPTION_URIS, 0 },
    { "lang", OPTION_TEXT, offsetof(CommandLine, language) },
    { "output", OPTION_TEXT, offsetof(CommandLine, output) },
};

static const Option *
option_find(const Command *command, Str name)
{
    for (size_t i = 0; i < COUNT_OF(options); i++)
        if (str_equal(name, str_from_c(options[i].name)) &&
            (i == 0 || str_has_word(str_from_c(command->options), name)))
            return &options[i];
    return NULL;
}

static Error *
add_uri(CommandLine *line, Str uri)
{
    if (line->redirect_uri_count == COMMAND_REPEATS_MAX)
        FAIL(E_USAGE, "--redirect-uri may be given %d times at most", COMMAND_REPEATS_MAX);
    line->redirect_uris[line->redirect_uri_count++] = uri;
    return NULL;
}

static Error *
set_option(CommandLine *line, const Option *option, const char *value)
{
    void *at = (char *)line + option->offset;

    switch (option->kind) {
    case OPTION_FLAG:
        *(bool *)at = true;
        return NULL;
    case OPTION_TEXT:
        *(Str *)at = str_from_c(value);
        return NULL;
    case OPTION_FILE:
        *(const char **)at = value;
        return NULL;
    case OPTION_URIS:
        return add_uri(line, str_from_c(value));
    }
    return NULL;
}

/* One "--name", "--name value" or "--name=value"; *used counts the words. */
static Error *
read_option(Arena *arena, const Command *command, char **words, CommandLine *line, int *used)
{
    Str name;
    Str given = str_from_c(words[0]);
    Str value = str_cut(str_slice(given, 2, given.len), '=', &name);
    bool joined = name.len + 2 < given.len;
    const Option *option = option_find(command, name);

    if (!option)
        FAIL(E_USAGE, "\"%s\" is no option of this command", words[0]);
    if (option->kind == OPTION_FLAG && joined)
        FAIL(E_USAGE, "--%s takes no value", option->name);
    if (option->kind == OPTION_FLAG || joined) {
        *used = 1;
        return set_option(line, option, joined ? str_to_c(arena, value) : NULL);
    }
    if (!words[1])
        FAIL(E_USAGE, "--%s needs a value after it", option->name);
    *used = 2;
    return set_option(line, option, words[1]);
}

Error *
command_read(Arena *arena, const Command *command, int argc, char **argv, CommandLine *line)
{
    static char output[] = "--output";

    *line = (CommandLine){ 0 };
    for (int i = 0, used = 1; i < argc; i += used) {
        used = 1;
        if (strcmp(argv[i], "-o") == 0)
            argv[i] = output;
        if (strncmp(argv[i], "--", 2) == 0)
            TRY(read_option(arena, command, &argv[i], line, &used));
        else if (line->word_count == command->words_max)
            FAIL(E_USAGE, "\"%s\" is one word too many", argv[i]);
        else
            line->words[line->word_count++] = str_from_c(argv[i]);
    }
    if (line->word_count < command->words_min)
        FAIL(E_USAGE, "something is missing");
    return NULL;
}

Error *
command_config(Arena *arena, const CommandLine *line, char **environment, Config *config)
{
    TRY(config_load(arena, line->config_file, environment, config));
    log_configure((LogFormat)config->log);
    return NULL;
}

Error *
command_print(Str text)
{
    if (fwrite(text.ptr, 1, text.len, stdout) != text.len || fflush(stdout) != 0)
        FAIL(E_IO, "standard output cannot be written: %s", strerror(errno));
    return NULL;
}

/* One line from standard input, without its end; at a terminal without echo. */
static bool
read_line(char *memory, int size)
{
    struct termios before, quiet;
    bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0;

    if (terminal) {
        quiet = before;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        fputs("Password: ", stderr);
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    bool read = fgets(memory, size, stdin) != NULL;
    if (terminal) {
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fputs("\n", stderr);
    }
    memory[strcspn(memory, "\r\n")] = '\0';
    return read;
}

Error *
command_read_password(Arena *arena, Str *password)
{
    int size = PASSWORD_LIMIT + 3;
    char *memory = arena_alloc_secret(arena, (size_t)size);

    if (!read_line(memory, size))
        FAIL(E_USAGE, "no password came on standard input");
    Str read = str_from_c(memory);
    if (read.len < PASSWORD_MIN || read.len > PASSWORD_LIMIT)
        FAIL(E_USAGE, "a password has %d to %d bytes; this one has %zu", PASSWORD_MIN, PASSWORD_LIMIT, read.len);
    if (!str_is_utf8(read))
        FAIL(E_USAGE, "a password is UTF-8 text");
    *password = read;
    return NULL;
}

Str
command_make_password(Arena *arena)
{
    static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789"; /* 32, none like another */
    unsigned char bytes[16];
    char *text = arena_alloc_secret(arena, 20);
    size_t length = 0;

    random_bytes(bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++) {
        if (i && i % 4 == 0)
            text[length++] = '-';
        text[length++] = letters[bytes[i] % 32];
    }
    return (Str){ text, length };
}
