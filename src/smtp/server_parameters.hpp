// SPDX-License-Identifier: MIT
// What the parameters of MAIL and RCPT ask for. Those of extensions that are not offered are refused (RFC 5321
// section 4.1.1.11).
#pragma once

#include "server_path.hpp"

#include <posthaste/smtp/server_session.hpp>

#include <optional>
#include <vector>

namespace posthaste::smtp {

// Into the transaction or recipient; nullopt when all is well, else what is to be said.
[[nodiscard]] std::optional<ServerReply> take_mail_parameters(const std::vector<ServerParameter>& parameters,
                                                              const ServerSettings& settings,
                                                              ServerTransaction& transaction);
[[nodiscard]] std::optional<ServerReply> take_rcpt_parameters(const std::vector<ServerParameter>& parameters,
                                                              ServerRecipient& recipient);

} // namespace posthaste::smtp
