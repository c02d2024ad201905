// SPDX-License-Identifier: MIT
// The types of files that are common in mail.
#pragma once

#include <string_view>

namespace posthaste::mime {

// extension: in lower case, without the dot. Empty: not known here.
[[nodiscard]] std::string_view type_of_extension(std::string_view extension) noexcept;
// By how the file begins. Empty: not known here.
[[nodiscard]] std::string_view type_of_beginning(std::string_view beginning) noexcept;

} // namespace posthaste::mime
