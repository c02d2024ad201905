// SPDX-License-Identifier: MIT
#include <posthaste/base/secret_mask.hpp>

namespace posthaste {

namespace {
constexpr std::size_t min_bytes = 4;
}

void SecretMask::add(Secret secret) {
    if (secret.reveal().size() >= min_bytes)
        secrets_.push_back(std::move(secret));
}

std::string SecretMask::apply(std::string_view whole) const {
    std::string shown(whole);
    constexpr std::string_view hidden = "<hidden>";
    for (const auto& secret : secrets_) {
        const auto text = secret.reveal();
        for (auto at = shown.find(text); at != std::string::npos; at = shown.find(text, at + hidden.size()))
            shown.replace(at, text.size(), hidden);
    }
    return shown;
}

} // namespace posthaste
