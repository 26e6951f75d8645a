/* main.c -- the program: finds the command in its table, runs it, says in one sentence what went wrong.
 * SPDX-License-Identifier: ISC */
#include "app/command.h"

#include "base/str.h"
#include "crypto/random.h"

#include <stdio.h>
#include <string.h>

#define COMMAND_ARENA ((size_t)64 << 20)

/* clang-format off */
static const Command commands[] = {
    { "serve", "serve [--demo]",
      "Run the site. --demo: on this machine only, with a demo account whose password is printed once.",
      "demo", 0, 0, serve_run },
    { "check-config", "check-config [--json]",
      "Read the configuration as serve would, and print every setting (never a secret).",
      "json", 0, 0, check_config_run },
    { "user add", "user add NAME [--email E] [--display-name D] [--password-stdin | --generate] [--permission reports|admin]",
      "Make an account. Without a password it is an invitation: the first sign-in at an outside provider with this verified e-mail takes it.",
      "email display-name password-stdin generate permission json", 1, 1, user_add_run },
    { "user list", "user list [--json]", "List the accounts.", "json", 0, 0, user_list_run },
    { "user show", "user show NAME [--json]", "Show one account, by name, e-mail or subject.", "json", 1, 1, user_show_run },
    { "user disable", "user disable NAME", "Refuse the account everything from now on, its tokens and sessions included.", "", 1, 1, user_disable_run },
    { "user enable", "user enable NAME", "Undo user disable.", "", 1, 1, user_enable_run },
    { "user passwd", "user passwd NAME [--password-stdin]",
      "Give the account a new password: one from standard input, or a new one that is printed.",
      "password-stdin", 1, 1, user_passwd_run },
    { "user permit", "user permit NAME --permission reports|admin|none", "Set what the account may do here.", "permission", 1, 1, user_permit_run },
    { "client add", "client add --id ID --name N --redirect-uri U … [--public] [--json]",
      "Register an app that signs people in here. Its secret is printed once; --public: it has none (a native app).",
      "id name redirect-uri public json", 0, 0, client_add_run },
    { "client list", "client list [--json]", "List the registered apps.", "json", 0, 0, client_list_run },
    { "client show", "client show ID [--json]", "Show one app.", "json", 1, 1, client_show_run },
    { "client rotate-secret", "client rotate-secret ID [--json]", "Give the app a new secret, printed once; the old one stops working within a tenth of a second.", "json", 1, 1, client_rotate_run },
    { "flow", "flow [--json | --lang L -o OUT.svg|OUT.png]", "The figures of the diagram's connections over the last 24 hours; with --lang or -o the picture of them.", "json lang output", 0, 0, flow_command_run },
    { "report", "report [--range 1h|24h|7d|30d|90d] [--panel NAME] [--json | --csv]", "The panels of /reports: the funnel of seven steps, outcomes, causes, times, people, sessions.", "range panel json csv", 0, 0, report_run },
    { "complaint list", "complaint list [--json]", "List what people wrote about the picture: what waits for a decision first.", "json", 0, 0, complaint_list_run },
    { "complaint show", "complaint show NUMBER [--json]", "Show all of one complaint.", "json", 1, 1, complaint_show_run },
    { "complaint confirm", "complaint confirm NUMBER [--json]", "It is right: it is to be resolved within 24 hours.", "json", 1, 1, complaint_confirm_run },
    { "complaint resolve", "complaint resolve NUMBER [--json]", "What a confirmed complaint told of has been put right.", "json", 1, 1, complaint_resolve_run },
    { "complaint dismiss", "complaint dismiss NUMBER --reason R [--json]", "Nothing will be done about it, and why.", "json reason", 1, 1, complaint_dismiss_run },
    { "alert list", "alert list [--json]", "What stands or was told: alerts, and the deliveries of the webhook.", "json", 0, 0, alert_list_run },
    { "alert test", "alert test", "Send a test to the webhook now, and say how it was answered.", "", 0, 0, alert_test_run },
    { "draw", "draw [FILE] [--lang L] [-o OUT.svg|OUT.png]",
      "Draw a diagram on the whiteboard: that of FILE (docs/picture.md), or the built-in one. Without -o to standard output.",
      "lang output", 0, 1, draw_run },
    { "template export", "template export DIR", "Write the built-in templates of the pages into a folder, to change them (docs/templates.md). Files that are there already are left alone: then nothing is written.", "", 1, 1, template_export_run },
    { "template check", "template check DIR", "Check a folder of templates as serve would: the setting pages.templates names it.", "", 1, 1, template_check_run },
    { "backup", "backup FILE", "Write a copy of the User Database while everything runs. The key file is not in it: keep that apart.", "", 1, 1, backup_run },
    { "restore", "restore FILE", "Put a backup in place of the User Database. The server must not run.", "", 1, 1, backup_restore_run },
    { "version", "version [--json]", "Which version this is.", "json", 0, 0, version_run },
};
/* clang-format on */

/* How many words of the command line are the command's name; 0 when they are not. */
static int
name_words(const Command *command, int argc, char **argv)
{
    Str rest = str_from_c(command->name);
    int words = 0;

    while (rest.len) {
        Str word;
        rest = str_cut(rest, ' ', &word);
        if (words == argc || !str_equal(word, str_from_c(argv[words])))
            return 0;
        words++;
    }
    return words;
}

static bool
asks_help(int argc, char **argv)
{
    for (int i = 0; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

/* Every command, or those whose name begins with the word. */
static void
print_overview(FILE *out, const char *word)
{
    fputs("latchstring -- a whole sign-in system in one program\n\n", out);
    for (size_t i = 0; i < COUNT_OF(commands); i++)
        if (!word || strncmp(commands[i].name, word, strlen(word)) == 0)
            fprintf(out, "  latchstring %s\n      %s\n", commands[i].usage, commands[i].help);
    fputs("\nEach takes --config FILE and --help. Settings: docs/configuration.md, or check-config.\n", out);
}

static int
report_error(const Command *command, const Error *error)
{
    fprintf(stderr, "latchstring %s: %s\n", command->name, error->text);
    if (error->code != E_USAGE)
        return 1;
    fprintf(stderr, "usage: latchstring %s\n", command->usage);
    return 2;
}

static int
run(const Command *command, int argc, char **argv, char **environment)
{
    Arena *arena = arena_new(COMMAND_ARENA);
    CommandLine line;

    if (asks_help(argc, argv)) {
        printf("latchstring %s\n\n%s\n", command->usage, command->help);
        arena_free(arena);
        return 0;
    }
    Error *error = random_init();
    if (!error)
        error = command_read(arena, command, argc, argv, &line);
    if (!error)
        error = command->run(arena, &line, environment);
    int status = error ? report_error(command, error) : 0;
    arena_free(arena);
    return status;
}

int
main(int argc, char **argv, char **environment)
{
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        int words = name_words(&commands[i], argc - 1, argv + 1);
        if (words)
            return run(&commands[i], argc - 1 - words, argv + 1 + words, environment);
    }
    if (argc > 1 && (strcmp(argv[1], "help") == 0 || asks_help(argc, argv))) {
        print_overview(stdout, argv[1][0] == '-' || strcmp(argv[1], "help") == 0 ? NULL : argv[1]);
        return 0;
    }
    if (argc > 1)
        fprintf(stderr, "latchstring: there is no command \"%s\"\n\n", argv[1]);
    print_overview(stderr, NULL);
    return 2;
}
