// SPDX-License-Identifier: MIT
// Values as the configuration writes them. Reading is config_file.hpp's work.
#pragma once

#include <string>
#include <string_view>

namespace posthaste::config {

// With quotes: 'as it is' where backslashes or double quotes make that easier to read, else "with escapes". Octets that
// are not UTF-8 stay, and are an error when the text is read.
[[nodiscard]] std::string toml_string(std::string_view text);
// Bare where it can be: [account.work], [account."ann@example.org"].
[[nodiscard]] std::string toml_key(std::string_view key);

// "Ann Example <ann@example.org>", the name in quotes where it needs them; without a name the address alone.
[[nodiscard]] std::string author_text(std::string_view name, std::string_view address);

} // namespace posthaste::config
