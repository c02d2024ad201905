// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace posthaste::app {

// As project() in CMakeLists.txt has it: "0.1.0".
extern const std::string_view version;

} // namespace posthaste::app
