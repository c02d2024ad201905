// SPDX-License-Identifier: MIT
#include "url_parts.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/config/proxy_url.hpp>

#include <fmt/format.h>

namespace posthaste::config {

namespace {

constexpr std::uint16_t socks_port = 1080; // RFC 1928 section 3
constexpr std::uint16_t http_port = 3128;  // custom, begun by Squid
constexpr std::size_t longest_field = 255; // RFC 1929 section 2

Status take_login(const UrlText& whole, std::string_view login, ProxyUrl& url) {
    const auto colon = login.find(':');
    auto user = percent_decoded(login.substr(0, colon));
    auto password = percent_decoded(colon == std::string_view::npos ? "" : login.substr(colon + 1));
    if (!user || !password)
        return wrong_url(whole, "user or password is not percent-encoded properly");
    if (user->empty() && colon != std::string_view::npos)
        return wrong_url(whole, "there is a password and no user");
    if (user->size() > longest_field || password->size() > longest_field)
        return wrong_url(whole, "user or password is too long");
    if (url.http && user->find(':') != std::string::npos) // RFC 7617 section 2
        return wrong_url(whole, "a user with a colon cannot log in at an HTTP proxy");
    url.user = *std::move(user);
    url.password = *std::move(password);
    return {};
}

} // namespace

Result<ProxyUrl> parse_proxy_url(std::string_view text) {
    const UrlText whole{"proxy", text};
    if (has_control(text))
        return wrong_url(whole, "holds a control character");
    std::string_view rest;
    const auto scheme = take_scheme(text, rest);
    // socks5h is curl's name for leaving the host's name to the proxy, which is what is done here.
    if (scheme != "socks5" && scheme != "socks5h" && scheme != "http")
        return wrong_url(whole, "must begin with socks5:// or http://");
    ProxyUrl url;
    url.http = scheme == "http";
    PH_ASSIGN(const Authority parts, split_authority(whole, rest));
    PH_ASSIGN(url.host, host_of(whole, parts.host));
    PH_ASSIGN(url.port, port_of(whole, parts, url.http ? http_port : socks_port));
    PH_TRY(take_login(whole, parts.user, url));
    return url;
}

} // namespace posthaste::config
