// SPDX-License-Identifier: MIT
// Changes to a configuration's text: what a change does not concern stays as it is, comments and blank lines included.
// Texts in and texts out; files are the caller's affair. Every result is read before it is given.
#pragma once

#include <posthaste/base/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace posthaste::config {

// A key of the document ("default"), value as TOML writes it. One that is there is replaced, with the comment behind it
// kept. ErrorKind::config when the value that is there is in several lines.
[[nodiscard]] Result<std::string> with_key(const std::string& text, const std::string& key, const std::string& value);
[[nodiscard]] bool has_key(const std::string& text, std::string_view key);

// Tables added at the end, behind a blank line. The whole is not judged yet: keys may be added that the tables need.
[[nodiscard]] std::string with_tables(const std::string& text, std::string_view tables);

enum class References : std::uint8_t { judged, kept }; // kept: the account will be there again

// [account.NAME] with its keys, the comments between them and those right above it; `default` when it names this one.
// ErrorKind::config when there is no such account, a route needs it, or it does not stand in a table of its own.
[[nodiscard]] Result<std::string> without_account(const std::string& text, std::string_view name,
                                                  References references = References::judged);

} // namespace posthaste::config
