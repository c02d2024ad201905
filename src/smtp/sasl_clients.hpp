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
[[nodiscard]] std::unique_ptr<SaslClient> make_scram_sha_1_plus_client(const Credentials&, const SaslContext&);
[[nodiscard]] std::unique_ptr<SaslClient> make_scram_sha_256_plus_client(const Credentials&, const SaslContext&);
[[nodiscard]] std::unique_ptr<SaslClient> make_cram_md5_client(const Credentials&, const SaslContext&); // RFC 2195
[[nodiscard]] std::unique_ptr<SaslClient> make_xoauth2_client(const Credentials&, const SaslContext&);
[[nodiscard]] std::unique_ptr<SaslClient> make_oauthbearer_client(const Credentials&, const SaslContext&); // RFC 7628
[[nodiscard]] std::unique_ptr<SaslClient> make_external_client(const Credentials&, const SaslContext&);    // RFC 4422

} // namespace posthaste::smtp
