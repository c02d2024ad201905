// SPDX-License-Identifier: MIT
#include "url_parts.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/config/server_url.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::config {

namespace {

constexpr std::uint16_t submissions_port = 465; // RFC 8314 7.3
constexpr std::uint16_t submission_port = 587;  // RFC 6409 3.1

constexpr std::string_view srv_prefix = "srv:";

// "srv:25" is port 25 of a host that is called srv.
bool asks_for_srv(std::string_view text) {
    return istarts_with(text, srv_prefix) && !std::ranges::all_of(text.substr(srv_prefix.size()), is_digit);
}

Result<ServerUrl> parse_srv(const UrlText& whole) {
    const auto domain = whole.text.substr(srv_prefix.size());
    if (domain.find_first_of("@:/[") != std::string_view::npos || is_ip_address(domain))
        return wrong_url(whole, "must be srv: and a domain, as in srv:example.org; the user is a matter of its own");
    ServerUrl url;
    url.srv = true;
    PH_ASSIGN(url.host, host_of(whole, domain));
    return url;
}

} // namespace

Result<ServerUrl> parse_server_url(std::string_view text) {
    const UrlText whole{"server", text};
    if (has_control(text))
        return wrong_url(whole, "holds a control character");
    if (asks_for_srv(text))
        return parse_srv(whole);
    std::string_view rest;
    const auto scheme = take_scheme(text, rest);
    if (!scheme.empty() && scheme != "smtp" && scheme != "smtps")
        return wrong_url(whole, fmt::format("unknown scheme \"{}\", use smtps:// or smtp://", scheme));
    PH_ASSIGN(const Authority parts, split_authority(whole, rest));
    if (parts.user.find(':') != std::string_view::npos)
        return wrong_url(whole, "a password does not belong here, others can see it: use the key \"password\"");
    ServerUrl url;
    url.implicit_tls = scheme == "smtps";
    PH_ASSIGN(url.host, host_of(whole, parts.host));
    PH_ASSIGN(url.port, port_of(whole, parts, url.implicit_tls ? submissions_port : submission_port));
    auto user = percent_decoded(parts.user);
    if (!user)
        return wrong_url(whole, "the user name is not percent-encoded properly");
    url.user = *std::move(user);
    return url;
}

} // namespace posthaste::config
