// SPDX-License-Identifier: MIT
#include <posthaste/base/secret.hpp>

#include <cstring>

namespace posthaste {

void wipe(std::string& text) noexcept {
    ::explicit_bzero(text.data(), text.size());
    text.clear();
}

void Secret::wipe() noexcept { posthaste::wipe(value_); }

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        wipe();
        value_ = other.value_;
        other.wipe();
    }
    return *this;
}

} // namespace posthaste
