// SPDX-License-Identifier: MIT
#include "sasl_name.hpp"

namespace posthaste::smtp {

std::string escaped_sasl_name(std::string_view name) {
    std::string out;
    for (const char c : name) {
        if (c == ',')
            out += "=2C";
        else if (c == '=')
            out += "=3D";
        else
            out += c;
    }
    return out;
}

} // namespace posthaste::smtp
