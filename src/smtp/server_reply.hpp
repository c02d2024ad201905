// SPDX-License-Identifier: MIT
// Replies as they go over the wire: lines of at most 512 octets (RFC 5321 section 4.5.3.1.5), printable ASCII whatever
// a client or a host put into them.
#pragma once

#include <posthaste/smtp/server_session.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::smtp {

// What a client said as it may be said back: cut, and all that is not printable ASCII as \xNN.
[[nodiscard]] std::string echoed(std::string_view text, std::size_t max_bytes = 128);
// "250 2.1.0 text" CRLF.
[[nodiscard]] std::string wire(const ServerReply& reply);
// "250-" before each line but the last. Not empty; without enhanced codes, which EHLO does not have (RFC 2034 section
// 3).
[[nodiscard]] std::string wire(int code, const std::vector<std::string>& lines);

} // namespace posthaste::smtp
