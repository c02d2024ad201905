// SPDX-License-Identifier: MIT
#include <posthaste/base/crypto_sink.hpp>

#include <openssl/err.h>
#include <openssl/evp.h>

namespace posthaste {

namespace {

auto unavailable() {
    ERR_clear_error(); // TLS looks into the thread's queue
    return fail(ErrorKind::internal, "OpenSSL does not provide SHA256");
}

} // namespace

void Sha256Sink::Free::operator()(evp_md_ctx_st* context) const noexcept { EVP_MD_CTX_free(context); }

Sha256Sink::Sha256Sink() : context_(EVP_MD_CTX_new()) {
    if (context_ && EVP_DigestInit_ex2(context_.get(), EVP_sha256(), nullptr) != 1)
        context_.reset();
}

Status Sha256Sink::write(std::string_view bytes) {
    if (!context_ || EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1)
        return unavailable();
    return {};
}

Result<std::string> Sha256Sink::finish() {
    std::string digest(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    if (!context_ || EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(digest.data()), &size) != 1)
        return unavailable();
    digest.resize(size);
    return digest;
}

} // namespace posthaste
