/* replay.c -- a main for fuzz files without a fuzzer: runs every file of the folders given, and mutations of each that are the
 * same on every run.
 * SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_LIMIT (1 << 20)
#define MUTATIONS  200

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t seed;
static unsigned long runs;

static uint32_t
next_random(void)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33);
}

/* A copy of exactly this size, so that AddressSanitizer sees a read past its end. */
static void
run_once(const uint8_t *data, size_t size)
{
    uint8_t *exact = malloc(size ? size : 1);

    if (!exact)
        abort();
    memcpy(exact, data, size);
    (void)LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    runs++;
}

static size_t
mutate(uint8_t *data, size_t size)
{
    for (uint32_t changes = 1 + next_random() % 4; changes > 0 && size > 0; changes--) {
        size_t at = next_random() % size;
        switch (next_random() % 4) {
        case 0:
            data[at] = (uint8_t)next_random();
            break;
        case 1:
            data[at] ^= (uint8_t)(1u << (next_random() % 8));
            break;
        case 2:
            memmove(data + at, data + at + 1, size - at - 1);
            size--;
            break;
        default:
            size = at + 1;
            break;
        }
    }
    return size;
}

static void
run_file(const char *path)
{
    static uint8_t original[FILE_LIMIT], changed[FILE_LIMIT];
    FILE *file = fopen(path, "rb");

    if (!file) {
        perror(path);
        exit(1);
    }
    size_t size = fread(original, 1, sizeof original, file);
    (void)fclose(file);
    run_once(original, size);
    seed = size + 1;
    for (int i = 0; i < MUTATIONS; i++) {
        memcpy(changed, original, size);
        run_once(changed, mutate(changed, size));
    }
}

static void
run_folder(const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    char path[4096];

    if (!dir) {
        perror(folder);
        exit(1);
    }
    while ((entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        if (snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) < (int)sizeof path)
            run_file(path);
    }
    (void)closedir(dir);
}

int
main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        run_folder(argv[i]);
    printf("%lu runs\n", runs);
    return runs > 0 ? 0 : 1;
}
