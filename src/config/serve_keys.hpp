// SPDX-License-Identifier: MIT
// The keys of [serve].
#pragma once

#include "toml_value.hpp"

#include <posthaste/config/config.hpp>

namespace posthaste::config {

// value: a table.
[[nodiscard]] KeyStatus apply_serve(ServeSettings& serve, const TomlValue& value);
[[nodiscard]] std::vector<std::string> serve_key_names();

} // namespace posthaste::config
