// SPDX-License-Identifier: MIT
#include "queue_place.hpp"

#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

namespace posthaste::app {

namespace {

bool is_ours(const std::string& directory) {
    struct stat info{};
    return ::lstat(directory.c_str(), &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == ::geteuid();
}

bool asks_for_another() {
    const char* configured = std::getenv("XDG_STATE_HOME");
    return configured != nullptr && *configured == '/';
}

} // namespace

std::string queue_directory(const Caller& caller, const std::string& system_spool) {
    if (!asks_for_another() && is_ours(system_spool))
        return system_spool;
    const auto state = state_directory(caller);
    return state.empty() ? state : state + "/queue";
}

} // namespace posthaste::app
