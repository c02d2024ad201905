// SPDX-License-Identifier: MIT
// Values as TOML writes them. Reading is config_file.hpp's work.
#pragma once

#include <string>
#include <string_view>

namespace posthaste::config {

// With quotes: 'as it is' where backslashes or double quotes make that easier to read, else "with escapes". Octets that
// are not UTF-8 stay, and are an error when the text is read.
[[nodiscard]] std::string toml_string(std::string_view text);
// Bare where it can be: [account.work], [account."ann@example.org"].
[[nodiscard]] std::string toml_key(std::string_view key);

} // namespace posthaste::config
