// SPDX-License-Identifier: MIT
#include "url_parts.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/config/server_url.hpp>
#include <posthaste/mail/address.hpp>

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <fmt/format.h>

namespace posthaste::config {

namespace {

// What stands between the scheme and '@' is not shown: a password may be in it.
std::string shown(std::string_view text) {
    const auto at = text.rfind('@');
    if (at == std::string_view::npos)
        return std::string(text);
    const auto scheme = text.find("://");
    const auto from = scheme == std::string_view::npos || scheme > at ? 0 : scheme + 3;
    const auto colon = text.find(':', from);
    if (colon == std::string_view::npos || colon > at)
        return std::string(text);
    return fmt::format("{}:...{}", text.substr(0, colon), text.substr(at));
}

int hex_value(char c) noexcept {
    if (is_digit(c))
        return c - '0';
    const char letter = to_lower(c);
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

Status split_host(const UrlText& url, std::string_view rest, Authority& parts) {
    if (rest.starts_with('[')) {
        const auto end = rest.find(']');
        if (end == std::string_view::npos)
            return wrong_url(url, "the bracket is not closed");
        parts.host = rest.substr(0, end + 1);
        rest.remove_prefix(end + 1);
        if (!rest.empty() && rest.front() != ':')
            return wrong_url(url, "text after the bracket");
    } else {
        parts.host = rest.substr(0, rest.find(':'));
        rest.remove_prefix(parts.host.size());
    }
    parts.has_port = !rest.empty();
    if (parts.has_port)
        parts.port = rest.substr(1);
    return {};
}

bool is_ipv6(std::string_view host) {
    const auto zone = host.find('%'); // RFC 4007 11.2, as in fe80::1%eth0
    if (zone != std::string_view::npos && zone + 1 == host.size())
        return false;
    in6_addr ignored{};
    return ::inet_pton(AF_INET6, std::string(host.substr(0, zone)).c_str(), &ignored) == 1;
}

bool is_host_character(char c) noexcept {
    const char letter = to_lower(c);
    return (letter >= 'a' && letter <= 'z') || is_digit(c) || c == '-' || c == '.' || c == '_';
}

} // namespace

std::unexpected<Error> wrong_url(const UrlText& url, std::string_view reason) {
    return fail(ErrorKind::config, fmt::format("{} \"{}\": {}", url.what, shown(url.text), reason));
}

std::string take_scheme(std::string_view text, std::string_view& rest) {
    const auto end = text.find("://");
    rest = end == std::string_view::npos ? text : text.substr(end + 3);
    return end == std::string_view::npos ? std::string{} : lower(text.substr(0, end));
}

Result<Authority> split_authority(const UrlText& url, std::string_view rest) {
    Authority parts;
    if (rest.ends_with('/')) // an empty path says nothing
        rest.remove_suffix(1);
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) { // user names often hold an '@' themselves
        parts.user = rest.substr(0, at);
        rest.remove_prefix(at + 1);
    }
    if (rest.find_first_of("/?#") != std::string_view::npos)
        return wrong_url(url, "a path or query has no meaning here; that of a unix socket begins with \"/\"");
    PH_TRY(split_host(url, rest, parts));
    return parts;
}

Result<std::string> host_of(const UrlText& url, std::string_view host) {
    if (host.starts_with('[')) {
        const auto inner = host.substr(1, host.size() - 2);
        if (!is_ipv6(inner))
            return wrong_url(url, fmt::format("\"{}\" is not an IPv6 address", inner));
        return std::string(inner);
    }
    if (host.empty())
        return wrong_url(url, "there is no host");
    if (host.size() > 255) // RFC 1035 2.3.4
        return wrong_url(url, "the host name is too long");
    if (std::ranges::all_of(host, is_host_character))
        return std::string(host);
    const auto address = mail::Address::make("postmaster", host);
    if (is_ascii(host) || !address || !std::ranges::all_of(address->domain(), is_host_character))
        return wrong_url(url, fmt::format("\"{}\" is not a host name", host));
    return address->domain(); // A-labels
}

Result<std::uint16_t> port_of(const UrlText& url, const Authority& parts, std::uint16_t otherwise) {
    if (!parts.has_port)
        return otherwise;
    std::uint16_t port = 0;
    const auto* end = parts.port.data() + parts.port.size();
    const auto [stop, status] = std::from_chars(parts.port.data(), end, port);
    if (!std::ranges::all_of(parts.port, is_digit)) // with the host forgotten, it may be a password
        return wrong_url({url.what, url.text.substr(0, url.text.find("://") + 3)}, "the port is no number");
    if (status != std::errc{} || stop != end || port == 0)
        return wrong_url(url, fmt::format("port \"{}\" is not between 1 and 65535", parts.port));
    return port;
}

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            result += text[i];
            continue;
        }
        const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
        const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
        if (low < 0)
            return std::nullopt;
        result += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return has_control(result) ? std::nullopt : std::optional(std::move(result));
}

bool names_this_machine(std::string_view host) {
    if (host.ends_with('.'))
        host.remove_suffix(1);
    if (iequals(host, "localhost"))
        return true;
    in_addr in4{};
    if (::inet_pton(AF_INET, std::string(host).c_str(), &in4) == 1)
        return ntohl(in4.s_addr) >> 24U == IN_LOOPBACKNET;
    in6_addr in6{};
    return ::inet_pton(AF_INET6, std::string(host.substr(0, host.find('%'))).c_str(), &in6) == 1 &&
           IN6_IS_ADDR_LOOPBACK(&in6);
}

bool is_ip_address(std::string_view text) {
    in_addr ignored{};
    return ::inet_pton(AF_INET, std::string(text).c_str(), &ignored) == 1 || is_ipv6(text);
}

} // namespace posthaste::config
