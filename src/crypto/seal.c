/* seal.c -- XChaCha20-Poly1305 under a subkey; a sealed text is a version, a nonce, and the ciphertext with its tag.
 * SPDX-License-Identifier: ISC */
#include "crypto/seal.h"

#include "crypto/hash.h"
#include "crypto/random.h"
#include "crypto/seal_file.h"
#include "crypto/secret.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#define VERSION    1
#define KEY_SIZE   crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_SIZE   crypto_aead_xchacha20poly1305_ietf_ABYTES
#define HEAD_SIZE  (1 + NONCE_SIZE)

_Static_assert(KEY_SIZE == HASH_SIZE, "subkeys are digests");

/* Two subkeys, so that no derived text can equal a sealing key. The file's own key is not kept. */
struct SealKey {
    unsigned char sealing[KEY_SIZE];
    unsigned char deriving[KEY_SIZE];
};

static const unsigned char *
bytes_of(Str text)
{
    return (const unsigned char *)(text.len ? text.ptr : "");
}

/* In memory that is not swapped or dumped (as far as the kernel lets us), between guard pages, read-only once filled. */
Error *
seal_key_open(const char *path, bool create, SealKey **key)
{
    unsigned char master[SEAL_FILE_KEY_SIZE];

    TRY(seal_file_read(path, create, master));
    SealKey *opened = sodium_malloc(sizeof *opened);
    if (opened) {
        hash_keyed(master, LIT("latchstring 1 sealing"), opened->sealing);
        hash_keyed(master, LIT("latchstring 1 deriving"), opened->deriving);
        (void)sodium_mprotect_readonly(opened);
    }
    secret_wipe(master, sizeof master);
    if (!opened)
        FAIL(E_MEMORY, "no memory for the key of %s", path);
    *key = opened;
    return NULL;
}

void
seal_key_close(SealKey *key)
{
    sodium_free(key);
}

Str
seal_close(const SealKey *key, Arena *arena, Str purpose, Str plain)
{
    size_t length = HEAD_SIZE + plain.len + TAG_SIZE;
    unsigned char *sealed = arena_alloc(arena, length);
    unsigned char *nonce = sealed + 1;
    unsigned long long written = 0;

    sealed[0] = VERSION;
    random_bytes(nonce, NONCE_SIZE); /* 192 random bits do not repeat */
    int failed = crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + HEAD_SIZE, &written, bytes_of(plain), plain.len,
                                                            bytes_of(purpose), purpose.len, NULL, nonce, key->sealing);
    assert(!failed && written == plain.len + TAG_SIZE);
    return (Str){ (const char *)sealed, length };
}

Error *
seal_open(const SealKey *key, Arena *arena, Str purpose, Str sealed, Str *plain)
{
    const unsigned char *bytes = bytes_of(sealed);
    unsigned long long length = 0;

    if (sealed.len < HEAD_SIZE + TAG_SIZE || bytes[0] != VERSION)
        FAIL(E_CRYPTO, "a sealed text of %zu bytes is not one of ours", sealed.len);
    size_t inner = sealed.len - HEAD_SIZE;
    unsigned char *opened = arena_alloc_secret(arena, inner - TAG_SIZE + 1);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(opened, &length, NULL, bytes + HEAD_SIZE, inner, bytes_of(purpose),
                                                   purpose.len, bytes + 1, key->sealing) != 0)
        FAIL(E_CRYPTO,
             "a sealed text does not open: it was changed, sealed for something else, or with another key file");
    *plain = (Str){ (const char *)opened, (size_t)length };
    return NULL;
}

void
seal_derive(const SealKey *key, Str purpose, unsigned char derived[32])
{
    hash_keyed(key->deriving, purpose, derived);
}
