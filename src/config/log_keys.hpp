// SPDX-License-Identifier: MIT
// The keys of [log].
#pragma once

#include "toml_value.hpp"

#include <posthaste/config/config.hpp>

namespace posthaste::config {

[[nodiscard]] KeyStatus apply_log(LogSettings& log, const TomlValue& value);
[[nodiscard]] std::vector<std::string> log_key_names();

} // namespace posthaste::config
