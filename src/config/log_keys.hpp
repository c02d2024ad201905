// SPDX-License-Identifier: MIT
// The keys of [log].
#pragma once

#include "toml_value.hpp"

#include <posthaste/config/config.hpp>

namespace posthaste::config {

[[nodiscard]] KeyStatus apply_log(LogSettings& log, const TomlValue& value);

} // namespace posthaste::config
