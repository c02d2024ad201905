// SPDX-License-Identifier: MIT
#include <posthaste/smtp/reply.hpp>

#include <fmt/format.h>

namespace posthaste::smtp {

namespace {
constexpr std::size_t max_text_bytes = 2000;
}

std::string EnhancedCode::text() const { return fmt::format("{}.{}.{}", klass, subject, detail); }

std::string Reply::text() const {
    std::string out = fmt::format("{}", code);
    std::string_view separator = " ";
    for (const auto& line : lines) {
        if (line.empty())
            continue;
        if (out.size() + separator.size() >= max_text_bytes)
            break;
        out += separator;
        out += line.substr(0, max_text_bytes - out.size());
        separator = " / ";
    }
    return out;
}

} // namespace posthaste::smtp
