// SPDX-License-Identifier: MIT
#include "route_pattern.hpp"

#include <posthaste/base/text.hpp>

namespace posthaste::config {

namespace {

// Goes back to the last '*' only, so the time is at most the product of the lengths.
bool glob(std::string_view pattern, std::string_view text) {
    std::size_t p = 0, t = 0, star = std::string_view::npos, retry = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            retry = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++retry;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

} // namespace

bool pattern_fits(std::string_view pattern, std::string_view address) {
    const auto pattern_at = pattern.rfind('@');
    if (pattern_at == std::string_view::npos)
        return glob(lower(pattern), lower(address));
    const auto at = address.rfind('@');
    if (at == std::string_view::npos)
        return false;
    const auto local = pattern_at == 0 ? std::string_view{"*"} : pattern.substr(0, pattern_at);
    return glob(local, address.substr(0, at)) &&
           glob(lower(pattern.substr(pattern_at + 1)), lower(address.substr(at + 1)));
}

} // namespace posthaste::config
