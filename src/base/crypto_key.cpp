// SPDX-License-Identifier: MIT
#include <posthaste/base/crypto_key.hpp>

#include <climits>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

namespace posthaste {

namespace {

template <auto release> struct Release {
    template <typename T> void operator()(T* object) const noexcept { release(object); }
};
using BioHandle = std::unique_ptr<BIO, Release<BIO_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Release<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX_free>>;

constexpr std::size_t sha256_bytes = 32;

const unsigned char* octets(std::string_view text) noexcept {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* octets(std::string& text) noexcept { return reinterpret_cast<unsigned char*>(text.data()); }

// OpenSSL would ask on the terminal otherwise.
int refuse_to_ask(char*, int, int, void* asked) {
    *static_cast<bool*>(asked) = true;
    return -1;
}

auto not_signed() {
    ERR_clear_error(); // TLS looks into the thread's queue
    return fail(ErrorKind::internal, "OpenSSL does not sign with the key");
}

Result<std::string> sign_rsa(EVP_PKEY* key, std::string_view digest) {
    const KeyContext context(EVP_PKEY_CTX_new(key, nullptr));
    std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
    std::size_t size = signature.size();
    if (!context || EVP_PKEY_sign_init(context.get()) != 1 ||
        EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) != 1 ||
        EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) != 1 ||
        EVP_PKEY_sign(context.get(), octets(signature), &size, octets(digest), digest.size()) != 1)
        return not_signed();
    signature.resize(size);
    return signature;
}

Result<std::string> sign_ed25519(EVP_PKEY* key, std::string_view message) {
    const DigestContext context(EVP_MD_CTX_new());
    std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
    std::size_t size = signature.size();
    if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key) != 1 ||
        EVP_DigestSign(context.get(), octets(signature), &size, octets(message), message.size()) != 1)
        return not_signed();
    signature.resize(size);
    return signature;
}

} // namespace

void SigningKey::Free::operator()(evp_pkey_st* key) const noexcept { EVP_PKEY_free(key); }

Result<SigningKey> SigningKey::from_pem(std::string_view pem) {
    if (pem.size() > INT_MAX)
        return fail(ErrorKind::config, "too large for a private key");
    bool asked = false;
    const BioHandle bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    Handle key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, refuse_to_ask, &asked) : nullptr);
    ERR_clear_error();
    if (asked)
        return fail(ErrorKind::config,
                    "the private key needs a pass-phrase, which is never asked for: keep a copy without "
                    "one where nobody else can read it (openssl pkey -in KEY -out COPY)");
    if (!key)
        return fail(ErrorKind::config, "holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)");
    if (EVP_PKEY_is_a(key.get(), "RSA") != 1 && EVP_PKEY_is_a(key.get(), "ED25519") != 1)
        return fail(ErrorKind::config, "the private key is neither RSA nor Ed25519");
    return SigningKey(std::move(key));
}

SigningKey::Kind SigningKey::kind() const noexcept {
    return EVP_PKEY_is_a(key_.get(), "RSA") == 1 ? Kind::rsa : Kind::ed25519;
}

int SigningKey::bits() const noexcept { return EVP_PKEY_get_bits(key_.get()); }

Result<std::string> SigningKey::sign_sha256(std::string_view digest) const {
    if (digest.size() != sha256_bytes)
        return fail(ErrorKind::internal, "what is to be signed is no SHA-256");
    return kind() == Kind::rsa ? sign_rsa(key_.get(), digest) : sign_ed25519(key_.get(), digest);
}

} // namespace posthaste
