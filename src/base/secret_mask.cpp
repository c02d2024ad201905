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

std::string SecretMask::apply(std::string_view text) const {
    std::string shown(text);
    constexpr std::string_view hidden = "<hidden>";
    for (const auto& secret : secrets_) {
        const auto word = secret.reveal();
        for (auto at = shown.find(word); at != std::string::npos; at = shown.find(word, at + hidden.size()))
            shown.replace(at, word.size(), hidden);
    }
    return shown;
}

} // namespace posthaste
