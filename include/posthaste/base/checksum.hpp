// SPDX-License-Identifier: MIT
// The SHA-256 that tells whether a file is still what was written: against accidents, not against people. By functions
// of OpenSSL that need none of its providers and no configuration, which cost more than everything else that a message
// needs on its way into the queue. base/crypto.hpp has hashes for what must hold against people.
#pragma once

#include <posthaste/base/byte_source.hpp>

#include <memory>
#include <string>
#include <string_view>

struct SHA256state_st; // OpenSSL's SHA256_CTX

namespace posthaste {

class ChecksumSink final : public ByteSink {
  public:
    ChecksumSink();
    ~ChecksumSink() override;
    ChecksumSink(const ChecksumSink&) = delete;
    ChecksumSink& operator=(const ChecksumSink&) = delete;
    Status write(std::string_view bytes) override; // cannot fail
    [[nodiscard]] std::string finish();            // the 32 octets; once

  private:
    std::unique_ptr<SHA256state_st> state_;
};

[[nodiscard]] std::string checksum(std::string_view bytes); // 32 octets

} // namespace posthaste
