// SPDX-License-Identifier: MIT
// password = "literal", or a table with exactly one source.
#pragma once

#include "toml_value.hpp"

#include <posthaste/config/config.hpp>

namespace posthaste::config {

[[nodiscard]] KeyStatus apply_password(SecretSource& source, const TomlValue& value);

} // namespace posthaste::config
