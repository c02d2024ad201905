// SPDX-License-Identifier: MIT
#define OPENSSL_SUPPRESS_DEPRECATED // NOLINT(cppcoreguidelines-macro-usage) what replaces them loads providers first
#include <posthaste/base/checksum.hpp>

#include <array>
#include <openssl/sha.h>

namespace posthaste {

ChecksumSink::ChecksumSink() : state_(std::make_unique<SHA256_CTX>()) { ::SHA256_Init(state_.get()); }

ChecksumSink::~ChecksumSink() = default;

Status ChecksumSink::write(std::string_view bytes) {
    ::SHA256_Update(state_.get(), bytes.data(), bytes.size());
    return {};
}

std::string ChecksumSink::finish() {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> octets{};
    ::SHA256_Final(octets.data(), state_.get());
    return {octets.begin(), octets.end()};
}

std::string checksum(std::string_view bytes) {
    ChecksumSink sink;
    (void)sink.write(bytes);
    return sink.finish();
}

} // namespace posthaste
