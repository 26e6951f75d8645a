/* guess.h -- how many wrong passwords may be tried. Nobody is locked out: a person from a network where the account has signed in before
 * is counted only together with that network.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_GUESS_H
#define LATCHSTRING_GUESS_H

#include "authserver/authserver.h"

/* Count an attempt before the password is looked at. account is one key for all of its names ("" when there is no such
 * account: then typed stands for it). E_RATE_LIMITED. */
Error *guess_count(Request *request, Str account, Str typed) MUST_USE;

/* The password was right, so it was no guess: give back what was counted, remember the network. */
Error *guess_forget(Request *request, Str account) MUST_USE;

#endif
