// SPDX-License-Identifier: MIT
#include <posthaste/base/random.hpp>

#include <array>
#include <cstdlib>
#include <string_view>
#include <sys/random.h>

namespace posthaste {

std::string SystemIdSource::unique_id() {
    constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    std::array<unsigned char, 26> bytes{};
    // up to 256 bytes come whole or not at all (getrandom(2)); no entropy source at all is a broken machine
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
        std::abort();
    std::string text;
    for (const unsigned char byte : bytes)
        text += alphabet[byte & 31U];
    return text;
}

} // namespace posthaste
