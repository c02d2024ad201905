// SPDX-License-Identifier: MIT
// The address-list of RFC 5322 section 3.4 with what section 4.4 adds: groups flattened, comments, folding, quoted and
// encoded names, empty elements, source routes, spaces round dots and '@'.
#pragma once

#include <posthaste/mail/address.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace posthaste::mail {

// body: a field's body, folded or not (CRLF or LF). Elements may be bare local parts (one atom or quoted string).
// Refused with ErrorKind::data, the offending element in the message: unclosed quotes, comments, brackets or groups;
// text after an address; two words where one address should be (a missing comma); control characters. No recursion:
// depth of nesting costs no stack.
[[nodiscard]] Result<std::vector<Mailbox>> parse_address_list(std::string_view body);

// Where the bare names of such a body end, in its order: behind each of these octets "@domain" is missing. An encoded
// word is no bare name. Refused as well when there are more of them than `most`.
[[nodiscard]] Result<std::vector<std::size_t>> bare_name_ends(std::string_view body, std::size_t most);

} // namespace posthaste::mail
