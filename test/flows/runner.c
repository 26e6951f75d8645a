/* runner.c -- plays the conversation scripts of the folders or files given, in order of their numbers, each in a process of its
 * own, against a site in process; one line per script, the counts at the end.
 * SPDX-License-Identifier: ISC */
#include "base/log.h"
#include "base/str.h"
#include "crypto/random.h"
#include "flow_browser.h"
#include "flow_client.h"
#include "flow_cookies.h"
#include "flow_expect.h"
#include "flow_html.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PLAY_ARENA ((size_t)512 << 20)
#define TIME_LIMIT 120 /* seconds per script */
#define BODY_SHOWN ((size_t)1200)
#define LINES_MAX  100000

/* ---- what an operator does ---- */

static Error *
play_setting(Play *play, const Str *words, size_t count)
{
    (void)count;
    return world_set(&play->world, words[0], words[1]);
}

static Error *
play_provider(Play *play, const Str *words, size_t count)
{
    return world_add_provider(&play->world, words[0], words + 1, count - 1);
}

static Error *
play_user(Play *play, const Str *words, size_t count)
{
    log_add_secret(&play->secrets, play->arena, words[1]);
    for (size_t i = 2; i < count; i++)
        if (str_starts(words[i], LIT("email=")))
            log_add_secret(&play->secrets, play->arena, str_slice(words[i], 6, words[i].len));
    return world_add_user(&play->world, words[0], words[1], words + 2, count - 2);
}

static Error *
play_password(Play *play, const Str *words, size_t count)
{
    (void)count;
    log_add_secret(&play->secrets, play->arena, words[1]);
    return world_set_password(&play->world, words[0], words[1]);
}

static Error *
play_disable(Play *play, const Str *words, size_t count)
{
    (void)count;
    return world_disable_user(&play->world, words[0], true);
}

static Error *
play_enable(Play *play, const Str *words, size_t count)
{
    (void)count;
    return world_disable_user(&play->world, words[0], false);
}

/* client ID public|confidential URI …; sets $ID_secret */
static Error *
play_client(Play *play, const Str *words, size_t count)
{
    bool is_public = str_equal(words[1], LIT("public"));
    const WorldClient *client;

    if (!is_public && !str_equal(words[1], LIT("confidential")))
        FAIL(E_USAGE, "a client is public or confidential, not %.*s", STR_ARG(words[1]));
    TRY(world_add_client(&play->world, words[0], is_public, words + 2, count - 2, &client));
    log_add_secret(&play->secrets, play->arena, client->secret);
    vars_set(&play->vars, str_format(play->arena, "%.*s_secret", STR_ARG(words[0])), client->secret);
    return NULL;
}

static Error *
play_wait(Play *play, const Str *words, size_t count)
{
    (void)count;
    TRY(world_open(&play->world));
    return world_wait(&play->world, words[0]);
}

static Error *
play_tend(Play *play, const Str *words, size_t count)
{
    (void)words;
    (void)count;
    TRY(world_open(&play->world));
    world_tend(&play->world);
    return NULL;
}

static Error *
play_etl(Play *play, const Str *words, size_t count)
{
    (void)words;
    (void)count;
    return world_etl(&play->world);
}

static Error *
play_restart(Play *play, const Str *words, size_t count)
{
    (void)words;
    (void)count;
    return world_restart(&play->world);
}

static const struct {
    Str name;
    size_t words_min, words_max; /* after the name */
    PlayAct act;
} acts[] = {
    { LIT_INIT("setting"), 2, 2, play_setting },    { LIT_INIT("provider"), 2, 16, play_provider },
    { LIT_INIT("user"), 2, 6, play_user },          { LIT_INIT("password"), 2, 2, play_password },
    { LIT_INIT("disable"), 1, 1, play_disable },    { LIT_INIT("enable"), 1, 1, play_enable },
    { LIT_INIT("client"), 3, 18, play_client },     { LIT_INIT("wait"), 1, 1, play_wait },
    { LIT_INIT("tend"), 0, 0, play_tend },          { LIT_INIT("etl"), 0, 0, play_etl },
    { LIT_INIT("restart"), 0, 0, play_restart },    { LIT_INIT("browser"), 1, 2, browser_use },
    { LIT_INIT("header"), 2, 2, browser_header },   { LIT_INIT("GET"), 1, 1, browser_get },
    { LIT_INIT("HEAD"), 1, 1, browser_head },       { LIT_INIT("PUT"), 1, 1, browser_put },
    { LIT_INIT("POST"), 1, 24, browser_post },      { LIT_INIT("follow"), 0, 1, browser_follow },
    { LIT_INIT("form"), 0, 8, browser_form },       { LIT_INIT("press"), 1, 1, browser_press },
    { LIT_INIT("click"), 1, 1, browser_click },     { LIT_INIT("keep"), 1, 1, browser_keep },
    { LIT_INIT("back"), 1, 1, browser_back },       { LIT_INIT("forget"), 1, 1, cookies_forget },
    { LIT_INIT("sign-in"), 2, 3, browser_sign_in }, { LIT_INIT("authorize"), 1, 20, client_authorize },
    { LIT_INIT("token"), 1, 20, client_token },     { LIT_INIT("refresh"), 2, 20, client_refresh },
    { LIT_INIT("bearer"), 2, 2, client_bearer },    { LIT_INIT("save"), 3, 4, expect_save },
    { LIT_INIT("expect"), 1, 40, expect_line },
};

/* ---- playing ---- */

static Error *
play_line(Play *play, const ScriptLine *line)
{
    Str words[SCRIPT_WORDS_MAX];

    for (size_t i = 0; i < line->count; i++)
        TRY(vars_expand(&play->vars, line->words[i], &words[i]));
    for (size_t i = 0; i < COUNT_OF(acts); i++) {
        if (!str_equal(acts[i].name, words[0]))
            continue;
        if (line->count - 1 < acts[i].words_min || line->count - 1 > acts[i].words_max)
            FAIL(E_USAGE, "%.*s takes %zu to %zu words", STR_ARG(words[0]), acts[i].words_min, acts[i].words_max);
        return acts[i].act(play, words + 1, line->count - 1);
    }
    FAIL(E_USAGE, "nothing is called %.*s", STR_ARG(words[0]));
}

static bool
is_word(const ScriptLine *line, const char *word)
{
    return str_equal(line->words[0], str_from_c(word));
}

/* Say where the script stopped, what was expected, what came; and the last answer. */
static void
complain(Play *play, const ScriptLine *line, const char *text)
{
    bool found;
    Str row = vars_get(&play->vars, LIT("row"), &found);

    printf("%s:%d: %s\n", play->file, line->number, text);
    if (found)
        printf("  in the row: %.*s\n", STR_ARG(row));
    if (!play->answer || play->answer->status == 0)
        return;
    const Page *page = play->answer;
    printf("  the last answer, to %.*s %.*s: %d %.*s\n", STR_ARG(page->method), STR_ARG(page->target), page->status,
           STR_ARG(page->content_type));
    for (size_t i = 0; i < page->header_count; i++)
        printf("    %.*s: %.*s\n", STR_ARG(page->headers[i].name), STR_ARG(page->headers[i].value));
    Str body = str_starts(page->content_type, LIT("text/html")) ? html_text(play->arena, page->body) : page->body;
    printf("    %.*s\n", STR_ARG(str_slice(body, 0, BODY_SHOWN)));
}

static Error *
play_one(Play *play, const ScriptLine *line)
{
    Error *error = play_line(play, line);

    if (error) {
        char text[ERROR_TEXT_MAX];
        (void)snprintf(text, sizeof text, "%s", error->text);
        complain(play, line, text);
    }
    return error;
}

/* The lines from `body` to "end", once for each row "| …" between `each NAME` and them; *next is where the script goes on. */
static Error *
play_rows(Play *play, const Script *script, size_t each, size_t *next)
{
    size_t body = each + 1, end;
    Str name = script->lines[each].words[1], value;

    while (body < script->count && is_word(&script->lines[body], "|"))
        body++;
    for (end = body; end < script->count && !is_word(&script->lines[end], "end"); end++)
        continue;
    *next = end + 1;
    for (size_t row = each + 1; row < body; row++) {
        TRY(vars_expand(&play->vars, script->lines[row].words[1], &value));
        vars_set(&play->vars, name, value);
        vars_set(&play->vars, LIT("row"), value);
        for (size_t i = body; i < end; i++)
            TRY(play_one(play, &script->lines[i]));
    }
    return NULL;
}

static Error *
play_script(Play *play, const Script *script)
{
    size_t i = 0;

    while (i < script->count) {
        if (is_word(&script->lines[i], "each") && script->lines[i].count == 2)
            TRY(play_rows(play, script, i, &i));
        else
            TRY(play_one(play, &script->lines[i++]));
    }
    return NULL;
}

/* What a script has from the start. */
static void
set_first_vars(Play *play)
{
    play->vars.arena = play->arena;
    vars_set(&play->vars, LIT("tab"), LIT("\t"));
    vars_set(&play->vars, LIT("lf"), LIT("\n"));
    vars_set(&play->vars, LIT("cr"), LIT("\r"));
    vars_set(&play->vars, LIT("quote"), LIT("\""));
    vars_set(&play->vars, LIT("dollar"), LIT("$"));
    vars_set(&play->vars, LIT("origin"), LIT("http://localhost:8080"));
}

/* The world ends; only then the log is complete. */
static Error *
end_play(Play *play, int log)
{
    world_end(&play->world);
    Error *error = log_check(log, play->arena, &play->secrets);
    if (error)
        printf("%s: %s\n", play->file, error->text);
    return error;
}

/* In the process of the script: 0 when all of it holds. */
static int
play_file(const char *path, int log)
{
    Arena *arena = arena_new(PLAY_ARENA);
    Play *play = ARENA_NEW(arena, Play, 1);
    Script script;

    (void)alarm(TIME_LIMIT);
    play->arena = arena;
    play->file = path;
    set_first_vars(play);
    Error *error = script_read(arena, path, &script);
    if (error) {
        printf("%s\n", error->text);
        arena_free(arena);
        return 1;
    }
    world_new(arena, &play->world);
    error = play_script(play, &script);
    Error *at_end = end_play(play, log);
    arena_free(arena);
    return error || at_end ? 1 : 0;
}

static bool
play_in_process(const char *path)
{
    int status = 0, log;

    (void)fflush(stdout);
    if (log_open(&log) != NULL)
        return false;
    pid_t pid = fork();
    if (pid < 0)
        return false;
    if (pid == 0) {
        if (dup2(log, STDERR_FILENO) < 0 || random_init() != NULL)
            exit(1);
        exit(play_file(path, log));
    }
    if (waitpid(pid, &status, 0) != pid)
        return false;
    if (WIFSIGNALED(status))
        printf("%s: ended by signal %d (%s)\n", path, WTERMSIG(status), strsignal(WTERMSIG(status)));
    bool held = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!held || getenv("FLOWS_LOG"))
        log_show(log);
    (void)close(log);
    return held;
}

/* A folder stands for its scripts. */
static bool
find_scripts(const char *place, glob_t *found)
{
    char pattern[4096];
    size_t length = strlen(place);
    bool is_script = length > 5 && strcmp(place + length - 5, ".flow") == 0;

    (void)snprintf(pattern, sizeof pattern, is_script ? "%s" : "%s/*.flow", place);
    return glob(pattern, 0, NULL, found) == 0;
}

int
main(int argc, char **argv)
{
    int passed = 0, failed = 0;

    log_configure(LOG_FORMAT_LOGFMT);
    for (int i = 1; i < argc; i++) {
        glob_t found;
        if (!find_scripts(argv[i], &found)) {
            printf("there are no scripts in %s\n", argv[i]);
            return 2;
        }
        for (size_t s = 0; s < found.gl_pathc; s++) {
            bool held = play_in_process(found.gl_pathv[s]);
            printf("%s %s\n", held ? "ok    " : "FAILED", found.gl_pathv[s]);
            passed += held;
            failed += !held;
        }
        globfree(&found);
    }
    printf("%d passed, %d failed, 0 skipped\n", passed, failed);
    return failed || passed == 0;
}
