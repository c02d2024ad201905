// SPDX-License-Identifier: MIT
// CONNECT (RFC 9110 section 9.3.6) over HTTP/1.1, with Basic (RFC 7617) where there is a login.
#include "proxy.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/codec/base64.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::net {

namespace {

constexpr std::size_t most_of_a_reply = 16UZ * 1024;
constexpr std::size_t most_to_show = 200;
constexpr int most_answers = 8;

std::string request_for(const Proxy& proxy, const Endpoint& target) {
    const auto where = target.text(); // an authority (RFC 3986 section 3.2): IPv6 stands in brackets
    auto request = fmt::format("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n", where);
    if (!proxy.user.empty()) {
        std::string login = proxy.user + ":";
        login += proxy.password.reveal();
        std::string encoded = codec::base64_encode(login);
        request += "Proxy-Authorization: Basic ";
        request += encoded;
        request += "\r\n";
        wipe(login);
        wipe(encoded);
    }
    request += "\r\n";
    return request;
}

// Octet by octet: behind the empty line the server may be speaking already.
Result<std::string> read_head(Stream& stream, Deadline deadline) {
    std::string head;
    while (!head.ends_with("\r\n\r\n") && !head.ends_with("\n\n")) {
        if (head.size() == most_of_a_reply)
            return fail(ErrorKind::protocol, "its answer has no end");
        PH_ASSIGN(const auto next, read_from_proxy(stream, 1, deadline));
        head += next;
        // A server of another kind is found out at once, since it may wait for us as we for it.
        if (!std::string_view("HTTP/1.").starts_with(head.substr(0, 7)))
            return fail(ErrorKind::protocol, "it does not speak HTTP: is the port right?");
    }
    return head;
}

// "HTTP/1.1 403 Forbidden" to "403 Forbidden".
std::string_view status_of(std::string_view head) {
    const auto line = trim(head.substr(0, head.find('\n')));
    const auto space = line.find(' ');
    return space == std::string_view::npos ? std::string_view{} : trim(line.substr(space));
}

Status judge(std::string_view status, bool logged_in) {
    if (status.size() < 3 || !std::ranges::all_of(status.substr(0, 3), is_digit))
        return fail(ErrorKind::protocol, "its answer has no status");
    if (status.starts_with('2'))
        return {};
    const auto words = fmt::format("it says \"{}\"", status.substr(0, most_to_show));
    if (!status.starts_with("407")) // RFC 9110 section 15.5.8
        return fail(ErrorKind::connection, words);
    return fail(ErrorKind::auth, logged_in ? words + ": check user and password"
                                           : words + ": write the login as http://USER:PASSWORD@HOST");
}

} // namespace

Status open_by_http(Stream& stream, const Proxy& proxy, const Endpoint& target, Deadline deadline) {
    std::string request = request_for(proxy, target);
    const auto sent = stream.write_all(request, deadline);
    wipe(request);
    PH_TRY(sent);
    for (int answers = 0; answers < most_answers; ++answers) {
        PH_ASSIGN(const auto head, read_head(stream, deadline));
        const auto status = status_of(head);
        if (!status.starts_with('1')) // RFC 9110 section 15.2: interim answers may come first
            return judge(status, !proxy.user.empty());
    }
    return fail(ErrorKind::protocol, "its answers have no end");
}

} // namespace posthaste::net
