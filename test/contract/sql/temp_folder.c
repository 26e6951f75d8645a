/* temp_folder.c -- folders and processes of tests.
 * SPDX-License-Identifier: ISC */
#include "temp_folder.h"

#include "base/str.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

const char *
temp_folder_new(Arena *arena)
{
    const char *top = getenv("TMPDIR");
    Str name = str_format(arena, "%s/latchstring.XXXXXX", top ? top : "/tmp");
    char *path = str_to_c(arena, name);

    if (!mkdtemp(path))
        abort();
    return path;
}

static int
remove_one(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)info;
    (void)type;
    (void)place;
    return remove(path);
}

void
temp_folder_remove(const char *folder)
{
    (void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *
temp_folder_path(Arena *arena, const char *folder, const char *name)
{
    return str_to_c(arena, str_format(arena, "%s/%s", folder, name));
}

Str
temp_folder_url(Arena *arena, const char *folder, const char *name)
{
    return str_format(arena, "sqlite:%s/%s", folder, name);
}

Str
temp_folder_read(Arena *arena, const char *path)
{
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 || fstat(fd, &info) != 0)
        abort();
    char *bytes = arena_alloc(arena, (size_t)info.st_size + 1);
    if (read(fd, bytes, (size_t)info.st_size) != info.st_size)
        abort();
    (void)close(fd);
    return (Str){ bytes, (size_t)info.st_size };
}

void
temp_folder_write(const char *path, Str bytes)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0 || write(fd, bytes.ptr, bytes.len) != (ssize_t)bytes.len)
        abort();
    (void)close(fd);
}

TempProcess
temp_folder_process(int (*fn)(const TempProcess *self, void *arg), void *arg)
{
    int go[2], ready[2];

    if (pipe2(go, O_CLOEXEC) != 0 || pipe2(ready, O_CLOEXEC) != 0)
        abort();
    pid_t pid = fork();
    if (pid < 0)
        abort();
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails leaves nobody behind */
        (void)close(go[1]);
        (void)close(ready[0]);
        TempProcess self = { 0, go[0], ready[1] };
        _exit(fn(&self, arg));
    }
    (void)close(go[0]);
    (void)close(ready[1]);
    return (TempProcess){ pid, go[1], ready[0] };
}

void
temp_folder_signal(int fd)
{
    if (write(fd, "!", 1) != 1)
        abort();
}

/* Also returns when the other side ended. */
void
temp_folder_wait(int fd)
{
    char byte;

    ssize_t got = read(fd, &byte, 1);
    (void)got;
}

int
temp_folder_join(TempProcess *process)
{
    int status = 0;

    if (waitpid(process->pid, &status, 0) != process->pid)
        abort();
    (void)close(process->go);
    (void)close(process->ready);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
