// SPDX-License-Identifier: MIT
#include "resolve.hpp"

#include "background.hpp"
#include "wait.hpp"

#include <posthaste/base/text.hpp>

#include <cerrno>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

namespace posthaste::net {

namespace {
struct Answer {
    addrinfo* list = nullptr;
    int code = 0;
    int os_errno = 0;
};

Answer look_up(const std::string& host, const std::string& service, int flags) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    // No AI_ADDRCONFIG: it hides the names of the loopback interface on a machine without any other; an address of a
    // family that is not there fails at once in connect(2).
    hints.ai_flags = AI_NUMERICSERV | flags;
    Answer answer;
    answer.code = ::getaddrinfo(host.c_str(), service.c_str(), &hints, &answer.list);
    answer.os_errno = errno;
    return answer;
}

Result<Answer> ask(const std::string& host, const std::string& service, Deadline deadline) {
    const Fd answer_from = start_in_background([host, service](int answer_to) {
        const Answer answer = look_up(host, service, 0);
        if (::send(answer_to, &answer, sizeof answer, MSG_NOSIGNAL) < 0 && answer.code == 0)
            ::freeaddrinfo(answer.list); // nobody waits any more
    });
    if (!answer_from.valid())
        return look_up(host, service, 0);
    if (const auto waited = wait_until(answer_from.get(), POLLIN, deadline); waited != Waited::ready)
        return not_ready(waited, fmt::format("the name servers gave no answer for \"{}\" in time", host));
    Answer answer;
    if (::recv(answer_from.get(), &answer, sizeof answer, 0) != sizeof answer)
        return fail(ErrorKind::connection, fmt::format("cannot look up \"{}\"", host));
    return answer;
}
} // namespace

Error resolve_error(int code, int os_errno, const std::string& host) {
    switch (code) {
    case EAI_NONAME:
        return {ErrorKind::no_host, fmt::format("the host \"{}\" does not exist: check the server's name", host), 0};
    case EAI_NODATA:
    case EAI_ADDRFAMILY:
        return {ErrorKind::no_host, fmt::format("the host \"{}\" has no address: check the server's name", host), 0};
    case EAI_SYSTEM:
        return fail_errno(ErrorKind::connection, fmt::format("cannot look up \"{}\"", host), os_errno).error();
    case EAI_AGAIN:
        return {ErrorKind::connection, fmt::format("cannot look up \"{}\" now: no name server answers", host), 0};
    default:
        return {ErrorKind::connection, fmt::format("cannot look up \"{}\": {}", host, ::gai_strerror(code)), 0};
    }
}

Result<AddressList> resolve_numeric(const std::string& address) {
    const Answer answer = look_up(address, "0", AI_NUMERICHOST);
    if (answer.code != 0)
        return std::unexpected(resolve_error(answer.code, answer.os_errno, address));
    return AddressList{answer.list};
}

Result<AddressList> resolve(const std::string& host, std::uint16_t port, Deadline deadline) {
    if (host.empty() || has_control(host))
        return std::unexpected(resolve_error(EAI_NONAME, 0, host));
    const std::string service = std::to_string(port);
    Answer answer = look_up(host, service, AI_NUMERICHOST);
    if (answer.code != 0) {
        PH_ASSIGN(answer, ask(host, service, deadline));
    }
    if (answer.code != 0 && iequals(host, "localhost")) // RFC 6761 section 6.3: also where there is no /etc/hosts
        answer = look_up("127.0.0.1", service, AI_NUMERICHOST);
    if (answer.code != 0)
        return std::unexpected(resolve_error(answer.code, answer.os_errno, host));
    return AddressList{answer.list};
}

} // namespace posthaste::net
