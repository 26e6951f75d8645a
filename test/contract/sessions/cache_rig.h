/* cache_rig.h -- what the tests of the cache share: a fresh cache per test, an arena, and records to put into it.
 * The contract runs against the cache whose URL's start is in LATCHSTRING_TEST_CACHE; without it, LMDB in a temporary folder.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_CACHE_RIG_H
#define LATCHSTRING_CACHE_RIG_H

#include "sessions/sessions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define START ((Micros)1800000000 * SECOND) /* the tests' now */

typedef struct CacheRig {
    Sessions *sessions; /* opened as serve */
    Arena *arena;
    SessionsOptions options;
    char folder[64], boot_path[80], url[96];
} CacheRig;

/* For cmocka_unit_test_setup_teardown: *state is a CacheRig with an open cache. */
int cache_rig_setup(void **state);
int cache_rig_teardown(void **state);
/* The same with limits: 64 KiB per kind; a map of 2 MiB without limits per kind. */
int cache_rig_setup_limited(void **state);
int cache_rig_setup_small(void **state);

#define RIG_TEST(fn)         cmocka_unit_test_setup_teardown(fn, cache_rig_setup, cache_rig_teardown)
#define RIG_TEST_LIMITED(fn) cmocka_unit_test_setup_teardown(fn, cache_rig_setup_limited, cache_rig_teardown)
#define RIG_TEST_SMALL(fn)   cmocka_unit_test_setup_teardown(fn, cache_rig_setup_small, cache_rig_teardown)

/* Open once more what the rig's options name; fails the test when it cannot. */
Sessions *cache_rig_open(const CacheRig *rig, bool serve);
void cache_rig_close(CacheRig *rig);
/* What the kernel's boot id is from now on, for those who open. */
void cache_rig_boot(const CacheRig *rig, const char *id);
bool cache_rig_has_file(const CacheRig *rig, const char *name);

/* E_OK when there is no error. */
ErrorCode cache_rig_code(const Error *error);
void cache_rig_ok(const Error *error);
#define assert_code(call, code) assert_int_equal(cache_rig_code(call), (code))
void cache_rig_same_text(Str a, Str b);

/* Bytes 0x42 …; the other one differs in its last bit. */
extern const unsigned char cache_rig_binding[32], cache_rig_other_binding[32];

/* Records with something in every field. Texts are literals, or the state given. */
LoginState cache_rig_login(Str state, Micros created);
Flow cache_rig_flow(FlowKind kind, MilestoneId reached, Micros started);
Interaction cache_rig_interaction(void);
Grant cache_rig_grant(Micros issued);
AppSession cache_rig_app(Micros created, Micros expires);
SsoSession cache_rig_sso(Micros created, Micros expires);

/* A text of the arena: prefix and number. */
Str cache_rig_name(const CacheRig *rig, const char *prefix, int number);

/* The exit code of a child, or 128 and the signal that ended it. A child opens its caches itself, after the fork. */
int cache_rig_wait(int pid);

#endif
