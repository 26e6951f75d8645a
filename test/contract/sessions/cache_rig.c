/* cache_rig.c -- what the tests of the cache share.
 * SPDX-License-Identifier: ISC */
#include "cache_rig.h"

#include "base/log.h"
#include "base/str.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

const unsigned char cache_rig_binding[32] = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";
const unsigned char cache_rig_other_binding[32] = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB\1";

static int
setup(void **state, size_t map_size, size_t kind_limit)
{
    CacheRig *rig = calloc(1, sizeof *rig);
    const char *backend = getenv("LATCHSTRING_TEST_CACHE");

    log_configure(LOG_FORMAT_NONE);
    if (!rig || !(rig->arena = arena_new((size_t)64 << 20)))
        return -1;
    (void)snprintf(rig->folder, sizeof rig->folder, "/tmp/latchstring-cache-XXXXXX");
    if (!mkdtemp(rig->folder))
        return -1;
    (void)snprintf(rig->boot_path, sizeof rig->boot_path, "%s/kernel", rig->folder);
    (void)snprintf(rig->url, sizeof rig->url, "%s%s", backend ? backend : "lmdb:", rig->folder);
    rig->options = (SessionsOptions){ .url = str_from_c(rig->url),
                                      .boot_id_path = str_from_c(rig->boot_path),
                                      .map_size = map_size,
                                      .kind_limit = kind_limit };
    cache_rig_boot(rig, "first-boot");
    rig->sessions = cache_rig_open(rig, true);
    *state = rig;
    return 0;
}

int
cache_rig_setup(void **state)
{
    return setup(state, (size_t)64 << 20, 0);
}

int
cache_rig_setup_limited(void **state)
{
    return setup(state, (size_t)64 << 20, (size_t)64 << 10);
}

int
cache_rig_setup_small(void **state)
{
    return setup(state, (size_t)2 << 20, (size_t)64 << 20);
}

static void
delete_folder(const char *folder)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;

    while (dir && (entry = readdir(dir)) != NULL)
        (void)unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir)
        (void)closedir(dir);
    (void)rmdir(folder);
}

int
cache_rig_teardown(void **state)
{
    CacheRig *rig = *state;

    cache_rig_close(rig);
    delete_folder(rig->folder);
    arena_free(rig->arena);
    free(rig);
    return 0;
}

Sessions *
cache_rig_open(const CacheRig *rig, bool serve)
{
    SessionsOptions options = rig->options;
    Sessions *sessions = NULL;

    options.serve = serve;
    cache_rig_ok(sessions_open(&options, &sessions));
    return sessions;
}

void
cache_rig_close(CacheRig *rig)
{
    sessions_close(rig->sessions);
    rig->sessions = NULL;
}

void
cache_rig_boot(const CacheRig *rig, const char *id)
{
    FILE *file = fopen(rig->boot_path, "w");

    assert_non_null(file);
    (void)fprintf(file, "%s\n", id);
    assert_int_equal(fclose(file), 0);
}

bool
cache_rig_has_file(const CacheRig *rig, const char *name)
{
    char path[160];

    (void)snprintf(path, sizeof path, "%s/%s", rig->folder, name);
    return access(path, F_OK) == 0;
}

ErrorCode
cache_rig_code(const Error *error)
{
    return error ? error->code : E_OK;
}

void
cache_rig_ok(const Error *error)
{
    if (error)
        fail_msg("%s: %s", error_info(error->code)->name, error->text);
}

void
cache_rig_same_text(Str a, Str b)
{
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.ptr, b.ptr, a.len);
}

LoginState
cache_rig_login(Str state, Micros created)
{
    LoginState login = { .state = state,
                         .nonce = LIT("a-nonce"),
                         .verifier = LIT("a-verifier"),
                         .provider = LIT("latchstring"),
                         .return_to = LIT("/account"),
                         .client_id = LIT("our-client"),
                         .created = created };

    memcpy(login.binding, cache_rig_binding, sizeof login.binding);
    return login;
}

Flow
cache_rig_flow(FlowKind kind, MilestoneId reached, Micros started)
{
    Flow flow = { .id = LIT("019ac0de-0000-7000-8000-000000000001"),
                  .kind = kind,
                  .provider = LIT("latchstring"),
                  .app = kind == FLOW_CLIENT ? LIT("shop") : LIT(""),
                  .started = started,
                  .reached = reached };

    for (int i = 0; i < MILESTONES; i++)
        flow.took[i] = i <= (int)reached ? 10 + i : -1;
    return flow;
}

Interaction
cache_rig_interaction(void)
{
    Interaction interaction = { .request = { .client_id = LIT("shop"),
                                             .redirect_uri = LIT("https://shop.example.com/callback"),
                                             .scope = LIT("openid email"),
                                             .state = LIT("the client's state"),
                                             .nonce = LIT("the client's nonce"),
                                             .code_challenge = LIT("a-challenge"),
                                             .prompt = LIT("login"),
                                             .login_hint = LIT("ada"),
                                             .flow_key = LIT("a-flow-key"),
                                             .max_age = -1,
                                             .response_mode = LIT("") },
                                .user = 7,
                                .sso = LIT("sso-hash"),
                                .auth_time = START - MINUTE,
                                .shown = START };

    memcpy(interaction.binding, cache_rig_binding, sizeof interaction.binding);
    return interaction;
}

Grant
cache_rig_grant(Micros issued)
{
    return (Grant){ .grant_id = LIT("grant-1"),
                    .client_id = LIT("shop"),
                    .redirect_uri = LIT("https://shop.example.com/callback"),
                    .scope = LIT("openid email"),
                    .nonce = LIT("the client's nonce"),
                    .code_challenge = LIT("a-challenge"),
                    .flow_key = LIT("a-flow-key"),
                    .user = 7,
                    .sso = LIT("sso-hash"),
                    .auth_time = issued - MINUTE,
                    .issued = issued,
                    .expires = issued + CODE_LIFETIME };
}

AppSession
cache_rig_app(Micros created, Micros expires)
{
    return (AppSession){ .user = 7,
                         .user_subject = LIT("subject-7"),
                         .provider = LIT("latchstring"),
                         .issuer = LIT("https://id.example.com"),
                         .id_token_subject = LIT("subject-7"),
                         .sso = LIT("aaaa.bbbb.cccc"),
                         .auth_time = created,
                         .created = created,
                         .expires = expires };
}

SsoSession
cache_rig_sso(Micros created, Micros expires)
{
    return (SsoSession){ .user = 7, .auth_time = created - SECOND, .created = created, .expires = expires };
}

Str
cache_rig_name(const CacheRig *rig, const char *prefix, int number)
{
    return str_format(rig->arena, "%s%d", prefix, number);
}

int
cache_rig_wait(int pid)
{
    int status = 0;

    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
