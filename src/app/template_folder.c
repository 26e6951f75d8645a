/* template_folder.c -- reads a folder of templates of the site's own.
 * SPDX-License-Identifier: ISC */
#include "app/template_folder.h"

#include "base/str.h"
#include "pages/override.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENDING ".html"

typedef struct Names {
    OverrideFile files[OVERRIDE_FILES + 1]; /* one more than is allowed: override_make says so */
    size_t count;
} Names;

/* All of an open file; a byte more than is allowed, so that it is noticed. */
static Error *
read_all(Arena *arena, int file, const char *path, Str *text)
{
    struct stat facts;
    ssize_t got = 1;
    size_t length = 0;

    if (fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode))
        FAIL(E_IO, "%s is not a file", path);
    size_t room = facts.st_size < (off_t)OVERRIDE_BYTES ? (size_t)facts.st_size + 1 : OVERRIDE_BYTES + 1;
    char *memory = arena_alloc(arena, room);
    while (got > 0 && length < room) {
        got = read(file, memory + length, room - length);
        if (got < 0)
            FAIL(E_IO, "%s cannot be read: %s", path, strerror(errno));
        length += (size_t)got;
    }
    *text = (Str){ memory, length };
    return NULL;
}

static Error *
read_file(Arena *arena, const char *path, Str *text)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (file < 0)
        FAIL(E_IO, "%s cannot be opened: %s", path, strerror(errno));
    Error *error = read_all(arena, file, path, text);
    (void)close(file);
    return error;
}

static int
compare(const void *a, const void *b)
{
    return strcmp(((const OverrideFile *)a)->path, ((const OverrideFile *)b)->path);
}

static void
list(Arena *arena, DIR *directory, const char *folder, Names *names)
{
    const struct dirent *entry;

    while ((entry = readdir(directory)) && names->count <= OVERRIDE_FILES) {
        Str name = str_from_c(entry->d_name);
        if (name.len <= strlen(ENDING) || entry->d_name[0] == '.' || !str_ends(name, LIT(ENDING)))
            continue;
        Str path = str_format(arena, "%s/%s", folder, entry->d_name);
        names->files[names->count++] = (OverrideFile){
            .name = str_copy(arena, str_slice(name, 0, name.len - strlen(ENDING))),
            .path = str_to_c(arena, path),
        };
    }
    qsort(names->files, names->count, sizeof names->files[0], compare);
}

Error *
template_folder_load(Arena *arena, const char *folder, const PageOverrides **overrides)
{
    DIR *directory = opendir(folder);
    Names *names = ARENA_NEW(arena, Names, 1);

    if (!directory)
        FAIL(E_IO, "pages.templates: %s cannot be opened: %s", folder, strerror(errno));
    list(arena, directory, folder, names);
    (void)closedir(directory);
    for (size_t i = 0; i < names->count; i++)
        TRY(read_file(arena, names->files[i].path, &names->files[i].text));
    return override_make(arena, names->files, names->count, overrides);
}
