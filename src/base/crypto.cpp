// SPDX-License-Identifier: MIT
#include <posthaste/base/crypto.hpp>

#include <climits>
#include <fmt/format.h>
#include <memory>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

namespace posthaste {

namespace {

struct FreeDigest {
    void operator()(EVP_MD* digest) const noexcept { EVP_MD_free(digest); }
};
using DigestHandle = std::unique_ptr<EVP_MD, FreeDigest>;

const char* name_of(Hash hash) noexcept {
    switch (hash) {
    case Hash::md5:
        return "MD5";
    case Hash::sha1:
        return "SHA1";
    case Hash::sha256:
        break;
    }
    return "SHA256";
}

auto unavailable(Hash hash) {
    ERR_clear_error(); // TLS looks into the thread's queue
    return fail(ErrorKind::internal, fmt::format("OpenSSL does not provide {}", name_of(hash)));
}

const unsigned char* octets(std::string_view text) noexcept {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* octets(std::string& text) noexcept { return reinterpret_cast<unsigned char*>(text.data()); }

} // namespace

Result<std::string> digest(Hash hash, std::string_view bytes) {
    std::string out(EVP_MAX_MD_SIZE, '\0');
    std::size_t size = 0;
    if (EVP_Q_digest(nullptr, name_of(hash), nullptr, bytes.data(), bytes.size(), octets(out), &size) != 1)
        return unavailable(hash);
    out.resize(size);
    return out;
}

Result<std::string> hmac(Hash hash, std::string_view key, std::string_view bytes) {
    std::string out(EVP_MAX_MD_SIZE, '\0');
    std::size_t size = 0;
    if (EVP_Q_mac(nullptr, OSSL_MAC_NAME_HMAC, nullptr, name_of(hash), nullptr, key.data(), key.size(), octets(bytes),
                  bytes.size(), octets(out), out.size(), &size) == nullptr)
        return unavailable(hash);
    out.resize(size);
    return out;
}

Result<Secret> stretched(Hash hash, std::string_view password, const Stretching& how) {
    if (password.size() > INT_MAX || how.salt.size() > INT_MAX || how.iterations < 1 || how.iterations > INT_MAX)
        return fail(ErrorKind::internal, "a password, salt or iteration count that PBKDF2 cannot take");
    const DigestHandle digest(EVP_MD_fetch(nullptr, name_of(hash), nullptr));
    if (!digest)
        return unavailable(hash);
    std::string out(static_cast<std::size_t>(EVP_MD_get_size(digest.get())), '\0');
    if (PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), octets(how.salt),
                          static_cast<int>(how.salt.size()), static_cast<int>(how.iterations), digest.get(),
                          static_cast<int>(out.size()), octets(out)) != 1)
        return unavailable(hash);
    Secret key(out);
    wipe(out);
    return key;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace posthaste
