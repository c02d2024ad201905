// SPDX-License-Identifier: MIT
// A command of the alias files that takes a message on its stdin, with LF and a Return-Path, by the rights of whoever
// calls this: giving up root's is the caller's affair.
#pragma once

#include <posthaste/mail/prepared_message.hpp>

#include <chrono>
#include <string>

namespace posthaste::delivery {

struct LocalCommand {
    std::string command; // for /bin/sh
    std::string alias;   // the name that stands for it
    std::string user, home;
    std::chrono::seconds patience{1000};
};

// Its environment is SENDER, RECIPIENT (the alias), USER, LOGNAME, HOME, SHELL, PATH and LANG, and nothing of ours; it
// runs in "/". Addresses are there without characters that a shell could be moved by.
//
// By its exit status, as sysexits(3) has it: ErrorKind::refused where trying again is useless; ErrorKind::timeout for
// 71, 74 and 75, a command that is not there (126, 127), a signal, and one that takes too long. What it printed is in
// the error.
[[nodiscard]] Status run_local_command(const LocalCommand& command, const mail::PreparedMessage& message);

// The text without what a shell could be moved by: letters, digits and @%+-_=:,./! stay, the others become "_".
[[nodiscard]] std::string tame(std::string_view text);

} // namespace posthaste::delivery
