/* fake_issuer.h -- an issuer that says what a test wants, asked in process as the program asks itself.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FAKE_ISSUER_H
#define LATCHSTRING_FAKE_ISSUER_H

#include "client/provider.h"
#include "crypto/sign.h"

#define FAKE_ISSUER "https://id.example"

/* What it answers, and what it was asked. */
typedef struct FakeIssuer {
    int metadata_status, jwks_status, token_status, userinfo_status;
    const char *metadata, *jwks, *token, *userinfo; /* NULL: a good answer */
    const SignKey *published;                       /* the key of a good key set */
    int metadata_asked, jwks_asked, token_asked, userinfo_asked;
    char token_body[4096], token_authorization[512], userinfo_authorization[512];
} FakeIssuer;

extern FakeIssuer fake_issuer;

/* Two keys that it may sign with; the first is published. */
extern SignKey *fake_issuer_keys[2];

/* Around a group of tests. */
int fake_issuer_start(void **state);
int fake_issuer_stop(void **state);

/* A client's settings: shop, with the secret "s&cret", asking for openid profile email. */
ProviderOptions fake_issuer_client(void);

/* A client of the issuer, whose answers are all good again. NULL without memory. */
Provider *fake_issuer_open(ProviderOptions options);

/* How many requests came to its two documents. */
int fake_issuer_documents(void);

#endif
