// SPDX-License-Identifier: MIT
// The SHA-256 of what is written, piece by piece: for what is too large to be kept in memory (base/crypto.hpp has it
// for the rest).
#pragma once

#include <posthaste/base/byte_source.hpp>

#include <memory>
#include <string>

struct evp_md_ctx_st; // OpenSSL's EVP_MD_CTX

namespace posthaste {

class Sha256Sink final : public ByteSink {
  public:
    Sha256Sink();
    // ErrorKind::internal when OpenSSL does not give the hash.
    Status write(std::string_view bytes) override;
    [[nodiscard]] Result<std::string> finish(); // the 32 octets; once

  private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const noexcept;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_; // null: there is no such hash
};

} // namespace posthaste
