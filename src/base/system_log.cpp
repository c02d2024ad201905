// SPDX-License-Identifier: MIT
#include <posthaste/base/system_log.hpp>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

namespace posthaste {

namespace {

constexpr unsigned mail_facility = 2; // RFC 5424 section 6.2.1
constexpr timeval longest_wait{1, 0};

// "Nov 25 16:23:17", as syslog(3) has it; in C's words, since the program sets no locale.
std::string timestamp(std::chrono::system_clock::time_point at) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(at);
    std::tm local{};
    std::array<char, 32> text{};
    if (::localtime_r(&seconds, &local) == nullptr)
        return {};
    return {text.data(), std::strftime(text.data(), text.size(), "%h %e %T ", &local)};
}

} // namespace

Status SystemLog::connect() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path_.size() >= sizeof address.sun_path)
        return fail(ErrorKind::connection, fmt::format("{}: the path is too long for a socket", path_));
    std::memcpy(address.sun_path, path_.data(), path_.size());
    Fd fd{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    if (!fd.valid() || ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &longest_wait, sizeof longest_wait) != 0 ||
        ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return fail_errno(ErrorKind::connection, fmt::format("no system log at {}", path_), errno);
    socket_ = std::move(fd);
    return {};
}

Status SystemLog::send(LogSeverity severity, std::chrono::system_clock::time_point at, std::string_view line) {
    const bool connected = socket_.valid();
    if (!connected)
        PH_TRY(connect());
    const auto whole = fmt::format("<{}>{}posthaste[{}]: {}", mail_facility * 8U + static_cast<unsigned>(severity),
                                   timestamp(at), ::getpid(), line);
    auto sent = send_once(whole);
    if (sent || !connected || sent.error().os_errno == EAGAIN)
        return sent;
    PH_TRY(connect()); // it may have been started anew
    return send_once(whole);
}

Status SystemLog::send_once(std::string_view datagram) {
    ssize_t count = 0;
    do {
        count = ::send(socket_.get(), datagram.data(), datagram.size(), MSG_NOSIGNAL);
    } while (count < 0 && errno == EINTR);
    return count < 0 ? fail_errno(ErrorKind::io, fmt::format("the system log at {} takes nothing", path_), errno)
                     : Status{};
}

} // namespace posthaste
