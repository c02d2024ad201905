// SPDX-License-Identifier: MIT
#include "account_system.hpp"

#include <posthaste/config/config_file.hpp>

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

namespace posthaste::app {

namespace {

constexpr auto socket_url = "unix:/run/posthaste/submission";
constexpr mode_t group_reads = 0640, group_enters = 0750;

// The mode last: whoever is let in is let in to what is complete.
Status share(const std::string& path, gid_t group, mode_t mode) {
    if (::lchown(path.c_str(), 0, group) != 0 || ::chmod(path.c_str(), mode) != 0)
        return fail_errno(ErrorKind::cannot_create, fmt::format("cannot give {} to the service's group", path), errno);
    return {};
}

Status share_all(const ConfigChange& change, gid_t group) {
    for (const auto& each : change.secrets) {
        PH_TRY(share(each.path.substr(0, each.path.rfind('/')), group, group_enters));
        PH_TRY(share(each.path, group, group_reads));
    }
    return share(change.path, group, group_reads);
}

// In what all users read: no password, only where the service listens.
Result<std::vector<std::string>> name_socket(AccountDesk& desk) {
    ConfigChange change;
    change.path = system_config_path(desk);
    PH_ASSIGN(const auto stored, read_stored(change.path));
    PH_ASSIGN(const auto old, config::parse_config(stored.text, change.path));
    if (std::ranges::find(old.accounts, std::string("system"), &config::Account::name) != old.accounts.end())
        return std::vector<std::string>{};
    change.names = {"system"};
    change.default_account = "system";
    change.tables = [](const Present& /*present*/) {
        return fmt::format("[account.system]\nserver = \"{}\"\n", socket_url);
    };
    PH_TRY(apply_change(desk, change));
    std::vector<std::string> notes;
    if (!old.accounts.empty() || !old.default_account.empty())
        notes.push_back(
            fmt::format("{} has another account by which mail goes: say default = \"system\" there", change.path));
    return notes;
}

} // namespace

Status begin_system(AccountDesk& desk, const AccountOptions& options) {
    if (options.config)
        return fail(ErrorKind::usage, "--system and --config exclude each other: the system's file has its place");
    if (::geteuid() != 0 && desk.root.empty())
        return fail(ErrorKind::auth, "--system is root's to say");
    desk.config_path = desk.root + "/etc/posthaste/service.toml";
    return {};
}

Result<std::vector<std::string>> finish_system(AccountDesk& desk, const ConfigChange& change) {
    const auto* group = ::getgrnam(desk.service_group.c_str());
    if (group != nullptr)
        PH_TRY(share_all(change, group->gr_gid));
    PH_ASSIGN(auto notes, name_socket(desk));
    if (group == nullptr)
        notes.push_back(fmt::format("there is no group {}: {} is readable by root alone, and by no service",
                                    desk.service_group, change.path));
    return notes;
}

} // namespace posthaste::app
