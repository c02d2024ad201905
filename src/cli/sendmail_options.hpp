// SPDX-License-Identifier: MIT
// What stands behind -b, -o and -O.
#pragma once

#include "request.hpp"

#include <string>

namespace posthaste::cli {

void set_mode(Request& request, const std::string& value);          // "m" of -bm
void set_letter_option(Request& request, const std::string& value); // "i" of -oi, "db" of -odb
void set_named_option(Request& request, const std::string& value);  // "IgnoreDots=true" of -O

} // namespace posthaste::cli
