// SPDX-License-Identifier: MIT
// The keys of [queue].
#pragma once

#include "toml_value.hpp"

#include <posthaste/config/config.hpp>

namespace posthaste::config {

[[nodiscard]] std::vector<std::string> queue_key_names();
[[nodiscard]] KeyStatus apply_queue(QueueSettings& queue, const TomlValue& value);

} // namespace posthaste::config
