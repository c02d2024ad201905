// SPDX-License-Identifier: MIT
// The mechanisms this build knows, one maker each.
#pragma once

#include <posthaste/smtp/sasl.hpp>

#include <memory>

namespace posthaste::smtp {

using ClientMaker = std::unique_ptr<SaslClient> (*)(const Credentials&, const SaslContext&);

[[nodiscard]] std::unique_ptr<SaslClient> make_plain_client(const Credentials&, const SaslContext&); // RFC 4616
[[nodiscard]] std::unique_ptr<SaslClient> make_login_client(const Credentials&, const SaslContext&);
[[nodiscard]] std::unique_ptr<SaslClient> make_scram_sha_1_client(const Credentials&, const SaslContext&);   // RFC 5802
[[nodiscard]] std::unique_ptr<SaslClient> make_scram_sha_256_client(const Credentials&, const SaslContext&); // RFC 7677

} // namespace posthaste::smtp
