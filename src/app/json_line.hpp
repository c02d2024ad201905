// SPDX-License-Identifier: MIT
// A JSON value as it goes to stdout: one line, in UTF-8, safe on a terminal. Octets of a server that are not UTF-8
// become U+FFFD: JSON has no other way.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace posthaste::app {

[[nodiscard]] std::string json_line(const nlohmann::ordered_json& value);
// The same without the end of the line, as a piece of what is written value by value.
[[nodiscard]] std::string json_text(const nlohmann::ordered_json& value);

} // namespace posthaste::app
