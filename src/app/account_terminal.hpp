// SPDX-License-Identifier: MIT
// Questions to the person at the terminal, whatever stdin and stdout are.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/base/fd.hpp>
#include <posthaste/base/secret.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace posthaste::app {

class Terminal {
  public:
    virtual ~Terminal() = default;
    // Without the end of the line. ErrorKind::interrupted when the input has ended.
    virtual Result<std::string> ask(std::string_view question) = 0;
    virtual Result<Secret> ask_secret(std::string_view question) = 0; // what is typed is not shown
};

class SystemTerminal final : public Terminal {
  public:
    // None: there is no /dev/tty.
    static std::optional<SystemTerminal> open();
    Result<std::string> ask(std::string_view question) override;
    Result<Secret> ask_secret(std::string_view question) override;

  private:
    explicit SystemTerminal(Fd fd) : fd_(std::move(fd)) {}
    Result<std::string> read_line();
    Fd fd_;
};

[[nodiscard]] bool is_yes(std::string_view answer) noexcept;

} // namespace posthaste::app
