// SPDX-License-Identifier: MIT
#include "secret_command.hpp"

#include <posthaste/base/child_process.hpp>
#include <posthaste/base/secret.hpp>

#include <fmt/format.h>

namespace posthaste::config {

namespace {

std::string complaint(const ChildProcess& process, const ChildEnd& end) {
    if (end.late)
        return fmt::format("gave no password in {} minutes",
                           std::chrono::duration_cast<std::chrono::minutes>(process.patience).count());
    if (end.too_much)
        return fmt::format("wrote more than {} KiB", process.kept_bytes / 1024);
    if (end.signal != 0)
        return fmt::format("was ended by signal {}", end.signal);
    return fmt::format("failed with exit status {}", end.exit_status);
}

} // namespace

Result<std::string> run_secret_command(const std::string& command) {
    ChildProcess process;
    process.arguments = {"/bin/sh", "-c", command};
    PH_ASSIGN(ChildEnd end, run_child(process));
    if (end.succeeded())
        return std::move(end.kept);
    wipe(end.kept);
    return fail(ErrorKind::config, fmt::format("the password command \"{}\" {}", command, complaint(process, end)));
}

} // namespace posthaste::config
