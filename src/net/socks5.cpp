// SPDX-License-Identifier: MIT
// SOCKS 5 (RFC 1928) without authentication or with user and password (RFC 1929).
#include "address.hpp"
#include "proxy.hpp"

#include <array>
#include <fmt/format.h>

namespace posthaste::net {

namespace {

constexpr unsigned char version = 5;
constexpr unsigned char login_version = 1; // RFC 1929 section 2
constexpr std::size_t longest_field = 255;

enum Method : unsigned char { no_login = 0, user_and_password = 2, none_will_do = 0xff };
enum AddressType : unsigned char { ipv4 = 1, domain_name = 3, ipv6 = 4 };

char octet(std::size_t value) { return static_cast<char>(static_cast<unsigned char>(value)); }
unsigned octet_at(const std::string& bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

std::unexpected<Error> no_socks5() {
    return fail(ErrorKind::protocol, "it does not speak SOCKS 5: is the port right?");
}

// RFC 1928 section 6.
std::string words_of(unsigned reply) {
    static constexpr std::array<std::string_view, 9> words{"succeeded",
                                                           "general SOCKS server failure",
                                                           "connection not allowed by ruleset",
                                                           "network unreachable",
                                                           "host unreachable",
                                                           "connection refused",
                                                           "TTL expired",
                                                           "command not supported",
                                                           "address type not supported"};
    return reply < words.size() ? std::string(words.at(reply)) : fmt::format("reply {}", reply);
}

Status log_in(Stream& stream, const Proxy& proxy, Deadline deadline) {
    const auto password = proxy.password.reveal();
    if (proxy.user.size() > longest_field || password.size() > longest_field)
        return fail(ErrorKind::config, "user and password can have 255 octets each (RFC 1929)");
    std::string request{octet(login_version), octet(proxy.user.size())};
    request += proxy.user;
    request += octet(password.size());
    request += password;
    const auto sent = stream.write_all(request, deadline);
    wipe(request);
    PH_TRY(sent);
    PH_ASSIGN(const auto reply, read_from_proxy(stream, 2, deadline));
    if (octet_at(reply, 1) != 0)
        return fail(ErrorKind::auth, "it refused user or password");
    return {};
}

// RFC 1928 section 3.
Status agree_on_method(Stream& stream, const Proxy& proxy, Deadline deadline) {
    const bool can_log_in = !proxy.user.empty();
    std::string request{octet(version), octet(can_log_in ? 2 : 1), octet(no_login)};
    if (can_log_in)
        request += octet(user_and_password);
    PH_TRY(stream.write_all(request, deadline));
    PH_ASSIGN(const auto reply, read_from_proxy(stream, 2, deadline));
    if (octet_at(reply, 0) != version)
        return no_socks5();
    const unsigned method = octet_at(reply, 1);
    if (method == no_login)
        return {};
    if (method == user_and_password && can_log_in)
        return log_in(stream, proxy, deadline);
    if (method == none_will_do && !can_log_in)
        return fail(ErrorKind::auth, "it wants a login: write it as socks5://USER:PASSWORD@HOST");
    if (method == none_will_do)
        return fail(ErrorKind::auth, "it accepts neither user and password nor no login");
    return fail(ErrorKind::protocol, fmt::format("it chose the method {}, which was not offered", method));
}

Result<std::string> request_for(const Endpoint& target) {
    std::string request{octet(version), octet(1), octet(0)}; // CONNECT
    if (const auto ip = parse_ip(target.host)) {
        request += octet(ip->size == 4 ? ipv4 : ipv6);
        for (std::size_t i = 0; i < ip->size; ++i)
            request += octet(ip->octets.at(i));
    } else {
        if (target.host.size() > longest_field)
            return fail(ErrorKind::config, "the server's name is too long for SOCKS 5");
        request += octet(domain_name);
        request += octet(target.host.size());
        request += target.host;
    }
    request += octet(target.port >> 8U);
    request += octet(target.port & 255U);
    return request;
}

// The address that the proxy is bound to is of no use; it is read, since the server's bytes follow it.
Status skip_bound_address(Stream& stream, unsigned type, Deadline deadline) {
    std::size_t size = 0;
    if (type == ipv4) {
        size = 4;
    } else if (type == ipv6) {
        size = 16;
    } else if (type == domain_name) {
        PH_ASSIGN(const auto length, read_from_proxy(stream, 1, deadline));
        size = octet_at(length, 0);
    } else {
        return fail(ErrorKind::protocol, fmt::format("its answer has an address of type {}", type));
    }
    PH_ASSIGN(const auto skipped, read_from_proxy(stream, size + 2, deadline));
    static_cast<void>(skipped);
    return {};
}

} // namespace

Status open_by_socks5(Stream& stream, const Proxy& proxy, const Endpoint& target, Deadline deadline) {
    PH_ASSIGN(const auto request, request_for(target));
    PH_TRY(agree_on_method(stream, proxy, deadline));
    PH_TRY(stream.write_all(request, deadline));
    PH_ASSIGN(const auto reply, read_from_proxy(stream, 4, deadline));
    if (octet_at(reply, 0) != version)
        return no_socks5();
    if (const unsigned answer = octet_at(reply, 1); answer != 0)
        return fail(ErrorKind::connection, fmt::format("it says \"{}\"", words_of(answer)));
    return skip_bound_address(stream, octet_at(reply, 3), deadline);
}

} // namespace posthaste::net
