// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/codec/base64.hpp>
#include <posthaste/config/tls_pin.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::config {

namespace {

constexpr std::size_t digest_octets = 32;

// "aabb", "AA:BB". Empty when it is something else.
std::string hex_digits(std::string_view text) {
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool between = text[i] == ':' && i % 3 == 2;
        if (!between && !is_hex_digit(text[i]))
            return {};
        if (!between)
            digits += to_lower(text[i]);
    }
    const bool parted = text.size() == digits.size() + digits.size() / 2 - 1; // between all octets or nowhere
    return parted || text.size() == digits.size() ? digits : std::string{};
}

TlsPin read_pin(std::string_view text) {
    constexpr std::string_view key = "sha256:";
    constexpr std::string_view key_base64 = "sha256//";
    constexpr std::string_view certificate = "cert-sha256:";
    if (istarts_with(text, key))
        return {false, hex_digits(text.substr(key.size()))};
    if (istarts_with(text, key_base64))
        return {false, hex(codec::base64_decode(text.substr(key_base64.size())).value_or(""))};
    if (istarts_with(text, certificate))
        return {true, hex_digits(text.substr(certificate.size()))};
    return {true, text.find(':') == std::string_view::npos ? std::string{} : hex_digits(text)}; // else of what?
}

std::string hint_for(const TlsPin& pin) {
    if (pin.sha256.size() == 40 || pin.sha256.size() == 32)
        return "SHA-1 and MD5 are no longer safe: ";
    return {};
}

} // namespace

Result<std::vector<TlsPin>> parse_tls_pins(std::string_view text) {
    std::vector<TlsPin> pins;
    for (const auto part : split(text, ';')) {
        auto pin = read_pin(trim(part));
        if (pin.sha256.size() != 2 * digest_octets)
            return fail(
                ErrorKind::config,
                fmt::format("\"{}\": {}must be sha256:HEX or sha256//BASE64 for the server's key, or "
                            "cert-sha256:HEX for its certificate, with a SHA-256 digest (--trace=tls shows both)",
                            trim(part), hint_for(pin)));
        pins.push_back(std::move(pin));
    }
    return pins;
}

} // namespace posthaste::config
