// SPDX-License-Identifier: MIT
#include "url_parts.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/config/server_url.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <sys/un.h>

namespace posthaste::config {

namespace {

constexpr std::uint16_t submissions_port = 465; // RFC 8314 7.3
constexpr std::uint16_t submission_port = 587;  // RFC 6409 3.1
constexpr std::uint16_t lmtp_port = 24;         // IANA's for private mail systems; RFC 2033 5 forbids 25

constexpr std::string_view srv_prefix = "srv:";
constexpr std::string_view unix_prefix = "unix:";

// "srv:25" is port 25 of a host that is called srv.
bool has_prefix(std::string_view text, std::string_view prefix) {
    return istarts_with(text, prefix) && !std::ranges::all_of(text.substr(prefix.size()), is_digit);
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

struct Socket {
    std::string_view path;
    bool lmtp = false;
    bool encoded = false; // by percent signs, as in a URL
};

// lmtp://ann@/run/x is one too, so that what is wrong with it can be said.
std::optional<Socket> socket_in(std::string_view text) {
    constexpr std::string_view lmtp_scheme = "lmtp://";
    constexpr std::string_view postfix_prefix = "lmtp:unix:";
    if (text.starts_with('/'))
        return Socket{text};
    if (has_prefix(text, unix_prefix))
        return Socket{text.substr(unix_prefix.size())};
    if (has_prefix(text, postfix_prefix))
        return Socket{text.substr(postfix_prefix.size()), true};
    const auto rest = istarts_with(text, lmtp_scheme) ? text.substr(lmtp_scheme.size()) : std::string_view{};
    if (rest.starts_with('/') || rest.substr(0, rest.find('/')).ends_with('@'))
        return Socket{rest, true, true};
    return std::nullopt;
}

Result<std::string> path_of(const UrlText& whole, const Socket& socket) {
    if (!socket.encoded) // unix:///run/x is what Docker and others write
        return std::string(socket.path.starts_with("//") ? socket.path.substr(2) : socket.path);
    if (socket.path.find_first_of("?#") != std::string_view::npos)
        return wrong_url(whole, "a query has no meaning here");
    auto path = percent_decoded(socket.path);
    if (!path)
        return wrong_url(whole, "the path is not percent-encoded properly");
    return *std::move(path);
}

Result<ServerUrl> parse_socket(const UrlText& whole, const Socket& socket) {
    constexpr std::size_t longest = sizeof(sockaddr_un::sun_path) - 1; // with its NUL, unix(7)
    if (socket.path.substr(0, socket.path.find('/')).find('@') != std::string_view::npos)
        return wrong_url(whole, "a user does not belong here: name it by --user or the key \"user\"");
    ServerUrl url;
    url.lmtp = socket.lmtp;
    PH_ASSIGN(url.unix_path, path_of(whole, socket));
    if (!url.unix_path.starts_with('/'))
        return wrong_url(whole, "the path of a unix socket must begin with \"/\"");
    if (url.unix_path.ends_with('/'))
        return wrong_url(whole, "this is the path of a directory, not of a socket");
    if (url.unix_path.size() > longest)
        return wrong_url(whole, fmt::format("the path is longer than the {} octets a socket can have", longest));
    return url;
}

} // namespace

Result<ServerUrl> parse_server_url(std::string_view text) {
    const UrlText whole{"server", text};
    if (has_control(text))
        return wrong_url(whole, "holds a control character");
    if (has_prefix(text, srv_prefix))
        return parse_srv(whole);
    if (const auto socket = socket_in(text))
        return parse_socket(whole, *socket);
    std::string_view rest;
    const auto scheme = take_scheme(text, rest);
    if (!scheme.empty() && scheme != "smtp" && scheme != "smtps" && scheme != "lmtp")
        return wrong_url(whole, fmt::format("unknown scheme \"{}\", use smtps://, smtp:// or lmtp://", scheme));
    PH_ASSIGN(const Authority parts, split_authority(whole, rest));
    if (parts.user.find(':') != std::string_view::npos)
        return wrong_url(whole, "a password does not belong here, others can see it: use the key \"password\"");
    ServerUrl url;
    url.implicit_tls = scheme == "smtps";
    url.lmtp = scheme == "lmtp";
    PH_ASSIGN(url.host, host_of(whole, parts.host));
    const auto usual = url.lmtp ? lmtp_port : submission_port;
    PH_ASSIGN(url.port, port_of(whole, parts, url.implicit_tls ? submissions_port : usual));
    auto user = percent_decoded(parts.user);
    if (!user)
        return wrong_url(whole, "the user name is not percent-encoded properly");
    url.user = *std::move(user);
    return url;
}

} // namespace posthaste::config
