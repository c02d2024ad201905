// SPDX-License-Identifier: MIT
// The tables of known keys, one for each scope, and the walk that fills a Config by them.
#pragma once

#include "toml_value.hpp"

#include <posthaste/config/config.hpp>

namespace posthaste::config {

// Unknown keys, wrong types, empty strings and control characters are errors at their place.
[[nodiscard]] KeyStatus apply_document(Config& config, const TomlValue& document);

} // namespace posthaste::config
