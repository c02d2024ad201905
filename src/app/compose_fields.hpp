// SPDX-License-Identifier: MIT
// The header of a composed message, out of the options alone.
#pragma once

#include "answered.hpp"
#include "compose.hpp"

#include <optional>

namespace posthaste::app {

// The author of what is answered is whom it is to where nobody else is named.
[[nodiscard]] Result<AddressFields> read_address_fields(const SendOptions& options,
                                                        const std::optional<Answered>& answered);

// All fields but those of addresses. ErrorKind::usage naming the option.
[[nodiscard]] Result<std::vector<mime::Field>> make_fields(const SendOptions& options,
                                                           const std::optional<Answered>& answered);

// A message for hidden recipients only still says that it has some (RFC 5322 section 3.4: an empty group).
[[nodiscard]] std::vector<mime::Field> address_fields(const AddressFields& addresses);

} // namespace posthaste::app
