// SPDX-License-Identifier: MIT
#include "shells.hpp"

#include <fmt/format.h>

namespace posthaste::completions {

namespace {

void add_places(std::vector<Place>& places, const std::string& before, const cli::ListedCommand& command) {
    const auto path = before.empty() ? command.name : fmt::format("{} {}", before, command.name);
    places.push_back({path, &command});
    for (const auto& each : command.commands)
        add_places(places, path, each);
}

} // namespace

std::vector<Place> places(const cli::ListedCommand& root) {
    std::vector<Place> all;
    add_places(all, "", root);
    return all;
}

bool is_offered(const cli::ListedOption& option) noexcept { return !option.help.empty(); }

std::string escaped(std::string_view text, std::string_view these) {
    std::string result;
    for (const char c : text) {
        if (these.find(c) != std::string_view::npos)
            result += '\\';
        result += c;
    }
    return result;
}

std::string join(const std::vector<std::string>& words, std::string_view between) {
    return fmt::format("{}", fmt::join(words, between));
}

} // namespace posthaste::completions
