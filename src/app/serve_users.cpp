// SPDX-License-Identifier: MIT
#include "serve_setup.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/config/secret_source.hpp>

#include <fmt/format.h>

namespace posthaste::app {

namespace {

Status add_user(std::string_view line, Users& users) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == line.size())
        return fail(ErrorKind::config, "must be NAME:PASSWORD");
    std::string name(line.substr(0, colon));
    if (has_control(name))
        return fail(ErrorKind::config, "the name holds a control character");
    const auto [place, is_new] = users.emplace(std::move(name), Secret{std::string(line.substr(colon + 1))});
    if (!is_new)
        return fail(ErrorKind::config, fmt::format("{} is there already", place->first));
    return {};
}

} // namespace

Result<Users> read_users(const std::string& path) {
    PH_ASSIGN(const auto text, config::read_password_file(path));
    Users users;
    std::size_t number = 0;
    for (const auto line : split(text.reveal(), '\n')) {
        ++number;
        const auto trimmed = line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
        if (trimmed.empty() || trimmed.starts_with('#'))
            continue;
        if (auto added = add_user(trimmed, users); !added)
            return with_context(fmt::format("{}:{}", path, number), std::move(added).error());
    }
    if (users.empty())
        return fail(ErrorKind::config, fmt::format("{} names nobody: a line is NAME:PASSWORD", path));
    return users;
}

} // namespace posthaste::app
