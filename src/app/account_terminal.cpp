// SPDX-License-Identifier: MIT
#include "account_terminal.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/base/text.hpp>

#include <csignal>
#include <fcntl.h>
#include <termios.h>

namespace posthaste::app {

namespace {

// Signals wait until the terminal is itself again: a shell without echo is what ^C would leave behind.
class NoEcho {
  public:
    explicit NoEcho(int fd) : fd_(fd) {
        ::sigemptyset(&blocked_);
        for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP})
            ::sigaddset(&blocked_, number);
        ::sigprocmask(SIG_BLOCK, &blocked_, &before_signals_);
        changed_ = ::tcgetattr(fd_, &before_) == 0;
        auto silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG); // ^C ends the line in place of the program
        silent.c_lflag |= ECHONL;
        silent.c_cc[VEOL] = 3;
        changed_ = changed_ && ::tcsetattr(fd_, TCSAFLUSH, &silent) == 0;
    }
    ~NoEcho() {
        if (changed_)
            ::tcsetattr(fd_, TCSAFLUSH, &before_);
        ::sigprocmask(SIG_SETMASK, &before_signals_, nullptr);
    }
    NoEcho(const NoEcho&) = delete;
    NoEcho& operator=(const NoEcho&) = delete;

    [[nodiscard]] bool works() const noexcept { return changed_; }

  private:
    int fd_;
    bool changed_ = false;
    termios before_{};
    sigset_t blocked_{}, before_signals_{};
};

} // namespace

std::optional<SystemTerminal> SystemTerminal::open() {
    Fd fd{::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)};
    if (!fd.valid())
        return std::nullopt;
    return SystemTerminal(std::move(fd));
}

Result<std::string> SystemTerminal::read_line() {
    constexpr std::size_t longest = 4096;
    std::string line;
    for (char c = 0; line.size() < longest;) {
        PH_ASSIGN(const auto count, read_some(fd_.get(), std::span(&c, 1)));
        if (count == 0 || c == 3) // ^C
            return fail(ErrorKind::interrupted, "given up: nothing was changed");
        if (c == '\n')
            return line;
        line += c;
    }
    return fail(ErrorKind::usage, "the answer is too long");
}

Result<std::string> SystemTerminal::ask(std::string_view question) {
    PH_TRY(write_all(fd_.get(), question));
    PH_ASSIGN(const auto line, read_line());
    return std::string(trim(line));
}

Result<Secret> SystemTerminal::ask_secret(std::string_view question) {
    PH_TRY(write_all(fd_.get(), question));
    const NoEcho silence(fd_.get());
    if (!silence.works())
        return fail(ErrorKind::usage, "what is typed here would be shown: say --password-command, --password-file or "
                                      "--password-stdin");
    PH_ASSIGN(auto line, read_line());
    Secret secret(line);
    wipe(line);
    return secret;
}

bool is_yes(std::string_view answer) noexcept { return iequals(answer, "y") || iequals(answer, "yes"); }

} // namespace posthaste::app
