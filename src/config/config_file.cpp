// SPDX-License-Identifier: MIT
#include "config_keys.hpp"
#include "file_text.hpp"
#include "user_directory.hpp"

#include <posthaste/config/config_file.hpp>

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <initializer_list>
#include <unistd.h>

namespace posthaste::config {

namespace {

constexpr std::size_t max_file_bytes = 256UL * 1024;
constexpr const char* system_path = "/etc/posthaste/config.toml";

std::unexpected<Error> located(const std::string& name, const KeyError& error) {
    return fail(ErrorKind::config, fmt::format("{}:{}:{}: {}", name, error.at.line, error.at.column, error.message));
}

void expand_homes(Account& account, const std::string& home) {
    for (auto* path : {&account.tls_ca, &account.tls_cert, &account.tls_key, &account.password.file})
        expand_home(*path, home);
}

Status check_private(const Config& config, const FileText& file) {
    if (!file.open_to_others() || std::ranges::none_of(config.accounts, &Account::has_literal_password))
        return {};
    return fail(ErrorKind::config, fmt::format("{} holds a password and others may read it: run \"chmod 600 {}\"",
                                               config.path, config.path));
}

// Who can write the file can send the password to a server of theirs, have a command of theirs run for it, or have
// lines written into any file of ours.
Status check_trusted(const Config& config, const FileText& file) {
    const bool has_password = std::ranges::any_of(config.accounts, &Account::has_password);
    if (!has_password && config.log.file.empty())
        return {};
    const auto* what = has_password ? "says where a password comes from" : "names a file for the log";
    if ((file.status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return fail(ErrorKind::config, fmt::format("{} {} and others may write it: run \"chmod go-w {}\"", config.path,
                                                   what, config.path));
    if (file.status.st_uid != 0 && file.status.st_uid != ::geteuid())
        return fail(ErrorKind::config,
                    fmt::format("{} {} and belongs to another user (uid {})", config.path, what, file.status.st_uid));
    return {};
}

Result<Config> parse_file(const std::string& path, const FileText& file, const std::string& home) {
    PH_ASSIGN(Config config, parse_config(file.text, path));
    config.path = path;
    PH_TRY(check_private(config, file));
    PH_TRY(check_trusted(config, file));
    for (auto& account : config.accounts)
        expand_homes(account, home);
    expand_home(config.log.file, home);
    if (config.aliases)
        for (auto& aliases : *config.aliases)
            expand_home(aliases, home);
    return config;
}

} // namespace

Result<Config> parse_config(std::string_view text, const std::string& name) {
    const auto document = parse_toml(text);
    if (!document)
        return located(name, document.error());
    Config config;
    if (const auto applied = apply_document(config, *document); !applied)
        return located(name, applied.error());
    return config;
}

Result<Config> load_config(const std::string& path, const std::string& home) {
    if (!path.empty()) {
        PH_ASSIGN(const FileText file, read_file_text(path, max_file_bytes));
        return parse_file(path, file, home);
    }
    for (const auto& candidate : {user_config_path(home), std::string(system_path)}) {
        if (candidate.empty())
            continue;
        auto file = read_file_text(candidate, max_file_bytes);
        if (file)
            return parse_file(candidate, *file, home);
        // a file that is there and cannot be read is not to be passed over: the next one may mean another server
        if (file.error().os_errno != ENOENT && file.error().os_errno != ENOTDIR)
            return std::unexpected(std::move(file).error());
    }
    return Config{};
}

std::string user_config_path(const std::string& home) {
    const auto directory = user_directory(home);
    return directory.empty() ? directory : directory + "/config.toml";
}

} // namespace posthaste::config
