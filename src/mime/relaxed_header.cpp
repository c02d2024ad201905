// SPDX-License-Identifier: MIT
#include "relaxed_header.hpp"

#include <posthaste/base/text.hpp>

namespace posthaste::mime {

std::string relaxed_field(std::string_view name, std::string_view body) {
    std::string out = lower(trim(name));
    out += ':';
    bool space = false;
    for (const char c : trim(body)) {
        if (c == '\r' || c == '\n') // of folding, and white space stands behind it
            continue;
        if (!is_space(c) && space)
            out += ' ';
        space = is_space(c);
        if (!space)
            out += c;
    }
    return out;
}

} // namespace posthaste::mime
