/* picture_file.c -- a picture into a file: as SVG, or as PNG by the program latchstring-png.
 * SPDX-License-Identifier: ISC */
#include "app/picture_file.h"

#include "app/command.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PNG_PROGRAM "latchstring-png"

static Error *
write_file(Arena *arena, Str path, Str text)
{
    FILE *file = fopen(str_to_c(arena, path), "wb");

    if (!file)
        FAIL(E_IO, "%.*s cannot be written: %s", STR_ARG(path), strerror(errno));
    bool written = fwrite(text.ptr, 1, text.len, file) == text.len;
    if (fclose(file) != 0 || !written)
        FAIL(E_IO, "%.*s cannot be written: %s", STR_ARG(path), strerror(errno));
    return NULL;
}

/* ---- PNG ---- */

/* latchstring-png beside this program, else along PATH. */
static Str
png_program(Arena *arena)
{
    char here[4096];
    ssize_t length = readlink("/proc/self/exe", here, sizeof here - 1);
    size_t cut = length > 0 ? (size_t)length : 0;

    while (cut > 0 && here[cut - 1] != '/')
        cut--;
    Str beside = str_format(arena, "%.*s" PNG_PROGRAM, (int)cut, here);
    return access(str_to_c(arena, beside), X_OK) == 0 ? beside : LIT(PNG_PROGRAM);
}

static bool
feed(int to, Str text)
{
    while (text.len) {
        ssize_t written = write(to, text.ptr, text.len);
        if (written < 0 && errno != EINTR)
            return false;
        text = str_slice(text, written > 0 ? (size_t)written : 0, text.len);
    }
    return true;
}

static Error *
start_png(Arena *arena, Str path, int ends[2], pid_t *child)
{
    extern char **environ;
    char name[] = PNG_PROGRAM;
    char *words[] = { name, NULL };
    posix_spawn_file_actions_t actions;

    if (pipe2(ends, O_CLOEXEC) != 0 || posix_spawn_file_actions_init(&actions) != 0)
        FAIL(E_IO, "no pipe to " PNG_PROGRAM ": %s", strerror(errno));
    int failed = posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
    if (!failed)
        failed = posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, str_to_c(arena, path),
                                                  O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (!failed)
        failed = posix_spawnp(child, str_to_c(arena, png_program(arena)), &actions, NULL, words, environ);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)close(ends[0]);
    if (!failed)
        return NULL;
    (void)close(ends[1]);
    FAIL(E_IO, PNG_PROGRAM " did not start (%s): install it beside this program, or write an .svg", strerror(failed));
}

static Error *
write_png(Arena *arena, Str path, Str svg)
{
    int ends[2], status = 0;
    pid_t child = 0;

    TRY(start_png(arena, path, ends, &child));
    bool fed = feed(ends[1], svg);
    (void)close(ends[1]);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    if (!fed || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        FAIL(E_IO, PNG_PROGRAM " could not write %.*s", STR_ARG(path));
    return NULL;
}

/* ---- whichever ---- */

Error *
picture_file_write(Arena *arena, Str path, Str svg)
{
    if (path.len == 0 || str_equal(path, LIT("-")))
        return command_print(svg);
    if (str_ends(path, LIT(".png")))
        return write_png(arena, path, svg);
    return write_file(arena, path, svg);
}
