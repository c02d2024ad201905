// SPDX-License-Identifier: MIT
// Running another program to its end: a password command, gpg. One of its two outputs is kept in memory, within a
// limit; it never shares our stdin. What its exit status means is the caller's affair.
#pragma once

#include <posthaste/base/error.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace posthaste {

struct ChildProcess {
    // The first is the program, looked for in PATH when it holds no slash. Others see them all: no secrets.
    std::vector<std::string> arguments;
    int input = -1;           // its stdin, read from where the descriptor stands; -1: /dev/null
    int output = -1;          // its stdout, and stderr is kept; -1: stdout is kept, and stderr is ours
    bool with_errors = false; // with output -1: stderr is kept together with stdout
    std::size_t kept_bytes = 64UZ * 1024;
    bool reads_on = false;              // what is beyond kept_bytes is read and forgotten: it never is too much
    std::chrono::seconds patience{180}; // a person may have to type
    std::optional<std::vector<std::string>> environment{}; // "NAME=value"; else ours
    std::string directory{};                               // where it runs; empty: where we do
};

struct ChildEnd {
    std::string kept;      // at most kept_bytes; may be a secret, so whoever knows it is one wipes it
    bool too_much = false; // it wrote more than that, and was cut off (SIGPIPE, if it goes on)
    bool late = false;     // it was told to end (SIGTERM, then SIGKILL) when patience had run out
    int exit_status = 0;   // of one that was not ended by a signal
    int signal = 0;        // 0: none

    [[nodiscard]] bool succeeded() const noexcept { return !too_much && !late && signal == 0 && exit_status == 0; }
};

// Over when the program has ended, even if something that it started still holds the pipe.
// ErrorKind::config, with errno, when it cannot be run: ENOENT when there is no such program.
[[nodiscard]] Result<ChildEnd> run_child(const ChildProcess& process);

} // namespace posthaste
