// SPDX-License-Identifier: MIT
// Fields that are known only when the whole message is, put before its first one: signatures of it, above all.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/base/fd.hpp>
#include <posthaste/mail/facts.hpp>

#include <cstdint>
#include <string_view>

namespace posthaste::mime {

// A file without a name that holds fields, then the size_bytes octets of content, whose file offset is left where it
// is; by the kernel alone where it can. fields: whole, in ASCII, each ending in CRLF. ErrorKind::cannot_create or
// no_space: there is no room for it; io.
[[nodiscard]] Result<Fd> with_fields_in_front(std::string_view fields, int content, std::uint64_t size_bytes);
// What is true of it, given what was of the message.
[[nodiscard]] mail::MessageFacts with_fields_in_front(std::string_view fields, mail::MessageFacts facts);

} // namespace posthaste::mime
