/* demo.h -- serve --demo: an account to try with, on this machine only.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_DEMO_H
#define LATCHSTRING_DEMO_H

#include "app/house.h"
#include "base/buf.h"

typedef struct Demo {
    bool wanted;
    Str password; /* of an account made just now; "" when it was there before */
} Demo;

/* A demo listens on loopback and calls itself by a loopback name: E_CONFIG. */
Error *demo_check(const Config *config) MUST_USE;

/* Make the account "demo" unless it is there. */
Error *demo_prepare(Arena *arena, const House *house, Demo *demo) MUST_USE;

/* How to sign in. */
void demo_announce(const Demo *demo, Buf *text);

#endif
