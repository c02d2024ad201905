// SPDX-License-Identifier: MIT
#include "client_name.hpp"

#include <fmt/format.h>

namespace posthaste::delivery {

std::string address_literal(std::string_view numeric_address) {
    const auto address = numeric_address.substr(0, numeric_address.find('%')); // a zone means nothing elsewhere
    if (address.empty())
        return "[127.0.0.1]";
    if (address.find(':') != std::string_view::npos)
        return fmt::format("[IPv6:{}]", address);
    return fmt::format("[{}]", address);
}

} // namespace posthaste::delivery
