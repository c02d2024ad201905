// SPDX-License-Identifier: MIT
// password = "literal", or a table with exactly one source.
#pragma once

#include "toml_value.hpp"

#include <posthaste/config/config.hpp>

namespace posthaste::config {

[[nodiscard]] std::vector<std::string> password_key_names(); // of the table
[[nodiscard]] KeyStatus apply_password(SecretSource& source, const TomlValue& value);

} // namespace posthaste::config
