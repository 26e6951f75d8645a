/* jws_known.h -- for the fuzz files: a public key of each algorithm and the one text that its private half, thrown away since, has
 * signed. The tokens are in jws.corpus.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_JWS_KNOWN_H
#define LATCHSTRING_JWS_KNOWN_H

/* clang-format off */
static const struct {
    const char *jwk;
    const char *signed_text;
} jws_known[] = {
    { "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"nWHkn8qGTrYd8SUwCxNCp9mofw9Z34615L7CbiTDxis\",\"y\":\"OspShICTya5rHy1Zd2m"
      "hOM4_-tVOqk8sm5IY7ppf8PE\",\"kid\":\"fuzz-ES256\",\"use\":\"sig\"}",
      "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImZ1enotRVMyNTYifQ.eyJzdWIiOiJzLTEifQ" },
    { "{\"kty\":\"RSA\",\"n\":\"xAasy_tUX3lO4uM2jXQ86SMX9iAwSER_Nr5XAw4KsmmKzPXbgmjxzdBIG5SctpsnIIcGiJKs4IOwwd7zWz"
      "XVOwDKhUCo3tsElwO604mrgbwE6l42GSrRz17GJNrvMeqExz9QGG2g52GBzSclaujGMVxXW41xUAY-SPzZSl3xdY3FelycJfyv5J"
      "73IGXr37R-p5D83grN_ctjrSLQfEbz2Yk_tDrdafTMwLbhlebup4fwMJtdHlkJSaTgNRcug-aeIkB9XpgxhBsXOXpJjkSsWlaVIZ"
      "ehpK_uWzBQ2ycGE16J1SPWc2QhnHMdO4_cD-JcOfLowhDU73B0qFyRVCa1aw\",\"e\":\"AQAB\",\"kid\":\"fuzz-RS256\",\"use\":\"s"
      "ig\"}",
      "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImZ1enotUlMyNTYifQ.eyJzdWIiOiJzLTEifQ" },
    { "{\"kty\":\"RSA\",\"n\":\"17xvzulMAkUu1b0GS9MrrD71WmlbAtjQYZR9-EyjDxUtSTuZRAtzc-GNI7nkMePF7GshzfCa5L0jBavN9q"
      "dzo6EOeUnhee8fLxXKCMkKQa5Af0WVbtVjbfegzyLCWA_xOLVJv17ezax1yJmyugTCT66I5hzEBibZyUsCwmWBF78EzCINZ4Oz34"
      "5pwUwewRpqQQiP58BJAE9-ABn4n_44fOMm0k_N8T5pyQmOvRXV-MFqpdLouW60qKh_KMHrrDunyh4ys9KJBiSCmeR-NM2Mr-fAFv"
      "PC2387zVK6UtYnxHCHFWeN4wHwqi6pPRBXwyOnSjZ2FWBA0rqBpTGDmK-5Nw\",\"e\":\"AQAB\",\"alg\":\"PS256\",\"kid\":\"fuzz-P"
      "S256\",\"use\":\"sig\"}",
      "eyJhbGciOiJQUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImZ1enotUFMyNTYifQ.eyJzdWIiOiJzLTEifQ" },
    { "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"1aWPXhzMrMGpwoo2OiAFr-YGih2Wdc_aAcyKT9VmBVI\",\"kid\":\"fuzz-EdDSA\",\"u"
      "se\":\"sig\"}",
      "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCIsImtpZCI6ImZ1enotRWREU0EifQ.eyJzdWIiOiJzLTEifQ" },
};
/* clang-format on */

#endif
