// SPDX-License-Identifier: MIT
// Writing the units of a user and switching the timer on, with what is asked of the machine as values.
#pragma once

#include "caller.hpp"

#include <posthaste/app/queue_install.hpp>
#include <posthaste/base/byte_source.hpp>
#include <posthaste/base/file_ops.hpp>

#include <string>

namespace posthaste::app {

struct InstallSite {
    std::string program;           // what the units run; absolute
    std::string unit_directory;    // made when it is not there
    std::string runtime_directory; // $XDG_RUNTIME_DIR; empty: unknown
};

// By $XDG_CONFIG_HOME, the caller's home and /proc/self/exe.
[[nodiscard]] Result<InstallSite> find_install_site(const Caller& caller);

// Where the files go and the words: references, which must outlive the call.
struct InstallTools {
    FileOps& files;
    ByteSink& output;
    ByteSink& errors;
};

[[nodiscard]] ExitStatus install_queue_timer(const QueueInstallOptions& options, const InstallSite& site,
                                             const InstallTools& tools);

} // namespace posthaste::app
