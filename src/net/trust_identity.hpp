// SPDX-License-Identifier: MIT
// What tells those whom we trust from whom we trusted when a session began, without reading a certificate.
#pragma once

#include <posthaste/net/tls.hpp>

#include <openssl/ssl.h>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::net {

// All that decides whom we trust and as whom we come, with what tells the files apart from their former selves; but of
// hashed directories only whether something was put into them or taken out: they have some hundred links.
// context: for what openssl.cnf demands.
[[nodiscard]] std::string trust_identity(SSL_CTX* context, const TlsSettings& settings);

// The rest: under which name the directories have the authority that a verified chain ends with, and what its links led
// to. "-" where there are no directories. In one word.
[[nodiscard]] std::string anchor_of(const std::vector<std::string>& directories, const STACK_OF(X509) * chain);
// Whether they still lead there.
[[nodiscard]] bool anchor_stands(const std::vector<std::string>& directories, std::string_view anchor);

} // namespace posthaste::net
