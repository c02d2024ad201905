// SPDX-License-Identifier: MIT
#include <posthaste/app/version.hpp>

namespace posthaste::app {

const std::string_view version = PH_VERSION;

} // namespace posthaste::app
