// SPDX-License-Identifier: MIT
// Who runs the program, on which machine: by the uid and the kernel, not by variables that anybody can set; HOME counts
// only for a uid that has no entry.
#pragma once

#include <string>

namespace posthaste::app {

struct Caller {
    std::string name;      // login
    std::string full_name; // from the passwd entry; may be empty
    std::string home;
    std::string host; // as gethostname(2) has it; may be empty
};

[[nodiscard]] Caller identify_caller();

// The full name out of a passwd entry's GECOS field: up to the first comma, '&' being the login with a capital.
[[nodiscard]] std::string full_name_of(const std::string& gecos, const std::string& login);

// What bare names of this machine are qualified with when the configuration does not say: /etc/mailname, which Debian
// keeps for this, else the host's name, else "localhost".
[[nodiscard]] std::string machine_domain(const Caller& caller, const std::string& mailname_path = "/etc/mailname");

// Where this user's programs keep what is to be found again: $XDG_STATE_HOME/posthaste, or below the home directory if
// that exists. Empty: nowhere. Nothing is made here.
[[nodiscard]] std::string state_directory(const Caller& caller);

// The host's name where it is fit to introduce us to other servers: with a dot, and not of a private network.
[[nodiscard]] std::string public_host_name(const Caller& caller);

} // namespace posthaste::app
