/* template.c -- latchstring template export|check: the built-in templates to start from, and the check that serve does.
 * SPDX-License-Identifier: ISC */
#include "app/command.h"
#include "app/template_folder.h"

#include "base/str.h"
#include "pages/override.h"
#include "pages/page_fields.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *
path_of(Arena *arena, const char *folder, const PageTemplate *one)
{
    return str_to_c(arena, str_format(arena, "%s/%.*s.html", folder, STR_ARG(one->name)));
}

static Error *
write_file(const char *path, Str text)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    size_t done = 0;

    if (file < 0)
        FAIL(E_IO, "%s cannot be written: %s", path, strerror(errno));
    while (done < text.len) {
        ssize_t wrote = write(file, text.ptr + done, text.len - done);
        if (wrote <= 0)
            break;
        done += (size_t)wrote;
    }
    if (close(file) != 0 || done < text.len)
        FAIL(E_IO, "%s cannot be written: %s", path, strerror(errno));
    return NULL;
}

Error *
template_export_run(Arena *arena, const CommandLine *line, char **environment)
{
    const char *folder = line->words[0].ptr;

    (void)environment;
    if (mkdir(folder, 0755) != 0 && errno != EEXIST)
        FAIL(E_IO, "%s cannot be made: %s", folder, strerror(errno));
    for (size_t i = 0; i < page_fields_builtin_count; i++) {
        const char *path = path_of(arena, folder, &page_fields_builtin[i]);
        if (access(path, F_OK) == 0)
            FAIL(E_EXISTS, "%s is there already: name a folder without templates", path);
    }
    for (size_t i = 0; i < page_fields_builtin_count; i++)
        TRY(write_file(path_of(arena, folder, &page_fields_builtin[i]), page_fields_builtin[i].text));
    return command_print(str_format(arena,
                                    "%zu templates are in %s: keep those that you change, and delete the others\n",
                                    page_fields_builtin_count, folder));
}

Error *
template_check_run(Arena *arena, const CommandLine *line, char **environment)
{
    const PageOverrides *overrides;

    (void)environment;
    TRY(template_folder_load(arena, line->words[0].ptr, &overrides));
    return command_print(str_format(arena, "the templates are right; they change %zu of %zu pages\n",
                                    override_count(overrides), page_fields_page_count));
}
