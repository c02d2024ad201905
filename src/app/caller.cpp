// SPDX-License-Identifier: MIT
#include "caller.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/mail/address.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>
#include <vector>

namespace posthaste::app {

namespace {

std::string host_name() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0)
        return {};
    return name.data();
}

// Empty unless it is a domain that may stand behind an '@'.
std::string as_domain(std::string_view text) {
    if (text.empty())
        return {};
    const auto address = mail::Address::make("postmaster", text);
    return address ? address->domain() : std::string{};
}

void fill_from_passwd(Caller& caller) {
    std::vector<char> buffer(16384);
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
        return;
    caller.name = entry.pw_name;
    caller.full_name = full_name_of(entry.pw_gecos == nullptr ? "" : entry.pw_gecos, caller.name);
    caller.home = entry.pw_dir == nullptr ? "" : entry.pw_dir;
}

} // namespace

Caller identify_caller() {
    Caller caller;
    caller.host = host_name();
    fill_from_passwd(caller);
    // Containers run as uids without an entry; then there is nothing but the variable.
    const char* home = std::getenv("HOME");
    if (caller.home.empty() && home != nullptr && *home == '/')
        caller.home = home;
    if (caller.name.empty())
        caller.name = fmt::format("uid{}", ::getuid());
    return caller;
}

std::string full_name_of(const std::string& gecos, const std::string& login) {
    std::string name;
    for (const char c : gecos.substr(0, gecos.find(','))) {
        if (c != '&') {
            name += c;
        } else if (!login.empty()) {
            name += to_upper(login.front());
            name += login.substr(1);
        }
    }
    return has_control(name) ? std::string{} : std::string(trim(name));
}

std::string machine_domain(const Caller& caller, const std::string& mailname_path) {
    constexpr std::size_t limit_bytes = 1024;
    if (const auto text = read_file(mailname_path, limit_bytes)) {
        const auto domain = as_domain(trim(text->substr(0, text->find('\n'))));
        if (!domain.empty())
            return domain;
    }
    const auto domain = as_domain(caller.host);
    return domain.empty() ? "localhost" : domain;
}

// The XDG base directory specification: a path that is not absolute is to be ignored.
std::string state_directory(const Caller& caller) {
    const char* configured = std::getenv("XDG_STATE_HOME");
    if (configured != nullptr && *configured == '/')
        return fmt::format("{}/posthaste", configured);
    if (!caller.home.starts_with('/') || ::access(caller.home.c_str(), X_OK) != 0)
        return {};
    return caller.home + "/.local/state/posthaste";
}

// Names that mean nothing to anyone else (RFC 6762, RFC 8375, and custom) would only be refused, or tell of a network
// that is nobody's business.
std::string public_host_name(const Caller& caller) {
    constexpr std::array<std::string_view, 10> private_ends{".local",     ".localdomain", ".lan",      ".home",
                                                            ".home.arpa", ".corp",        ".internal", ".intranet",
                                                            ".private",   ".localhost"};
    const auto domain = lower(as_domain(caller.host));
    const auto last_dot = domain.rfind('.');
    if (last_dot == std::string::npos || domain.front() == '[' || domain.find('_') != std::string::npos)
        return {};
    const bool is_private = std::ranges::any_of(private_ends, [&](auto end) { return domain.ends_with(end); });
    const bool is_number = std::ranges::all_of(domain.substr(last_dot + 1), is_digit); // an IPv4 address is no name
    return is_private || is_number ? std::string{} : domain;
}

} // namespace posthaste::app
