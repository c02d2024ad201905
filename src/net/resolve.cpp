// SPDX-License-Identifier: MIT
#include "resolve.hpp"

#include "wait.hpp"

#include <posthaste/base/fd.hpp>
#include <posthaste/base/text.hpp>

#include <cerrno>
#include <fmt/format.h>
#include <pthread.h>
#include <sys/socket.h>

namespace posthaste::net {

namespace {
struct Answer {
    addrinfo* list = nullptr;
    int code = 0;
    int os_errno = 0;
};

// Owned by the thread once it runs: the asker may be gone before the answer comes.
struct Question {
    std::string host;
    std::string service;
    Fd answer_to;
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

void* answer_question(void* argument) {
    const std::unique_ptr<Question> question{static_cast<Question*>(argument)};
    const Answer answer = look_up(question->host, question->service, 0);
    if (::send(question->answer_to.get(), &answer, sizeof answer, MSG_NOSIGNAL) < 0 && answer.code == 0)
        ::freeaddrinfo(answer.list); // nobody waits any more
    return nullptr;
}

bool start_thread(std::unique_ptr<Question>& question) {
    pthread_attr_t attributes;
    if (::pthread_attr_init(&attributes) != 0)
        return false;
    ::pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_t thread;
    const bool started = ::pthread_create(&thread, &attributes, answer_question, question.get()) == 0;
    ::pthread_attr_destroy(&attributes);
    if (started)
        static_cast<void>(question.release());
    return started;
}

Result<Answer> ask(const std::string& host, const std::string& service, Deadline deadline) {
    int pair[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return fail_errno(ErrorKind::connection, fmt::format("cannot look up \"{}\"", host), errno);
    const Fd answer_from{pair[0]};
    auto question = std::make_unique<Question>(Question{host, service, Fd{pair[1]}});
    if (!start_thread(question))
        return look_up(host, service, 0); // no thread to be had: better without a deadline than not at all
    if (!wait_until(answer_from.get(), POLLIN, deadline))
        return fail(ErrorKind::timeout, fmt::format("the name servers gave no answer for \"{}\" in time", host));
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
    if (answer.code != 0)
        return std::unexpected(resolve_error(answer.code, answer.os_errno, host));
    return AddressList{answer.list};
}

} // namespace posthaste::net
