// SPDX-License-Identifier: MIT
#pragma once

#include <posthaste/mail/header_block.hpp>

#include <string_view>

namespace posthaste::mail {

// Puts "@domain" behind the bare names in From, Sender, Reply-To, To, Cc and their Resent- forms; not an octet else is
// changed. A field that cannot be parsed, that would get a line over 998 octets, or that has
// more than what is left of 1000 names for the header stays as it is, and so does a header that is signed.
void qualify_header(HeaderBlock& header, std::string_view domain);

} // namespace posthaste::mail
