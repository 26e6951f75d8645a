/* command.h -- what a command is: a row of a table, its words, its options.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_COMMAND_H
#define LATCHSTRING_COMMAND_H

#include "app/config.h"

#define COMMAND_WORDS_MAX   4
#define COMMAND_REPEATS_MAX 16

/* What stood on the command line, for every command; each declares what it takes. */
typedef struct CommandLine {
    Str words[COMMAND_WORDS_MAX]; /* after the command: NAME, FILE … */
    size_t word_count;
    const char *config_file; /* --config */
    bool json, demo, password_stdin, is_public, generate;
    bool csv;
    Str panel;
    Str language, output; /* --lang, -o or --output */
    Str email, name, id, range, permission, display_name, reason;
    Str redirect_uris[COMMAND_REPEATS_MAX];
    size_t redirect_uri_count;
} CommandLine;

typedef struct Command {
    const char *name;    /* "user add" */
    const char *usage;   /* "user add NAME --email E …" */
    const char *help;    /* one sentence or more */
    const char *options; /* the options it takes, space-separated: "json email" */
    size_t words_min, words_max;
    Error *(*run)(Arena *arena, const CommandLine *line, char **environment);
} Command;

/* Read what follows the command's name. E_USAGE names what is wrong. */
Error *command_read(Arena *arena, const Command *command, int argc, char **argv, CommandLine *line) MUST_USE;

/* Load the configuration and the log's format. */
Error *command_config(Arena *arena, const CommandLine *line, char **environment, Config *config) MUST_USE;

/* Print text to standard output. E_IO. */
Error *command_print(Str text) MUST_USE;

/* The password from standard input: one line; asked for without echo at a terminal. Wiped with the arena. E_USAGE when empty,
 * too long or shorter than 8 characters. */
Error *command_read_password(Arena *arena, Str *password) MUST_USE;

/* A password that can be read aloud: 4 groups of 4. */
Str command_make_password(Arena *arena);

/* One function per row of the table in main.c. */
Error *serve_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *check_config_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *user_add_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *user_list_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *user_show_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *user_disable_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *user_enable_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *user_passwd_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *user_permit_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *client_add_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *client_list_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *client_show_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *client_rotate_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *flow_command_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *report_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *complaint_list_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *complaint_show_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *complaint_confirm_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *complaint_resolve_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *complaint_dismiss_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *alert_list_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *alert_test_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *backup_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *backup_restore_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *draw_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *template_export_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *template_check_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;
Error *version_run(Arena *arena, const CommandLine *line, char **environment) MUST_USE;

#endif
