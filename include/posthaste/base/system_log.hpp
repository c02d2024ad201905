// SPDX-License-Identifier: MIT
// Lines for the system's log, by its socket: syslogd and journald take the same datagrams. Without syslog(3), whose
// state belongs to the whole process and which waits for ever. The facility is mail.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/base/fd.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace posthaste {

enum class LogSeverity : std::uint8_t { warning = 4, notice = 5, info = 6 }; // RFC 5424 section 6.2.1

class SystemLog {
  public:
    static constexpr const char* usual_socket = "/dev/log";
    explicit SystemLog(std::string socket = usual_socket) : path_(std::move(socket)) {}

    // line: no line ends and no NUL. at: what the line says, in local time; journald puts its own there. A log that
    // takes nothing is waited for a second.
    [[nodiscard]] Status send(LogSeverity severity, std::chrono::system_clock::time_point at, std::string_view line);

  private:
    [[nodiscard]] Status connect();
    [[nodiscard]] Status send_once(std::string_view datagram);

    std::string path_;
    Fd socket_;
};

} // namespace posthaste
