// SPDX-License-Identifier: MIT
// The long options, by CLI11.
#pragma once

#include "request.hpp"

#include <posthaste/base/error.hpp>
#include <posthaste/cli/listing.hpp>

namespace posthaste::cli {

// words: what the sendmail flags left. Recipients go into the request in their order. ErrorKind::usage for an unknown
// option, with the nearest known one, and for one whose value is missing or empty.
[[nodiscard]] Status take_long_options(const std::vector<std::string>& words, Request& request);

// The same of `posthaste check`: words are all behind the command. ErrorKind::usage likewise, for an option that only
// sending has, and for a second account or server.
struct CheckRequest {
    bool help = false;
    app::CheckOptions check;
};
[[nodiscard]] Status take_check_options(const std::vector<std::string>& words, CheckRequest& request);

// Whether the next word is this one's value: "--from", but not "--from=a@b".
[[nodiscard]] bool takes_value(std::string_view word) noexcept;

[[nodiscard]] std::string help_text();
[[nodiscard]] std::string check_help_text();
[[nodiscard]] ListedCommand root_listing(); // long options alone
[[nodiscard]] ListedCommand check_listing();

} // namespace posthaste::cli
